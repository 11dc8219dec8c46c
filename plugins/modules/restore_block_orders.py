#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: restore_block_orders
short_description: Create the block orders again that a maintenance window has cancelled
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Creates again the block orders that a maintenance window of M(marketops.binance.maintenance_window) cancelled, with
    the same liquidity, symbol, side, price and quantity. They get new matching keys.
  - At most one order is created for each, even after an interruption or a lost answer. If an order with the same terms
    is open already, and replaces no other one, the old order counts as restored.
  - The window must be closed. An order that was executed is not restored. An order that may be open, was open again
    after it had been gone, or was only probably cancelled is not restored either, and fails the task, because an
    operator has to decide.
  - An order is not created, and fails the task, if its old key is listed as open, or an order with its terms whose
    expiry has passed. If the listing only lagged, the next run creates it.
  - If the window cancelled no block orders, there is nothing to restore, and the task succeeds.
  - It runs on the controller, and runs a module on the target for each step. The orders that are about to be created,
    and the results, are recorded in the evidence of the window.
  - One host of the play is one account, as for M(marketops.binance.maintenance_window).
attributes:
  action:
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the
      controller.
    support: full
  async:
    description: Supports being used with the C(async) keyword.
    support: none
  check_mode:
    details:
      - Shows what would be created. It sends no create, and does not change the evidence.
  diff_mode:
    details:
      - Names the orders that are created.
  idempotent:
    details:
      - An order that was restored is not created a second time, even if the new one has ended since. Every run adds
        to the evidence, which is a log and no change.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  id:
    description:
      - The name of the window.
    type: str
    required: true
  max_orders:
    description:
      - Fails before the first create if more orders than this would be restored.
    type: int
    required: true
  max_age:
    description:
      - Fails before the first create if any order that is still to be restored was cancelled more hours ago than this,
        since prices age.
    type: float
    default: 4
  evidence_dir:
    description:
      - The folder on the controller with the evidence of all windows, as for
        M(marketops.binance.maintenance_window).
    type: path
    default: evidence
  max_wait:
    description:
      - The time budget of each step on the target in seconds, 1 or more. One step creates up to 20 orders.
      - After an interruption the next run waits until no earlier request can still be accepted, which is this time and
        about one minute after the start of the last step.
    type: int
    default: 120
notes:
  - Connection options that are not set are left to the target, so that its environment and its defaults count.
  - An order that an interrupted run may have created more than 25 minutes ago is not created again, since it may have
    expired by now. The task fails and says so.
seealso:
  - module: marketops.binance.maintenance_window
  - module: marketops.binance.binance_block_order
"""

EXAMPLES = r"""
- name: Restore the orders after the restart of the gateway
  marketops.binance.restore_block_orders:
    id: gateway-2026-11-25
    max_orders: 40
    evidence_dir: /srv/evidence
    api_key: "{{ vault_binance_api_key }}"
    api_secret: "{{ vault_binance_api_secret }}"
"""

RETURN = r"""
msg:
  description: The result in a sentence, or why the run did not start.
  returned: always
  type: str
  sample: Restored window gateway-2026-11-25 on desk_a (12 created)
started:
  description:
    - V(false) if the run was refused, so that nothing was sent. RV(msg) says why.
    - If RV(started) is not returned, Ansible ended the run, for example at the time limit of the task. Orders may have
      been created then, see the report or the evidence.
  returned: unless Ansible ended the run
  type: bool
  sample: true
succeeded:
  description: Whether every order that the window cancelled is restored.
  returned: unless Ansible ended the run
  type: bool
  sample: true
check_mode:
  description: Whether the run was in check mode.
  returned: if the run started
  type: bool
  sample: false
account:
  description: The host's name in the inventory.
  returned: if the run started
  type: str
  sample: desk_a
orders:
  description: The orders of the window. Empty if the run was refused.
  returned: unless Ansible ended the run
  type: list
  elements: dict
  contains:
    old_key:
      description: The matching key of the order that the window cancelled.
      type: str
      sample: 7d046e6e-a429-4335-ab9d-6a681febcde5
    new_key:
      description: The matching key of the order that replaces it, V(null) if none does.
      type: str
      sample: 0b8d7c9e-5c5f-4b6e-9a53-0d6f1f7a2c11
    liquidity:
      description: V(MAKER) or V(TAKER).
      type: str
      sample: TAKER
    legs:
      description: The legs, each with C(symbol), C(side), C(quantity) and C(price).
      type: list
      elements: dict
      sample: [{symbol: BTC-261225-100000-C, side: BUY, quantity: "5", price: "2310"}]
    outcome:
      description:
        - V(created), V(would_create) in check mode, or V(present) if it is open already.
        - V(failed) if it is not restored, or may have been created without a known result. V(not_attempted) if no
          create was sent for it. V(left_out) if it must not be restored.
      type: str
      sample: created
    earlier:
      description:
        - Whether that is the result of an earlier run. This one has not looked whether the order is still open.
      type: bool
      sample: false
    why:
      description: Why it is not restored, V(null) if it is.
      type: str
      sample: null
    doubtful:
      description: Whether an operator has to decide about an order that was left out. If so, the task fails.
      type: bool
      returned: if it was left out
      sample: false
  sample: []
evidence_path:
  description: The evidence, V(null) in check mode.
  returned: if the run started
  type: str
  sample: /srv/evidence/gateway-2026-11-25/desk_a/evidence.json
report_path:
  description: The report, V(null) in check mode.
  returned: if the run started
  type: str
  sample: /srv/evidence/gateway-2026-11-25/desk_a/report.html
index_path:
  description: The index of all accounts, V(null) in check mode.
  returned: if the run started
  type: str
  sample: /srv/evidence/gateway-2026-11-25/index.html
"""

# Runs on the controller, as the action plugin of the same name.
