#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: maintenance_window
short_description: Open and close a maintenance window on Binance Options
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Opening a window makes sure that no order of an account is open. It lists what is open, records it, cancels exactly
    these orders in batches, and lists again. It fails unless a listing of exactly the scope, after the last cancel and
    confirmed by a second one, shows nothing open.
  - Closing a window lists again, and reports which orders are open, which of them had been gone, and what the
    counterparties executed since the window started.
  - It runs on the controller, and runs a module on the target for each step. Every step is recorded in the evidence on
    the controller before and after it is taken. An interruption leaves evidence that is true, and the next run with the
    same O(id) checks what its predecessor left.
  - One host of the play is one account. Its name in the inventory is the account's name in the evidence.
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
      - Lists what would be cancelled. It sends no cancel, and neither writes nor changes evidence.
  diff_mode:
    details:
      - Names the orders.
  idempotent:
    details:
      - Orders that are not open are skipped, whatever has ended them. Every run adds to the evidence, which is a log
        and no change.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  state:
    description:
      - V(open) drains the account, V(closed) looks again after the maintenance.
    type: str
    choices: [open, closed]
    required: true
  id:
    description:
      - The name of the window, up to 100 letters, digits, C(-), C(_) and C(.), with no C(.) first. The same one to open
        and to close.
      - Quote it where YAML would take it for a number or a date.
    type: str
    required: true
  max_orders:
    description:
      - Fails before the first cancel if more orders than this are open. The orders of all rounds of a run count.
      - Required with O(state=open), since no number is safe for everybody.
    type: int
  underlyings:
    description:
      - The underlyings that the window is about, such as V(BTCUSDT). An empty list is the whole account.
      - With O(state=closed) the window's own are used if none is given.
    type: list
    elements: str
    default: []
  kinds:
    description:
      - The kinds of orders that the window is about.
      - Only V(block_orders) can be handled at present.
    type: list
    elements: str
    choices: [block_orders, option_orders]
    default: [block_orders]
  rounds:
    description:
      - How many times to cancel what the last listing shows, since orders may appear meanwhile.
    type: int
    default: 3
  batch_size:
    description:
      - How many orders one run of the module on the target cancels. The evidence is written before and after each.
    type: int
    default: 100
  evidence_dir:
    description:
      - The folder on the controller for the evidence of all windows. An absolute path is best.
      - A relative path starts at the folder in which Ansible was started, so that a run in another folder would not
        find the evidence.
      - New files and folders follow the umask, and the group of the folder if that has the setgid bit.
    type: path
    default: evidence
  max_wait:
    description:
      - The time budget of each step on the target in seconds, 1 or more, for retries, rate limits and verification
        together. A batch is one step.
    type: int
    default: 120
  concurrency:
    description:
      - How many requests may be in flight at the same time, from 1 to 32.
    type: int
    default: 8
notes:
  - Connection options that are not set are left to the target, so that its environment and its defaults count.
  - If the exchange refuses the address of an account (a ban, or HTTP 403), accounts of the same run of Ansible on the
    same target stop with that reason. With the variable C(binance_serial) set, all accounts of the run do.
seealso:
  - module: marketops.binance.binance_block_order
"""

EXAMPLES = r"""
- name: Restart the gateway
  hosts: desks
  gather_facts: false
  module_defaults:
    group/marketops.binance.binance:
      api_key: "{{ vault_binance_api_key }}"
      api_secret: "{{ vault_binance_api_secret }}"
  tasks:
    - name: Drain the account
      marketops.binance.maintenance_window:
        state: open
        id: gateway-2026-11-25
        max_orders: 40
        evidence_dir: /srv/evidence

    - name: Restart the gateway
      ansible.builtin.systemd_service:
        name: gateway
        state: restarted

    - name: Look again
      marketops.binance.maintenance_window:
        state: closed
        id: gateway-2026-11-25
        evidence_dir: /srv/evidence
"""

RETURN = r"""
msg:
  description: The verdict in a sentence that names the scope, or why the run did not start.
  returned: always
  type: str
  sample: >-
    Drained: no block order is open on desk_a for BTCUSDT (12 cancelled); ordinary option orders were not looked at
verdict:
  description:
    - V(drained) if nothing is open. V(not_drained) if an order is open or may be. V(unknown) if the orders could not be
      listed, or nothing confirmed that none is open. V(check_mode) in check mode.
    - V(closed) or V(not_closed) with O(state=closed).
  returned: if the run started
  type: str
  sample: drained
succeeded:
  description: Whether the run has the wanted verdict, and its evidence is complete.
  returned: if the run started
  type: bool
  sample: true
drained:
  description: Whether the window was drained when it was last opened.
  returned: if the run started
  type: bool
  sample: true
closed:
  description: Whether this run closed the window.
  returned: if the run started
  type: bool
  sample: false
scope:
  description: What the verdict is about.
  returned: if the run started
  type: dict
  contains:
    account:
      description: The host's name in the inventory.
      type: str
      sample: desk_a
    kinds:
      description: The kinds of orders.
      type: list
      elements: str
      sample: [block_orders]
    underlyings:
      description: The underlyings, empty for the whole account.
      type: list
      elements: str
      sample: [BTCUSDT]
  sample: {account: desk_a, kinds: [block_orders], underlyings: [BTCUSDT]}
why:
  description: Why the verdict is not a better one, each reason once.
  returned: if the run started
  type: list
  elements: str
  sample: []
orders:
  description: The orders that were seen open while the window was being opened.
  returned: if the run started
  type: list
  elements: dict
  contains:
    key:
      description: The matching key of a block order.
      type: str
      sample: 7d046e6e-a429-4335-ab9d-6a681febcde5
    kind:
      description: The kind of the order.
      type: str
      sample: block_orders
    open:
      description: Whether it is open, V(null) if it may be and nobody can tell.
      type: bool
      sample: false
    outcome:
      description: The outcome of M(marketops.binance.binance_block_order), V(null) if there is none.
      type: str
      sample: cancelled
    executed:
      description: Whether the counterparty took it.
      type: bool
      sample: false
    legs:
      description: The legs, each with C(symbol), C(side), C(quantity) and C(price).
      type: list
      elements: dict
      sample: [{symbol: BTC-261225-100000-C, side: BUY, quantity: "5", price: "2310"}]
executed:
  description: What the counterparties took since the window started, each with its key, legs, size and price.
  returned: if the run started
  type: list
  elements: str
  sample: ["7d046e6e-a429-4335-ab9d-6a681febcde5: BUY 5 BTC-261225-100000-C @ 2310"]
may_be_open:
  description: The keys of the orders that are open, or may be, when the window was last opened.
  returned: if the run started
  type: list
  elements: str
  sample: []
open_now:
  description: The keys of the orders that are open when the window is closed.
  returned: if the run started
  type: list
  elements: str
  sample: []
next_step:
  description: What to do next.
  returned: if the run started
  type: str
  sample: Go on with the maintenance, and run close_maintenance_window when it is over.
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
