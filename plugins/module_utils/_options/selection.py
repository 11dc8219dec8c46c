# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which orders a task selects, and how it verifies and confirms the result."""

from __future__ import annotations

import typing as t

from .._exchange.kind import Scope
from .._reconcile.decisions import Policy
from .._reconcile.observer import Selection
from .checks import BadOption, Parameters, check_range
from .matching_keys import read_keys
from .underlying import read_underlying

SELECTION_OPTIONS: dict[str, dict[str, t.Any]] = {
    "underlying": {"type": "str"},
    "all_open": {"type": "bool", "default": False},
    "max_orders": {"type": "int"},
}
POLICY_OPTIONS: dict[str, dict[str, t.Any]] = {
    "verify_timeout": {"type": "int", "default": 30},
    "confirm_delay": {"type": "float", "default": 2.0},
}


def read_selection(parameters: Parameters) -> Selection:
    """The orders that are meant. Raises ``BadOption`` unless exactly one selector is given, and a usable one."""
    keys, underlying, all_open = (parameters[name] for name in ("block_order_matching_key", "underlying", "all_open"))
    given = [keys is not None, underlying is not None, all_open].count(True)
    if given != 1:
        raise BadOption(
            f"{'Several' if given else 'None'} of block_order_matching_key, underlying and all_open=true "
            f"{'are' if given else 'is'} given. Give exactly one, to say which block orders are meant."
        )
    return Selection(read_keys(parameters), Scope(read_underlying(parameters)), read_max_orders(parameters))


def read_max_orders(parameters: Parameters) -> int | None:
    """How many orders may be changed. Raises ``BadOption``."""
    check_range(parameters, "max_orders", 0)
    return t.cast("int | None", parameters["max_orders"])


def read_policy(parameters: Parameters, check_mode: bool) -> Policy:
    """How long to verify and to confirm. Raises ``BadOption``."""
    check_range(parameters, "verify_timeout", 0, None, "s")
    check_range(parameters, "confirm_delay", 0, 60, "s")
    return Policy(parameters["verify_timeout"], parameters["confirm_delay"], check_mode)
