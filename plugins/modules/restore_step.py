#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

DOCUMENTATION = r"""
module: restore_step
short_description: Take one step of restoring block orders
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Runs on the target for M(marketops.binance.restore_block_orders), which records what it returns. It is not meant to
    be run by playbooks. Its options and returned values may change at any time.
  - For each entry of O(orders) in turn, makes sure that an open block order with its terms replaces it, and creates at
    most one.
attributes:
  check_mode:
    details:
      - Lists the open orders, and sends no create.
  diff_mode:
    support: none
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  orders:
    description:
      - The orders to create again. An empty list only measures the exchange's clock.
    type: list
    elements: dict
    default: []
    suboptions:
      block_order_matching_key:
        description:
          - The key of the old order.
        type: str
        required: true
      liquidity:
        description:
          - The liquidity.
        type: str
        choices: [MAKER, TAKER]
        required: true
      legs:
        description:
          - The legs, exactly one.
        type: list
        elements: dict
        required: true
        suboptions:
          symbol:
            description:
              - The symbol.
            type: str
            required: true
          side:
            description:
              - The side.
            type: str
            choices: [BUY, SELL]
            required: true
          price:
            description:
              - The price.
            type: str
            required: true
          quantity:
            description:
              - The quantity.
            type: str
            required: true
      since:
        description:
          - The earliest time at which a create of an earlier run may have been applied, in milliseconds since the
            epoch.
        type: int
  taken:
    description:
      - The matching keys of orders that replace none of O(orders), even if they have the same terms. The keys of
        O(orders) always count as such.
    type: list
    elements: str
    default: []
  not_after:
    description:
      - No request is sent that could still be accepted after this time, in milliseconds by the exchange's clock.
    type: int
  confirm_delay:
    description:
      - How many seconds to wait, from 0 to 60, between two queries without the order, before it is created again after
        a lost answer.
    type: float
    default: 2
  verify_timeout:
    description:
      - How many seconds to wait, after a create was acknowledged, until the exchange shows the order.
    type: int
    default: 30
seealso:
  - module: marketops.binance.restore_block_orders
"""

EXAMPLES = r"""
- name: Create an order again
  marketops.binance.restore_step:
    orders:
      - block_order_matching_key: 7d046e6e-a429-4335-ab9d-6a681febcde5
        liquidity: TAKER
        legs:
          - symbol: BTC-261225-100000-C
            side: BUY
            price: "2310"
            quantity: "5"
    api_key: "{{ binance_api_key }}"
    api_secret: "{{ binance_api_secret }}"
"""

RETURN = r"""
msg:
  description: What stopped the step. Empty if nothing did.
  returned: always
  type: str
  sample: ""
orders:
  description: The result for each of O(orders), in the same order.
  returned: unless an option was refused
  type: list
  elements: dict
  contains:
    block_order_matching_key:
      description: The key of the old order.
      type: str
      sample: 7d046e6e-a429-4335-ab9d-6a681febcde5
    new_key:
      description: The key of the order that replaces it, V(null) if none does.
      type: str
      sample: 0b8d7c9e-5c5f-4b6e-9a53-0d6f1f7a2c11
    outcome:
      description: V(created), V(would_create), V(present), V(failed) or V(not_attempted), as
        M(marketops.binance.binance_block_order) returns it.
      type: str
      sample: created
    changed:
      description: Whether an order was created, even if it is no longer open.
      type: bool
      sample: true
    reason:
      description: Why it failed, V(null) if it did not.
      type: str
      sample: null
    msg:
      description: The reason in a sentence.
      type: str
      sample: null
  sample: []
error:
  description: What stopped the step, V(null) if nothing did.
  returned: unless an option was refused
  type: dict
  sample: null
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
from ansible_collections.marketops.binance.plugins.module_utils._exchange.terms import Terms
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS, make_api
from ansible_collections.marketops.binance.plugins.module_utils._options.selection import POLICY_OPTIONS, read_policy
from ansible_collections.marketops.binance.plugins.module_utils._options.terms import (
    LEGS_OPTION,
    LIQUIDITY_OPTION,
    read_terms,
)
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.restore_step import Old, Step, run_step

_ORDER = {
    "block_order_matching_key": {"type": "str", "required": True, "no_log": False},
    "liquidity": {**LIQUIDITY_OPTION, "required": True},
    "legs": {**LEGS_OPTION, "required": True},
    "since": {"type": "int"},
}


def main() -> None:
    module = Module(
        argument_spec=dict(
            CONNECTION_OPTIONS,
            **POLICY_OPTIONS,
            orders={"type": "list", "elements": "dict", "options": _ORDER, "default": []},
            taken={"type": "list", "elements": "str", "default": []},
            not_after={"type": "int"},
        ),
        supports_check_mode=True,
    )
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Take the step, and return the result. Raises ``BadOption`` before anything is sent."""
    given = module.params
    orders = [
        Old(order["block_order_matching_key"], t.cast(Terms, read_terms(order)), order["since"])
        for order in given["orders"]
    ]
    policy = read_policy(given, module.check_mode)
    longest_ms = given["max_wait"] * 1000 + given["recv_window"]
    with closing(make_api(module)) as api:
        result = run_step(api, Step(orders, given["taken"], given["not_after"]), policy, longest_ms, module.warn)
    return dict(result, failed=result["error"] is not None, msg=result["error"]["msg"] if result["error"] else "")


if __name__ == "__main__":
    main()
