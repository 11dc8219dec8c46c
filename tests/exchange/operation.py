# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an operation of the exchange is: a request, the permission it needs, its parameters and its weight."""

from __future__ import annotations

from dataclasses import dataclass

from .call import KEY, Call

# Block orders and block trades.
READ, TRADE, TRADES = "read", "trade", "trades"
# Ordinary orders have permissions of their own, so that a key may lack them for one kind of order.
READ_ORDERS, TRADE_ORDERS, READ_FILLS = "read_orders", "trade_orders", "read_fills"
READ_POSITIONS, READ_PROTECTION, SET_PROTECTION = "read_positions", "read_protection", "set_protection"
PERMISSIONS = frozenset(
    (READ, TRADE, TRADES, READ_ORDERS, TRADE_ORDERS, READ_FILLS, READ_POSITIONS, READ_PROTECTION, SET_PROTECTION)
)


@dataclass(frozen=True)
class Operation:
    """``permission`` is what an API key needs for it; ``None``: the operation is public and takes no signature."""

    name: str
    method: str
    path: str
    permission: str | None
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    weight: int = 5
    weight_without_symbol: int | None = None
    """If a request without a symbol has another weight."""
    keys: tuple[str, ...] = (KEY,)
    """Parameters that say what a request is about. The first one sent is its key in journal, faults and schedule."""

    def weight_of(self, call: Call) -> int:
        if self.weight_without_symbol is not None and not call.parameters.get("symbol"):
            return self.weight_without_symbol
        return self.weight

    def key_of(self, call: Call) -> str | None:
        return next((call.parameters[name] for name in self.keys if call.parameters.get(name)), None)

    @property
    def changes_orders(self) -> bool:
        return self.permission in (TRADE, TRADE_ORDERS)

    @property
    def creates_order(self) -> bool:
        return self.name in ("create", "option_create")
