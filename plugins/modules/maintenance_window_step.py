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
  - Cancels exactly the orders that are named, if any are, then lists what is open in the scope, and reads the block
    trades.
attributes:
  check_mode:
    details:
      - Looks at the orders, and sends no cancel.
  diff_mode:
    support: none
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  underlyings:
    description:
      - Lists the orders on these underlyings. Without any, all orders of the account are listed.
    type: list
    elements: str
    default: []
  kinds:
    description:
      - The kinds of orders. Only V(block_orders) can be handled at present.
    type: list
    elements: str
    choices: [block_orders, option_orders]
    default: [block_orders]
  cancel:
    description:
      - The matching keys of the orders to cancel. An empty list cancels nothing.
    type: list
    elements: str
    default: []
  only_look:
    description:
      - Looks for the orders in O(cancel) by their keys, and sends no cancel.
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
  concurrency:
    description:
      - How many requests may be in flight at the same time, from 1 to 32.
    type: int
    default: 8
seealso:
  - module: marketops.binance.maintenance_window
"""

EXAMPLES = r"""
- name: Look what is open on an underlying
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
  description: The result for the orders in O(cancel), as M(marketops.binance.binance_block_order) returns it.
  returned: unless an option was refused
  type: dict
  sample: null
listing:
  description: The open orders in the scope, V(null) if they could not be listed.
  returned: unless an option was refused
  type: dict
  contains:
    read_at:
      description: When they were listed last, in milliseconds by the exchange's clock.
      type: int
      sample: 1730170316011
    scope:
      description: What was listed.
      type: dict
      sample: {kinds: [block_orders], underlyings: [BTCUSDT]}
    orders:
      description: The open orders.
      type: list
      elements: dict
      sample: []
    confirmed:
      description: Whether two listings, a pause apart, showed nothing open.
      type: bool
      sample: true
  sample: null
listing_error:
  description: Why the orders could not be listed, V(null) if they were.
  returned: unless an option was refused
  type: dict
  sample: null
trades:
  description: The account's block trades, V(null) if they could not be read.
  returned: unless an option was refused
  type: list
  elements: dict
  sample: []
trades_error:
  description: Why the block trades could not be read, V(null) if they were.
  returned: unless an option was refused
  type: dict
  sample: null
clock:
  description: The exchange's clock against the host's, V(null) if it was not measured.
  returned: unless an option was refused
  type: dict
  sample: {offset_ms: -12, round_trip_ms: 48.2}
read_at:
  description: When the step ended, in milliseconds by the exchange's clock.
  returned: unless an option was refused
  type: int
  sample: 1730170316011
requests:
  description: What was asked of the exchange.
  returned: unless an option was refused
  type: dict
  sample: {sent: 6, weight: 30, used_weight_1m: 145, waited_seconds: 0.0, clock_offset_ms: null}
"""

import typing as t
from contextlib import closing

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils import _check_python  # noqa: F401
from ansible_collections.marketops.binance.plugins.module_utils._options.checks import BadOption
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS, make_api
from ansible_collections.marketops.binance.plugins.module_utils._options.module import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.selection import POLICY_OPTIONS, read_policy
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.window_step import Step, run_step


def main() -> None:
    module = Module(
        argument_spec=dict(
            CONNECTION_OPTIONS,
            **POLICY_OPTIONS,
            underlyings={"type": "list", "elements": "str", "default": []},
            kinds={
                "type": "list",
                "elements": "str",
                "choices": ["block_orders", "option_orders"],
                "default": ["block_orders"],
            },
            cancel={"type": "list", "elements": "str", "default": []},
            only_look={"type": "bool", "default": False},
            measure_clock={"type": "bool", "default": False},
            confirm={"type": "bool", "default": True},
            max_orders={"type": "int"},
            trades_since={"type": "int"},
        ),
        supports_check_mode=True,
    )
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Take the step, and return the result. Raises ``BadOption`` before anything is sent."""
    given = module.params
    if given["kinds"] != ["block_orders"]:
        raise BadOption("kinds has option_orders: ordinary option orders can't be handled yet. Leave them out.")
    policy = read_policy(given, given["only_look"] or module.check_mode)
    step = Step(**{name: given[name] for name in Step._fields})
    with closing(make_api(module)) as api:
        result = run_step(api, step, policy, given["concurrency"], module.warn)
    error = result["listing_error"] or (result["cancelled"] or {}).get("error")
    return dict(result, failed=bool(error), msg=error["msg"] if error else "")


if __name__ == "__main__":
    main()
