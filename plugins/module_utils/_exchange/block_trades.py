# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Block trades as the exchange gives them."""

from __future__ import annotations

import typing as t

from .documents import entries_of, key_of, moment_of, objects_of, text_of

_WHAT = "block trades"

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
_LEG_MOMENTS = {"tradeTime": "trade_time", "createTime": "create_time", "updateTime": "update_time"}


def read_traded_keys(document: t.Any) -> frozenset[str]:
    """Read the matching keys of an array of trade objects. Raises ``Unreadable``."""
    return frozenset(key_of(entry, _WHAT) for entry in entries_of(document, _WHAT))


def read_trades(document: t.Any) -> list[dict[str, t.Any]]:
    """Read an array of trade objects as results. Raises ``Unreadable``.

    Times are in ms since the epoch; numbers and identifiers are the exchange's digits as strings.
    """
    return [_read_trade(entry) for entry in entries_of(document, _WHAT)]


def _read_trade(entry: t.Any) -> dict[str, t.Any]:
    return {
        "block_order_matching_key": key_of(entry, _WHAT),
        "parent_order_id": text_of(entry.get("parentOrderId")),
        "cross_type": text_of(entry.get("crossType")),
        "legs": [
            {
                **{name: text_of(leg.get(theirs)) for theirs, name in _LEG_TEXTS.items()},
                **{name: moment_of(leg.get(theirs)) for theirs, name in _LEG_MOMENTS.items()},
            }
            for leg in objects_of(entry.get("legs"))
        ],
    }
