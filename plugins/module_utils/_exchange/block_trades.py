# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Block trades as the exchange gives them."""

from __future__ import annotations

import typing as t

from .api import Api, Endpoint, Refused
from .block_order_record import is_trade
from .codes import NO_RECORDS, RANGE_TOO_LONG
from .documents import Unreadable, entries_of, matching_key_of, objects_of, text_of, time_of
from .kind import Scope
from .verdict import Verdict

T = t.TypeVar("T")


_WHAT = "block trades"

# If the exchange refuses a longer time range, it is asked for in such pieces.
_DAY_MS = 24 * 3600 * 1000

# What the exchange calls it, and what it is called in results.
_LEG_TEXTS = {
    "symbol": "symbol",
    "orderSide": "side",
    "tradeQty": "quantity",
    "tradePrice": "price",
    "liquidity": "liquidity",
    "commission": "commission",
    "fee": "fee",
    "executedQty": "executed_quantity",
    "executedAmount": "executed_amount",
    "orderId": "order_id",
    "orderType": "order_type",
    "orderStatus": "order_status",
    "orderQuantity": "order_quantity",
    "orderPrice": "order_price",
    "id": "id",
    "tradeId": "trade_id",
}
_LEG_TIMES = {"tradeTime": "trade_time", "createTime": "create_time", "updateTime": "update_time"}


_TRADES = Endpoint("trades", "GET", "/eapi/v1/block/user-trades", 5)

# A document with one of these is about orders, unless it shows a trade.
_ORDER_FIELDS = frozenset(("status", "expireTime", "liquidity"))


def traded_keys(api: Api, since_ms: int) -> frozenset[str]:
    """The matching keys of the account's block trades since ``since_ms``. ``Refused`` if it may not read them."""
    return frozenset(_query(api, Scope(start_time=since_ms), read_traded_keys))


def trades(api: Api, scope: Scope) -> list[dict[str, t.Any]]:
    """The account's block trades, as results. ``Refused`` if the key may not read them."""
    return _query(api, scope, read_trades)


def _query(api: Api, scope: Scope, read: t.Callable[[t.Any], t.Iterable[T]]) -> list[T]:
    def read_refusal(verdict: Verdict) -> t.Iterable[T]:
        if verdict.code == NO_RECORDS:
            return []
        raise Refused(verdict)

    def ask(part: Scope) -> t.Iterable[T]:
        return api.query(_TRADES, part.parameters(), read, read_refusal, may_be_denied=True)

    try:
        return list(ask(scope))
    except Refused as refusal:
        if refusal.verdict.code != RANGE_TOO_LONG or scope.start_time is None:
            raise
    return [trade for part in _days(scope, api.clock.now_ms()) for trade in ask(part)]


def _days(scope: Scope, now_ms: int) -> t.Iterator[Scope]:
    """The time range in pieces of less than a day. The last one has the end of the whole."""
    start = t.cast(int, scope.start_time)
    end = scope.end_time or now_ms
    while end - start >= _DAY_MS:
        yield scope._replace(start_time=start, end_time=start + _DAY_MS - 1)
        start += _DAY_MS
    yield scope._replace(start_time=start)


def read_traded_keys(document: t.Any) -> frozenset[str]:
    """Read the matching keys of an array of trade objects. Raises ``Unreadable``."""
    return frozenset(_key_of(entry) for entry in entries_of(document, _WHAT))


def read_trades(document: t.Any) -> list[dict[str, t.Any]]:
    """Read an array of trade objects as results. Raises ``Unreadable``.

    Times are in ms since the epoch; numbers and identifiers are the exchange's digits as strings.
    """
    return [_read_trade(entry) for entry in entries_of(document, _WHAT)]


def _read_trade(entry: t.Any) -> dict[str, t.Any]:
    return {
        "block_order_matching_key": _key_of(entry),
        "parent_order_id": text_of(entry.get("parentOrderId")),
        "cross_type": text_of(entry.get("crossType")),
        "legs": [
            {
                **{name: text_of(leg.get(theirs)) for theirs, name in _LEG_TEXTS.items()},
                **{name: time_of(leg.get(theirs)) for theirs, name in _LEG_TIMES.items()},
            }
            for leg in objects_of(entry.get("legs"))
        ],
    }


def _key_of(entry: t.Mapping[str, t.Any]) -> str:
    if not _ORDER_FIELDS.isdisjoint(entry) and not is_trade(entry):
        raise Unreadable(f"the answer holds orders in place of {_WHAT}")
    key = matching_key_of(entry)
    if key is None:
        raise Unreadable(f"an entry of the list of {_WHAT} has no usable matching key")
    return key
