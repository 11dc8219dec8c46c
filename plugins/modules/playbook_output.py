#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: playbook_output
short_description: Show the results of a playbook of this collection
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Runs on the controller for the playbooks of this collection. It is not meant for other playbooks, and may change at
    any time.
  - Shows the results of a task for all accounts of the play, as plain lines.
attributes:
  action:
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the
      controller.
    support: full
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - This action does not modify state.
  diff_mode:
    description: Will return what has changed, or would change in C(check_mode), when in diff mode.
    support: N/A
    details:
      - This action does not modify state.
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: full
    details:
      - This action does not modify state.
options:
  show:
    description:
      - What to show. V(windows) is a summary of windows, V(orders) are tables of orders, V(cancelled) shows the outcome
        of each cancel, and V(restored) is a summary of restored orders.
    type: str
    choices: [windows, orders, cancelled, restored]
    required: true
  register:
    description:
      - The name of the variable that the task registered.
    type: str
    required: true
seealso:
  - module: marketops.binance.maintenance_window
"""

EXAMPLES = r"""
- name: Summarize all accounts
  marketops.binance.playbook_output:
    show: windows
    register: binance_window
  run_once: true
"""

RETURN = r"""# Nothing but what every task returns."""

# Runs on the controller, as the action plugin of the same name.
