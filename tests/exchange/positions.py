# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Positions: what the fills of ordinary orders and the block trades add up to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from .option_orders import Fill, average
from .switches import NEVER
from .world import Trade

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Change:
    """One change of a position. ``quantity`` is negative for what was sold."""

    account: str
    symbol: str
    quantity: Decimal
    price: Decimal
    time: int


@dataclass(frozen=True)
class Position:
    """``quantity`` is negative for a short position."""

    symbol: str
    quantity: Decimal
    entry_price: Decimal
    last_price: Decimal
    time: int

    def after(self, change: Change) -> Position:
        quantity = self.quantity + change.quantity
        entry = self.entry_price
        if self.quantity * change.quantity >= 0 and quantity:
            entry = average(self.quantity * entry + change.quantity * change.price, quantity)
        elif self.quantity * quantity <= 0:
            # Closed, or turned around.
            entry = change.price if quantity else _NOTHING
        return Position(self.symbol, quantity, entry, change.price, change.time)


def changes_of_fill(fill: Fill) -> Iterator[Change]:
    order = fill.order
    yield Change(order.account, order.leg.symbol, _signed(fill.quantity, order.leg.side), fill.price, fill.time)


def changes_of_trade(trade: Trade) -> Iterator[Change]:
    """A block trade changes the positions of both its sides."""
    leg = trade.order.leg
    quantity, price = _signed(Decimal(leg.quantity), leg.side), Decimal(leg.price)
    yield Change(trade.order.account, leg.symbol, quantity, price, trade.time)
    yield Change(trade.counterparty, leg.symbol, -quantity, price, trade.time)


def positions(changes: Iterable[Change], account: str, now_ms: int, lag_ms: int | str = 0) -> dict[str, Position]:
    """By symbol, as they show at ``now_ms``; those that were closed have the quantity 0."""
    found: dict[str, Position] = {}
    mine = (change for change in changes if change.account == account)
    for change in sorted(mine, key=lambda change: change.time):
        if lag_ms == NEVER or change.time + int(lag_ms) > now_ms:
            continue
        before = found.get(change.symbol) or Position(change.symbol, _NOTHING, _NOTHING, _NOTHING, change.time)
        found[change.symbol] = before.after(change)
    return found


def _signed(quantity: Decimal, side: str) -> Decimal:
    return quantity if side == "BUY" else -quantity
