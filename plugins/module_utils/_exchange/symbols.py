# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which underlying an option is on, by its symbol."""

from __future__ import annotations

import typing as t

# The number of letters of the quote asset, such as USDT.
_QUOTE_LENGTHS = (0, 3, 4, 5)


def is_option_on(symbol: str, underlying: str) -> bool:
    """``BTC-260327-90000-C`` is an option on ``BTCUSDT``."""
    base = symbol.split("-")[0]
    return underlying.startswith(base) and len(underlying) - len(base) in _QUOTE_LENGTHS


def legs_are_on(legs: t.Iterable[t.Mapping[str, t.Any]], underlying: str) -> bool:
    """Whether no leg contradicts ``underlying``."""
    return all(is_option_on(leg["symbol"], underlying) for leg in legs if leg["symbol"])
