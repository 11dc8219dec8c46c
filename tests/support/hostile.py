# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server without any HTTP library, which answers with any bytes that a test gives it."""

from __future__ import annotations

import contextlib
import itertools
import json
import socket
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

Answer = Callable[[str], Iterable[bytes]]
"""From what is asked for (``query``, ``listing``, ``cancel``, ``trades``, ``time``) to what is sent, chunk by chunk."""

_OPERATIONS = {
    ("DELETE", "/eapi/v1/block/order/create"): "cancel",
    ("GET", "/eapi/v1/block/user-trades"): "trades",
    ("GET", "/eapi/v1/time"): "time",
}


def http(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    """A whole answer."""
    lines = [b"HTTP/1.1 " + status, b"Content-Length: %d" % len(body), *headers]
    return b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


def as_json(document: Any, *headers: bytes) -> list[bytes]:
    return [http(json.dumps(document).encode(), *headers)]


def forever(*chunks: bytes) -> Iterable[bytes]:
    return itertools.chain(chunks[:-1], itertools.repeat(chunks[-1]))


class Hostile:
    """Listens at ``url`` while the ``with`` block lasts."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._clients: list[socket.socket] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.asked: list[str] = []
        self.heads: list[str] = []
        """The requests as they were sent, without bodies."""
        self.sent = 0
        """How many bytes the clients took, or their system for them."""

    def __enter__(self) -> Hostile:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_problem: object) -> None:
        # A close alone wakes no thread that waits.
        for end in [self._listener, *self._clients]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                self._clients.append(client)
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            rest = b""
            while True:
                while b"\r\n\r\n" not in rest:
                    chunk = client.recv(4096)
                    if not chunk:
                        return
                    rest += chunk
                head, _end, rest = rest.partition(b"\r\n\r\n")
                operation = _operation(head)
                self.heads.append(head.decode("latin-1"))
                self.asked.append(operation)
                for chunk in self._answer(operation):
                    client.sendall(chunk)
                    self.sent += len(chunk)


def _operation(head: bytes) -> str:
    method, target, _version = head.split(b"\r\n")[0].decode().split(" ")
    url = urlsplit(target)
    listed = "query" if "blockOrderMatchingKey" in parse_qs(url.query) else "listing"
    return _OPERATIONS.get((method, url.path), listed)
