#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: maintenance_window_evidence
short_description: Keep the evidence of a maintenance window, and say what it proves
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Adds a step to the evidence of a maintenance window, writes its report anew, and returns what the steps so far
    prove.
  - It runs on the controller, for the role P(marketops.binance.maintenance_window#role). It does not speak to the
    exchange and is given no credentials.
  - Steps are only ever added. The files are replaced at once, and by one process at a time. Evidence that can't be read
    is never overwritten.
attributes:
  action:
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the
      controller.
    support: full
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - Writes no file. What would have been written is handed from call to call in O(draft).
  diff_mode:
    description: Will return what has changed, or would change in C(check_mode), when in diff mode.
    support: none
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: full
    details:
      - Every call adds a step to the log, and never indicates a change.
options:
  evidence_dir:
    description:
      - The folder for the evidence of all windows.
    type: path
    required: true
  id:
    description:
      - The name of the window. Letters, digits, dots, hyphens and underscores.
    type: str
    required: true
  account:
    description:
      - The account, best by its name in the inventory.
    type: str
    required: true
  run:
    description:
      - What distinguishes this run of the playbook from all others.
    type: str
    required: true
  action:
    description:
      - Whether this run opens the window or closes it.
    type: str
    choices: [open, close]
    required: true
  step:
    description:
      - What to add. A C(kind), and what a task returned as C(result), or some facts.
    type: dict
    required: true
  draft:
    description:
      - What RV(draft) was in the call before. For check mode, in which nothing is written.
    type: dict
"""

EXAMPLES = r"""
- name: Note what is open
  marketops.binance.maintenance_window_evidence:
    evidence_dir: "{{ playbook_dir }}/evidence"
    id: 2026-11-25
    account: "{{ inventory_hostname }}"
    run: "{{ run_id }}"
    action: open
    step:
      kind: listing
      result: "{{ listed }}"
"""

RETURN = r"""
verdict:
  description:
    - V(drained), V(not_drained), V(unknown), V(check_mode), or V(unfinished) while the run lasts or if it was
      interrupted.
  returned: success
  type: str
  sample: drained
sentence:
  description: The verdict in words.
  returned: success
  type: str
  sample: "Drained: 12 of 12 block orders are gone"
next_step:
  description: What to do next.
  returned: success
  type: str
  sample: Go on with the maintenance, and run close_maintenance_window when it is over.
problem:
  description: What kept the run from going on, or an empty string.
  returned: success
  type: str
  sample: ""
trades_unread:
  description: Why the block trades could not be read, or an empty string.
  returned: success
  type: str
  sample: ""
may_send:
  description: Whether another task of this run may ask the exchange. Not so after a ban or a refused key, for example.
  returned: success
  type: bool
  sample: true
go_on:
  description: Whether another task of this run may cancel.
  returned: success
  type: bool
  sample: true
may_be_open:
  description: The keys of the orders that are open, or may be.
  returned: success
  type: list
  elements: str
  sample: []
remaining:
  description: The same orders in words, each with what is known of it.
  returned: success
  type: list
  elements: str
  sample: []
executed:
  description: The keys of the orders that the counterparty took, with a remark where there is something to say.
  returned: success
  type: list
  elements: str
  sample: []
appeared:
  description: The keys of the orders that the run's last look showed and none of its looks before.
  returned: success
  type: list
  elements: str
  sample: []
concerned:
  description: How many orders the run has seen open, or that may be open.
  returned: success
  type: int
  sample: 12
began:
  description: When the window began, in milliseconds by the exchange's clock.
  returned: success
  type: int
  sample: 1730170316011
underlyings:
  description: What the window is about, empty for the whole account.
  returned: success
  type: list
  elements: str
  sample: [BTCUSDT]
open_now:
  description: The keys of the orders that are open when the window is closed.
  returned: success
  type: list
  elements: str
  sample: []
closing:
  description: What closing the window found, in words, or an empty string.
  returned: success
  type: str
  sample: ""
evidence_path:
  description: The evidence.
  returned: success
  type: str
  sample: /srv/runbooks/evidence/2026-11-25/desk_a/evidence.json
report_path:
  description: The report.
  returned: success
  type: str
  sample: /srv/runbooks/evidence/2026-11-25/desk_a/report.html
index_path:
  description: The index of all accounts.
  returned: success
  type: str
  sample: /srv/runbooks/evidence/2026-11-25/index.html
draft:
  description: What would have been written.
  returned: in check mode
  type: dict
  sample: {}
"""

# Runs on the controller, as the action plugin of the same name.
