# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP and nothing else: one request out, one bounded response back, on kept connections."""

from __future__ import annotations

import re
import threading
import traceback
import typing as t

from .deadline import Deadline
from .elapsed import now
from .progress import Progress
from .response import MAX_BODY, Incomplete, Response
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
_TARGET = re.compile(r"/[!-~]*\Z")
# A connection that was idle for longer may be dead unnoticed, for example after the machine was suspended.
_MAX_IDLE = 30.0
_PIECE = 65536


class Transport:
    """Sends requests to one host, for any number of threads. Never raises: an error becomes a ``failure``.

    It uses no session, so nothing follows a redirect, reads ``.netrc``, keeps a cookie or sends a request again.
    ``headers`` are sent with every request.
    """

    def __init__(self, base_url: str, headers: t.Mapping[str, str], ca_path: str | None = None) -> None:
        self._base_url, self._ca_path = base_url, ca_path
        self._headers = {**_HEADERS, **headers}
        self._route: Route | None = None
        self._lock = threading.Lock()
        self._idle: list[_Sender] = []
        self._closed = False

    def request(self, method: str, target: str, timeout: float) -> Response:
        """Send one request for ``target`` (path and query, sent as they are), and wait at most ``timeout`` s in all."""
        try:
            sender = self._idle.pop()  # the one used last: its connection is the least likely to have been closed
        except IndexError:
            sender = _Sender(self._headers)
        progress = sender.progress
        try:
            progress.start(target, Deadline(timeout))
            return sender.send(self._find_route, method)
        except Exception as problem:  # pylint: disable=broad-except
            from .network_errors import describe

            progress.close_connection()
            return describe(problem, progress)
        finally:
            if self._closed:
                progress.close_connection()
            else:
                self._idle.append(sender)

    def close(self) -> None:
        """Close the kept connections, and those in use after their response."""
        self._closed = True
        while self._idle:
            self._idle.pop().progress.close_connection()

    def _find_route(self) -> Route:
        with self._lock:
            if self._route is None:
                self._route = Route(self._base_url, self._ca_path)
            return self._route


class _Sender:
    """One connection, kept from one request to the next."""

    def __init__(self, headers: dict[str, str]) -> None:
        self.progress = Progress()
        self._headers = headers
        self._pool: t.Any = None
        self._idle_since = 0.0

    def send(self, find_route: t.Callable[[], Route], method: str) -> Response:
        """The complete response. Raises whatever goes wrong."""
        progress = self.progress
        progress.deadline.left()
        if not _TARGET.match(progress.target):
            raise ValueError("a target that can't be sent as it is")
        if self._pool is None:
            route = find_route()
            progress.proxied = bool(route.proxy)
            self._pool = route.make_pool(progress)
        if now() - self._idle_since > _MAX_IDLE:
            progress.close_connection()
        # Before anything is sent, urllib3 closes a kept connection on which something has arrived unasked.
        raw = self._pool.request(
            method,
            "/",  # the connection knows the target
            headers=self._headers,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
            decode_content=False,
            enforce_content_length=True,
        )
        body = bytearray()
        while not raw.isclosed():
            body += raw.read(_PIECE)
            if len(body) > MAX_BODY:
                raise Incomplete(f"the answer is longer than {MAX_BODY >> 20} MiB and was not read further")
        self._idle_since = now()
        wire = progress.connection.sock
        if wire is not None and wire.is_spent:
            progress.close_connection()
        encoding = progress.headers.get("content-encoding")
        return Response(progress.status, progress.headers, _decode(body, encoding) if encoding else bytes(body))


def _decode(body: bytearray, encoding: str) -> bytes:
    from .decoding import decode

    return decode(bytes(body), encoding)
