# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limit on this machine: the module's requests and nothing else, with ``http.client`` and 8 connections.

A listing, a cancel for each order, a listing again and the block trades beside it. No check of anything.
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


def main() -> None:
    job = json.load(sys.stdin)
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
