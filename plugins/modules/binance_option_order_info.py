#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_option_order_info
short_description: List ordinary option orders on Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Queries the account's ordinary option orders, and changes nothing. For block orders use
    M(marketops.binance.binance_block_order_info).
  - With IDs, each order is queried, whether it is open or not. Otherwise the open orders are listed.
  - If the exchange's answer can't be read, the task fails. An unreadable answer is never returned as an empty list.
notes:
  - The request weight is 1 for each ID, 1 for a listing with O(symbol), and 40 for any other listing. A client's ID for
    which a query shows no open order is looked for in the listing too, since another order may have it.
  - The exchange does not show an order that ended without a fill more than 3 days ago.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.info_module
options:
  order_id:
    description:
      - The exchange's IDs of the orders to query, as a list or as one string with commas. Needs O(symbol).
      - Write IDs in quotes. They have 64 bits, and lose digits if they pass through a float.
      - An empty list selects nothing, and never everything. An ID that is empty or blank is an error.
    type: list
    elements: str
  client_order_id:
    description:
      - The client's IDs of the orders to query, as a list or as one string with commas. Needs O(symbol).
    type: list
    elements: str
  symbol:
    description:
      - The option of the orders with the IDs, such as V(BTC-261225-100000-C). Without IDs, the module returns only the
        open orders on this option.
    type: str
  underlying:
    description:
      - Return only the open orders on this underlying, such as V(BTCUSDT).
    type: str
seealso:
  - module: marketops.binance.binance_option_order
  - module: marketops.binance.binance_position_info
"""

EXAMPLES = r"""
- name: List the open option orders on an underlying
  marketops.binance.binance_option_order_info:
    underlying: BTCUSDT
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  register: quotes

- name: Query one order, open or not
  marketops.binance.binance_option_order_info:
    symbol: BTC-261225-100000-C
    order_id: "4611875134427365377"
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
"""

RETURN = r"""
orders:
  description: The option orders, in the order in which the exchange lists them, or in that of the given IDs.
  returned: success
  type: list
  elements: dict
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
  sample:
    - order_id: "4611875134427365377"
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
not_found:
  description: The given IDs for which the exchange shows no order.
  returned: success
  type: list
  elements: str
  sample: []
msg:
  description: The result in a sentence. If the task failed, why, and what to do next.
  returned: always
  type: str
  sample: "1 option order, 1 of them open."
read_at:
  description:
    - When this was read, in milliseconds by the exchange's clock, or by the host's if the offset was not measured.
  returned: success
  type: int
  sample: 1730170316011
error:
  description: Why the query failed.
  returned: if the exchange could not be reached, or refused the query
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
          It is V(false) if only the time budget of this task was over.
      type: bool
      sample: true
    msg:
      description: What went wrong.
      type: str
      sample: The exchange refused the key (-2015 Invalid API-key, IP, or permissions for action).
requests:
  description: The requests that the task sent to the exchange.
  returned: always, unless an option was refused
  type: dict
  contains:
    sent:
      description: The number of requests.
      type: int
      sample: 1
    weight:
      description: Their request weight.
      type: int
      sample: 40
    used_weight_1m:
      description:
        - The request weight that the host's address had used in the running minute, other programs included, as the
          exchange reported last. V(null) if it did not report it.
      type: int
      sample: 145
    waited_seconds:
      description: How long the task waited for rate limits and between tries.
      type: float
      sample: 0.0
    clock_offset_ms:
      description: How far the exchange's clock is ahead of the host's, V(null) if it was not measured.
      type: int
      sample: -12
  sample: {sent: 1, weight: 40, used_weight_1m: 145, waited_seconds: 0.0, clock_offset_ms: null}
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._ansible import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._exchange.api import Api
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.option_orders import ID_OPTIONS, read_filter
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.option_lookup import find_option_orders
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.worker_pool import WorkerPool


def main() -> None:
    options = {**ID_OPTIONS, "underlying": {"type": "str"}}
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, **options), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    keys, scope = read_filter(module.params)
    pool = WorkerPool(module.params["concurrency"])

    def ask(api: Api) -> dict[str, t.Any]:
        orders, missing = find_option_orders(api, pool, keys, scope)
        number = f"{len(orders)} option order{'' if len(orders) == 1 else 's'}"
        still_open = sum(order.open for order in orders)
        lacking = f" The exchange does not show {len(missing)} of the {len(keys or ())} IDs." if missing else ""
        return {
            "orders": [order.as_result() for order in orders],
            "not_found": missing,
            "msg": (f"{number}, {still_open} of them open." if orders else "No option order found.") + lacking,
        }

    return query(module, ask)


if __name__ == "__main__":
    main()
