# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that say which orders or trades are meant. Nothing that is empty ever means "all"."""

from __future__ import annotations

import re

from .checks import BadOption, Parameters

KEYS_ARGUMENT = {"type": "list", "elements": "str", "aliases": ["matching_key"], "no_log": False}


def read_keys(parameters: Parameters) -> list[str] | None:
    """The matching keys that are given, each once; ``None`` if the option is not set. Raises ``BadOption``."""
    if parameters["block_order_matching_key"] is None:
        return None
    keys = [key.strip() for key in parameters["block_order_matching_key"]]
    if not all(keys):
        raise BadOption(
            "block_order_matching_key holds an empty key: check the variable it comes from. It never means all orders."
        )
    if not all(len(key) <= 200 and key.isprintable() for key in keys):
        raise BadOption("block_order_matching_key holds text that is no matching key: check its origin.")
    return list(dict.fromkeys(keys))


def read_underlying(parameters: Parameters) -> str | None:
    """The underlying that is given, if any. Raises ``BadOption``."""
    underlying: str | None = parameters["underlying"]
    if underlying is not None and not re.match(r"[A-Z0-9]{2,30}\Z", underlying):
        raise BadOption(f"underlying is {underlying!r}: write it as the exchange does, such as BTCUSDT.")
    return underlying
