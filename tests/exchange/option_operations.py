# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The operations for ordinary option orders, positions, auto-cancel and market-maker protection."""

from __future__ import annotations

from .operation import (
    READ_FILLS,
    READ_ORDERS,
    READ_POSITIONS,
    READ_PROTECTION,
    SET_PROTECTION,
    TRADE_ORDERS,
    Operation,
)

_API = "/eapi/v1"
_ORDER = f"{_API}/order"
_BATCH = ("DELETE", f"{_API}/batchOrders")
_COUNTDOWN = f"{_API}/countdownCancelAll"

_TERMS = ("symbol", "side", "type", "quantity")
_DETAILS = ("price", "timeInForce", "reduceOnly", "postOnly", "newOrderRespType", "clientOrderId", "isMmp")
_SELF_TRADE = "selfTradePreventionMode"
_LIMITS = ("windowTimeInMilliseconds", "frozenTimeInMilliseconds", "qtyLimit", "deltaLimit")
_RANGE = ("startTime", "endTime")
_ID = ("orderId", "clientOrderId")
_IDS = ("orderIds", "clientOrderIds")
_SYMBOL, _UNDERLYING, _UNDERLYINGS = ("symbol",), ("underlying",), ("underlyings",)

# Cancels of several orders at once, which the exchange may carry out in part.
BULK_CANCELS = ("option_batch_cancel", "option_cancel_symbol", "option_cancel_underlying")


def _operation(
    name: str,
    request: tuple[str, str],
    permission: str,
    weight: int,
    *,
    required: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
    keys: tuple[str, ...],
    weight_without_symbol: int | None = None,
) -> Operation:
    return Operation(name, *request, permission, required, optional, weight, weight_without_symbol, keys)


OPTION_OPERATIONS = (
    _operation(
        "option_create",
        ("POST", _ORDER),
        TRADE_ORDERS,
        0,
        required=_TERMS,
        optional=(*_DETAILS, _SELF_TRADE),
        keys=("clientOrderId",),
    ),
    _operation("option_cancel", ("DELETE", _ORDER), TRADE_ORDERS, 1, required=_SYMBOL, optional=_ID, keys=_ID),
    _operation("option_batch_cancel", _BATCH, TRADE_ORDERS, 5, required=_SYMBOL, optional=_IDS, keys=_SYMBOL),
    _operation(
        "option_cancel_symbol", ("DELETE", f"{_API}/allOpenOrders"), TRADE_ORDERS, 1, required=_SYMBOL, keys=_SYMBOL
    ),
    _operation(
        "option_cancel_underlying",
        ("DELETE", f"{_API}/allOpenOrdersByUnderlying"),
        TRADE_ORDERS,
        5,
        required=_UNDERLYING,
        keys=_UNDERLYING,
    ),
    _operation("option_query", ("GET", _ORDER), READ_ORDERS, 1, required=_SYMBOL, optional=_ID, keys=_ID),
    _operation(
        "option_listing",
        ("GET", f"{_API}/openOrders"),
        READ_ORDERS,
        1,
        optional=("symbol", "orderId", *_RANGE),
        keys=_SYMBOL,
        weight_without_symbol=40,
    ),
    _operation(
        "option_history",
        ("GET", f"{_API}/historyOrders"),
        READ_ORDERS,
        3,
        required=_SYMBOL,
        optional=("orderId", *_RANGE, "limit"),
        keys=_SYMBOL,
    ),
    _operation(
        "option_fills",
        ("GET", f"{_API}/userTrades"),
        READ_FILLS,
        5,
        optional=("symbol", "fromId", *_RANGE, "limit"),
        keys=_SYMBOL,
    ),
    _operation("positions", ("GET", f"{_API}/position"), READ_POSITIONS, 5, optional=_SYMBOL, keys=_SYMBOL),
    _operation(
        "countdown_set",
        ("POST", _COUNTDOWN),
        SET_PROTECTION,
        1,
        required=("underlying", "countdownTime"),
        keys=_UNDERLYING,
    ),
    _operation("countdown_read", ("GET", _COUNTDOWN), READ_PROTECTION, 1, optional=_UNDERLYING, keys=_UNDERLYING),
    _operation(
        "heartbeat", ("POST", f"{_COUNTDOWN}HeartBeat"), SET_PROTECTION, 10, required=_UNDERLYINGS, keys=_UNDERLYINGS
    ),
    _operation("mmp_read", ("GET", f"{_API}/mmp"), READ_PROTECTION, 1, required=_UNDERLYING, keys=_UNDERLYING),
    _operation(
        "mmp_set", ("POST", f"{_API}/mmpSet"), SET_PROTECTION, 1, required=("underlying", *_LIMITS), keys=_UNDERLYING
    ),
    _operation("mmp_reset", ("POST", f"{_API}/mmpReset"), SET_PROTECTION, 1, required=_UNDERLYING, keys=_UNDERLYING),
)
OPTION_OPERATION_NAMES = frozenset(operation.name for operation in OPTION_OPERATIONS)
