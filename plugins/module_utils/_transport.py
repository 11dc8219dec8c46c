# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it can change in any release without notice.

"""HTTP and nothing else: one request out, one bounded answer back, on kept connections."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
import traceback
import typing as t
from dataclasses import replace

from ._answers import Answer, Failure
from ._version import VERSION

try:
    import requests
    import requests.adapters
    import requests.utils
    import urllib3
    import urllib3.connection
    import urllib3.exceptions

    REQUESTS_IMPORT_ERROR = None
    _UNUSABLE = (requests.exceptions.InvalidSchema, requests.exceptions.InvalidProxyURL)
    # Before Python 3.10 socket.timeout is no TimeoutError.
    _TIMEOUTS = (TimeoutError, socket.timeout, urllib3.exceptions.TimeoutError)
except ImportError:
    REQUESTS_IMPORT_ERROR = traceback.format_exc()

_MAX_BODY = 8 * 1024 * 1024
_CHUNK = 65536
# How much longer than its socket operations a request may take before its line is given up.
_GRACE = 0.2

_HEADERS = {
    "User-Agent": f"marketops.binance/{VERSION}",
    "Accept": "application/json",
    "Accept-Encoding": "identity",
}


class Transport:
    """Sends requests to one host. Never raises: what goes wrong is an ``Answer`` with a ``failure``.

    ``requests``' adapter is used without a session: nothing follows a redirect, reads ``.netrc``, keeps a cookie or
    retries. No text of an exception of ``requests`` is passed on, since it holds the signed URL.
    """

    def __init__(self, base_url: str, ca_path: str | None = None) -> None:
        self._base_url = base_url
        self._verify: bool | str = ca_path or True
        # Plain http is for loopback only and goes there directly.
        secure = base_url.startswith("https:")
        proxies = requests.utils.get_environ_proxies(base_url, None) if secure else {}
        self._proxies = proxies if requests.utils.select_proxy(base_url, proxies) else {}
        self._idle: list[_Line] = []

    def exchange(self, method: str, target: str, headers: t.Mapping[str, str], timeout: float) -> Answer:
        """Send one request for ``target`` (path and query, sent exactly so) and wait at most ``timeout`` s in all."""
        request = requests.PreparedRequest()
        request.method, request.url, request.hooks = method, self._base_url + target, {}
        request.headers = requests.structures.CaseInsensitiveDict(_HEADERS, **headers)
        try:
            line = self._idle.pop()  # the line used last: its connection is the least likely to have been closed
        except IndexError:
            line = _Line(self._verify, self._proxies)
        answer = line.exchange(request, timeout)
        if line.given_up:
            return answer
        self._idle.append(line)
        return answer

    def close(self) -> None:
        while self._idle:
            self._idle.pop().hang_up()


class _Line:
    """A thread with one kept connection.

    The time-outs of a socket hold per operation, and resolving a name has none: a line that drips or hangs is left to
    itself and never used again, which keeps the promise about the whole request's time.
    """

    def __init__(self, verify: bool | str, proxies: dict[str, str]) -> None:
        self.connected = False
        self.given_up = False
        self._verify, self._proxies = verify, proxies
        self._state = threading.Lock()
        self._requests: queue.SimpleQueue[t.Any] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        threading.Thread(target=self._serve, daemon=True).start()

    def exchange(self, request: requests.PreparedRequest, timeout: float) -> Answer:
        """Send a request and return its answer. A line that is ``given_up`` thereby must not be used any more."""
        self._requests.put((request, timeout))
        try:
            return self._answers.get(timeout=timeout + _GRACE)
        except queue.Empty:
            pass
        with self._state:
            self.given_up = True
            if self.connected:
                return Answer(failure=Failure.LOST, note=f"no complete answer within {timeout:.3g} s")
            return Answer(failure=Failure.NOT_SENT, note=f"no connection within {timeout:.3g} s")

    def connecting(self) -> None:
        self.connected = False

    def connected_now(self) -> None:
        """A connection stands. Raises if nobody waits any more: the request was said not to have been sent."""
        with self._state:
            if self.given_up:
                raise ConnectionAbortedError
            self.connected = True

    def hang_up(self) -> None:
        self._requests.put(None)

    def _serve(self) -> None:
        adapter = requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=1)
        _watch_connections(adapter, self)
        while True:
            job = self._requests.get()
            if job is None:
                adapter.close()
                return
            self._answers.put(self._send(adapter, *job))

    def _send(self, adapter: t.Any, request: requests.PreparedRequest, timeout: float) -> Answer:
        deadline = time.monotonic() + timeout
        response = None
        try:
            response = adapter.send(
                request,
                stream=True,
                timeout=timeout,
                verify=self._verify,
                proxies=self._proxies,
            )
            body = _read(response.raw, deadline)
            length = response.headers.get("Content-Length")
            if length is not None and length.isdigit() and int(length) != len(body):
                raise _Incomplete("the answer was cut off")
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Answer(response.status_code, headers, body)
        except Exception as problem:  # pylint: disable=broad-except
            if response is not None:
                response.raw.close()
            failed = _failed(problem, self.connected, bool(self._proxies))
            return failed if response is None else replace(failed, http_status=response.status_code)


class _Incomplete(Exception):
    """An answer that was not read to its end; the text is safe to print."""


def _watch_connections(adapter: t.Any, line: _Line) -> None:
    """Let ``line`` know whether its connection stands: before that, nothing of a request can have been carried out."""

    def watched(base: t.Any) -> t.Any:
        class Connection(base):  # type: ignore[misc]
            def connect(self) -> None:
                line.connecting()
                super().connect()
                line.connected_now()

        return Connection

    class Plain(urllib3.HTTPConnectionPool):
        ConnectionCls = watched(urllib3.connection.HTTPConnection)

    class Secure(urllib3.HTTPSConnectionPool):
        ConnectionCls = watched(urllib3.connection.HTTPSConnection)

    pools = {"http": Plain, "https": Secure}
    adapter.poolmanager.pool_classes_by_scheme = pools
    make_proxy_manager = adapter.proxy_manager_for

    def proxy_manager_for(*args: t.Any, **kwargs: t.Any) -> t.Any:
        manager = make_proxy_manager(*args, **kwargs)
        manager.pool_classes_by_scheme = pools
        return manager

    adapter.proxy_manager_for = proxy_manager_for


def _read(raw: t.Any, deadline: float) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        chunk = raw.read(_CHUNK, decode_content=False)
        if not chunk:
            return b"".join(chunks)
        chunks.append(chunk)
        size += len(chunk)
        if size > _MAX_BODY:
            raise _Incomplete(f"the answer is longer than {_MAX_BODY >> 20} MiB and was not read further")
        if time.monotonic() > deadline:
            raise _Incomplete("the answer took too long and was not read further")


def _failed(problem: BaseException, connected: bool, proxied: bool) -> Answer:
    causes = _causes(problem)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = getattr(cause, "verify_message", "") or "verification failed"
            return Answer(failure=Failure.UNTRUSTED, note=f"the certificate is not trusted ({reason})")
    if not connected:
        by_proxy = " (through the proxy of this host's environment)" if proxied else ""
        return Answer(failure=Failure.NOT_SENT, note=_why_not_connected(causes) + by_proxy)
    if any(isinstance(cause, _Incomplete) for cause in causes):
        return Answer(failure=Failure.LOST, note=str(problem))
    if any(isinstance(cause, _TIMEOUTS) for cause in causes):
        return Answer(failure=Failure.LOST, note="the answer did not come in time")
    return Answer(failure=Failure.LOST, note="the connection broke before the answer was complete")


def _causes(problem: BaseException | None) -> list[BaseException]:
    """The exception, what it wraps and what it came from."""
    found: list[BaseException] = []
    waiting: list[t.Any] = [problem]
    while waiting and len(found) < 50:
        cause = waiting.pop(0)
        if isinstance(cause, BaseException) and not any(cause is known for known in found):
            found.append(cause)
            waiting += [
                getattr(cause, "reason", None),
                cause.__cause__,
                cause.__context__,
                *cause.args,
            ]
    return found


def _why_not_connected(causes: t.Sequence[BaseException]) -> str:
    for kinds, note in (
        (_UNUSABLE, "the address of the proxy can't be used"),
        ((urllib3.exceptions.ProxyError,), "the proxy refused or could not be reached"),
        ((socket.gaierror,), "the name could not be resolved"),
        ((ConnectionRefusedError,), "the connection was refused"),
        ((ssl.SSLError,), "the TLS handshake failed"),
        (_TIMEOUTS, "the connection was not made in time"),
        ((ConnectionResetError, ConnectionAbortedError), "the connection was reset while it was made"),
        ((OSError,), "the host is unreachable"),
    ):
        if any(isinstance(cause, kinds) for cause in causes):
            return note
    return f"no connection could be made ({type(causes[0]).__name__})"
