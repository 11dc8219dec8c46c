# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it can change in any release without notice.

"""Options that say which orders or trades are meant. Nothing that is empty ever means "all"."""

from __future__ import annotations

import re

from ._checks import BadArgument, Parameters
from ._reading import is_matching_key

KEYS_ARGUMENT = {"type": "list", "elements": "str", "aliases": ["matching_key"], "no_log": False}


def read_keys(parameters: Parameters) -> list[str] | None:
    """The matching keys that are given, each once; ``None`` if the option is not set. Raises ``BadArgument``."""
    if parameters["block_order_matching_key"] is None:
        return None
    keys = [key.strip() for key in parameters["block_order_matching_key"]]
    if not all(keys):
        raise BadArgument(
            "block_order_matching_key holds an empty key: check the variable it comes from. It never means all orders."
        )
    if not all(map(is_matching_key, keys)):
        raise BadArgument("block_order_matching_key holds text that is no matching key: check its origin.")
    return list(dict.fromkeys(keys))


def read_underlying(parameters: Parameters) -> str | None:
    """The underlying that is given, if any. Raises ``BadArgument``."""
    underlying: str | None = parameters["underlying"]
    if underlying is not None and not re.match(r"[A-Z0-9]{2,30}\Z", underlying):
        raise BadArgument(f"underlying is {underlying!r}: write it as the exchange does, such as BTCUSDT.")
    return underlying
