# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated exchange that listens: in a thread of its own, on a loopback address."""

from __future__ import annotations

import asyncio
import ipaddress
import ssl
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Any

from aiohttp import web

from .certificates import GOOD, make_certificates
from .front import Front
from .simulation import Simulation


class Exchange(Simulation):
    """``with Exchange() as exchange:`` serves at ``exchange.url`` until the block ends.

    ``tls``: the kind of certificate to show (see ``certificates.KINDS``; ``True`` for a good one), else plain http.
    ``ca_path`` is then the CA that clients should trust. ``limits`` are ``limits.Settings``.
    """

    def __init__(
        self,
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        tls: str | bool = False,
        certificates: Path | None = None,
        **limits: Any,
    ) -> None:
        super().__init__()
        self.set_limits(**limits)
        if not ipaddress.ip_address(host).is_loopback:
            raise ValueError(f"{host} is no loopback address")
        self.host, self.port = host, port
        self.ca_path: Path | None = None
        self._kind = GOOD if tls is True else tls
        self._certificates = certificates
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._problem: BaseException | None = None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self._kind else 'http'}://{host}:{self.port}"

    def __enter__(self) -> Exchange:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Listen; the port stays the same from the first start on. Raises ``OSError`` if it can't be had."""
        context = self._tls_context()
        ready = threading.Event()
        self._problem = None
        self._thread = threading.Thread(target=self._run, args=(context, ready), name="exchange", daemon=True)
        self._thread.start()
        ready.wait()
        if self._problem is not None:
            self._thread.join()
            raise self._problem

    def stop(self) -> None:
        """Close all connections and stop listening. What is known stays known."""
        if self._thread is not None and self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join()
            self._thread = None
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def _run(self, context: ssl.SSLContext | None, ready: threading.Event) -> None:
        try:
            asyncio.run(self._serve(context, ready))
        except BaseException as problem:
            self._problem = problem
        finally:
            ready.set()

    async def _serve(self, context: ssl.SSLContext | None, ready: threading.Event) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        runner = web.ServerRunner(Front(self), shutdown_timeout=0.05)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.host, self.port, ssl_context=context, backlog=1024).start()
            self.port = runner.addresses[0][1]
            ready.set()
            await self._stop.wait()
        finally:
            await runner.cleanup()

    def _tls_context(self) -> ssl.SSLContext | None:
        if not self._kind:
            return None
        folder = self._certificates
        if folder is None:
            self._temporary = self._temporary or tempfile.TemporaryDirectory(prefix="exchange-")
            folder = Path(self._temporary.name)
        files = make_certificates(folder, self._kind)
        self.ca_path = files.ca
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(files.chain, files.private_key)
        return context
