# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers: orders, trades and refusals as the exchange words them, in the forms that the switches choose."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .errors import ApiError
from .switches import Switches
from .world import ACCEPTED, CANCELLED, Leg, Order, Trade

_KEY_NAMES = ("blockTradeSettlementKey", "blockOrderMatchingKey")

# A decimal that is to be written as a JSON number, to its last digit: no float can hold it.
_NUMBER = "number:"
_MARKED = re.compile(rf'"{_NUMBER}([^"]*)"')


@dataclass
class Reply:
    """An answer as it is to be sent. ``code`` is the negative code in it, if any."""

    http_status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    code: int | None = None


def reply(document: Any) -> Reply:
    return Reply(body=_MARKED.sub(r"\1", json.dumps(document, separators=(",", ":"))).encode())


def json_number(value: str) -> str:
    """A decimal that ``reply`` writes as a JSON number."""
    return _NUMBER + value


def plain(value: str) -> str:
    """The decimal, whether it is to be a JSON number or not."""
    return value.removeprefix(_NUMBER)


def error_reply(error: ApiError, switches: Switches, http_status: int | None = None) -> Reply:
    status = http_status or error.http_status
    if switches.error_http_status == 200 and status in (400, 401):
        status = 200
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    body = json.dumps({"code": error.code, "msg": error.msg}).encode()
    return Reply(status, body, headers, code=error.code)


def order_object(order: Order, status: str, switches: Switches, *, create_time: bool = True) -> dict[str, Any]:
    mark = _NUMBER if switches.numbers == "numbers" else ""
    quantity = _sign(order.leg.side, switches) + order.leg.quantity
    leg = {**vars(order.leg), "quantity": mark + quantity, "price": mark + order.leg.price}
    document = {
        **_key(order.key, switches),
        "expireTime": order.expire_time,
        "liquidity": order.liquidity.lower() if switches.liquidity_form == "lower" else order.liquidity,
        "status": status,
        "createTime": order.create_time,
        "legs": [leg],
    }
    if not create_time:
        del document["createTime"]
    return document


def status_name(status: str, switches: Switches) -> str:
    return {CANCELLED: switches.cancelled_status, ACCEPTED: switches.executed_status}.get(status, status)


def trade_object(trade: Trade, account: str, switches: Switches) -> dict[str, Any]:
    """The trade as one of its two sides sees it."""
    order = trade.order
    own = account == order.account
    # Two numbers a trade: one for each side.
    number = 4_672_973_154_224_594_944 + 2 * trade.number + own
    sides, roles = ("BUY", "SELL"), ("MAKER", "TAKER")
    side = order.leg.side if own else _opposite(sides, order.leg.side)
    return {
        "parentOrderId": str(number),
        "crossType": "USER_BLOCK",
        "legs": [
            {
                "createTime": order.create_time,
                "updateTime": trade.time,
                "symbol": order.leg.symbol,
                "orderId": str(number + 1_000_000),
                **_amounts(order.leg, _sign(side, switches), switches),
                "orderStatus": "FILLED",
                "orderType": "LIMIT",
                **({"orderSide": side} if switches.trade_side == "shown" else {}),
                "id": str(1_125_899_906_000_000_000 + number % 1_000_000),
                "tradeId": 1_125_899_906_000_000_000 + trade.number,
                "tradeTime": trade.time,
                "liquidity": order.liquidity if own else _opposite(roles, order.liquidity),
            }
        ],
        **_key(order.key, switches),
    }


def _sign(side: str, switches: Switches) -> str:
    return "-" if side == "SELL" and switches.sell_quantity == "negative" else ""


def _amounts(leg: Leg, sign: str, switches: Switches) -> Mapping[str, str]:
    amount = Decimal(leg.price) * Decimal(leg.quantity)
    fee = amount * Decimal("0.0003")
    amounts = {
        "orderPrice": leg.price,
        "orderQuantity": sign + leg.quantity,
        "executedQty": sign + leg.quantity,
        "executedAmount": f"{amount:f}",
        "fee": f"{fee:f}",
        "tradePrice": leg.price,
        "tradeQty": sign + leg.quantity,
        "commission": f"{fee:f}",
    }
    mark = "" if switches.numbers == "strings" else _NUMBER
    return {name: mark + value for name, value in amounts.items()}


def shown_in(document: Any) -> dict[str, str]:
    """The keys or IDs of the orders or trades in an answer, each with the status that it shows."""
    entries = document if isinstance(document, list) else [document]
    shown = {}
    for entry in (entry for entry in entries if isinstance(entry, dict)):
        name = next((name for name in (*_KEY_NAMES, "orderId") if name in entry), None)
        if name is not None:
            shown[str(entry[name])] = entry.get("status", "")
    return shown


def _opposite(pair: tuple[str, str], value: str) -> str:
    return pair[1 - pair.index(value)]


def _key(key: str, switches: Switches) -> dict[str, str]:
    return {name: key for name in _KEY_NAMES if switches.key_name in (name, "both")}
