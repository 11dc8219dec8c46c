#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_position_info
short_description: List option positions on Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Queries the account's open option positions, and changes nothing. Executions of ordinary orders and of block orders
    both change them.
  - If the exchange's answer can't be read, the task fails. An unreadable answer is never returned as an empty list.
notes:
  - The request weight is 5.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.info_module
options:
  symbol:
    description:
      - Return only the position in this option, such as V(BTC-261225-100000-C). Mutually exclusive with O(underlying).
    type: str
  underlying:
    description:
      - Return only the positions in options on this underlying, such as V(BTCUSDT).
    type: str
seealso:
  - module: marketops.binance.binance_option_order
  - module: marketops.binance.binance_block_trade_info
"""

EXAMPLES = r"""
- name: List the positions in options on an underlying
  marketops.binance.binance_position_info:
    underlying: BTCUSDT
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  register: held
"""

RETURN = r"""
positions:
  description: The open positions, in the order in which the exchange lists them.
  returned: success
  type: list
  elements: dict
  contains:
    symbol:
      description: The option.
      type: str
      sample: BTC-261225-100000-C
    side:
      description: V(LONG) or V(SHORT).
      type: str
      sample: SHORT
    quantity:
      description: The size of the position, as the exchange writes it. Negative for a short position.
      type: str
      sample: "-1.2"
    entry_price:
      description: The average price at which the position was entered.
      type: str
      sample: "2.8"
    mark_price:
      description: The mark price of the option.
      type: str
      sample: "3.1"
    mark_value:
      description: The value of the position at the mark price.
      type: str
      sample: "-3.72"
    unrealized_pnl:
      description: The unrealized profit or loss.
      type: str
      sample: "-0.36"
    strike_price:
      description: The strike price of the option.
      type: str
      sample: "100000"
    option_side:
      description: V(CALL) or V(PUT).
      type: str
      sample: CALL
    quote_asset:
      description: The asset in which the option is quoted.
      type: str
      sample: USDT
    expiry_time:
      description: When the option expires, in milliseconds since the epoch.
      type: int
      sample: 1798185600000
    update_time:
      description: When the exchange calculated this, in milliseconds since the epoch.
      type: int
      sample: 1795637415803
  sample:
    - symbol: BTC-261225-100000-C
      side: SHORT
      quantity: "-1.2"
      entry_price: "2.8"
      mark_price: "3.1"
      mark_value: "-3.72"
      unrealized_pnl: "-0.36"
      strike_price: "100000"
      option_side: CALL
      quote_asset: USDT
      expiry_time: 1798185600000
      update_time: 1795637415803
msg:
  description: The result in a sentence. If the task failed, why, and what to do next.
  returned: always
  type: str
  sample: "1 open position."
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
from ansible_collections.marketops.binance.plugins.module_utils._exchange.positions import positions
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.option_orders import read_scope_symbol
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._options.underlying import read_underlying


def main() -> None:
    options = {"symbol": {"type": "str"}, "underlying": {"type": "str"}}
    module = Module(
        argument_spec=dict(CONNECTION_OPTIONS, **options),
        mutually_exclusive=[("symbol", "underlying")],
        supports_check_mode=True,
    )
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    symbol, underlying = read_scope_symbol(module.params), read_underlying(module.params)

    def ask(api: Api) -> dict[str, t.Any]:
        found = [position.as_result() for position in positions(api, symbol, [underlying] if underlying else ())]
        number = f"{len(found)} open position{'' if len(found) == 1 else 's'}"
        return {"positions": found, "msg": f"{number}." if found else "No open position."}

    return query(module, ask)


if __name__ == "__main__":
    main()
