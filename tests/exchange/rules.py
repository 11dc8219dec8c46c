# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Exchange information: the limits, and the long list of contracts that makes its body very large."""

from __future__ import annotations

import functools
import json

from .legs import MAX_PRICE, MAX_QUANTITY, MIN_PRICE, MIN_QUANTITY, PRICE_SCALE, QUANTITY_SCALE, STEP_SIZE, TICK_SIZE
from .limits import Limits
from .world import UNDERLYINGS

_EXPIRIES = [f"27{month:02}{day}" for month in range(1, 13) for day in (10, 20)]
_STRIKES = range(1000, 21000, 1000)


def exchange_information(limits: Limits, now_ms: int) -> bytes:
    head = {"timezone": "UTC", "serverTime": now_ms, "rateLimits": limits.rate_limits()}
    return json.dumps(head).encode()[:-1] + b', "optionSymbols": ' + _contracts() + b"}"


@functools.cache
def _contracts() -> bytes:
    contracts = [
        {
            "symbol": f"{underlying.removesuffix('USDT')}-{expiry}-{strike}-{side[0]}",
            "side": side,
            "strikePrice": f"{strike}.00000000",
            "underlying": underlying,
            "unit": 1,
            "liquidationFeeRate": "0.0019000",
            "minQty": str(MIN_QUANTITY),
            "maxQty": str(MAX_QUANTITY),
            "priceScale": PRICE_SCALE,
            "quantityScale": QUANTITY_SCALE,
            "quoteAsset": "USDT",
            "status": "TRADING",
            "filters": [
                {
                    "filterType": "PRICE_FILTER",
                    "minPrice": str(MIN_PRICE),
                    "maxPrice": str(MAX_PRICE),
                    "tickSize": str(TICK_SIZE),
                },
                {
                    "filterType": "LOT_SIZE",
                    "minQty": str(MIN_QUANTITY),
                    "maxQty": str(MAX_QUANTITY),
                    "stepSize": str(STEP_SIZE),
                },
            ],
        }
        for underlying in UNDERLYINGS
        for expiry in _EXPIRIES
        for strike in _STRIKES
        for side in ("CALL", "PUT")
    ]
    return json.dumps(contracts).encode()
