#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_market_maker_protection_info
short_description: Show market-maker protection on Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Queries the market-maker protection of underlyings, and changes nothing.
notes:
  - The request weight is 1 for each underlying.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.info_module
options:
  underlying:
    description:
      - The underlyings to query, such as V(BTCUSDT), as a list or as one string with commas.
    type: list
    elements: str
    required: true
seealso:
  - module: marketops.binance.binance_market_maker_protection
"""

EXAMPLES = r"""
- name: Show the protection of two underlyings
  marketops.binance.binance_market_maker_protection_info:
    underlying: [BTCUSDT, ETHUSDT]
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  register: protected
"""

RETURN = r"""
protections:
  description: The protections, in the order asked for. All values but the underlying are V(null) if none is set.
  returned: success
  type: list
  elements: dict
  contains:
    underlying:
      description: The underlying.
      type: str
      sample: BTCUSDT
    window:
      description: The window in milliseconds in which executions add up.
      type: int
      sample: 1000
    frozen_time:
      description: How many milliseconds orders are refused after a trigger. V(0) means until a reset.
      type: int
      sample: 0
    quantity_limit:
      description: The executed quantity that triggers the protection.
      type: str
      sample: "10"
    delta_limit:
      description: The delta of the executions that triggers the protection.
      type: str
      sample: "5"
    last_trigger_time:
      description: When the protection was triggered last, in milliseconds since the epoch. V(0) for never.
      type: int
      sample: 0
  sample:
    - underlying: BTCUSDT
      window: 1000
      frozen_time: 0
      quantity_limit: "10"
      delta_limit: "5"
      last_trigger_time: 0
msg:
  description: The result in a sentence. If the task failed, why, and what to do next.
  returned: always
  type: str
  sample: "Market-maker protection is set for 1 of 1 underlyings."
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
      sample: 1
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
  sample: {sent: 1, weight: 1, used_weight_1m: 145, waited_seconds: 0.0, clock_offset_ms: null}
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._ansible import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._exchange.api import Api
from ansible_collections.marketops.binance.plugins.module_utils._exchange.protection import protection
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._options.settings import UNDERLYINGS_OPTION
from ansible_collections.marketops.binance.plugins.module_utils._options.underlying import read_underlyings
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.protection import values_of


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, underlying=UNDERLYINGS_OPTION), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    underlyings = read_underlyings(module.params) or []

    def ask(api: Api) -> dict[str, t.Any]:
        found = [{"underlying": name, **values_of(protection(api, name))} for name in underlyings]
        number = sum(entry["window"] is not None for entry in found)
        return {
            "protections": found,
            "msg": f"Market-maker protection is set for {number} of {len(found)} underlyings.",
        }

    return query(module, ask)


if __name__ == "__main__":
    main()
