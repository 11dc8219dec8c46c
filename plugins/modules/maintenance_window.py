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
  - Opening a window makes sure that no order of an account is open. It lists what is open, records it, cancels these
    orders, and lists again. It fails unless a listing of exactly the scope, after the last cancel and confirmed by a
    second one, shows nothing open.
  - Block orders are cancelled by their keys in batches. Ordinary option orders are cancelled by underlying, all at
    once, because the window covers all of them. An order that appears between the listing and such a cancel is
    cancelled too, reported, and counted. The exchange shows it only if it is on an option with other orders that were
    listed.
  - Closing a window lists again, and reports which orders are open, which of these were gone before, what was executed
    since the window started, and how the option positions changed.
  - It runs on the controller, and runs a module on the target for each step. Every step is recorded in the evidence on
    the controller before and after it is taken. After an interruption the evidence is still correct, and the next run
    with the same O(id) checks the orders that the interrupted run may have changed.
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
      - Lists what would be cancelled. It sends no cancel, sets no auto-cancel, and neither writes nor changes evidence.
      - Closing in check mode needs a window that was opened, or whose opening was checked in the same run of Ansible.
  diff_mode:
    details:
      - Names the orders that were open, and those that may be open afterwards. Closing cancels nothing, so that both
        are what is open then.
  idempotent:
    details:
      - Orders that are not open are skipped, no matter how they ended. Every run adds to the evidence, which
        does not count as a change.
extends_documentation_fragment:
  - marketops.binance._binance
  - marketops.binance._attributes
  - marketops.binance._attributes.state_module
options:
  state:
    description:
      - V(open) drains the account. V(closed) checks it again after the maintenance.
    type: str
    choices: [open, closed]
    required: true
  id:
    description:
      - The name of the window, up to 100 letters, digits, C(-), C(_) and C(.), not starting with C(.). Use the same
        name to open and to close.
      - Quote it if YAML would read it as a number or a date.
    type: str
    required: true
  max_orders:
    description:
      - Fails before the first cancel if more orders than this are open. Orders of all kinds and of all rounds of
        a run count together.
      - Required with O(state=open), since no number is safe for everybody.
    type: int
  underlyings:
    description:
      - The underlyings that the window covers, such as V(BTCUSDT). An empty list is the whole account.
      - With O(state=closed) the window's own are used if none is given.
    type: list
    elements: str
    default: []
  kinds:
    description:
      - The kinds of orders that the window covers. V(option_orders) are ordinary option orders, such as quotes.
      - A verdict says how many orders of a kind that is not named here are open, if the key may list them.
      - If the key may not list or cancel one of the kinds, the other one is still drained. The verdict is then not
        V(drained), and says so.
      - With O(state=closed) the window's own are used if none is given.
    type: list
    elements: str
    choices: [block_orders, option_orders]
    default: [block_orders]
  auto_cancel:
    description:
      - Arms the exchange's auto-cancel on each of the O(underlyings) with this countdown in seconds, from 5 to 86400,
        as soon as the account is drained. Needs O(underlyings), and V(option_orders) in O(kinds).
      - If no heartbeat arrives before the countdown ends, the exchange cancels all ordinary option orders that are open
        on the underlying at that moment, no matter who placed them. It does so once, and does not touch block orders.
        The exchange's reference does not say clearly whether new orders are refused afterwards. A program that sends
        heartbeats keeps the countdown from ending.
      - Each run with V(open) starts the countdown anew, also one of the same length, since it may have ended.
      - Closing the window puts it back to what it was. A countdown that was on before starts anew. A window that is
        never closed leaves auto-cancel armed, so that it cancels the orders that the desk places after the maintenance.
      - If it can't be armed, the run fails with the verdict V(unguarded). If it can't be put back, closing fails.
    type: float
  rounds:
    description:
      - How many times to cancel the orders that the last listing shows, since new ones may have appeared.
    type: int
    default: 3
  batch_size:
    description:
      - How many block orders one run of the module on the target cancels. The evidence is written before and after
        each. Ordinary option orders are one batch.
    type: int
    default: 100
  evidence_dir:
    description:
      - The folder on the controller for the evidence of all windows. Use an absolute path.
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
  - module: marketops.binance.binance_auto_cancel
  - module: marketops.binance.binance_block_order
  - module: marketops.binance.binance_option_order
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

    - name: Check the account again
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
started:
  description:
    - V(false) if the run was refused, so that nothing was sent. RV(msg) says why.
    - If RV(started) is not returned, Ansible ended the run, for example at the time limit of the task. A cancel may
      have been sent then, see the report or the evidence.
  returned: unless Ansible ended the run
  type: bool
  sample: true
state:
  description: What was asked for, V(open) or V(closed).
  returned: if the run started
  type: str
  sample: open
verdict:
  description:
    - V(drained) if nothing is open. V(not_drained) if an order is open or may be. V(unknown) if the orders could not be
      listed, or nothing confirmed that none is open. V(partly_drained) if the exchange refused to list one of the
      kinds, and nothing is open of the other. V(unguarded) if nothing is open, and O(auto_cancel) could not be armed.
      V(unfinished) if the evidence could not be written to its end. V(check_mode) in check mode.
    - With O(state=closed), the worse one of opening and closing. For closing, V(closed) or V(not_closed), and
      V(check_mode) in check mode in place of V(closed). A window that was never drained keeps the verdict of opening,
      also if it is closed.
  returned: if the run started
  type: str
  sample: drained
succeeded:
  description: Whether the run has the wanted verdict, and its evidence is complete.
  returned: unless Ansible ended the run
  type: bool
  sample: true
drained:
  description: Whether the window was drained when it was last opened, V(false) if the run was refused.
  returned: unless Ansible ended the run
  type: bool
  sample: true
closed:
  description: Whether closing itself found no problem, whatever the verdict on opening was.
  returned: unless Ansible ended the run
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
  description: The reasons why the window is not drained or closed, each once. Empty if it is.
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
      description: The matching key of a block order, or the symbol and the ID of an ordinary one.
      type: str
      sample: 7d046e6e-a429-4335-ab9d-6a681febcde5
    kind:
      description: The kind of the order.
      type: str
      sample: block_orders
    open:
      description: Whether it is open, V(null) if that is not known.
      type: bool
      sample: false
    order_id:
      description: The ID of an ordinary order, as text, V(null) for a block order.
      type: str
      sample: null
    outcome:
      description:
        - The outcome of M(marketops.binance.binance_block_order) or M(marketops.binance.binance_option_order), V(null)
          if there is none.
      type: str
      sample: cancelled
    executed:
      description: Whether the order was executed. An ordinary order that was only executed in part is V(false).
      type: bool
      sample: false
    executed_quantity:
      description: How much of an ordinary order was executed, V(null) for a block order.
      type: str
      sample: null
    legs:
      description: The legs, each with C(symbol), C(side), C(quantity) and C(price).
      type: list
      elements: dict
      sample: [{symbol: BTC-261225-100000-C, side: BUY, quantity: "5", price: "2310"}]
executed:
  description:
    - What was executed since the window started, each with its C(key), C(kind), C(legs) and C(time). Empty if the run
      was refused.
  returned: unless Ansible ended the run
  type: list
  elements: dict
  sample:
    - key: 7d046e6e-a429-4335-ab9d-6a681febcde5
      kind: block_orders
      legs: [{symbol: BTC-261225-100000-C, side: BUY, quantity: "5", price: "2310"}]
      time: 1795637415803
      traded: true
      listed: true
      contradiction: false
others:
  description:
    - How many orders are open of the kinds that are not in O(kinds), V(null) if the key may not list them, or if the
      listing would have left too little request weight to other accounts behind the address. Empty if they were not
      looked at.
  returned: if the run started
  type: dict
  sample: {option_orders: 400}
positions:
  description:
    - The option positions on the underlyings in scope that have changed since the window was opened, or that
      executions concern. C(executed) is the sum of these executions, and C(explained) whether they explain the change.
    - V(null) before the window is closed, and if they could not be read.
  returned: if the run started
  type: list
  elements: dict
  sample: [{symbol: BTC-261225-100000-C, before: "2", after: "2.5", change: "0.5", executed: "0.5", explained: true}]
auto_cancel:
  description:
    - The auto-cancel that the window armed, by underlying, with its former setting. In check mode, the current setting.
  returned: if the run started
  type: list
  elements: dict
  sample: []
may_be_open:
  description: The keys of the orders that were open, or may have been, at the end of the last opening.
  returned: if the run started
  type: list
  elements: str
  sample: []
open_now:
  description: The keys of the orders that were open at closing.
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
