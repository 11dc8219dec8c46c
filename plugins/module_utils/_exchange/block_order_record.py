# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of a block order, and how it is read from the exchange's answers."""

from __future__ import annotations

import typing as t

from .documents import Unreadable, capitals_of, entries_of, matching_key_of, objects_of, text_of, time_of
from .kind import Scope
from .symbols import legs_are_on

# Documented: RECEIVED and ACCEPTED. The others are expected. Any status that is not here counts as open.
EXECUTED_STATUSES = frozenset(("ACCEPTED", "FILLED"))
CANCELLED_STATUSES = frozenset(("CANCELLED", "CANCELED"))
ENDED_STATUSES = frozenset(("EXPIRED", "REJECTED"))
FINAL_STATUSES = EXECUTED_STATUSES | CANCELLED_STATUSES | ENDED_STATUSES

_WHAT = "block orders"

# A document with one of these is about trades.
_TRADE_FIELDS = frozenset(("parentOrderId", "crossType"))
_TRADE_LEG_FIELDS = frozenset(("tradeId", "tradePrice", "tradeQty", "tradeTime"))

# Far more legs than an order has (one, by the reference).
_MAX_LEGS = 100


class BlockOrder(t.NamedTuple):
    """A block order. Times are in ms since the epoch; quantities and prices are the exchange's decimal strings."""

    key: str
    status: str | None
    liquidity: str | None
    create_time: int | None
    expire_time: int | None
    legs: tuple[t.Mapping[str, str | None], ...]

    @property
    def shows_fills(self) -> bool:
        return False

    @property
    def alias(self) -> None:
        return None

    @property
    def ended_ms(self) -> None:
        return None

    @property
    def executed_quantity(self) -> None:
        return None

    @property
    def open(self) -> bool:
        return self.status not in FINAL_STATUSES

    @property
    def executed(self) -> bool:
        return self.status in EXECUTED_STATUSES

    @property
    def cancelled(self) -> bool:
        return self.status in CANCELLED_STATUSES

    @property
    def place(self) -> str:
        """What it is an order for, in a message."""
        return ", ".join(leg["symbol"] or "?" for leg in self.legs)

    def is_on(self, underlying: str) -> bool:
        return legs_are_on(self.legs, underlying)

    def is_in(self, scope: Scope) -> bool:
        return scope.underlying is None or self.is_on(scope.underlying)

    def describe(self) -> str:
        """The terms, for a message."""
        legs = (f"{leg['side']} {leg['quantity']} {leg['symbol']} at {leg['price']}" for leg in self.legs)
        return f"{', '.join(legs)} ({self.liquidity})"

    def as_result(self) -> dict[str, t.Any]:
        return {
            "block_order_matching_key": self.key,
            "status": self.status,
            "open": self.open,
            "liquidity": self.liquidity,
            "create_time": self.create_time,
            "expire_time": self.expire_time,
            "legs": [dict(leg) for leg in self.legs],
        }


def read_orders(document: t.Any) -> list[BlockOrder]:
    """Read an array of order objects, or a single one. Raises ``Unreadable`` for anything else: never "none"."""
    return [_read_order(entry) for entry in entries_of(document, _WHAT)]


def is_trade(entry: t.Mapping[str, t.Any]) -> bool:
    """Whether an object shows a trade, whatever else it has."""
    legs = objects_of(entry.get("legs"))
    return not _TRADE_FIELDS.isdisjoint(entry) or any(not _TRADE_LEG_FIELDS.isdisjoint(leg) for leg in legs)


def _read_order(entry: t.Mapping[str, t.Any]) -> BlockOrder:
    key = matching_key_of(entry)
    if key is None:
        raise Unreadable(f"an entry of the list of {_WHAT} has no usable matching key")
    legs = entry.get("legs")
    if isinstance(legs, list) and len(legs) > _MAX_LEGS:
        raise Unreadable(f"block order {key} has more than {_MAX_LEGS} legs")
    if "tradeId" in entry or is_trade(entry):
        raise Unreadable(f"the answer holds trades in place of {_WHAT}")
    return BlockOrder(
        key=key,
        status=capitals_of(entry.get("status")),
        liquidity=capitals_of(entry.get("liquidity")),
        create_time=time_of(entry.get("createTime")),
        expire_time=time_of(entry.get("expireTime")),
        legs=tuple(map(_read_leg, objects_of(legs))),
    )


def _read_leg(leg: t.Mapping[str, t.Any]) -> dict[str, str | None]:
    found = {name: text_of(leg.get(name)) for name in ("symbol", "side", "quantity", "price")}
    # The side says it, whether or not the quantity of a sell has a sign.
    return {**found, "quantity": (found["quantity"] or "").lstrip("-") or None}
