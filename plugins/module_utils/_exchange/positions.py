# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Option positions as the exchange gives them."""

from __future__ import annotations

import typing as t
from decimal import Decimal

from .api import Api, Endpoint, Refused
from .codes import NO_RECORDS
from .documents import Unreadable, entries_of, text_of, time_of
from .option_order_record import quantity_of
from .symbols import is_option_on
from .verdict import Verdict

_POSITIONS = Endpoint("positions", "GET", "/eapi/v1/position", 5)

_WHAT = "positions"
# A document with one of these is about orders or trades.
_FOREIGN_FIELDS = frozenset(("orderId", "tradeId", "legs", "status"))

# What the exchange calls it, and what it is called in results.
_TEXTS = {
    "entryPrice": "entry_price",
    "markPrice": "mark_price",
    "markValue": "mark_value",
    "unrealizedPNL": "unrealized_pnl",
    "strikePrice": "strike_price",
    "optionSide": "option_side",
    "quoteAsset": "quote_asset",
}
_TIMES = {"expiryDate": "expiry_time", "time": "update_time"}


class Position(t.NamedTuple):
    """``quantity`` is a decimal text, negative for a short position; ``more`` is as in results."""

    symbol: str
    quantity: str
    more: t.Mapping[str, t.Any]

    @property
    def side(self) -> str:
        return "SHORT" if Decimal(self.quantity) < 0 else "LONG"

    def as_result(self) -> dict[str, t.Any]:
        return {"symbol": self.symbol, "side": self.side, "quantity": self.quantity, **self.more}


def positions(api: Api, symbol: str | None = None, underlyings: t.Sequence[str] = ()) -> list[Position]:
    """The account's open positions. Raises ``Stopped``, and ``Refused`` if the key may not read them.

    ``underlyings``: only on these; without any, on all.
    """
    parameters = {} if symbol is None else {"symbol": symbol}
    found = api.query(_POSITIONS, parameters, read_positions, _no_records, may_be_denied=True)
    return [
        position
        for position in found
        if symbol in (None, position.symbol)
        and (not underlyings or any(_is_on(position, each) for each in underlyings))
    ]


def read_positions(document: t.Any) -> list[Position]:
    """Read an array of positions; closed ones are left out. Raises ``Unreadable``."""
    found = [_read_position(entry) for entry in entries_of(document, _WHAT)]
    return [position for position in found if Decimal(position.quantity)]


def _read_position(entry: t.Mapping[str, t.Any]) -> Position:
    symbol, quantity, side = (text_of(entry.get(name)) for name in ("symbol", "quantity", "side"))
    if not _FOREIGN_FIELDS.isdisjoint(entry):
        raise Unreadable(f"the answer holds something else in place of {_WHAT}")
    size = quantity_of(quantity)
    if symbol is None or quantity is None or size is None:
        raise Unreadable(f"an entry of the list of {_WHAT} has no usable symbol or quantity")
    # If only the side shows that it is short, the quantity has no sign.
    if Decimal(size) and (quantity.startswith("-") or (side or "").upper() == "SHORT"):
        size = f"-{size}"
    more: dict[str, t.Any] = {name: text_of(entry.get(theirs)) for theirs, name in _TEXTS.items()}
    more.update((name, time_of(entry.get(theirs))) for theirs, name in _TIMES.items())
    return Position(symbol, size, more)


def _is_on(position: Position, underlying: str) -> bool:
    quote = position.more["quote_asset"]
    if quote:
        return f"{position.symbol.split('-')[0]}{quote}" == underlying
    return is_option_on(position.symbol, underlying)


def _no_records(verdict: Verdict) -> list[Position]:
    if verdict.code == NO_RECORDS:
        return []
    raise Refused(verdict)
