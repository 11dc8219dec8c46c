# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connections in simulated time: sockets become ready when the test says so, and only waiting moves the clock."""

from __future__ import annotations

import errno
import selectors
import socket
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http import addresses
from ansible_collections.marketops.binance.plugins.module_utils._http.deadline import Deadline, TimeUp


class Network:
    """How long each host takes to accept a connection (``None``: for ever) or to refuse it (a negative number)."""

    def __init__(self, latencies: dict[str, float | None], monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        self.started: dict[str, float] = {}
        self.sockets: dict[str, SimulatedSocket] = {}
        self._latencies = latencies
        monkeypatch.setattr(addresses, "now", lambda: self.now)
        monkeypatch.setattr(addresses, "_start", self._start)
        monkeypatch.setattr(selectors, "DefaultSelector", lambda: SimulatedSelector(self))

    def _start(self, address: Any) -> SimulatedSocket:
        host = address[4][0]
        self.started[host] = self.now
        latency = self._latencies[host]
        self.sockets[host] = SimulatedSocket(None if latency is None else self.now + abs(latency), latency)
        return self.sockets[host]


class SimulatedSocket(socket.socket):
    """A socket that is not connected to anything."""

    def __init__(self, ready_at: float | None, latency: float | None) -> None:
        super().__init__(socket.AF_INET, socket.SOCK_STREAM)
        self.ready_at = ready_at
        self._refused = latency is not None and latency < 0

    def getsockopt(self, *_arguments: Any) -> Any:
        return errno.ECONNREFUSED if self._refused else 0


class SimulatedSelector:
    def __init__(self, network: Network) -> None:
        self._network = network
        self._keys: dict[SimulatedSocket, Any] = {}

    def __enter__(self) -> SimulatedSelector:
        return self

    def __exit__(self, *_problem: object) -> None:
        self._keys.clear()

    def get_map(self) -> dict[SimulatedSocket, Any]:
        return self._keys

    def register(self, sock: SimulatedSocket, events: int, data: Any) -> None:
        self._keys[sock] = selectors.SelectorKey(sock, sock.fileno(), events, data)

    def unregister(self, sock: SimulatedSocket) -> None:
        del self._keys[sock]

    def select(self, timeout: float) -> list[Any]:
        ends = [sock.ready_at for sock in self._keys if sock.ready_at is not None]
        self._network.now = min([self._network.now + timeout, *(max(end, self._network.now) for end in ends)])
        return [
            (key, key.events)
            for sock, key in self._keys.items()
            if sock.ready_at is not None and sock.ready_at <= self._network.now
        ]


class SimulatedDeadline(Deadline):
    def __init__(self, network: Network, seconds: float) -> None:
        self._network, self._until = network, seconds

    def left(self) -> float:
        if self._network.now >= self._until:
            raise TimeUp
        return self._until - self._network.now
