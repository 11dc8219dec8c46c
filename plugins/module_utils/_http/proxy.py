# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way through an HTTP proxy. Imported only where the environment names one."""

from __future__ import annotations

import ssl
import typing as t

from .deadline import Deadline
from .elapsed import now
from .progress import Progress, Step
from .reader import Reader
from .response import Incomplete
from .tls import wrap

_PORTS = {"http": 80, "https": 443}


class UnusableProxy(Exception):
    """The URL of the proxy can't be used; the text is safe to print."""


class ProxyRefused(Exception):
    """The proxy answers, but makes no connection."""

    def __init__(self, http_status: int) -> None:
        super().__init__(http_status)
        self.http_status = http_status


class NoProxy(Exception):
    """Whatever answers there, it is no HTTP proxy."""


class Proxy:
    """Host and port of a proxy, and what it has to be sent. Its URL may hold a password and is never printed."""

    def __init__(self, url: str, make_context: t.Callable[[], ssl.SSLContext]) -> None:
        import requests.adapters
        from urllib3.util import parse_url

        try:
            url = url if "://" in url else f"http://{url}"
            parts = parse_url(url)
            headers = requests.adapters.HTTPAdapter().proxy_headers(url)
            self._headers = "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode("ascii")
        except Exception:  # pylint: disable=broad-except
            raise UnusableProxy("the proxy URL in this host's environment can't be read") from None
        if parts.scheme not in _PORTS:
            raise UnusableProxy("the proxy URL in this host's environment does not begin with http:// or https://")
        if not parts.host:
            raise UnusableProxy("the proxy URL in this host's environment names no host")
        self.host = parts.host.strip("[]")
        self.port = parts.port or _PORTS[parts.scheme]
        self._context: ssl.SSLContext | None = None
        if parts.scheme == "https":
            self._context = make_context()
            self._context.sslsocket_class = _ProxySocket

    def tunnel(self, sock: t.Any, host: str, port: int, deadline: Deadline, progress: Progress) -> t.Any:
        """Let the proxy that ``sock`` is connected to connect it to ``host``; returns the socket to go on with."""
        if self._context is not None:
            progress.step = Step.PROXY_TLS
            sock = wrap(sock, self._context, self.host, deadline)
        progress.step = Step.TUNNEL
        try:
            self._connect(sock, host, port, deadline)
        except BaseException:
            sock.close()
            raise
        return sock

    def _connect(self, sock: t.Any, host: str, port: int, deadline: Deadline) -> None:
        authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        lines = f"CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n".encode("ascii")
        sock.settimeout(deadline.left())
        sock.sendall(lines + self._headers + b"\r\n")
        reader = Reader(sock)
        try:
            status = reader.head(deadline).status
        except Incomplete:
            raise NoProxy from None
        if not 200 <= status < 300:
            raise ProxyRefused(status)
        if reader.has_surplus:
            raise NoProxy


class _ProxySocket(ssl.SSLSocket):
    """TLS with a proxy. One read of the TLS within takes as many reads of this as needed: all share one time-out."""

    _until: float | None = None

    def settimeout(self, value: float | None) -> None:
        self._until = None if value is None else now() + value
        super().settimeout(value)

    def recv(self, buflen: int = 1024, flags: int = 0) -> bytes:
        if self._until is not None:
            super().settimeout(max(0.001, self._until - now()))
        return super().recv(buflen, flags)
