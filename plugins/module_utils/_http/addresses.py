# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Connects to the first address of a host that answers (RFC 8305, "Happy Eyeballs")."""

from __future__ import annotations

import contextlib
import queue
import selectors
import socket
import threading
import typing as t

from .deadline import Deadline, TimeUp
from .elapsed import now

# After how long without an answer the next address is tried in parallel, in s and as a share of the time left: there
# must be time for the handshakes and the answer after that.
_HEAD_START = 0.25
_SHARE = 1 / 8

# Whatever ``getaddrinfo`` returns: family, type, protocol, canonical name, socket address.
_Address = tuple[int, int, int, str, t.Any]


def resolve(host: str, port: int, deadline: Deadline) -> list[_Address]:
    """The addresses of ``host`` in the order of the system's policy, with the address families alternating.

    A thread resolves them, since nothing else bounds how long that takes. Raises ``OSError``, ``UnicodeError`` and
    ``TimeUp``.
    """
    results: queue.SimpleQueue[t.Any] = queue.SimpleQueue()
    threading.Thread(target=_look_up, args=(host, port, results), name="resolving", daemon=True).start()
    try:
        addresses = results.get(timeout=deadline.left())
    except queue.Empty:
        raise TimeUp from None
    if isinstance(addresses, Exception):
        raise addresses
    families: dict[t.Any, list[_Address]] = {}
    for address in addresses:
        families.setdefault(address[0], []).append(address)
    ranked = [(rank, address) for group in families.values() for rank, address in enumerate(group)]
    return [address for _rank, address in sorted(ranked, key=lambda entry: entry[0])]


def _look_up(host: str, port: int, results: queue.SimpleQueue[t.Any]) -> None:
    try:
        results.put(socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM))
    except Exception as problem:  # pylint: disable=broad-except
        results.put(problem)


def connect_first(addresses: t.Sequence[_Address], deadline: Deadline) -> tuple[socket.socket, _Address]:
    """A socket that is connected to one of ``addresses``, and this address. Raises ``OSError`` and ``TimeUp``."""
    waiting = list(reversed(addresses))
    head_start = min(_HEAD_START, deadline.left() * _SHARE)
    next_at = now()
    problem: OSError | None = None
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as under_way:
        while True:
            left = deadline.left()
            if waiting and (now() >= next_at or not under_way.get_map()):
                address = waiting.pop()
                next_at = now() + head_start
                try:
                    started = _start(address)
                except OSError as refusal:
                    problem = problem or refusal
                else:
                    stack.callback(started.close)
                    under_way.register(started, selectors.EVENT_WRITE, address)
            elif not under_way.get_map():
                raise problem or OSError("no address")
            for key, _events in under_way.select(max(0.0, min(left, next_at - now())) if waiting else left):
                sock = t.cast(socket.socket, key.fileobj)
                under_way.unregister(sock)
                code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if code == 0:
                    # All but this one are closed.
                    connected = socket.socket(sock.family, sock.type, sock.proto, sock.detach())
                    return connected, key.data
                problem = problem or OSError(code, "")
                next_at = now()


def _start(address: _Address) -> socket.socket:
    family, kind, protocol, _name, place = address
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            sock.connect(place)
    except BaseException:
        sock.close()
        raise
    return sock
