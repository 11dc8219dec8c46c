# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client that hides nothing: what it sends and gets is what is on the line."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from ansible_collections.marketops.binance.tests.exchange import Exchange, hmac_signature

ORDERS = "/eapi/v1/block/order/orders"
CREATE = "/eapi/v1/block/order/create"
EXECUTE = "/eapi/v1/block/order/execute"
TRADES = "/eapi/v1/block/user-trades"
TIME = "/eapi/v1/time"


@dataclass(frozen=True)
class Seen:
    """An answer. Header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def document(self) -> Any:
        return json.loads(self.body)

    @property
    def refusal(self) -> tuple[int, int]:
        """HTTP status and code."""
        return self.status, self.document["code"]


class RawClient:
    """One kept connection of one account. ``sign`` makes a signature of a text."""

    def __init__(
        self,
        exchange: Exchange,
        account: str = "desk",
        sign: Callable[[str], str] | None = None,
        timeout: float = 30.0,
    ) -> None:
        found = exchange.world.accounts[account]
        self.api_key = found.api_key
        self.sign = sign or (lambda text: hmac_signature(found.api_secret or "", text))
        self._clock = exchange.clock
        self._connection = http.client.HTTPConnection("127.0.0.1", exchange.port, timeout=timeout)

    def close(self) -> None:
        self._connection.close()

    def raw(self, method: str, target: str, body: str | None = None, **headers: str) -> Seen:
        """Send exactly this."""
        self._connection.request(method, target, body, {"X-MBX-APIKEY": self.api_key, **headers})
        return self.answer()

    def request(self, method: str, path: str, **parameters: Any) -> None:
        """Send it, and do not wait for the answer."""
        target = f"{path}?{self.query_string(**parameters)}" if parameters else path
        self._connection.request(method, target, headers={"X-MBX-APIKEY": self.api_key})

    def answer(self) -> Seen:
        answer = self._connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Seen(answer.status, names, answer.read())

    def query_string(self, **parameters: Any) -> str:
        """Parameters with a timestamp and the signature; a parameter that is ``None`` is left out."""
        stamped = {"timestamp": self._clock.now_ms(), **parameters}
        text = urlencode({name: value for name, value in stamped.items() if value is not None})
        return f"{text}&signature={quote(self.sign(text), safe='')}"

    def send(self, method: str, path: str, **parameters: Any) -> Seen:
        return self.raw(method, f"{path}?{self.query_string(**parameters)}")

    def cancel(self, key: str) -> Seen:
        return self.send("DELETE", CREATE, blockOrderMatchingKey=key)

    def query(self, key: str) -> Seen:
        return self.send("GET", ORDERS, blockOrderMatchingKey=key)

    def listing(self, **filters: Any) -> Seen:
        return self.send("GET", ORDERS, **filters)

    def trades(self, **filters: Any) -> Seen:
        return self.send("GET", TRADES, **filters)

    def create(self, liquidity: str = "TAKER", **changes: Any) -> Seen:
        leg = {"symbol": "BTC-261225-100000-C", "side": "BUY", "type": "LIMIT", "price": "2.80", "quantity": "1.2"}
        return self.send("POST", CREATE, liquidity=liquidity, legs=json.dumps([{**leg, **changes}]))

    def extend(self, key: str) -> Seen:
        return self.send("PUT", CREATE, blockOrderMatchingKey=key)

    def accept(self, key: str) -> Seen:
        return self.send("POST", EXECUTE, blockOrderMatchingKey=key)

    def details(self, key: str) -> Seen:
        return self.send("GET", EXECUTE, blockOrderMatchingKey=key)

    def listed_keys(self, **filters: Any) -> list[str]:
        return [order["blockTradeSettlementKey"] for order in self.listing(**filters).document]
