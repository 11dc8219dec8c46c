# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Symbols of options as option values."""

from __future__ import annotations

import re

from .checks import BadOption
from .key_material import describe

_SYMBOL = re.compile(r"[A-Z0-9]{1,20}-[0-9]{6}-[0-9]{1,12}(\.[0-9]{1,12})?-[CP]\Z")


def read_symbol(option: str, given: str | None) -> str:
    """The symbol of an option. Raises ``BadOption``."""
    symbol = (given or "").strip()
    if _SYMBOL.match(symbol):
        return symbol
    upper = symbol.upper()
    if _SYMBOL.match(upper):
        raise BadOption(f"{describe(option, symbol)}: the exchange writes symbols in upper case. Write {upper}.")
    raise BadOption(
        f"{describe(option, symbol)}: this is not the symbol of an option. Write it like BTC-261225-100000-C."
    )
