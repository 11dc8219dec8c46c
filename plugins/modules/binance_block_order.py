#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_block_order
short_description: Make block orders on Binance Options absent, present or accepted
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Cancels, creates, extends or accepts market-maker block orders on Binance Options, and returns the outcome of each.
  - For each order the module queries the exchange, sends a request only if one is needed, and queries again. The
    answer to a request is never accepted as proof. After a lost or unclear answer the module queries the exchange.
  - Before an order is reported as cancelled, it is searched for in the account's block trades, so that an execution
    is not missed.
  - A task creates at most one order. After a lost answer the request is sent again only when the first one can no
    longer be accepted, and two queries have not shown the order.
attributes:
  check_mode:
    details:
      - Queries the orders, and sends nothing that changes them.
  idempotent:
    details:
      - An order that is in the wanted state is skipped, no matter how it got there.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  state:
    description:
      - V(absent) makes sure that none of the selected block orders is open.
      - V(present) makes sure that an order is open, and stays open for at least O(min_lifetime). With O(liquidity) and
        O(legs), an order is created unless the account has an open order with exactly these terms. With
        O(block_order_matching_key), the orders can be extended, but not created again.
      - V(accepted) makes sure that this account took the orders, as their counterparty.
    type: str
    choices: [absent, present, accepted]
    required: true
  block_order_matching_key:
    description:
      - The matching keys of the block orders, as a list or as one string with commas. A key that is given twice counts
        once.
      - An empty list selects nothing, and never everything. A key that is empty or blank is an error. So is text that
        can't be a matching key, such as a list that is written as text, keys that are separated by blanks or
        semicolons, or a number.
      - With O(state=absent), exactly one of this, O(underlying) and O(all_open=true) is required.
      - With O(state=present), exactly one of this and O(legs) is required.
      - Required with O(state=accepted).
    type: list
    elements: str
    aliases: [matching_key]
  underlying:
    description:
      - Selects every open block order on this underlying, such as V(BTCUSDT). For O(state=absent) only.
      - Orders that appear while the task runs are cancelled too, until a listing shows that none is open. If the task
        has to stop before that, it fails.
      - Set O(max_orders) too, so that the task stops before the first cancel if there are more orders than expected.
    type: str
  all_open:
    description:
      - Selects every open block order of the account. For O(state=absent) only.
      - Orders that appear while the task runs are cancelled too, until a listing shows that none is open. If the task
        has to stop before that, it fails.
      - Set O(max_orders) too, so that the task stops before the first cancel if there are more orders than expected.
    type: bool
    default: false
  max_orders:
    description:
      - Fail before the first request if more orders than this would be changed, in check mode as well.
      - Orders that appear while the task runs count too.
    type: int
  liquidity:
    description:
      - Whether the account provides (V(MAKER)) or takes (V(TAKER)) the liquidity. Required with O(legs) and
        O(state=present).
      - With O(state=accepted), what the order must show. An order that differs is not accepted.
    type: str
    choices: [MAKER, TAKER]
  legs:
    description:
      - The terms of the order, exactly one leg. Price and quantity are compared as numbers.
      - With O(state=accepted), the terms that are expected, from this account's point of view. If those of the order
        differ, nothing is sent for it, and the task fails.
    type: list
    elements: dict
    suboptions:
      symbol:
        description:
          - The option, such as V(BTC-261225-100000-C).
        type: str
        required: true
      side:
        description:
          - Whether this account buys or sells.
        type: str
        choices: [BUY, SELL]
        required: true
      price:
        description:
          - The price as text with digits and a decimal point, in quotes. Exponents and floats with more than 15 digits
            are refused.
        type: str
        required: true
      quantity:
        description:
          - The quantity, written like O(legs[].price).
        type: str
        required: true
  min_lifetime:
    description:
      - Extend an open order that would expire in fewer seconds than this, from 0 to 1800. The exchange then moves its
        expiry to 30 minutes from that moment. V(0) extends none. For O(state=present) only.
    type: int
    default: 0
  verify_timeout:
    description:
      - How many seconds to wait, after a request was acknowledged, until queries show its effect. If they do not by
        then, the order is reported as V(failed).
      - V(0) accepts the acknowledgement without waiting. The account's block trades are queried all the same.
      - With O(state=accepted), also how long the account's block trades are read before the task says that another
        account took an order.
    type: int
    default: 30
  confirm_delay:
    description:
      - How many seconds to wait before the query that confirms that nothing is open, from 0 to 60. The exchange may not
        show a new order at once, and a listing may lack open orders for a moment.
      - An order that no query has shown is queried again before it is reported as V(absent). With O(underlying) and
        O(all_open), two listings without open orders are needed, at least this far apart.
      - An order that was seen open, whose cancel was acknowledged, and that is no longer shown, needs no confirmation.
      - After a lost answer to the creation of an order, two queries this far apart must not show it before it may be
        sent again.
      - V(0) turns the confirmation off.
    type: float
    default: 2
notes:
  - With O(state=present) and O(legs), one listing decides whether an open order has these terms. If the exchange's
    listing lacks that order at the moment of the query, a second order with the same terms is created. The same happens
    if two tasks create the same order at the same time. The next task with these terms sees both, uses the one that
    expires last, and returns the warning V(several). Give O(block_order_matching_key) instead to keep a known order
    alive; an order that is given by its key is never created again.
seealso:
  - module: marketops.binance.binance_block_order_info
  - module: marketops.binance.binance_block_trade_info
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

    - name: Show which block orders on an underlying would be cancelled
      marketops.binance.binance_block_order:
        state: absent
        underlying: BTCUSDT
        max_orders: 40
      check_mode: true
      diff: true

    - name: Cancel them
      marketops.binance.binance_block_order:
        state: absent
        underlying: BTCUSDT
        max_orders: 40
      register: drained

    - name: Stop here if a counterparty has executed one of them
      ansible.builtin.assert:
        that: drained.summary.executed == 0
        fail_msg: "{{ drained.msg }}"

    - name: Cancel every open block order of the account, unless there are more than expected
      marketops.binance.binance_block_order:
        state: absent
        all_open: true
        max_orders: 40
        max_wait: 300

    - name: Keep an order open that has these terms, and extend it when less than 20 minutes are left
      marketops.binance.binance_block_order:
        state: present
        liquidity: MAKER
        legs:
          - symbol: BTC-261225-100000-C
            side: SELL
            price: "2.8"
            quantity: "1.2"
        min_lifetime: 1200

    - name: Create an order for each entry of a list of terms
      marketops.binance.binance_block_order:
        state: present
        liquidity: MAKER
        legs: ["{{ item }}"]
      loop:
        - {symbol: BTC-261225-110000-C, side: SELL, price: "1.4", quantity: "0.5"}
        - {symbol: ETH-261225-4000-P, side: BUY, price: "30", quantity: "2"}

    - name: Accept an order of another account, but only with these terms
      marketops.binance.binance_block_order:
        state: accepted
        block_order_matching_key: 2c8a1c7e-5e0b-4a55-9a0e-6b0d7b1f3c21
        legs:
          - symbol: BTC-261225-100000-C
            side: BUY
            price: "2.8"
            quantity: "1.2"

- name: Cancel from the host whose address is on the key's allow-list
  marketops.binance.binance_block_order:
    state: absent
    block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  delegate_to: bastion
"""

RETURN = r"""
msg:
  description: The result in a sentence. If the task failed, which orders are concerned, why, and what to do next.
  returned: always
  type: str
  sample: "3 block orders: 2 cancelled, 1 not open."
orders:
  description:
    - The outcome of each selected block order, in the order asked for.
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
        - V(would_cancel) if it is open, and the task runs in check mode.
        - V(absent) if it was not open, or was not ended by this task. A mistyped key is V(absent) too, because the
          exchange shows no such order.
        - V(executed) if the counterparty took it. It is not open, and the position changed.
        - V(created), V(would_create) if no open order had these terms.
        - V(extended), V(would_extend) if it was open, but would have expired too soon.
        - V(present) if it is open as asked for.
        - V(accepted), V(would_accept) if this task took it, or would in check mode.
        - V(already_accepted) if this account had taken it before.
        - V(failed) if the wanted state was not reached, or is not known. RV(orders[].reason) says why.
        - V(not_attempted) if the task stopped before a request was sent for it.
      type: str
      sample: cancelled
    verified:
      description:
        - Whether a query that was sent after the last change confirms the outcome. It is V(false) if only the
          acknowledgement of a cancel is known, because the task had to stop or O(verify_timeout) is V(0).
      type: bool
      sample: true
    status:
      description: The status of the order in the last answer that showed it, V(null) if none did.
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
          description: When the order was created, in milliseconds since the epoch.
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
    after:
      description: The order as last seen, V(null) if the exchange no longer showed it.
      type: dict
      contains:
        block_order_matching_key:
          description: The matching key of the order.
          type: str
          sample: 7d046e6e-a429-4335-ab9d-6a681febcde5
        status:
          description: The status of the order.
          type: str
          sample: CANCELLED
        open:
          description: Whether the order is open. A status that the exchange does not document counts as open.
          type: bool
          sample: false
        liquidity:
          description: V(MAKER) or V(TAKER).
          type: str
          sample: TAKER
        create_time:
          description: When the order was created, in milliseconds since the epoch.
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
    requests_sent:
      description: How many requests to change the order were sent.
      type: int
      sample: 1
    evidence:
      description: Short facts that support the outcome, for people to read.
      type: list
      elements: str
      sample: [acknowledged, not listed, not in block trades]
    reason:
      description:
        - Why the order is V(failed) or V(not_attempted), for programs. One of V(creation_unknown), V(effect_unknown),
          V(end_unknown), V(ended), V(executed), V(listed_elsewhere), V(not_applied), V(not_confirmed), V(not_extended),
          V(not_found), V(not_read), V(not_sent), V(not_shown), V(query_refused), V(refused), V(still_shown),
          V(taken_by_other), V(taker_unknown) and V(terms_differ). V(null) for other outcomes.
      type: str
      sample: refused
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
          sample: its cancel was refused (-2013 Order does not exist), but it is still shown with status RECEIVED
  sample:
    - block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5
      outcome: cancelled
      verified: true
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
      after: null
      requests_sent: 1
      evidence: [acknowledged, not listed, not in block trades]
      reason: null
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
    created:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    would_create:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    extended:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    would_extend:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    present:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    accepted:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    would_accept:
      description: The number of orders with this outcome.
      type: int
      sample: 0
    already_accepted:
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
complete:
  description:
    - Whether all selected orders are known. It is V(false) if, with O(underlying) or O(all_open), no listing
      after the last cancel confirmed that nothing else is open. The task fails then.
  returned: always, unless an option was refused
  type: bool
  sample: true
warning_codes:
  description: The warnings of the task for programs, with the orders that they concern.
  returned: always, unless an option was refused
  type: list
  elements: dict
  contains:
    code:
      description:
        - V(executed) if the counterparty took orders. V(not_verified) if only the acknowledgement of a request is
          known. V(trades_not_read) if the task had to stop before it could read the block trades, V(trades_refused) if
          the key may not read them. V(acknowledgements_trusted) if O(verify_timeout=0) and a listing still shows orders
          as open. V(several) if several orders have the same terms. V(creation_assumed) if the answer to the creation
          was lost.
      type: str
      sample: executed
    orders:
      description: The orders, each as a mapping with its matching key. Empty if all are concerned.
      type: list
      elements: dict
      sample: [{block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5}]
  sample: []
error:
  description: Why the task stopped before it was done, V(null) if it did not. No request was sent after that.
  returned: always, unless an option was refused
  type: dict
  contains:
    http_status:
      description: The HTTP status of the exchange's answer, V(null) if there was none.
      type: int
      sample: 401
    code:
      description: The error code of the exchange's answer, V(null) if there was none.
      type: int
      sample: -2015
    final:
      description:
        - Whether another task should not send anything either, for example after a ban, a refused key or a rate limit.
          It is V(false) if only the time budget of this task was over, or O(max_orders) was exceeded.
      type: bool
      sample: true
    reason:
      description:
        - Why it stopped, for programs. One of V(banned), V(clock_refused), V(internal_error), V(key_refused),
          V(listing_refused), V(max_orders), V(query_refused), V(rate_limit), V(redirected), V(refused_by_firewall),
          V(refused_region), V(time_budget), V(unreachable), V(untrusted), V(unusable_response), V(wrong_address) and
          V(wrong_url).
      type: str
      sample: key_refused
    msg:
      description: What went wrong.
      type: str
      sample: The exchange refused the key (-2015 Invalid API-key, IP, or permissions for action).
  sample: null
requests:
  description: The requests that the task sent to the exchange.
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
          exchange reported last. V(null) if it did not report it.
      type: int
      sample: 145
    waited_seconds:
      description: How long the task waited for rate limits, between tries, and for verification.
      type: float
      sample: 0.0
    clock_offset_ms:
      description: How far the exchange's clock is ahead of the host's, V(null) if it was not measured.
      type: int
      sample: -12
  sample: {sent: 6, weight: 30, used_weight_1m: 145, waited_seconds: 0.0, clock_offset_ms: null}
timeline:
  description:
    - The events of the task, in the order in which they were recorded. What one answer shows alike of several orders
      is one event.
  returned: always, unless an option was refused
  type: list
  elements: dict
  contains:
    time:
      description:
        - When it was recorded, in milliseconds by the exchange's clock, or by the host's if the offset was not
          measured.
      type: int
      sample: 1730170316011
    kind:
      description:
        - V(query) for the answer to a query or a listing. V(cancel), V(create), V(extend) and V(accept) for the answer
          to such a request, or its loss.
        - V(trades) for a query of the account's block trades. V(wait) for the start of a wait of a second or more.
      type: str
      sample: cancel
    orders:
      description:
        - The orders that it concerns, named as in messages, by matching key. Without a key yet, by the terms asked for.
        - Empty for a wait, and for a query of the block trades.
      type: list
      elements: str
      sample: [7d046e6e-a429-4335-ab9d-6a681febcde5]
    fact:
      description: The event in a few words.
      type: str
      sample: acknowledged
    effect:
      description: Whether a request was V(applied), V(not_applied), or V(unknown).
      returned: for requests that were sent
      type: str
      sample: applied
    seconds:
      description: The planned length of a wait.
      returned: for waits
      type: float
      sample: 3.2
  sample:
    - time: 1730170316011
      kind: cancel
      orders: [7d046e6e-a429-4335-ab9d-6a681febcde5]
      fact: acknowledged
      effect: applied
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

from ansible_collections.marketops.binance.plugins.module_utils._ansible import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS, make_api
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
