# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The transport and servers of plain sockets, side by side."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.tests.exchange.certificates import Files
from ansible_collections.marketops.binance.tests.support.moved_clock import MovedClock
from ansible_collections.marketops.binance.tests.support.raw_server import RawServer, Serve

# Time-outs for what is waited for in vain, if something has to be done first: a busy machine may need longer for that.
PATIENCE = (0.1, 0.4, 1.6, 6.4, 25.6)


class Serving(Protocol):
    """Start a server, and a transport for it."""

    def __call__(self, serve: Serve) -> tuple[Transport, RawServer]:
        """``serve`` answers whoever connects."""


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def serving() -> Iterator[Serving]:
    with ExitStack() as stack:

        def start(serve: Serve) -> tuple[Transport, RawServer]:
            server = stack.enter_context(RawServer(serve))
            transport = Transport(server.url, {})
            stack.callback(transport.close)
            return transport, server

        yield start


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MovedClock:
    """The clock of this process, to be moved ahead."""
    clock = MovedClock(tmp_path / "clock")
    clock.install(monkeypatch)
    return clock


def tls_context(files: Files) -> ssl.SSLContext:
    """What a server needs to show a certificate."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.chain, files.private_key)
    return context
