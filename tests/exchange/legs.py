# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The leg of a new block order: what the exchange accepts, and which code refuses the rest."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from .errors import ApiError
from .world import Leg, underlying_of

_DECIMAL = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?\Z", re.ASCII)


def one_leg(text: str) -> Leg:
    try:
        legs = json.loads(text)
    except (ValueError, RecursionError):
        legs = None
    if not isinstance(legs, list) or len(legs) != 1 or not isinstance(legs[0], dict):
        raise ApiError(-1130, "legs")
    leg = legs[0]
    for name in ("symbol", "side", "type", "price", "quantity"):
        if not isinstance(leg.get(name), str):
            raise ApiError(-1102, name)
    if leg["type"] != "LIMIT":
        raise ApiError(-1116)
    return checked_leg(leg["symbol"], leg["side"], leg["quantity"], leg["price"])


def checked_leg(symbol: str, side: str, quantity: str, price: str) -> Leg:
    if underlying_of(symbol) is None:
        raise ApiError(-1121)
    if side not in ("BUY", "SELL"):
        raise ApiError(-1117)
    for name, value, code in (("price", price, -4001), ("quantity", quantity, -4003)):
        if not _DECIMAL.match(value):
            raise ApiError(-1130, name)
        if Decimal(value) <= 0:
            raise ApiError(code)
    return Leg(symbol, side, quantity, price)
