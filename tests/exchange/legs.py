# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The leg of a new block order: what the exchange accepts, and which code refuses the rest."""

from __future__ import annotations

import json
import re
from decimal import Decimal

from .errors import ApiError
from .world import Leg, underlying_of

# As exchange information gives them, for every contract.
PRICE_SCALE, QUANTITY_SCALE = 2, 2
TICK_SIZE, MIN_PRICE, MAX_PRICE = Decimal("0.05"), Decimal("0.1"), Decimal(30000)
STEP_SIZE, MIN_QUANTITY, MAX_QUANTITY = Decimal("0.01"), Decimal("0.01"), Decimal(1000)

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


def checked_filters(leg: Leg) -> Leg:
    """What exchange information says of price and quantity."""
    for name, value, scale in (("price", leg.price, PRICE_SCALE), ("quantity", leg.quantity, QUANTITY_SCALE)):
        if _decimals(value) > scale:
            raise ApiError(-1111, name)
    price, quantity = Decimal(leg.price), Decimal(leg.quantity)
    if price < MIN_PRICE:
        raise ApiError(-4013)
    if price > MAX_PRICE:
        raise ApiError(-4002)
    if price % TICK_SIZE:
        raise ApiError(-4014)
    if quantity < MIN_QUANTITY:
        raise ApiError(-4004)
    if quantity > MAX_QUANTITY:
        raise ApiError(-4005)
    if quantity % STEP_SIZE:
        raise ApiError(-4023)
    return leg


def _decimals(value: str) -> int:
    """How many digits behind the point count."""
    exponent = Decimal(value).normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


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
