# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A request ends in time, whatever its parts do, and its result is true.

Where the test moves the clock, a request may take a minute by the clock on the wall: nothing depends on speed. Where
a wait itself is tested, the server goes on for so long that only the client can have ended it.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from operator import attrgetter
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure
from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.tests.support.hostile import http
from ansible_collections.marketops.binance.tests.support.moved_clock import MovedClock
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client, RawServer, echo

from .conftest import PATIENCE, Serving

SHORT = 0.2  # s; what is waited for in vain

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
SLOW: dict[str, tuple[bytes, bytes]] = {
    "a status line": (b"HTTP/1.1 200 ", b"O"),
    "headers": (HEAD, b"X-A: b\r\n"),
    "a header": (HEAD + b"X-A: ", b"b"),
    "interim answers": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "a body": (HEAD + b"Content-Length: 1000000\r\n\r\n", b" "),
    "a body of unknown length": (HEAD + b"\r\n", b" "),
    "chunks": (CHUNKED, b"1\r\n \r\n"),
    "a chunk": (CHUNKED + b"fffff\r\n", b" "),
    "a chunk size": (CHUNKED, b"0"),
    "trailers": (CHUNKED + b"2\r\n[]\r\n0\r\n", b"X-A: b\r\n"),
}


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_answer_ends_in_time(serving: Serving, clock: MovedClock, name: str) -> None:
    first, more = SLOW[name]

    def serve(client: Client, _number: int) -> None:
        client.request()
        client.send(first)
        for _time in range(12):  # the last ones after the deadline
            client.send(more)
            clock.move(GUARD)
        client.wait_until_closed()

    transport, _server = serving(serve)
    response = transport.request("DELETE", "/a", 10 * GUARD)
    assert (response.http_status, response.failure) == (None, Failure.LOST)
    assert response.note == "the answer did not come in time"
    assert response.sent


@pytest.mark.parametrize("name", ["nothing", *SLOW])
def test_silence_ends_in_time(serving: Serving, name: str) -> None:
    ended: list[bytes] = []

    def serve(client: Client, _number: int) -> None:
        client.request()
        client.send(SLOW.get(name, (b"",))[0])
        ended.append(client.wait_until_closed())

    transport, server = serving(serve)
    response = next(filter(attrgetter("sent"), (transport.request("DELETE", "/a", time) for time in PATIENCE)))
    server.join()
    assert (response.http_status, response.failure) == (None, Failure.LOST)
    assert response.note == "the answer did not come in time"
    assert ended == [b""]


def test_each_wait_gets_what_is_left(serving: Serving, clock: MovedClock) -> None:
    ended: list[bytes] = []

    def serve(client: Client, _number: int) -> None:
        client.request()
        clock.move(10 * GUARD - SHORT)
        client.send(HEAD)
        ended.append(client.wait_until_closed())

    transport, server = serving(serve)
    assert transport.request("GET", "/a", 10 * GUARD).failure is Failure.LOST
    server.join()
    assert ended == [b""]


@pytest.mark.parametrize("http_status", [403, 418, 429, 503])
def test_a_refusal_is_known_from_its_head_on(serving: Serving, http_status: int) -> None:
    def serve(client: Client, _number: int) -> None:
        client.request()
        client.send(b"HTTP/1.1 %d No\r\nRetry-After: 7\r\nContent-Length: 1000\r\n\r\n" % http_status)
        client.wait_until_closed()

    transport, _server = serving(serve)
    response = next(filter(attrgetter("http_status"), (transport.request("GET", "/a", time) for time in PATIENCE)))
    assert (response.http_status, response.failure) == (http_status, Failure.LOST)
    assert response.retry_after() == 7


def test_without_time_nothing_is_sent(serving: Serving) -> None:
    transport, server = serving(lambda client, _number: echo(client))
    response = transport.request("GET", "/a", 0.0)
    assert response.failure is Failure.NOT_SENT
    assert not response.sent
    assert server.connections == 0


# Before anything is sent


@pytest.fixture
def slow_resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Names are resolved once the event is set; at the end of the test all that waited for it has ended."""
    go_on = threading.Event()
    resolve = socket.getaddrinfo

    def getaddrinfo(*arguments: Any, **options: Any) -> Any:
        assert go_on.wait(GUARD)
        return resolve(*arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield go_on
    go_on.set()
    _join_resolving()


def _join_resolving() -> None:
    for thread in threading.enumerate():
        if thread.name == "resolving":
            thread.join(GUARD)


def test_a_name_that_is_not_resolved_ends_in_time(serving: Serving, slow_resolver: threading.Event) -> None:
    transport, server = serving(lambda client, _number: echo(client))
    response = transport.request("GET", "/a", SHORT)
    assert (response.failure, response.note) == (Failure.NOT_SENT, "the name could not be resolved in time")
    slow_resolver.set()
    _join_resolving()
    assert server.connections == 0, "what comes too late is of no use"
    assert transport.request("GET", "/b", GUARD).body == b"/b"


@pytest.mark.parametrize("slow", [True, False])
def test_a_tls_handshake_without_an_end_ends_in_time(slow: bool) -> None:
    ended = threading.Event()

    def serve(client: Client, _number: int) -> None:
        try:
            if slow:  # a record of the handshake, as long as one may be, at a byte every 20 ms
                client.send(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
                for _time in range(16384):
                    client.send(b"\0")
                    threading.Event().wait(0.02)
                pytest.fail("nobody ended it")
            client.wait_until_closed()
        finally:
            ended.set()

    with RawServer(serve) as server:
        transport = Transport(server.url.replace("http:", "https:"), {})
        notes = (transport.request("GET", "/a", time).note for time in PATIENCE)
        assert "the TLS handshake was not completed in time" in notes
        assert ended.wait(GUARD)


def test_an_answer_in_time_is_not_cut_off(serving: Serving, clock: MovedClock) -> None:
    def serve(client: Client, _number: int) -> None:
        client.request()
        for byte in http(b"[]"):
            clock.move(0.1)
            client.send(bytes([byte]))

    transport, _server = serving(serve)
    assert transport.request("GET", "/a", 10 * GUARD).body == b"[]"
