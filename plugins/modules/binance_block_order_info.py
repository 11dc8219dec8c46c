#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_block_order_info
short_description: List block orders on Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Queries the account's market-maker block orders, and changes nothing.
  - If the exchange's answer can't be read, the task fails. An unreadable answer is never returned as an empty list.
  - The exchange may shorten a listing, so an order that is missing from it may still be open. Only a query by key
    is reliable for one order.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.info_module
options:
  block_order_matching_key:
    description:
      - Query these orders, each by its matching key, instead of listing all. Give a list, or one string with commas.
      - An empty list queries nothing, and never everything. A key that is empty or blank is an error. So is text that
        can't be a matching key, such as a list that is written as text, keys that are separated by blanks or
        semicolons, or a number.
    type: list
    elements: str
    aliases: [matching_key]
  underlying:
    description:
      - Return only those on this underlying, such as V(BTCUSDT).
    type: str
  start_time:
    description:
      - Return only those created at this time or later, in milliseconds since the epoch, or ISO 8601 with a time zone.
    type: str
  end_time:
    description:
      - Return only those created at this time or earlier, in milliseconds since the epoch, or ISO 8601 with a time
        zone.
    type: str
  open_only:
    description:
      - Return only those that are open. A status that the exchange does not document counts as open.
    type: bool
    default: false
  details:
    description:
      - Query each order as its counterparty sees it. The sides of the legs are then those of the counterparty.
      - Use it with O(block_order_matching_key) before an order of another account is accepted. Without keys, the
        details of every listed order are queried, each with a request of its own.
    type: bool
    default: false
seealso:
  - module: marketops.binance.binance_block_order
  - module: marketops.binance.binance_block_trade_info
"""

EXAMPLES = r"""
- name: List the open block orders on an underlying
  marketops.binance.binance_block_order_info:
    underlying: BTCUSDT
    open_only: true
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  register: quoted

- name: Query two block orders by their matching keys
  marketops.binance.binance_block_order_info:
    block_order_matching_key:
      - 7d046e6e-a429-4335-ab9d-6a681febcde5
      - 1f4b2a0c-6a3e-4d0e-9d5c-0f3d7f0e7b11
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  register: queried

- name: Show which of them the exchange does not know
  ansible.builtin.debug:
    var: queried.not_found
"""

RETURN = r"""
orders:
  description: The block orders, in the order in which the exchange lists them, or in that of the given keys.
  returned: success
  type: list
  elements: dict
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
  sample:
    - block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5
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
not_found:
  description:
    - The given keys for which the exchange shows no order. With O(details=true) and without keys, those of the listed
      orders of which it shows no details.
  returned: success
  type: list
  elements: str
  sample: [1f4b2a0c-6a3e-4d0e-9d5c-0f3d7f0e7b11]
msg:
  description: The result in a sentence. If the task failed, why, and what to do next.
  returned: always
  type: str
  sample: "1 block order, 1 of them open."
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
      sample: 5
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
  sample: {sent: 1, weight: 5, used_weight_1m: 145, waited_seconds: 0.0, clock_offset_ms: null}
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._ansible import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._exchange.api import Api
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.matching_keys import KEYS_OPTION, read_keys
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._options.time_range import (
    QUERY_FILTER_OPTIONS,
    read_query_filter,
)
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.lookup import find_orders
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.worker_pool import WorkerPool


def main() -> None:
    module = Module(
        argument_spec=dict(
            CONNECTION_OPTIONS,
            **QUERY_FILTER_OPTIONS,
            block_order_matching_key=KEYS_OPTION,
            open_only={"type": "bool", "default": False},
            details={"type": "bool", "default": False},
        ),
        supports_check_mode=True,
    )
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    keys, scope = read_keys(module.params), read_query_filter(module.params)
    open_only, pool = module.params["open_only"], WorkerPool(module.params["concurrency"])

    def ask(api: Api) -> dict[str, t.Any]:
        found = find_orders(api, pool, keys, scope, open_only, module.params["details"])
        for order in found.foreign:
            module.warn(
                f"The exchange lists block order {order.key} under {scope.underlying}, but it is on {order.place}: it "
                "was left out."
            )
        number = f"{len(found.orders)} block order{'' if len(found.orders) == 1 else 's'}"
        still_open = sum(order.open for order in found.orders)
        missing = f" The exchange does not show {len(found.missing)} of the {len(keys or ())} keys."
        if keys is None:
            missing = f" The exchange lists {len(found.missing)} more, of which it shows no details: see not_found."
        kind = "open block order" if open_only else "block order"
        return {
            "orders": [order.as_result() for order in found.orders],
            "not_found": found.missing,
            "msg": (f"{number}, {still_open} of them open." if found.orders else f"No {kind} found.")
            + (missing if found.missing else ""),
        }

    return query(module, ask)


if __name__ == "__main__":
    main()
