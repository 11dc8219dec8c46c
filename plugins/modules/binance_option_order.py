#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_option_order
short_description: Make sure that ordinary option orders on Binance Options are not open
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Cancels ordinary option orders on Binance Options, such as quotes, and returns the outcome of each. For block
    orders use M(marketops.binance.binance_block_order).
  - The module lists or queries the orders, cancels what is open, and lists or queries again. The answer to a cancel is
    never accepted as proof. After a lost or unclear answer the module queries the exchange.
  - The module reads the final state of each order, which shows how much of it was executed before the cancel.
  - With O(symbol), O(underlying) and O(all_open) the module uses the exchange's requests that cancel all open orders on
    a symbol or an underlying. Orders that these leave open are cancelled one by one. Such a request also cancels orders
    on that symbol or underlying that were created after the last listing.
notes:
  - The request weight of O(underlying) and O(all_open) is 120 for three listings, 5 for each underlying with open
    orders, and 3 for each option with open orders.
  - The request weight of O(symbol) is 3 for three listings, 1 for the cancel, and 3 for the order history.
  - The request weight of N IDs is N for the cancels, 2 for two listings, and 3 or N, whichever is less. One ID costs 3.
  - Each further query for verification costs 1, and so does each cancel of an order that a cancel of all orders has
    left open. A listing of the account costs 40, and a repeated query of the history of an option 3.
attributes:
  check_mode:
    details:
      - Queries the orders, and sends no cancel.
  idempotent:
    details:
      - An order that is not open is skipped, no matter how it ended.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  state:
    description:
      - V(absent) makes sure that none of the selected orders is open.
    type: str
    choices: [absent]
    required: true
  order_id:
    description:
      - The exchange's IDs of the orders, as a list or as one string with commas. Needs O(symbol). An ID that is given
        twice counts once.
      - Write IDs in quotes. They have 64 bits, and lose digits if they pass through a float.
      - An empty list selects nothing, and never everything. An ID that is empty or blank is an error.
      - Exactly one of this, O(client_order_id), O(symbol) alone, O(underlying) and O(all_open=true) is required.
    type: list
    elements: str
  client_order_id:
    description:
      - The client's IDs of the orders, as a list or as one string with commas. Needs O(symbol).
      - If several orders have had the same ID, the one that is listed as open is meant. Another order that is
        created with the same ID while the task runs is not touched.
    type: list
    elements: str
  symbol:
    description:
      - The option of the orders in O(order_id) or O(client_order_id), such as V(BTC-261225-100000-C).
      - Without these, selects every open order on this option. Orders that appear while the task runs are cancelled
        too, until listings show that none is open.
    type: str
  underlying:
    description:
      - Selects every open option order on this underlying, such as V(BTCUSDT).
      - Orders that appear while the task runs are cancelled too, until listings show that none is open. If the task has
        to stop before that, it fails.
      - Set O(max_orders) too, so that the task stops before the first cancel if there are more orders than expected.
    type: str
  all_open:
    description:
      - Selects every open option order of the account.
      - Orders that appear while the task runs are cancelled too, until listings show that none is open. If the task has
        to stop before that, it fails.
      - Set O(max_orders) too, so that the task stops before the first cancel if there are more orders than expected.
    type: bool
    default: false
  max_orders:
    description:
      - Fail before the first cancel if more orders than this would be cancelled, in check mode as well.
      - Orders that appear while the task runs count too. An order that is created between the listing and a
        cancel of all orders may be cancelled nevertheless.
    type: int
  verify_timeout:
    description:
      - How many seconds to wait, after a cancel was acknowledged, until the exchange no longer shows the order as open,
        and until it shows how the order ended.
      - V(0) accepts the acknowledgement of an order's own cancel without waiting. Final states are read once.
    type: int
    default: 30
  confirm_delay:
    description:
      - How many seconds to wait before the query that confirms that nothing is open, from 0 to 60. The exchange may not
        show a new order at once, and a listing may lack open orders for a moment.
      - An order that no query has shown is queried again before it is reported as V(absent). With O(symbol) alone,
        O(underlying) and O(all_open), two listings without open orders are needed, at least this far apart.
      - V(0) turns the confirmation off.
    type: float
    default: 2
seealso:
  - module: marketops.binance.binance_option_order_info
  - module: marketops.binance.binance_block_order
  - module: marketops.binance.binance_auto_cancel
"""

EXAMPLES = r"""
- name: Cancel one option order
  marketops.binance.binance_option_order:
    state: absent
    symbol: BTC-261225-100000-C
    order_id: "4611875134427365377"
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"

- name: Work on one account, with its credentials given once
  module_defaults:
    group/marketops.binance.binance:
      api_key: "{{ binance_api_key }}"
      api_secret: "{{ binance_api_secret }}"
  block:
    - name: Cancel two orders by the client's IDs
      marketops.binance.binance_option_order:
        state: absent
        symbol: BTC-261225-100000-C
        client_order_id: [quote-1, quote-2]

    - name: Show which option orders on an underlying would be cancelled
      marketops.binance.binance_option_order:
        state: absent
        underlying: BTCUSDT
        max_orders: 400
      check_mode: true
      diff: true

    - name: Cancel every open option order of the account, unless there are more than expected
      marketops.binance.binance_option_order:
        state: absent
        all_open: true
        max_orders: 400
      register: drained

    - name: Stop here if orders were executed in the meantime
      ansible.builtin.assert:
        that: drained.warning_codes | length == 0
        fail_msg: "{{ drained.msg }}"
"""

RETURN = r"""
msg:
  description: The result in a sentence. If the task failed, which orders are concerned, why, and what to do next.
  returned: always
  type: str
  sample: "3 option orders on BTCUSDT: 2 cancelled, 1 executed."
orders:
  description:
    - The outcome of each selected option order, in the order asked for, or in the order in which they were listed.
    - Returned in full even if the task failed. What was cancelled stays reported.
  returned: always, unless an option was refused
  type: list
  elements: dict
  contains:
    symbol:
      description: The option.
      type: str
      sample: BTC-261225-100000-C
    order_id:
      description: The exchange's ID of the order, as text. V(null) if the exchange did not show the order.
      type: str
      sample: "4611875134427365377"
    client_order_id:
      description: The client's ID of the order. V(null) if the exchange did not show it, and it was not asked for.
      type: str
      sample: quote-1
    quantity:
      description: The quantity of the order, V(null) if the exchange did not show the order.
      type: str
      sample: "1.2"
    executed_quantity:
      description:
        - How much of the order was executed, as far as the exchange showed it. If it is more than V(0) and the order
          was open when the task started, the task warns of it.
      type: str
      sample: "0.4"
    outcome:
      description:
        - V(cancelled) if this task saw the order open and cancelled it. A part of it may have been executed before, see
          RV(orders[].executed_quantity).
        - V(would_cancel) if it is open, and the task runs in check mode.
        - V(absent) if it was not open, or was not ended by this task. A mistyped ID is V(absent) too, because the
          exchange shows no such order.
        - V(executed) if it was filled. It is not open, and the position changed.
        - V(failed) if it may still be open, or if it is gone and it is not known how it ended.
        - V(not_attempted) if the task stopped before a cancel was sent for it.
      type: str
      sample: cancelled
    verified:
      description:
        - Whether queries that were sent after the last cancel confirm the outcome, and show how the order ended.
      type: bool
      sample: true
    status:
      description: The status of the order in the last answer that showed it, V(null) if none did.
      type: str
      sample: CANCELLED
    before:
      description: The order as first seen, V(null) if the exchange did not show it.
      type: dict
      contains:
        order_id:
          description: The exchange's ID of the order. It is text, because a float would lose digits.
          type: str
          sample: "4611875134427365377"
        client_order_id:
          description: The client's ID of the order.
          type: str
          sample: quote-1
        symbol:
          description: The option.
          type: str
          sample: BTC-261225-100000-C
        side:
          description: V(BUY) or V(SELL).
          type: str
          sample: BUY
        type:
          description: The type of the order.
          type: str
          sample: LIMIT
        time_in_force:
          description: How long the order stays open.
          type: str
          sample: GTC
        price:
          description: The price, as the exchange writes it.
          type: str
          sample: "2.8"
        quantity:
          description: The quantity, as the exchange writes it.
          type: str
          sample: "1.2"
        executed_quantity:
          description: How much of it was executed, as the exchange writes it.
          type: str
          sample: "0.4"
        average_price:
          description: The average price of what was executed, as the exchange writes it.
          type: str
          sample: "2.8"
        status:
          description: The status of the order.
          type: str
          sample: PARTIALLY_FILLED
        open:
          description: Whether the order is open. A status that the exchange does not document counts as open.
          type: bool
          sample: true
        reduce_only:
          description: Whether the order can only reduce a position.
          type: bool
          sample: false
        mmp:
          description: Whether market-maker protection covers the order.
          type: bool
          sample: false
        create_time:
          description: When the order was created, in milliseconds since the epoch.
          type: int
          sample: 1795637400803
        update_time:
          description: When the order changed last, in milliseconds since the epoch.
          type: int
          sample: 1795637415803
    after:
      description: The order as last seen, V(null) if the exchange no longer showed it.
      type: dict
      contains:
        order_id:
          description: The exchange's ID of the order. It is text, because a float would lose digits.
          type: str
          sample: "4611875134427365377"
        client_order_id:
          description: The client's ID of the order.
          type: str
          sample: quote-1
        symbol:
          description: The option.
          type: str
          sample: BTC-261225-100000-C
        side:
          description: V(BUY) or V(SELL).
          type: str
          sample: BUY
        type:
          description: The type of the order.
          type: str
          sample: LIMIT
        time_in_force:
          description: How long the order stays open.
          type: str
          sample: GTC
        price:
          description: The price, as the exchange writes it.
          type: str
          sample: "2.8"
        quantity:
          description: The quantity, as the exchange writes it.
          type: str
          sample: "1.2"
        executed_quantity:
          description: How much of it was executed, as the exchange writes it.
          type: str
          sample: "0.4"
        average_price:
          description: The average price of what was executed, as the exchange writes it.
          type: str
          sample: "2.8"
        status:
          description: The status of the order.
          type: str
          sample: CANCELLED
        open:
          description: Whether the order is open. A status that the exchange does not document counts as open.
          type: bool
          sample: false
        reduce_only:
          description: Whether the order can only reduce a position.
          type: bool
          sample: false
        mmp:
          description: Whether market-maker protection covers the order.
          type: bool
          sample: false
        create_time:
          description: When the order was created, in milliseconds since the epoch.
          type: int
          sample: 1795637400803
        update_time:
          description: When the order changed last, in milliseconds since the epoch.
          type: int
          sample: 1795637415803
    requests_sent:
      description: How many cancels were sent that cover the order, by itself or with all others.
      type: int
      sample: 1
    evidence:
      description: Short facts that support the outcome, for people to read.
      type: list
      elements: str
      sample: [acknowledged, "status CANCELLED, 0.4 executed"]
    reason:
      description:
        - Why the order is V(failed) or V(not_attempted), for programs. One of V(effect_unknown), V(end_unknown),
          V(listed_elsewhere), V(not_applied), V(not_confirmed), V(not_read), V(not_sent), V(query_refused), V(refused)
          and V(still_shown). V(null) for other outcomes.
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
          sample: The cancel was refused (-2013 Order does not exist), and the order is still listed as RECEIVED.
  sample:
    - symbol: BTC-261225-100000-C
      order_id: "4611875134427365377"
      client_order_id: quote-1
      quantity: "1.2"
      executed_quantity: "0.4"
      outcome: cancelled
      verified: true
      status: CANCELLED
      before:
        order_id: "4611875134427365377"
        client_order_id: quote-1
        symbol: BTC-261225-100000-C
        side: BUY
        type: LIMIT
        time_in_force: GTC
        price: "2.8"
        quantity: "1.2"
        executed_quantity: "0.4"
        average_price: "2.8"
        status: PARTIALLY_FILLED
        open: true
        reduce_only: false
        mmp: false
        create_time: 1795637400803
        update_time: 1795637415803
      after:
        order_id: "4611875134427365377"
        client_order_id: quote-1
        symbol: BTC-261225-100000-C
        side: BUY
        type: LIMIT
        time_in_force: GTC
        price: "2.8"
        quantity: "1.2"
        executed_quantity: "0.4"
        average_price: "2.8"
        status: CANCELLED
        open: false
        reduce_only: false
        mmp: false
        create_time: 1795637400803
        update_time: 1795637415803
      requests_sent: 1
      evidence: [acknowledged, "status CANCELLED, 0.4 executed"]
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
    - Whether all selected orders are known. It is V(false) if, with O(symbol), O(underlying) or O(all_open),
      no listing after the last cancel confirmed that nothing else is open. The task fails then.
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
        - V(executed) if orders were filled. V(partially_executed) if a part of orders was executed.
          V(not_verified) if only the acknowledgement of a cancel is known. V(fills_not_read) if it could not be read
          how orders ended, V(fills_refused) if the exchange refused to show it. V(acknowledgements_trusted) if
          O(verify_timeout=0) and a listing still shows orders as open. V(also_cancelled) if a cancel of all open orders
          has probably ended orders that no listing had shown.
      type: str
      sample: executed
    orders:
      description: The orders, each as a mapping with its IDs and its symbol. Empty if all are concerned.
      type: list
      elements: dict
      sample: [{symbol: BTC-261225-100000-C, order_id: "4611875134427365377", client_order_id: quote-1}]
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
        - V(query) for the answer to a query or a listing. V(cancel) for the answer to a cancel, or its loss.
        - V(wait) for the start of a wait of a second or more.
      type: str
      sample: cancel
    orders:
      description:
        - The orders that it concerns, named as in messages, by option and ID. Empty for a wait.
      type: list
      elements: str
      sample: [BTC-261225-100000-C 4611875134427365377]
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
      orders: [BTC-261225-100000-C 4611875134427365377]
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
      sample: "BTC-261225-100000-C 4611875134427365377: PARTIALLY_FILLED\n"
    after:
      description: A line for each order.
      type: str
      sample: "BTC-261225-100000-C 4611875134427365377: CANCELLED\n"
  sample:
    before: "BTC-261225-100000-C 4611875134427365377: PARTIALLY_FILLED\n"
    after: "BTC-261225-100000-C 4611875134427365377: CANCELLED\n"
"""

import typing as t
from contextlib import closing

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._ansible import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS, make_api
from ansible_collections.marketops.binance.plugins.module_utils._options.option_orders import (
    OPTION_ORDER_OPTIONS,
    read_wanted,
)
from ansible_collections.marketops.binance.plugins.module_utils._options.selection import read_policy
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.run import reconcile


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, **OPTION_ORDER_OPTIONS), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Reconcile, and return the result. Raises ``BadOption`` before anything is sent."""
    wanted, policy = read_wanted(module.params), read_policy(module.params, module.check_mode)
    with closing(make_api(module)) as api:
        return reconcile(api, wanted, policy, module.params["concurrency"], module.warn)


if __name__ == "__main__":
    main()
