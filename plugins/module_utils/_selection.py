# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it can change in any release without notice.

"""Which orders a task is about. Nothing that is empty ever means "all"."""

from __future__ import annotations

import re

from ._arguments import BadArgument, Parameters, check_range
from ._block_orders import is_matching_key
from ._convergence import Wish


def read_wish(parameters: Parameters, check_mode: bool) -> Wish:
    """The wish in a module's options. Raises ``BadArgument`` unless exactly one selector is given, and a usable one."""
    keys, underlying, all_open = (parameters[name] for name in ("block_order_matching_key", "underlying", "all_open"))
    given = [keys is not None, underlying is not None, all_open].count(True)
    if given != 1:
        raise BadArgument(
            f"{'Several' if given else 'None'} of block_order_matching_key, underlying and all_open=true "
            f"{'are' if given else 'is'} given: give exactly one, to say which block orders are meant."
        )
    if keys is not None:
        keys = [key.strip() for key in keys]
        if not all(keys):
            raise BadArgument(
                "block_order_matching_key holds an empty key: check the variable it comes from. It never means all "
                "orders; those are selected with all_open=true."
            )
        if not all(map(is_matching_key, keys)):
            raise BadArgument("block_order_matching_key holds text that is no matching key: check its origin.")
    if underlying is not None and not re.match(r"[A-Z0-9]{2,30}\Z", underlying):
        raise BadArgument(f"underlying is {underlying!r}: write it as the exchange does, such as BTCUSDT.")
    check_range(parameters, "max_orders", 0)
    check_range(parameters, "verify_timeout", 0, None, "s")
    return Wish(
        keys=list(dict.fromkeys(keys)) if keys is not None else None,
        underlying=underlying,
        max_orders=parameters["max_orders"],
        verify_timeout=parameters["verify_timeout"],
        check_mode=check_mode,
    )
