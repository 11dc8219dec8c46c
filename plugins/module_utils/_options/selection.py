# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which orders a task of ``binance_block_order`` is about."""

from __future__ import annotations

from .._reconcile.convergence import Wish
from .checks import BadOption, Parameters, check_range
from .filters import read_keys, read_underlying


def read_wish(parameters: Parameters, check_mode: bool) -> Wish:
    """The wish in a module's options. Raises ``BadOption`` unless exactly one selector is given, and a usable one."""
    keys, underlying, all_open = (parameters[name] for name in ("block_order_matching_key", "underlying", "all_open"))
    given = [keys is not None, underlying is not None, all_open].count(True)
    if given != 1:
        raise BadOption(
            f"{'Several' if given else 'None'} of block_order_matching_key, underlying and all_open=true "
            f"{'are' if given else 'is'} given: give exactly one, to say which block orders are meant."
        )
    check_range(parameters, "max_orders", 0)
    check_range(parameters, "verify_timeout", 0, None, "s")
    return Wish(
        keys=read_keys(parameters),
        underlying=read_underlying(parameters),
        max_orders=parameters["max_orders"],
        verify_timeout=parameters["verify_timeout"],
        check_mode=check_mode,
    )
