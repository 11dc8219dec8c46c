# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The route to one host: ``requests`` finds the proxy and the trusted certificates, urllib3 handles TLS and the proxy.

What this adds to urllib3 and ``http.client`` is called by ``requests`` 2.25.1 to 2.34 with urllib3 1.26 to 2.8, on
Python 3.9 to 3.13. ``test_hooks.py`` notices a version that does not call it any more:

- ``ConnectionCls`` of a pool, and of its connections ``connect``, ``send``, ``putrequest`` and ``_new_conn``, which
  returns a socket for ``_dns_host`` and ``port``;
- ``sendall``, ``settimeout`` and ``makefile`` of their socket, and ``readline`` of that file, by which ``http.client``
  reads heads (``wire``);
- ``wrap_socket`` and ``sslsocket_class`` of the context for TLS with a proxy, which may have TLS within.
"""

from __future__ import annotations

import functools
import os
import ssl
import typing as t

from .addresses import connect_first, resolve
from .elapsed import now
from .progress import Progress, Step
from .wire import Wire

if t.TYPE_CHECKING:
    from urllib3.connection import HTTPSConnection as _Connection
else:
    _Connection = object  # each file can be imported without urllib3

_UNREADABLE = "the proxy URL in this host's environment can't be read"


class UnusableBundle(Exception):
    """The file or folder with the trusted certificate authorities can't be read."""


class UnusableProxy(Exception):
    """The URL of the proxy can't be used; the text is safe to print."""


class NotConnected(Exception):
    """There is no connection, because of ``__cause__``. Neither urllib3 nor ``requests`` knows or wraps this class."""


class Route:
    """How connections to the host of ``base_url`` are made. Plain http is for loopback only and goes there directly.

    Raises ``UnusableProxy`` and ``UnusableBundle``.
    """

    def __init__(self, base_url: str, ca_path: str | None) -> None:
        self._base_url, self._ca_path = base_url, ca_path
        self._context: ssl.SSLContext | None = None
        self._proxy_context: ssl.SSLContext | None = None
        self.proxy = ""
        self.last_address: t.Any = None
        if base_url.startswith("https:"):
            import requests.utils

            self._context = self._make_context()
            proxies = requests.utils.get_environ_proxies(base_url, None)
            proxy = requests.utils.select_proxy(base_url, proxies) or ""
            if proxy:
                self.proxy = proxy if "://" in proxy else f"http://{proxy}"
                self._proxy_context = self._read_proxy()

    def make_pool(self, progress: Progress) -> t.Any:
        """urllib3's pool for one connection at a time, which reports its steps to ``progress``."""
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry

        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=1)
        manager = adapter.poolmanager
        if self.proxy:
            try:
                manager = adapter.proxy_manager_for(self.proxy, proxy_ssl_context=self._proxy_context)
            except Exception:  # pylint: disable=broad-except
                raise UnusableProxy(_UNREADABLE) from None
        options = {"ssl_context": self._context, "retries": Retry(False, redirect=False)}
        pool: t.Any = manager.connection_from_url(self._base_url, pool_kwargs=options)
        added = {"progress": progress, "route": self}
        pool.ConnectionCls = type("Connection", (Connection, pool.ConnectionCls), added)
        return pool

    def _read_proxy(self) -> ssl.SSLContext | None:
        """The TLS settings for the connection to the proxy itself, if it uses TLS."""
        from urllib3.util import parse_url

        try:
            parts = parse_url(self.proxy)
        except Exception:  # pylint: disable=broad-except
            raise UnusableProxy(_UNREADABLE) from None
        if parts.scheme not in ("http", "https"):
            raise UnusableProxy("the proxy URL in this host's environment does not start with http:// or https://")
        if not parts.host:
            raise UnusableProxy("the proxy URL in this host's environment names no host")
        if parts.scheme == "http":
            return None
        context = self._make_context()
        # urllib3 1.26 leaves the check of the name to the context, and does not tell it the name if that is an address.
        context.check_hostname = True
        host = parts.host.strip("[]")
        vars(context)["wrap_socket"] = functools.partial(context.wrap_socket, server_hostname=host)
        context.sslsocket_class = _ProxySocket
        return context

    def _make_context(self) -> ssl.SSLContext:
        """urllib3's policy, with the authorities of ``ca_path`` or of ``requests``."""
        import requests.utils
        from urllib3.util.ssl_ import create_urllib3_context

        context = create_urllib3_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.verify_mode = ssl.CERT_REQUIRED
        path = self._ca_path or requests.utils.DEFAULT_CA_BUNDLE_PATH
        try:
            context.load_verify_locations(**{"capath" if os.path.isdir(path) else "cafile": path})
        except OSError:  # SSLError is one
            raise UnusableBundle from None
        return context


class Connection(_Connection):
    """The additions to urllib3's connections, both for http and https."""

    progress: Progress
    route: Route

    def connect(self) -> None:
        try:
            super().connect()
        except Exception as problem:  # pylint: disable=broad-except
            raise NotConnected from problem
        self.progress.step, self.progress.connection = Step.REQUEST, self
        self.sock = t.cast(t.Any, Wire(self.sock, self.progress))

    def _new_conn(self) -> t.Any:
        progress, route = self.progress, self.route
        progress.step = Step.RESOLVE
        addresses = resolve(self._dns_host, self.port, progress.deadline)
        # The address that answered before comes first, so that a dead address costs time only once.
        addresses.sort(key=lambda address: address != route.last_address)
        progress.step = Step.CONNECT
        sock, route.last_address = connect_first(addresses, progress.deadline)
        progress.step = Step.PROXY_TLS if route.proxy.startswith("https:") else Step.TLS
        sock.settimeout(progress.deadline.left())
        return sock

    def send(self, data: t.Any) -> None:
        if self.sock is not None and not isinstance(t.cast(t.Any, self.sock), Wire):
            # ``connect`` is still running, so this goes to the proxy.
            self.progress.step = Step.TUNNEL
            self.sock = t.cast(t.Any, Wire(self.sock, self.progress))
        super().send(data)

    def putrequest(self, method: str, url: str, *arguments: t.Any, **options: t.Any) -> None:
        """Neither ``requests`` nor urllib3 has seen the target: nothing has changed it, and nothing can print it."""
        self.progress.step = Step.REQUEST
        super().putrequest(method, self.progress.target, *arguments, **options)


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
