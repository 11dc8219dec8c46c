# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the module that sets auto-cancel."""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import AnsibleModule

from .._reconcile.auto_cancel import AutoCancel
from .checks import BadOption, check_range
from .settings import UNDERLYINGS_OPTION, start_setting

AUTO_CANCEL_OPTIONS: dict[str, dict[str, t.Any]] = {
    "state": {"type": "str", "choices": ["present", "absent"], "required": True},
    "underlying": UNDERLYINGS_OPTION,
    "countdown": {"type": "float"},
}

_SHORTEST_COUNTDOWN, _LONGEST_COUNTDOWN = 5, 86400


def start_auto_cancel(module: AnsibleModule) -> dict[str, t.Any]:
    """Set the countdowns, and return the result. Raises ``BadOption`` before anything is sent."""
    parameters = module.params
    countdown = parameters["countdown"]
    if (parameters["state"] == "present") != (countdown is not None):
        raise BadOption(
            "countdown does not belong to state absent. Leave it out, or change state."
            if countdown is not None
            else "countdown is missing. Give the seconds after which the exchange cancels, 5 or more."
        )
    check_range(parameters, "countdown", _SHORTEST_COUNTDOWN, _LONGEST_COUNTDOWN, "s")
    return start_setting(module, lambda api: AutoCancel(api, round(1000 * (countdown or 0))))
