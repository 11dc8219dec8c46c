#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_block_trade_info
short_description: List block trades on Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Queries the account's block trades, and changes nothing.
  - If the exchange's answer can't be read, the task fails. An unreadable answer is never returned as an empty list.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.info_module
options:
  underlying:
    description:
      - Return only those on this underlying, such as V(BTCUSDT).
    type: str
  start_time:
    description:
      - Return only those of this time or later, in milliseconds since the epoch, or ISO 8601 with a time zone.
    type: str
  end_time:
    description:
      - Return only those of this time or earlier, in milliseconds since the epoch, or ISO 8601 with a time zone.
    type: str
notes:
  - Without a time the exchange decides how far back its listing reaches. It may also show a trade with a delay.
  - The request weight is 5. If the exchange refuses the range as too long, it is asked for day by day, at 5 each.
seealso:
  - module: marketops.binance.binance_block_order_info
"""

EXAMPLES = r"""
- name: List what was executed since the maintenance started
  marketops.binance.binance_block_trade_info:
    start_time: "2026-11-25T03:00:00Z"
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  register: executed
"""

RETURN = r"""
trades:
  description: The block trades, in the order in which the exchange lists them.
  returned: success
  type: list
  elements: dict
  contains:
    block_order_matching_key:
      description: The matching key of the order that was executed.
      type: str
      sample: 7d046e6e-a429-4335-ab9d-6a681febcde5
    parent_order_id:
      description: The exchange's identifier of the order that the legs belong to.
      type: str
      sample: "4675011431944499201"
    cross_type:
      description: The kind of the trade.
      type: str
      sample: USER_BLOCK
    legs:
      description: What was traded. Numbers are the exchange's digits, times are in milliseconds since the epoch.
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
          description: The quantity that was traded.
          type: str
          sample: "1.2"
        price:
          description: The price at which it was traded.
          type: str
          sample: "2.8"
        liquidity:
          description: V(MAKER) or V(TAKER).
          type: str
          sample: TAKER
        commission:
          description: The commission.
          type: str
          sample: "0.001008"
        fee:
          description: The fee.
          type: str
          sample: "0.001008"
        executed_quantity:
          description: How much of the order was executed.
          type: str
          sample: "1.2"
        executed_amount:
          description: The amount that it cost.
          type: str
          sample: "3.36"
        order_id:
          description: The number of the leg's order.
          type: str
          sample: "4675011431944499203"
        order_type:
          description: The type of the leg's order.
          type: str
          sample: LIMIT
        order_status:
          description: The status of the leg's order.
          type: str
          sample: FILLED
        order_quantity:
          description: The quantity of the leg's order.
          type: str
          sample: "1.2"
        order_price:
          description: The price of the leg's order.
          type: str
          sample: "2.8"
        id:
          description: The exchange's identifier of the entry.
          type: str
          sample: "1125899906900937837"
        trade_id:
          description: The number of the trade.
          type: str
          sample: "1125899906842624041"
        trade_time:
          description: When it was traded.
          type: int
          sample: 1730170320592
        create_time:
          description: When the leg's order was created.
          type: int
          sample: 1730170315803
        update_time:
          description: When the leg's order changed last.
          type: int
          sample: 1730170320592
  sample:
    - block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5
      parent_order_id: "4675011431944499201"
      cross_type: USER_BLOCK
      legs:
        - symbol: BNB-241101-700-C
          side: BUY
          quantity: "1.2"
          price: "2.8"
          trade_time: 1730170320592
msg:
  description: The result in a sentence. If the task failed, why, and what to do next.
  returned: always
  type: str
  sample: "1 block trade."
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
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._options.time_range import (
    QUERY_FILTER_OPTIONS,
    read_query_filter,
)
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.lookup import find_trades


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, **QUERY_FILTER_OPTIONS), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    scope = read_query_filter(module.params)

    def ask(api: Api) -> dict[str, t.Any]:
        trades, left_out = find_trades(api, scope)
        if left_out:
            module.warn(
                f"The exchange lists {left_out} block trades under {scope.underlying} that are on another underlying: "
                "they were left out."
            )
        number = f"{len(trades)} block trade{'' if len(trades) == 1 else 's'}"
        return {"trades": trades, "msg": f"{number}." if trades else "No block trade found."}

    return query(module, ask)


if __name__ == "__main__":
    main()
