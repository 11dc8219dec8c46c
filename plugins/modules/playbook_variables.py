#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: playbook_variables
short_description: Check the extra variables of a playbook of this collection
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Runs on the controller for the playbooks of this collection. It is not meant for other playbooks, and may change at
    any time.
  - Fails if an extra variable that starts with C(binance_) or C(maintenance_window_), or is named like an option, is
    not a variable of the playbook. It names the closest variable.
  - Fails if an account has one of the playbook's variables without a value.
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
  playbook:
    description:
      - The playbook.
    type: str
    choices: [list_orders, cancel_block_order, open_maintenance_window, close_maintenance_window,
      restore_block_orders]
    required: true
seealso:
  - module: marketops.binance.maintenance_window
"""

EXAMPLES = r"""
- name: Check the variables
  marketops.binance.playbook_variables:
    playbook: open_maintenance_window
  run_once: true
"""

RETURN = r"""
msg:
  description: Which variable is unknown, and which one is closest.
  returned: failure
  type: str
  sample: >-
    binance_underlying=BTCUSDT: open_maintenance_window has no such variable, so nothing was sent. Did you mean
    binance_underlyings?
"""

# Runs on the controller, as the action plugin of the same name.
