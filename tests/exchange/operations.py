# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints: which request is which operation, what it weighs, what it needs."""

from __future__ import annotations

from .call import KEY, Call
from .operation import READ, TRADE, TRADES, Operation
from .option_operations import OPTION_OPERATIONS

_CREATE = "/eapi/v1/block/order/create"
_EXECUTE = "/eapi/v1/block/order/execute"
_ORDERS = "/eapi/v1/block/order/orders"
_FILTERS = ("underlying", "startTime", "endTime")

_OPERATIONS = (
    Operation("create", "POST", _CREATE, TRADE, ("liquidity", "legs")),
    Operation("cancel", "DELETE", _CREATE, TRADE, (KEY,)),
    Operation("extend", "PUT", _CREATE, TRADE, (KEY,)),
    Operation("accept", "POST", _EXECUTE, TRADE, (KEY,)),
    Operation("details", "GET", _EXECUTE, READ, (KEY,)),
    Operation("query", "GET", _ORDERS, READ, (KEY,), _FILTERS),
    # An empty key is taken for none here: the exchange then lists all orders.
    Operation("listing", "GET", _ORDERS, READ, (), (KEY, *_FILTERS)),
    Operation("trades", "GET", "/eapi/v1/block/user-trades", TRADES, (), _FILTERS),
    Operation("time", "GET", "/eapi/v1/time", None, weight=1),
    Operation("info", "GET", "/eapi/v1/exchangeInfo", None, weight=1),
    *OPTION_OPERATIONS,
)
_BY_NAME = {operation.name: operation for operation in _OPERATIONS}
_BY_REQUEST = {(operation.method, operation.path): operation for operation in _OPERATIONS}

# Any other path, such as the target of a redirect.
ELSEWHERE = "elsewhere"
OPERATION_NAMES = (*_BY_NAME, ELSEWHERE)


def operation_of(call: Call) -> Operation:
    operation = _BY_REQUEST.get((call.method, call.path))
    if operation is None:
        return Operation(ELSEWHERE, call.method, call.path, None, weight=1)
    if operation.path == _ORDERS:
        return _BY_NAME["query" if call.key else "listing"]
    return operation
