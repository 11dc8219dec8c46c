# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""HTTP and nothing else: one request out, one bounded answer back, on kept connections."""

from __future__ import annotations

import queue
import threading
import time
import traceback
import typing as t

from .response import Failure, Incomplete, Response
from .version import VERSION

try:
    import requests
    import requests.adapters
    import requests.utils
    import urllib3
    import urllib3.connection

    REQUESTS_IMPORT_ERROR = None
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
    """Sends requests to one host. Never raises: what goes wrong is an ``Response`` with a ``failure``.

    ``requests``' adapter is used without a session: nothing follows a redirect, reads ``.netrc``, keeps a cookie or
    retries. No text of an exception of ``requests`` is passed on, since it holds the signed URL.
    """

    def __init__(self, base_url: str, headers: t.Mapping[str, str], ca_path: str | None = None) -> None:
        self._headers = headers
        self._base_url = base_url
        self._verify: bool | str = ca_path or True
        # Plain http is for loopback only and goes there directly.
        secure = base_url.startswith("https:")
        proxies = requests.utils.get_environ_proxies(base_url, None) if secure else {}
        self._proxies = proxies if requests.utils.select_proxy(base_url, proxies) else {}
        self._idle: list[_Line] = []

    def request(self, method: str, target: str, timeout: float) -> Response:
        """Send one request for ``target`` (path and query, sent exactly so) and wait at most ``timeout`` s in all."""
        request = requests.PreparedRequest()
        request.method, request.url, request.hooks = method, self._base_url + target, {}
        request.headers = requests.structures.CaseInsensitiveDict(_HEADERS, **self._headers)
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
        self._answers: queue.SimpleQueue[Response | _Problem] = queue.SimpleQueue()
        threading.Thread(target=self._serve, daemon=True).start()

    def exchange(self, request: requests.PreparedRequest, timeout: float) -> Response:
        """Send a request and return its answer. A line that is ``given_up`` thereby must not be used any more."""
        self._requests.put((request, timeout))
        try:
            answer = self._answers.get(timeout=timeout + _GRACE)
        except queue.Empty:
            return self._give_up(timeout)
        if isinstance(answer, Response):
            return answer
        from .network_errors import failed

        return failed(answer.exception, self.connected, bool(self._proxies))._replace(http_status=answer.http_status)

    def _give_up(self, timeout: float) -> Response:
        with self._state:
            self.given_up = True
            if self.connected:
                return Response(failure=Failure.LOST, note=f"no complete answer within {timeout:.3g} s")
            return Response(failure=Failure.NOT_SENT, note=f"no connection within {timeout:.3g} s")

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

    def _send(self, adapter: t.Any, request: requests.PreparedRequest, timeout: float) -> Response | _Problem:
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
                raise Incomplete("the answer was cut off")
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Response(response.status_code, headers, body)
        except Exception as problem:  # pylint: disable=broad-except
            if response is None:
                return _Problem(problem, None)
            response.raw.close()
            return _Problem(problem, response.status_code)


class _Problem(t.NamedTuple):
    """What was raised instead of an answer, and the status if it came so far.

    Explained by the thread that waits for the answer: a line that was given up must not begin anything.
    """

    exception: BaseException
    http_status: int | None


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
            raise Incomplete(f"the answer is longer than {_MAX_BODY >> 20} MiB and was not read further")
        if time.monotonic() > deadline:
            raise Incomplete("the answer took too long and was not read further")
