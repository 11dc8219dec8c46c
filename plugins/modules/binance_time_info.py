#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: binance_time_info
short_description: Compare this host's clock with that of Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Queries the exchange's time, and changes nothing. It shows whether the exchange can be reached from the host, and
    whether the requirements of the other modules are installed.
  - The exchange refuses signed requests whose timestamps are too far from its own time. The other modules measure the
    offset themselves if necessary.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.info_module
"""

EXAMPLES = r"""
- name: Check whether the exchange can be reached, and how far the clocks are apart
  marketops.binance.binance_time_info:
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
  register: exchange_time
"""

RETURN = r"""
clock_offset_ms:
  description:
    - How far the exchange's clock is ahead of the host's, in milliseconds. The error is at most half of
      RV(round_trip_ms).
  returned: success
  type: int
  sample: -12
round_trip_ms:
  description: How long the exchange took to answer, in milliseconds, including the time to connect.
  returned: success
  type: float
  sample: 48.2
msg:
  description: The result in a sentence. If the task failed, why, and what to do next.
  returned: always
  type: str
  sample: "The exchange's clock is 12 ms behind this host's."
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
  sample: {sent: 1, weight: 1, used_weight_1m: 145, waited_seconds: 0.0, clock_offset_ms: -12}
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._ansible import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._exchange.api import Api
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""

    def ask(api: Api) -> dict[str, t.Any]:
        api.measure_clock()
        offset_ms = api.clock.offset_ms or 0
        apart = f"{abs(offset_ms)} ms {'behind' if offset_ms < 0 else 'ahead of'}" if offset_ms else "level with"
        return {
            "clock_offset_ms": offset_ms,
            "round_trip_ms": round(2 * api.clock.error_ms, 3),
            "msg": f"The exchange's clock is {apart} this host's.",
        }

    return query(module, ask)


if __name__ == "__main__":
    main()
