#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: binance_block_order
short_description: Make sure that block orders on Binance Options are not open
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Cancels market-maker block orders on Binance Options, and reports for each what is true of it on the exchange.
  - For each order the module looks first, sends a cancel only if the order is open, and looks again. The answer to a
    cancel is never taken for the truth. A lost or unclear answer ends in another look, not in a guess.
  - Before an order is called cancelled, it is looked for in the account's block trades, so that an execution by the
    counterparty is not overlooked.
attributes:
  check_mode:
    details:
      - Looks at the orders, and sends no cancel.
  idempotent:
    details:
      - An order that is not open is left alone, whatever has ended it.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  state:
    description:
      - V(absent) makes sure that none of the selected block orders is open.
    type: str
    choices: [absent]
    required: true
  block_order_matching_key:
    description:
      - The matching keys of the block orders. One string will do. A key that is given twice counts once.
      - An empty list selects nothing, and never everything. An empty or blank key is an error.
      - Exactly one of this, O(underlying) and O(all_open=true) is required.
    type: list
    elements: str
    aliases: [matching_key]
  underlying:
    description:
      - Selects every open block order on this underlying, such as V(BTCUSDT).
      - Orders that appear while the task runs are taken up too, until none is listed as open. If the task has to stop
        before, it fails.
    type: str
  all_open:
    description:
      - Selects every open block order of the account.
      - Orders that appear while the task runs are taken up too, until none is listed as open. If the task has to stop
        before, it fails.
    type: bool
    default: false
  max_orders:
    description:
      - Fail before the first cancel if more orders than this would be cancelled, in check mode as well.
      - Orders that appear while the task runs count too.
    type: int
  verify_timeout:
    description:
      - How many seconds to wait, after a cancel was acknowledged, until the exchange no longer lists the order as open.
        If it still does then, the order is reported as failed.
      - V(0) takes the exchange's word for it. The account's block trades are looked at all the same.
    type: int
    default: 30
  concurrency:
    description:
      - How many requests may be under way at the same time, from 1 to 32.
    type: int
    default: 8
"""

EXAMPLES = r"""
- name: Cancel one block order
  marketops.binance.binance_block_order:
    state: absent
    block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"

- name: Work on one account, with its credentials given once
  module_defaults:
    group/marketops.binance.binance:
      api_key: "{{ binance_api_key }}"
      api_secret: "{{ binance_api_secret }}"
  block:
    - name: Cancel several block orders in one task
      marketops.binance.binance_block_order:
        state: absent
        block_order_matching_key:
          - 7d046e6e-a429-4335-ab9d-6a681febcde5
          - 1f4b2a0c-6a3e-4d0e-9d5c-0f3d7f0e7b11

    - name: See which block orders on an underlying would be cancelled
      marketops.binance.binance_block_order:
        state: absent
        underlying: BTCUSDT
      check_mode: true
      diff: true

    - name: Cancel them
      marketops.binance.binance_block_order:
        state: absent
        underlying: BTCUSDT
      register: drained

    - name: Stop here if a counterparty took one of them meanwhile
      ansible.builtin.assert:
        that: drained.summary.executed == 0
        fail_msg: "{{ drained.msg }}"

    - name: Cancel every open block order of the account, unless there are more than expected
      marketops.binance.binance_block_order:
        state: absent
        all_open: true
        max_orders: 40
        max_wait: 300

- name: Cancel from the bastion whose address is on the key's allow-list
  marketops.binance.binance_block_order:
    state: absent
    block_order_matching_key: "{{ stale_block_orders }}"
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  delegate_to: bastion
"""

RETURN = r"""
msg:
  description: What happened, in a sentence. If the task failed, to which orders, why, and what to do next.
  returned: always
  type: str
  sample: "3 block orders: 2 cancelled, 1 not open."
orders:
  description:
    - What is true of each selected block order, in the order asked for.
    - Returned in full even if the task failed. What was cancelled stays reported.
  returned: always, unless an option was refused
  type: list
  elements: dict
  contains:
    block_order_matching_key:
      description: The matching key of the order.
      type: str
      sample: 7d046e6e-a429-4335-ab9d-6a681febcde5
    outcome:
      description:
        - V(cancelled) if this task saw the order open and cancelled it.
        - V(would_cancel) if it is open and check mode forbids to cancel it.
        - V(absent) if it was not open, or ended otherwise than by this task.
        - V(executed) if the counterparty took it. It is not open, and the position changed.
        - V(failed) if it may still be open, or if it is gone and nobody knows how.
        - V(not_attempted) if the task stopped before a cancel was sent for it.
      type: str
      sample: cancelled
    status:
      description: The status in which the exchange showed the order last, V(null) if it never did.
      type: str
      sample: RECEIVED
    before:
      description: The order as first seen, V(null) if the exchange did not show it.
      type: dict
      contains:
        block_order_matching_key:
          description: The matching key of the order.
          type: str
          sample: 7d046e6e-a429-4335-ab9d-6a681febcde5
        status:
          description: The status of the order.
          type: str
          sample: RECEIVED
        open:
          description: Whether the order is open. A status that the exchange does not document counts as open.
          type: bool
          sample: true
        liquidity:
          description: V(MAKER) or V(TAKER).
          type: str
          sample: TAKER
        create_time:
          description: When the order was made, in milliseconds since the epoch.
          type: int
          sample: 1730170315803
        expire_time:
          description: When the order expires, in milliseconds since the epoch.
          type: int
          sample: 1730172115801
        legs:
          description: The legs of the order.
          type: list
          elements: dict
          contains:
            symbol:
              description: The option.
              type: str
              sample: BNB-241101-700-C
            side:
              description: V(BUY) or V(SELL).
              type: str
              sample: BUY
            quantity:
              description: The quantity, as the exchange writes it.
              type: str
              sample: "1.2"
            price:
              description: The price, as the exchange writes it.
              type: str
              sample: "2.8"
    cancel_requests:
      description: How many cancels were sent for the order.
      type: int
      sample: 1
    evidence:
      description: Short facts that prove the outcome.
      type: list
      elements: str
      sample: [acknowledged, not listed, not in block trades]
    error:
      description: Why the order is V(failed) or V(not_attempted), else V(null).
      type: dict
      contains:
        http_status:
          description: The HTTP status of the exchange's answer, V(null) if there was none.
          type: int
          sample: 400
        code:
          description: The error code of the exchange's answer, V(null) if there was none.
          type: int
          sample: -2013
        msg:
          description: What went wrong.
          type: str
          sample: its cancel was refused (-2013 Order does not exist), and it is still listed as RECEIVED
  sample:
    - block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5
      outcome: cancelled
      status: RECEIVED
      before:
        block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5
        status: RECEIVED
        open: true
        liquidity: TAKER
        create_time: 1730170315803
        expire_time: 1730172115801
        legs:
          - symbol: BNB-241101-700-C
            side: BUY
            quantity: "1.2"
            price: "2.8"
      cancel_requests: 1
      evidence: [acknowledged, not listed, not in block trades]
      error: null
summary:
  description: How many of the selected orders had each outcome, and how many were selected.
  returned: always, unless an option was refused
  type: dict
  contains:
    selected:
      description: The number of selected orders.
      type: int
      sample: 3
    cancelled:
      description: The number of orders with this outcome.
      type: int
      sample: 2
    would_cancel:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    absent:
      description: The number of orders with this outcome.
      type: int
      sample: 1
    executed:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    failed:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    not_attempted:
      description: The number of orders with this outcome.
      type: int
      sample: 0
  sample: {selected: 3, cancelled: 2, would_cancel: 0, absent: 1, executed: 0, failed: 0, not_attempted: 0}
error:
  description: What made the task stop before it was done, V(null) if nothing did. Nothing was sent after it.
  returned: always, unless an option was refused
  type: dict
  contains:
    http_status:
      description: The HTTP status of the exchange's answer, V(null) if it was none.
      type: int
      sample: 401
    code:
      description: The error code of the exchange's answer, V(null) if it was none.
      type: int
      sample: -2015
    final:
      description:
        - Whether nothing should be sent by another task either, after a ban, a refused key or a rate limit for example.
          It is not so if only the time budget of this task was over, or O(max_orders) exceeded.
      type: bool
      sample: true
    msg:
      description: What went wrong.
      type: str
      sample: The exchange refused the key (-2015 Invalid API-key, IP, or permissions for action).
  sample: null
requests:
  description: What the task has asked of the exchange.
  returned: always, unless an option was refused
  type: dict
  contains:
    sent:
      description: The number of requests.
      type: int
      sample: 6
    weight:
      description: Their request weight.
      type: int
      sample: 30
    used_weight_1m:
      description:
        - The request weight that the host's address had used in the running minute, other programs included, as the
          exchange said last. V(null) if it did not say.
      type: int
      sample: 145
    waited_seconds:
      description: How long the task waited for rate limits, between tries, and for verification.
      type: float
      sample: 0.0
    clock_offset_ms:
      description: How far the exchange's clock is ahead of the host's, V(null) if there was no need to measure it.
      type: int
      sample: -12
  sample: {sent: 6, weight: 30, used_weight_1m: 145, waited_seconds: 0.0, clock_offset_ms: null}
timeline:
  description:
    - What happened when, in the order in which it was noted.
  returned: always, unless an option was refused
  type: list
  elements: dict
  contains:
    time:
      description:
        - When it was noted, in milliseconds by the exchange's clock, or by the host's if there was no need to measure
          it.
      type: int
      sample: 1730170316011
    kind:
      description:
        - V(look) if an order was seen, or seen to be gone. V(cancel) if the answer to a cancel came or was lost.
        - V(trades) if the account's block trades were looked at. V(wait) if a wait of a second or more began.
      type: str
      sample: cancel
    block_order_matching_key:
      description: The matching key of the order, V(null) if it is about all of them.
      type: str
      sample: 7d046e6e-a429-4335-ab9d-6a681febcde5
    fact:
      description: What it was, in a few words.
      type: str
      sample: acknowledged
    seconds:
      description: How long the wait was meant to be, V(null) if it is none.
      type: float
      sample: null
  sample:
    - time: 1730170316011
      kind: cancel
      block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5
      fact: acknowledged
      seconds: null
diff:
  description: The status of each order before and after, as text.
  returned: always, unless an option was refused
  type: dict
  contains:
    before:
      description: A line for each order.
      type: str
      sample: "7d046e6e-a429-4335-ab9d-6a681febcde5: RECEIVED\n"
    after:
      description: A line for each order.
      type: str
      sample: "7d046e6e-a429-4335-ab9d-6a681febcde5: CANCELLED\n"
  sample:
    before: "7d046e6e-a429-4335-ab9d-6a681febcde5: RECEIVED\n"
    after: "7d046e6e-a429-4335-ab9d-6a681febcde5: CANCELLED\n"
"""

import typing as t
from contextlib import closing

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS, make_api
from ansible_collections.marketops.binance.plugins.module_utils._options.module import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.selection import read_policy
from ansible_collections.marketops.binance.plugins.module_utils._options.states import STATE_OPTIONS, read_wanted
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.run import reconcile


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, **STATE_OPTIONS), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Reconcile, and return the result. Raises ``BadOption`` before anything is sent."""
    wanted, policy = read_wanted(module.params), read_policy(module.params, module.check_mode)
    with closing(make_api(module)) as api:
        return reconcile(api, wanted, policy, module.params["concurrency"], module.warn)


if __name__ == "__main__":
    main()
