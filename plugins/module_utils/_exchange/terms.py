# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The terms of a block order, which identify it until the exchange has given it a key."""

from __future__ import annotations

import typing as t
from decimal import Decimal, InvalidOperation


class Terms(t.NamedTuple):
    """Price and quantity are decimal strings. ``liquidity`` may be ``None`` if any is accepted."""

    liquidity: str | None
    symbol: str
    side: str
    price: str
    quantity: str

    def fit(self, liquidity: str | None, legs: t.Sequence[t.Mapping[str, str | None]]) -> bool:
        """Whether an order has these terms. Price and quantity are compared as numbers, the latter without a sign."""
        if len(legs) != 1 or (self.liquidity is not None and liquidity != self.liquidity):
            return False
        (leg,) = legs
        return (
            leg.get("symbol") == self.symbol
            and (leg.get("side") or "").upper() == self.side
            and _equal(leg.get("price"), self.price)
            and _equal(leg.get("quantity"), self.quantity)
        )

    def may_fit(self, legs: t.Sequence[t.Mapping[str, str | None]]) -> bool:
        """As above, whatever the liquidity, where what is missing may be as wanted."""
        wanted = {"symbol": self.symbol, "side": self.side, "price": self.price, "quantity": self.quantity}
        filled = [{name: leg.get(name) or text for name, text in wanted.items()} for leg in legs]
        return not filled or self._replace(liquidity=None).fit(None, filled)

    def describe(self) -> str:
        """The terms, for a message."""
        return f"{self.side} {self.quantity} {self.symbol} at {self.price} ({self.liquidity or 'any liquidity'})"


def _equal(shown: str | None, wanted: str) -> bool:
    try:
        return abs(Decimal(shown or "")) == Decimal(wanted)
    except InvalidOperation:
        return False
