# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way to one host: ``requests`` says which proxy and whom to trust, urllib3 does TLS and speaks to the proxy.

What this adds to urllib3 and ``http.client``, from ``requests`` 2.25.1 with urllib3 1.26 on; ``test_hooks.py`` notices
if a version does not call it any more:

- ``ConnectionCls`` of a pool, and of its connections ``connect``, ``_new_conn`` (a socket, of ``_dns_host`` and
  ``port``), ``send`` and ``putrequest``;
- ``sendall``, ``settimeout`` and ``makefile`` of the socket, which are all that ``http.client`` uses, and ``readline``
  of that file, which it reads heads with (``wire``).
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


class UnusableBundle(Exception):
    """The file or folder with the trusted certificate authorities can't be read."""


class UnusableProxy(Exception):
    """The URL of the proxy can't be used; the text is safe to print."""


class NotConnected(Exception):
    """There is no connection, because of the cause. Neither urllib3 nor ``requests`` knows this one or wraps it."""


class Route:
    """How connections to the host of ``base_url`` are made. Plain http is for loopback only and goes there directly.

    Raises ``UnusableProxy`` and ``UnusableBundle``.
    """

    def __init__(self, base_url: str, ca_path: str | None) -> None:
        self._base_url, self._ca_path = base_url, ca_path
        self._context: ssl.SSLContext | None = None
        self.proxy = ""
        self.last_address: t.Any = None
        if base_url.startswith("https:"):
            import requests.utils

            self._context = self._make_context()
            proxies = requests.utils.get_environ_proxies(base_url, None)
            proxy = requests.utils.select_proxy(base_url, proxies) or ""
            self.proxy = proxy if "://" in proxy or not proxy else f"http://{proxy}"

    def make_pool(self, progress: Progress) -> t.Any:
        """urllib3's pool for one connection at a time, which tells ``progress`` how far it is."""
        from requests.adapters import HTTPAdapter
        from urllib3.util import Retry

        adapter = HTTPAdapter(pool_connections=1, pool_maxsize=1)
        manager = self._manage_proxy(adapter) if self.proxy else adapter.poolmanager
        options = {"ssl_context": self._context, "retries": Retry(False, redirect=False)}
        pool: t.Any = manager.connection_from_url(self._base_url, pool_kwargs=options)
        added = {"progress": progress, "route": self}
        pool.ConnectionCls = type("Connection", (Connection, pool.ConnectionCls), added)
        return pool

    def _manage_proxy(self, adapter: t.Any) -> t.Any:
        from urllib3.util import parse_url

        try:
            parts = parse_url(self.proxy)
            if parts.scheme in ("http", "https") and parts.host:
                context = self._make_context() if parts.scheme == "https" else None
                if context:
                    # urllib3 1.26 does not name the host if it is an address, and leaves the check to the context.
                    context.check_hostname = True
                    host = parts.host.strip("[]")
                    vars(context)["wrap_socket"] = functools.partial(context.wrap_socket, server_hostname=host)
                    context.sslsocket_class = _ProxySocket
                return adapter.proxy_manager_for(self.proxy, proxy_ssl_context=context)
        except UnusableBundle:
            raise
        except Exception:  # pylint: disable=broad-except
            raise UnusableProxy("the proxy URL in this host's environment can't be read") from None
        if parts.host:
            raise UnusableProxy("the proxy URL in this host's environment does not begin with http:// or https://")
        raise UnusableProxy("the proxy URL in this host's environment names no host")

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
    """What is added to urllib3's connections, to those for http too."""

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
        # What answered before comes first, so that an address that is dead costs time only once.
        addresses.sort(key=lambda address: address != route.last_address)
        progress.step = Step.CONNECT
        sock, route.last_address = connect_first(addresses, progress.deadline)
        progress.step = Step.PROXY_TLS if route.proxy.startswith("https:") else Step.TLS
        sock.settimeout(progress.deadline.left())
        return sock

    def send(self, data: t.Any) -> None:
        if self.sock is not None and not isinstance(t.cast(t.Any, self.sock), Wire):
            # ``connect`` is under way, so this goes to the proxy.
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
