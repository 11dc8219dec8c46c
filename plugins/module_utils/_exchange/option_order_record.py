# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of an ordinary option order, and how it is read from the exchange's answers."""

from __future__ import annotations

import re
import typing as t
from decimal import Decimal

from .documents import Unreadable, capitals_of, entries_of, text_of, time_of
from .kind import Scope
from .symbols import is_option_on

# Any status that is not here counts as open too, unless the order is listed among the finished ones.
_OPEN_STATUSES = frozenset(("ACCEPTED", "PARTIALLY_FILLED", "NEW"))
_FILLED = "FILLED"
CANCELLED_STATUSES = frozenset(("CANCELLED", "CANCELED"))
ENDED_STATUSES = frozenset(("EXPIRED", "REJECTED"))
_FINAL_STATUSES = CANCELLED_STATUSES | ENDED_STATUSES | {_FILLED}

_WHAT = "option orders"

# A document with one of these is about fills or block orders.
_FOREIGN_FIELDS = frozenset(("tradeId", "legs", "expireTime", "blockTradeSettlementKey"))

_ID = re.compile(r"[0-9]{1,19}\Z")
_DECIMAL = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?\Z")


class OptionKey:
    """The key of an order: its symbol with the exchange's ID as text, or with the client's ID if that is not known.

    Two keys with the exchange's ID are equal if these IDs are equal; the client's ID does not count.
    """

    __slots__ = ("_name", "client_order_id", "order_id", "symbol")

    def __init__(self, symbol: str, order_id: str | None = None, client_order_id: str | None = None) -> None:
        self.symbol, self.order_id, self.client_order_id = symbol, order_id, client_order_id
        self._name = (symbol, order_id, None if order_id else client_order_id)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OptionKey) and self._name == other._name

    def __hash__(self) -> int:
        return hash(self._name)


class OptionOrder(t.NamedTuple):
    """An ordinary option order. Times are in ms since the epoch; numbers are decimal strings, IDs are texts."""

    order_id: str
    client_order_id: str | None
    symbol: str
    side: str | None
    type: str | None
    time_in_force: str | None
    price: str | None
    quantity: str | None
    filled: str
    average_price: str | None
    status: str | None
    reduce_only: bool | None
    mmp: bool | None
    create_time: int | None
    update_time: int | None
    quote_asset: str | None
    finished: bool  # it was listed among the finished orders, and its status does not say that it is open

    @property
    def key(self) -> OptionKey:
        return OptionKey(self.symbol, self.order_id, self.client_order_id)

    @property
    def alias(self) -> OptionKey | None:
        return OptionKey(self.symbol, None, self.client_order_id) if self.client_order_id else None

    @property
    def shows_fills(self) -> bool:
        return True

    @property
    def open(self) -> bool:
        return not (self.finished or self.executed or self.status in _FINAL_STATUSES)

    @property
    def executed(self) -> bool:
        quantity = Decimal(self.quantity or 0)
        return self.status == _FILLED or 0 < quantity <= Decimal(self.filled)

    @property
    def ended_ms(self) -> int | None:
        return None if self.open else self.update_time

    @property
    def executed_quantity(self) -> str | None:
        return self.filled if Decimal(self.filled) else None

    @property
    def cancelled(self) -> bool:
        return not (self.open or self.executed or self.status in ENDED_STATUSES)

    @property
    def place(self) -> str:
        return self.symbol

    @property
    def underlying(self) -> str | None:
        """``None`` if the exchange does not say what the option is quoted in."""
        return f"{self.symbol.split('-')[0]}{self.quote_asset}" if self.quote_asset else None

    @property
    def expire_time(self) -> None:
        return None

    def is_on(self, underlying: str) -> bool:
        return self.underlying == underlying if self.underlying else is_option_on(self.symbol, underlying)

    def is_in(self, scope: Scope) -> bool:
        return scope.symbol in (None, self.symbol) and (scope.underlying is None or self.is_on(scope.underlying))

    def describe(self) -> str:
        """The terms, for a message."""
        return f"{self.side} {self.quantity} {self.symbol} at {self.price}"

    def as_result(self) -> dict[str, t.Any]:
        return {
            "order_id": self.order_id,
            "client_order_id": self.client_order_id,
            "symbol": self.symbol,
            "side": self.side,
            "type": self.type,
            "time_in_force": self.time_in_force,
            "price": self.price,
            "quantity": self.quantity,
            "executed_quantity": self.filled,
            "average_price": self.average_price,
            "status": self.status,
            "open": self.open,
            "reduce_only": self.reduce_only,
            "mmp": self.mmp,
            "create_time": self.create_time,
            "update_time": self.update_time,
        }


def read_option_orders(document: t.Any, finished: bool = False) -> list[OptionOrder]:
    """Read an array of order objects, or a single one. Raises ``Unreadable`` for anything else: never "none"."""
    return [_read_order(entry, finished) for entry in entries_of(document, _WHAT)]


def _read_order(entry: t.Mapping[str, t.Any], finished: bool) -> OptionOrder:
    order_id, symbol = id_of(entry.get("orderId")), text_of(entry.get("symbol"))
    if order_id is None or symbol is None:
        raise Unreadable(f"an entry of the list of {_WHAT} has no usable orderId or symbol")
    if not _FOREIGN_FIELDS.isdisjoint(entry):
        raise Unreadable(f"the answer holds something else in place of {_WHAT}")
    filled = quantity_of(entry.get("executedQty"))
    if filled is None:
        raise Unreadable(f"option order {order_id} has no usable executedQty")
    status = capitals_of(entry.get("status"))
    return OptionOrder(
        order_id=order_id,
        client_order_id=text_of(entry.get("clientOrderId")),
        symbol=symbol,
        side=text_of(entry.get("side")),
        type=text_of(entry.get("type")),
        time_in_force=text_of(entry.get("timeInForce")),
        price=text_of(entry.get("price")),
        quantity=quantity_of(entry.get("quantity")),
        filled=filled,
        average_price=text_of(entry.get("avgPrice")),
        status=status,
        reduce_only=_flag_of(entry.get("reduceOnly")),
        mmp=_flag_of(entry.get("mmp")),
        create_time=time_of(entry.get("createTime", entry.get("createDate"))),
        update_time=time_of(entry.get("updateTime")),
        quote_asset=text_of(entry.get("quoteAsset")),
        finished=finished and status not in _OPEN_STATUSES,
    )


def id_of(value: t.Any) -> str | None:
    """An ID of 64 bits, as text of digits. ``None`` for a number that was not an integer."""
    text = text_of(value)
    return text if text and _ID.match(text) else None


def decimal_of(value: t.Any) -> str | None:
    """A decimal that is not negative, as the exchange wrote it; one with an exponent is written out."""
    text = text_of(value)
    if not text or not _DECIMAL.match(text):
        return None
    return f"{Decimal(text):f}" if "e" in text.lower() else text


def quantity_of(value: t.Any) -> str | None:
    """A quantity without its sign: some answers show that of a sell as negative."""
    text = text_of(value)
    return decimal_of(text[1:] if text and text.startswith("-") else text)


def _flag_of(value: t.Any) -> bool | None:
    return value if isinstance(value, bool) else None
