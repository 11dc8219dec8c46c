#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_auto_cancel_info
short_description: Show auto-cancel (the kill switch) on Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Queries the auto-cancel countdowns of the account, and changes nothing. When a countdown ends, the exchange cancels
    the ordinary option orders on its underlying.
  - The exchange does not show how much of a countdown is left, or whether it has ended.
notes:
  - The request weight is 1 for each underlying, or 1 for all.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.info_module
options:
  underlying:
    description:
      - The underlyings to query, such as V(BTCUSDT), as a list or as one string with commas.
      - Without it, all countdowns that are on are listed. An empty list selects nothing.
    type: list
    elements: str
seealso:
  - module: marketops.binance.binance_auto_cancel
"""

EXAMPLES = r"""
- name: Show all countdowns
  marketops.binance.binance_auto_cancel_info:
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  register: kill_switches
"""

RETURN = r"""
auto_cancels:
  description: The countdowns, in the order asked for, or in the order in which the exchange lists them.
  returned: success
  type: list
  elements: dict
  contains:
    underlying:
      description: The underlying.
      type: str
      sample: BTCUSDT
    countdown:
      description: The countdown in seconds, V(null) if auto-cancel is off.
      type: float
      sample: 30.0
  sample:
    - underlying: BTCUSDT
      countdown: 30.0
msg:
  description: The result in a sentence. If the task failed, why, and what to do next.
  returned: always
  type: str
  sample: "Auto-cancel is on for 1 underlying."
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
from ansible_collections.marketops.binance.plugins.module_utils._exchange.auto_cancel import countdown, countdowns
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._options.underlying import read_underlyings


def main() -> None:
    underlying = {"type": "list", "elements": "str"}
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, underlying=underlying), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    underlyings = read_underlyings(module.params)

    def ask(api: Api) -> dict[str, t.Any]:
        if underlyings is None:
            found = countdowns(api)
        else:
            found = {underlying: countdown(api, underlying) for underlying in underlyings}
        on = sum(map(bool, found.values()))
        return {
            "auto_cancels": [
                {"underlying": underlying, "countdown": milliseconds / 1000 if milliseconds else None}
                for underlying, milliseconds in found.items()
            ],
            "msg": f"Auto-cancel is on for {on} underlying{'' if on == 1 else 's'}.",
        }

    return query(module, ask)


if __name__ == "__main__":
    main()
