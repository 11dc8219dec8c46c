# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Tasks that want orders to be open, or to be taken by this account."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.world import Order

from ..observation import Task

_NOT_OPTIONS = ("keys", "underlying", "terms", "min_lifetime")


@dataclass(frozen=True)
class Terms:
    liquidity: str = "TAKER"
    symbol: str = "BTC-261225-100000-C"
    side: str = "BUY"
    quantity: str = "1.2"
    price: str = "2.8"

    def fit(self, order: Order) -> bool:
        leg = order.leg
        named = (order.liquidity, leg.symbol, leg.side) == (self.liquidity, self.symbol, self.side)
        return named and (Decimal(leg.quantity), Decimal(leg.price)) == (Decimal(self.quantity), Decimal(self.price))

    def options(self) -> dict[str, Any]:
        leg = {name: value for name, value in vars(self).items() if name != "liquidity"}
        return {"liquidity": self.liquidity, "legs": [leg]}


@dataclass(frozen=True)
class PresentTask(Task):
    """By ``terms`` or by ``keys``."""

    terms: Terms | None = None
    min_lifetime: int = 0

    def selects(self, order: Order) -> bool:
        return self.terms.fit(order) if self.terms is not None else super().selects(order)

    def options(self) -> dict[str, Any]:
        meant = {"block_order_matching_key": list(self.keys or ())} if self.terms is None else self.terms.options()
        return {"state": "present", "min_lifetime": self.min_lifetime, **meant, **_others(self)}


@dataclass(frozen=True)
class AcceptedTask(Task):
    """By ``keys``; with ``terms`` only orders that have these, from this account's point of view."""

    terms: Terms | None = None

    def may_concern(self, order: Order) -> bool:
        return True

    def options(self) -> dict[str, Any]:
        expected = {} if self.terms is None else self.terms.options()
        keys = {"block_order_matching_key": list(self.keys or ())}
        return {"state": "accepted", **keys, **expected, **_others(self)}


def _others(task: Task) -> dict[str, Any]:
    return {name: value for name, value in vars(task).items() if name not in _NOT_OPTIONS}
