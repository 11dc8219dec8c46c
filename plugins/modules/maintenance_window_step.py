#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: maintenance_window_step
short_description: Take one step of a maintenance window
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Runs on the target for M(marketops.binance.maintenance_window), which records what it returns. It is not meant to be
    run by playbooks. Its options and returned values may change at any time.
  - Cancels the orders in O(cancel), if any, then lists what is open in the scope, and reads the executions.
attributes:
  check_mode:
    details:
      - Queries the orders, and sends no cancel.
  diff_mode:
    support: none
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  look:
    description:
      - Lists what is open, and reads the executions. V(false) leaves that out, for a step that only sets O(countdowns).
    type: bool
    default: true
  underlyings:
    description:
      - Lists the orders on these underlyings. Without any, all orders of the account are listed.
    type: list
    elements: str
    default: []
  kinds:
    description:
      - The kinds of orders.
    type: list
    elements: str
    choices: [block_orders, option_orders]
    default: [block_orders]
  cancel:
    description:
      - The orders to cancel. Without any, nothing is cancelled.
    type: dict
    default: {}
    suboptions:
      block_orders:
        description: The matching keys of block orders.
        type: list
        elements: str
        default: []
      option_orders:
        description:
          - Ordinary option orders, each with its symbol and its ID, such as C(BTC-261225-100000-C 4611875134427365377).
          - The same requests also cancel all other open orders on the underlyings of these orders, within
            O(underlyings). These orders are returned too.
        type: list
        elements: str
        default: []
  only_look:
    description:
      - Queries the orders in O(cancel) by their keys, and sends no cancel.
    type: bool
    default: false
  measure_clock:
    description:
      - Measures the exchange's clock first.
    type: bool
    default: false
  confirm:
    description:
      - Lists again after O(confirm_delay) if nothing is open.
    type: bool
    default: true
  confirm_delay:
    description:
      - How many seconds to wait before the listing that confirms that nothing is open, from 0 to 60.
    type: float
    default: 2
  max_orders:
    description:
      - Fails before the first cancel if more orders than this would be cancelled.
    type: int
  verify_timeout:
    description:
      - How many seconds to wait, after a cancel was acknowledged, until the exchange no longer lists the order as open.
    type: int
    default: 30
  trades_since:
    description:
      - Reads the block trades since this time, in milliseconds since the epoch. The default is one minute before the
        start of this step.
    type: int
  read_trades:
    description:
      - Reads the block trades, if O(kinds) has block orders.
    type: bool
    default: true
  read_positions:
    description:
      - Reads the option positions on O(underlyings).
    type: bool
    default: false
  count_others:
    description:
      - Counts the open orders of the other kinds, even if orders of O(kinds) are open. Each of O(kinds) that has none
        open is confirmed then, since no further step will list it.
    type: bool
    default: false
  countdowns:
    description:
      - The countdowns of auto-cancel in seconds by underlying, V(0) for off. They are read, and set if
        O(set_countdowns=true), also those that read the same.
    type: dict
    default: {}
  set_countdowns:
    description:
      - Sets O(countdowns).
    type: bool
    default: false
  concurrency:
    description:
      - How many requests may be in flight at the same time, from 1 to 32.
    type: int
    default: 8
seealso:
  - module: marketops.binance.maintenance_window
"""

EXAMPLES = r"""
- name: List what is open on an underlying
  marketops.binance.maintenance_window_step:
    underlyings: [BTCUSDT]
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
"""

RETURN = r"""
msg:
  description: What could not be read, and why. Empty if everything was.
  returned: always
  type: str
  sample: ""
cancelled:
  description:
    - By kind, the result for the orders in O(cancel), as M(marketops.binance.binance_block_order) and
      M(marketops.binance.binance_option_order) return it.
    - Its C(unlisted) are orders that no listing had shown, and that were probably cancelled together with the others.
  returned: unless an option was refused
  type: dict
  sample: {}
listings:
  description: What is open in the scope, a listing for each kind that could be listed.
  returned: unless an option was refused
  type: list
  elements: dict
  contains:
    kind:
      description: The kind of orders.
      type: str
      sample: block_orders
    read_at:
      description: When they were listed last, in milliseconds by the exchange's clock.
      type: int
      sample: 1730170316011
    underlyings:
      description: The underlyings that were listed, empty for the whole account.
      type: list
      elements: str
      sample: [BTCUSDT]
    orders:
      description: The open orders.
      type: list
      elements: dict
      sample: []
    confirmed:
      description: Whether two listings, a pause apart, showed nothing open.
      type: bool
      sample: true
  sample: []
not_listed:
  description: The kinds that the key may not list, each with the C(error).
  returned: unless an option was refused
  type: list
  elements: dict
  sample: []
listing_error:
  description: Why nothing could be listed, or why the step ended before that. V(null) otherwise.
  returned: unless an option was refused
  type: dict
  sample: null
trades:
  description: The account's block trades, V(null) if they were not read.
  returned: unless an option was refused
  type: list
  elements: dict
  sample: []
trades_error:
  description: Why the block trades could not be read, V(null) if they were.
  returned: unless an option was refused
  type: dict
  sample: null
positions:
  description: The option positions, V(null) if they were not read.
  returned: unless an option was refused
  type: list
  elements: dict
  sample: []
positions_error:
  description: Why the positions could not be read, V(null) if they were read or not asked for.
  returned: unless an option was refused
  type: dict
  sample: null
others:
  description:
    - How many orders of the other kinds are open, each with C(kind), C(open) and C(error). Only read if
      O(count_others=true), or nothing is open in the scope. C(open) is V(null) if they were not counted, because less
      than a quarter of O(request_weight_limit) would have been left for other accounts behind the address.
  returned: unless an option was refused
  type: list
  elements: dict
  sample: [{kind: option_orders, open: 400, error: null}]
countdowns:
  description:
    - The countdowns of auto-cancel, each with C(underlying), C(outcome), C(verified), C(before), C(after) and C(error).
      They are in seconds, V(0) for off and V(null) for not known.
  returned: unless an option was refused
  type: list
  elements: dict
  sample: [{underlying: BTCUSDT, outcome: changed, verified: true, before: 0, after: 60, error: null}]
clock:
  description: The exchange's clock against the host's, V(null) if it was not measured.
  returned: unless an option was refused
  type: dict
  sample: {offset_ms: -12, round_trip_ms: 48.2}
started_at:
  description:
    - When the step started, in milliseconds by the exchange's clock, or a little earlier. V(null) if that clock was not
      measured.
  returned: unless an option was refused
  type: int
  sample: 1730170315022
read_at:
  description: When the step ended, in milliseconds by the exchange's clock.
  returned: unless an option was refused
  type: int
  sample: 1730170316011
requests:
  description: The requests that the step sent to the exchange.
  returned: unless an option was refused
  type: dict
  sample: {sent: 6, weight: 30, used_weight_1m: 145, waited_seconds: 0.0, clock_offset_ms: null}
"""

import typing as t
from contextlib import closing

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._ansible import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._exchange.stops import StopReason
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS, make_api
from ansible_collections.marketops.binance.plugins.module_utils._options.selection import POLICY_OPTIONS, read_policy
from ansible_collections.marketops.binance.plugins.module_utils._options.underlying import read_underlyings
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.window_countdowns import set_countdowns
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.window_step import (
    KINDS,
    Step,
    no_step,
    run_step,
)

_REFUSES_ADDRESS = (StopReason.BANNED, StopReason.REFUSED_BY_FIREWALL)


def main() -> None:
    module = Module(
        argument_spec=dict(
            CONNECTION_OPTIONS,
            **POLICY_OPTIONS,
            look={"type": "bool", "default": True},
            underlyings={"type": "list", "elements": "str", "default": []},
            kinds={"type": "list", "elements": "str", "choices": list(KINDS), "default": ["block_orders"]},
            cancel={
                "type": "dict",
                "default": {},
                "options": {kind: {"type": "list", "elements": "str", "default": []} for kind in KINDS},
            },
            only_look={"type": "bool", "default": False},
            measure_clock={"type": "bool", "default": False},
            confirm={"type": "bool", "default": True},
            max_orders={"type": "int"},
            trades_since={"type": "int"},
            read_trades={"type": "bool", "default": True},
            read_positions={"type": "bool", "default": False},
            count_others={"type": "bool", "default": False},
            countdowns={"type": "dict", "default": {}},
            set_countdowns={"type": "bool", "default": False},
        ),
        supports_check_mode=True,
    )
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Take the step, and return the result. Raises ``BadOption`` before anything is sent."""
    given = module.params
    policy = read_policy(given, given["only_look"] or module.check_mode)
    step = Step(**{name: given[name] for name in Step._fields})
    step = step._replace(underlyings=read_underlyings(given, "underlyings") or [])
    wanted = {underlying: float(seconds) for underlying, seconds in given["countdowns"].items()}
    result, countdowns, stop = no_step(), [], None
    if given["look"]:
        with closing(make_api(module)) as api:
            result = run_step(api, step, policy, given["concurrency"], module.warn)
            stop = api.gate.stop
    if wanted and not (stop and (stop.reason in _REFUSES_ADDRESS or stop.http_status == 429)):
        # On its own: what is refused here stops nothing there.
        with closing(make_api(module)) as api:
            countdowns = set_countdowns(api, wanted, not given["set_countdowns"] or module.check_mode)
            result["requests"] = _sum(result["requests"], api.requests_made())
            result["read_at"] = result["read_at"] or api.clock.now_ms()
    changed = result["changed"] or (
        given["set_countdowns"] and any(entry["outcome"] in ("changed", "would_change") for entry in countdowns)
    )
    errors = [cancelled["error"] for cancelled in result["cancelled"].values()]
    error = next(filter(None, [result["listing_error"], *errors]), None)
    msg = error["msg"] if error else ""
    return dict(result, countdowns=countdowns, changed=changed, failed=bool(error), msg=msg)


def _sum(one: dict[str, t.Any], other: dict[str, t.Any]) -> dict[str, t.Any]:
    used = [made["used_weight_1m"] for made in (one, other) if made["used_weight_1m"] is not None]
    return {
        **{name: one[name] + other[name] for name in ("sent", "weight", "waited_seconds")},
        "used_weight_1m": max(used, default=None),
        "clock_offset_ms": other["clock_offset_ms"] if one["clock_offset_ms"] is None else one["clock_offset_ms"],
    }


if __name__ == "__main__":
    main()
