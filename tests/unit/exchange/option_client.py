# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A raw client for ordinary orders, positions, auto-cancel and protection."""

from __future__ import annotations

import json
from typing import Any

from .raw_client import RawClient, Seen

API = "/eapi/v1"
BTC, ETH = "BTC-261225-100000-C", "ETH-261225-4000-P"


class OptionClient(RawClient):
    def place(self, **changes: Any) -> Seen:
        terms = {"symbol": BTC, "side": "BUY", "type": "LIMIT", "quantity": "1.2", "price": "2.80"}
        return self.send("POST", f"{API}/order", **{**terms, **changes})

    def cancel_order(self, order_id: str, symbol: str = BTC) -> Seen:
        return self.send("DELETE", f"{API}/order", symbol=symbol, orderId=order_id)

    def batch(self, ids: list[str], symbol: str = BTC) -> Seen:
        numbers = json.dumps([int(order_id) for order_id in ids])
        return self.send("DELETE", f"{API}/batchOrders", symbol=symbol, orderIds=numbers)

    def cancel_symbol(self, symbol: str = BTC) -> Seen:
        return self.send("DELETE", f"{API}/allOpenOrders", symbol=symbol)

    def cancel_underlying(self, underlying: str = "BTCUSDT") -> Seen:
        return self.send("DELETE", f"{API}/allOpenOrdersByUnderlying", underlying=underlying)

    def query_order(self, order_id: str, symbol: str = BTC) -> Seen:
        return self.send("GET", f"{API}/order", symbol=symbol, orderId=order_id)

    def listing(self, **filters: Any) -> Seen:
        return self.send("GET", f"{API}/openOrders", **filters)

    def history(self, symbol: str = BTC, **filters: Any) -> Seen:
        return self.send("GET", f"{API}/historyOrders", symbol=symbol, **filters)

    def fills(self, **filters: Any) -> Seen:
        return self.send("GET", f"{API}/userTrades", **{"symbol": BTC, **filters})

    def positions(self, **filters: Any) -> Seen:
        return self.send("GET", f"{API}/position", **filters)

    def set_countdown(self, countdown_ms: int, underlying: str = "BTCUSDT") -> Seen:
        return self.send("POST", f"{API}/countdownCancelAll", underlying=underlying, countdownTime=countdown_ms)

    def read_countdown(self, underlying: str | None = "BTCUSDT") -> Seen:
        return self.send("GET", f"{API}/countdownCancelAll", underlying=underlying)

    def heartbeat(self, underlyings: str = "BTCUSDT") -> Seen:
        return self.send("POST", f"{API}/countdownCancelAllHeartBeat", underlyings=underlyings)

    def read_protection(self, underlying: str = "BTCUSDT") -> Seen:
        return self.send("GET", f"{API}/mmp", underlying=underlying)

    def set_protection(self, **changes: Any) -> Seen:
        limits = {
            "windowTimeInMilliseconds": 1000,
            "frozenTimeInMilliseconds": 0,
            "qtyLimit": "2",
            "deltaLimit": "0.50",
        }
        return self.send("POST", f"{API}/mmpSet", **{"underlying": "BTCUSDT", **limits, **changes})

    def reset_protection(self, underlying: str = "BTCUSDT") -> Seen:
        return self.send("POST", f"{API}/mmpReset", underlying=underlying)

    def listed(self, **filters: Any) -> list[str]:
        return [str(order["orderId"]) for order in self.listing(**filters).document]
