# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limit on this machine: the module's requests and nothing else, with ``http.client`` and 8 connections.

Block orders: a listing, a cancel for each order, a listing again and the block trades beside it. Ordinary orders, where
the job names ``underlyings`` and ``symbols``: a listing, a bulk cancel for each underlying, a listing again and the
histories of the symbols beside it. No check of anything.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

CONNECTIONS = 8


class Client:
    def __init__(self, job: dict[str, Any]) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(job["url"]).netloc, timeout=10)
        self._headers = {"X-MBX-APIKEY": job["api_key"]}
        self._secret = job["api_secret"].encode()

    def send(self, method: str, path: str, parameters: str = "") -> Any:
        query = f"{parameters}recvWindow=5000&timestamp={int(time.time() * 1000)}"
        signature = hmac.new(self._secret, query.encode(), hashlib.sha256).hexdigest()
        self._connection.request(method, f"{path}?{query}&signature={signature}", headers=self._headers)
        answer = self._connection.getresponse()
        document = json.loads(answer.read())
        if answer.status != 200:
            raise RuntimeError(document)
        return document


def together(jobs: list[Callable[[], object]]) -> None:
    helpers = [threading.Thread(target=job) for job in jobs[1:]]
    for helper in helpers:
        helper.start()
    jobs[0]()
    for helper in helpers:
        helper.join()


def cancel_quotes(job: dict[str, Any]) -> None:
    clients = [Client(job) for _connection in range(1 + len(job["symbols"]))]

    def ask(client: Client, method: str, path: str, parameters: str = "") -> Callable[[], object]:
        return lambda: client.send(method, path, parameters)

    listed = clients[0].send("GET", "/eapi/v1/openOrders")
    first = {symbol: min(each["orderId"] for each in listed if each["symbol"] == symbol) for symbol in job["symbols"]}
    bulk, history = "/eapi/v1/allOpenOrdersByUnderlying", "/eapi/v1/historyOrders"
    together(
        [
            ask(client, "DELETE", bulk, f"underlying={name}&")
            for client, name in zip(clients, job["underlyings"], strict=False)
        ]
    )
    together(
        [
            ask(clients[0], "GET", "/eapi/v1/openOrders"),
            *(
                ask(client, "GET", history, f"symbol={symbol}&orderId={order_id}&limit=1000&")
                for client, (symbol, order_id) in zip(clients[1:], first.items(), strict=True)
            ),
        ]
    )


def main() -> None:
    job = json.load(sys.stdin)
    if job.get("symbols"):
        cancel_quotes(job)
        return
    clients = [Client(job) for _connection in range(min(CONNECTIONS, max(2, len(job["keys"]))))]
    keys: Iterator[str] = iter(job["keys"])

    def cancel(client: Client) -> Callable[[], None]:
        def work() -> None:
            for key in keys:
                client.send("DELETE", "/eapi/v1/block/order/create", f"blockOrderMatchingKey={key}&")

        return work

    def look(client: Client, path: str) -> Callable[[], object]:
        return lambda: client.send("GET", path)

    look(clients[0], "/eapi/v1/block/order/orders")()
    together([cancel(client) for client in clients])
    together(
        [look(clients[0], "/eapi/v1/block/order/orders"), look(clients[1], "/eapi/v1/block/user-trades")],
    )


if __name__ == "__main__":
    main()
