# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the module that sets market-maker protection."""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import AnsibleModule

from .._reconcile.protection import MarketMakerProtection
from .checks import BadOption, Parameters, check_range
from .decimals import read_decimal
from .settings import UNDERLYINGS_OPTION, start_setting

PROTECTION_OPTIONS: dict[str, dict[str, t.Any]] = {
    "underlying": UNDERLYINGS_OPTION,
    "window": {"type": "int"},
    "frozen_time": {"type": "int"},
    "quantity_limit": {"type": "str"},
    "delta_limit": {"type": "str"},
    "reset": {"type": "bool", "default": False},
}

_LONGEST_WINDOW = 5000
_LONGEST_FROZEN_TIME = 86400000


def start_protection(module: AnsibleModule) -> dict[str, t.Any]:
    """Set the protections, and return the result. Raises ``BadOption`` before anything is sent."""
    parameters: Parameters = module.params
    check_range(parameters, "window", 1, _LONGEST_WINDOW, "ms")
    check_range(parameters, "frozen_time", 0, _LONGEST_FROZEN_TIME, "ms")
    wanted = {name: parameters[name] for name in ("window", "frozen_time")}
    for name in ("quantity_limit", "delta_limit"):
        wanted[name] = None if parameters[name] is None else read_decimal(name, parameters[name])
    reset = parameters["reset"]
    if not reset and all(value is None for value in wanted.values()):
        raise BadOption("Nothing is asked for. Give window, frozen_time, quantity_limit, delta_limit, or reset=true.")
    return start_setting(module, lambda api: MarketMakerProtection(api, wanted, reset))
