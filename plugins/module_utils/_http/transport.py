# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP and nothing else: one request out, one bounded response back, on kept connections."""

from __future__ import annotations

import re
import threading
import traceback
import typing as t

from .connection import Connection, connect
from .deadline import Deadline
from .progress import Progress
from .reader import Head
from .response import Response
from .route import Route
from .version import VERSION

try:
    import requests  # noqa: F401  # pylint: disable=unused-import

    REQUESTS_IMPORT_ERROR = None
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

_HEADERS = {
    "User-Agent": f"marketops.binance/{VERSION}",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
}
_WITH_LENGTH = ("POST", "PUT")
_TARGET = re.compile(r"/[!-~]*\Z")


class Transport:
    """Sends requests to one host, for any number of threads. Never raises: what goes wrong is a ``failure``.

    There is no session: nothing follows a redirect, reads ``.netrc``, keeps a cookie or sends anything again.
    ``requests`` and urllib3 decide which proxy is used and whom TLS trusts. ``headers`` are sent with every request.
    """

    def __init__(self, base_url: str, headers: t.Mapping[str, str], ca_path: str | None = None) -> None:
        self._base_url, self._ca_path = base_url, ca_path
        self._headers = _header_lines(base_url, headers)
        self._route: Route | None = None
        self._lock = threading.Lock()
        self._idle: list[Connection] = []
        self._closed = False

    def request(self, method: str, target: str, timeout: float) -> Response:
        """Send one request for ``target`` (path and query, sent exactly so) and wait at most ``timeout`` s in all."""
        progress = Progress()
        connection: Connection | None = None
        head: Head | None = None
        sent = done = False
        try:
            deadline = Deadline(timeout)
            request = self._compose(method, target)
            connection = self._kept() or connect(self._find_route(), deadline, progress)
            left = deadline.left()
            sent = True
            connection.send(request, left)
            head = connection.read_head(deadline)
            body = connection.read_body(head, deadline)
            encoding = head.headers.get("content-encoding")
            if encoding:
                from .decoding import decode

                body = decode(body, encoding)
            done = True
            return Response(head.status, head.headers, body)
        except Exception as problem:  # pylint: disable=broad-except
            from .network_errors import describe

            return describe(problem, progress, sent, head)
        finally:
            if connection is not None:
                if done and connection.reusable and not self._closed:
                    self._idle.append(connection)
                else:
                    connection.close()

    def close(self) -> None:
        """Close the kept connections, and those in use after their response."""
        self._closed = True
        while self._idle:
            self._idle.pop().close()

    def _compose(self, method: str, target: str) -> bytes:
        if not _TARGET.match(target):
            raise ValueError("a target that can't be sent as it is")
        length = "Content-Length: 0\r\n" if method in _WITH_LENGTH else ""
        return f"{method} {target}{self._headers}{length}\r\n".encode("ascii")

    def _kept(self) -> Connection | None:
        """The connection that was used last: it is the least likely to have been closed."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return None
            if connection.is_quiet():
                return connection
            connection.close()

    def _find_route(self) -> Route:
        with self._lock:
            if self._route is None:
                self._route = Route(self._base_url, self._ca_path)
            return self._route


def _header_lines(base_url: str, headers: t.Mapping[str, str]) -> str:
    """What follows method and target in every request."""
    scheme, _colon, host = base_url.partition("://")
    port = {"http": ":80", "https": ":443"}[scheme]
    if host.endswith(port):
        host = host[: -len(port)]
    lines = {"Host": host, **_HEADERS, **headers}
    return " HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in lines.items())
