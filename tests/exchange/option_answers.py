# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers about ordinary orders, fills, positions and protection, in the forms that the switches choose."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from .answers import json_number, plain
from .option_orders import CANCELLED, Fill, OptionOrder, State
from .option_switches import OptionSwitches
from .positions import Position
from .protection import Protection
from .world import UNDERLYINGS

_FEE_RATE = Decimal("0.0003")
_EIGHT_PLACES = Decimal("0.00000001")
_SCALES = {"priceScale": 2, "quantityScale": 2}


def order_object(order: OptionOrder, state: State, switches: OptionSwitches, **more: Any) -> dict[str, Any]:
    """``more``: further members, which stand for those of the same name."""
    status = switches.option_cancelled_status if state.status == CANCELLED else state.status
    sign = -1 if order.leg.side == "SELL" and switches.option_sell_quantity == "negative" else 1
    return {
        "orderId": _order_id(order, switches),
        "symbol": order.leg.symbol,
        "price": decimal(order.leg.price, switches),
        "quantity": decimal(order.leg.quantity if sign > 0 else f"-{order.leg.quantity}", switches),
        "executedQty": decimal(sign * state.executed, switches),
        "side": order.leg.side,
        "type": "LIMIT",
        "timeInForce": "GTC",
        "reduceOnly": order.flags.reduce_only,
        "createTime": order.create_time,
        "updateTime": state.since,
        "status": switches.option_status_names.get(status, status),
        "avgPrice": decimal(state.average_price, switches),
        "clientOrderId": order.client_order_id,
        **_SCALES,
        "optionSide": option_side(order.leg.symbol),
        "quoteAsset": "USDT",
        "mmp": order.flags.mmp,
        "selfTradePreventionMode": "NONE",
        **more,
    }


def cancelled_object(order: OptionOrder, state: State, switches: OptionSwitches) -> dict[str, Any]:
    """The answer to a cancel, which has its own name for the time of creation."""
    document = order_object(order, state, switches)
    document[switches.option_cancel_time_name] = document.pop("createTime")
    return document


def bulk_answer(count: int, switches: OptionSwitches) -> dict[str, Any]:
    """What acknowledges a cancel of all orders, of which there were so many."""
    document: dict[str, Any] = {"code": "0" if switches.bulk_answer == "string" else 0, "msg": "success"}
    return {**document, "data": count} if switches.bulk_answer == "data" else document


def fill_object(fill: Fill, switches: OptionSwitches) -> dict[str, Any]:
    order = fill.order
    number = 4_611_875_134_427_000_000 + fill.number
    return {
        "id": number,
        "tradeId": fill.number,
        "orderId": _order_id(order, switches),
        "symbol": order.leg.symbol,
        "price": decimal(fill.price, switches),
        "quantity": decimal(fill.quantity, switches),
        "fee": decimal(fill.price * fill.quantity * _FEE_RATE, switches),
        "realizedProfit": decimal("0.00000000", switches),
        "side": order.leg.side,
        "type": "LIMIT",
        "volatility": decimal("0.9", switches),
        "liquidity": "MAKER",
        "quoteAsset": "USDT",
        "time": fill.time,
        **_SCALES,
        "optionSide": option_side(order.leg.symbol),
    }


def position_object(position: Position, switches: OptionSwitches) -> dict[str, Any]:
    signed = switches.position_sign == "signed"
    return {
        "entryPrice": decimal(position.entry_price, switches),
        "symbol": position.symbol,
        "side": "SHORT" if position.quantity < 0 else "LONG",
        "quantity": decimal(position.quantity if signed else abs(position.quantity), switches),
        "markValue": decimal(position.last_price * position.quantity, switches),
        "markPrice": decimal(position.last_price, switches),
        "unrealizedPNL": decimal((position.last_price - position.entry_price) * position.quantity, switches),
        "strikePrice": decimal(position.symbol.split("-")[2], switches),
        "expiryDate": _expiry(position.symbol),
        **_SCALES,
        "optionSide": option_side(position.symbol),
        "quoteAsset": "USDT",
        "time": position.time,
        "bidQuantity": decimal("0", switches),
        "askQuantity": decimal("0", switches),
    }


def protection_object(underlying: str, protection: Protection, switches: OptionSwitches) -> dict[str, Any]:
    return {
        "underlyingId": UNDERLYINGS.index(underlying) + 1,
        "underlying": underlying,
        "windowTimeInMilliseconds": protection.window_ms,
        "frozenTimeInMilliseconds": protection.frozen_ms,
        "qtyLimit": decimal(protection.quantity_limit, switches),
        "deltaLimit": decimal(protection.delta_limit, switches),
        "lastTriggerTime": protection.last_triggered,
    }


def decimal(value: str | Decimal, switches: OptionSwitches) -> str:
    """Strings stay as they came."""
    if switches.option_numbers == "padded":
        return f"{Decimal(value).quantize(_EIGHT_PLACES):f}"
    # Adding 0 makes 0 of a negative zero.
    text = value if isinstance(value, str) else f"{value + 0:f}"
    return json_number(text) if switches.option_numbers == "numbers" else text


def executed_in(document: Any) -> dict[str, str]:
    """The quantity of each order in an answer that it shows as executed: of an order, or of the fills listed."""
    executed: dict[str, Decimal] = {}
    for entry in document if isinstance(document, list) else [document]:
        if isinstance(entry, dict) and "orderId" in entry:
            order_id = str(entry["orderId"])
            text = entry["quantity"] if "tradeId" in entry else entry["executedQty"]
            executed[order_id] = executed.get(order_id, Decimal(0)) + Decimal(plain(text))
    return {order_id: f"{quantity:f}" for order_id, quantity in executed.items()}


def option_side(symbol: str) -> str:
    return "CALL" if symbol.endswith("C") else "PUT"


def _order_id(order: OptionOrder, switches: OptionSwitches) -> int | str:
    return str(order.order_id) if switches.option_id_form == "string" else order.order_id


def _expiry(symbol: str) -> int:
    """Options expire at 08:00 UTC."""
    day = datetime.strptime(symbol.split("-")[1], "%y%m%d").replace(hour=8, tzinfo=timezone.utc)
    return int(day.timestamp() * 1000)
