# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The way to one host: its address, a proxy, TLS."""

from __future__ import annotations

import ssl
import typing as t
from urllib.parse import urlsplit

from .addresses import connect_first, resolve
from .deadline import Deadline
from .progress import Progress, Step
from .tls import make_context, wrap

if t.TYPE_CHECKING:
    from .proxy import Proxy

_PORTS = {"http": 80, "https": 443}


class Route:
    """How connections to the host of ``base_url`` are made. TLS follows urllib3's policy, proxies ``requests``' rules.

    Plain http is for loopback only and goes there directly. Raises ``UnusableProxy`` and ``UnusableBundle``.
    """

    def __init__(self, base_url: str, ca_path: str | None) -> None:
        parts = urlsplit(base_url)
        self._host = t.cast(str, parts.hostname)
        self._port = parts.port or _PORTS[parts.scheme]
        self._context: ssl.SSLContext | None = None
        self._proxy: Proxy | None = None
        self._last_address: t.Any = None
        if parts.scheme == "https":
            import requests.utils

            self._context = make_context(ca_path)
            url = requests.utils.select_proxy(base_url, requests.utils.get_environ_proxies(base_url, None))
            if url:
                from .proxy import Proxy

                self._proxy = Proxy(url, lambda: make_context(ca_path))

    def connect(self, deadline: Deadline, progress: Progress) -> t.Any:
        """A socket that is connected to the host, ready for a request. Resolving names may outlast the deadline."""
        proxy = self._proxy
        progress.proxied = proxy is not None
        progress.step = Step.RESOLVE
        addresses = resolve(self._host, self._port) if proxy is None else resolve(proxy.host, proxy.port)
        # What answered before comes first, so that an address that is dead costs time only once.
        addresses.sort(key=lambda address: address != self._last_address)
        progress.step = Step.CONNECT
        sock, self._last_address = connect_first(addresses, deadline)
        try:
            if proxy is not None:
                sock = proxy.tunnel(sock, self._host, self._port, deadline, progress)
            if self._context is not None:
                progress.step = Step.TLS
                sock = wrap(sock, self._context, self._host, deadline)
        except BaseException:
            sock.close()
            raise
        return sock
