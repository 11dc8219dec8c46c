# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A connection is kept only while it is certain that the next answer on it belongs to the next request."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure
from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.tests.exchange.certificates import make_certificates
from ansible_collections.marketops.binance.tests.support.hostile import http
from ansible_collections.marketops.binance.tests.support.moved_clock import MovedClock
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client, RawServer, Serve, echo

from .conftest import Serving, tls_context

OTHER = http(b'{"status": "CANCELLED"}')


def _echo_for_ever(client: Client, _number: int) -> None:
    while True:
        echo(client)


def test_one_connection_serves_many_requests(serving: Serving) -> None:
    transport, server = serving(_echo_for_ever)
    for number in range(20):
        assert transport.request("GET", f"/{number}", GUARD).body == b"/%d" % number
    assert server.connections == 1


def test_each_thread_gets_its_own_answers(serving: Serving) -> None:
    transport, server = serving(_echo_for_ever)

    def ask(thread: int) -> bool:
        targets = [f"/{thread}/{number}" for number in range(50)]
        return all(transport.request("GET", target, GUARD).body == target.encode() for target in targets)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(8)))
    assert server.connections <= 8


SURPLUS = {
    "another answer": OTHER,
    "a part of one": OTHER[:10],
    "an interim answer": b"HTTP/1.1 103 Early Hints\r\n\r\n",
    "a line end": b"\r\n",
    "a byte": b"}",
}


@pytest.mark.parametrize("name", SURPLUS)
@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("tls", [False, True])
def test_what_follows_an_answer_is_no_answer(name: str, together: bool, tls: bool, tmp_path: Path) -> None:
    sent = threading.Event()

    def serve(client: Client, number: int) -> None:
        if number == 0:
            client.request()
            if together:
                client.send(http(b"/first") + SURPLUS[name])
            else:
                client.send(http(b"/first"), SURPLUS[name])
            client.wait_until_delivered()  # an answer that is still in transit could be taken for the next one
            sent.set()
        echo(client)

    _assert_second_has_its_own(serve, sent, tls, tmp_path)


def _assert_second_has_its_own(serve: Serve, ready: threading.Event, tls: bool, tmp_path: Path) -> None:
    """Two requests, the second once the server is ``ready``, get their own answers, on two connections."""
    context, ca_path = None, None
    if tls:
        files = make_certificates(tmp_path)
        context, ca_path = tls_context(files), str(files.ca)
    with RawServer(serve, context) as server:
        transport = Transport(server.url, {}, ca_path)
        assert transport.request("GET", "/first", GUARD).body == b"/first"
        assert ready.wait(GUARD)
        assert transport.request("GET", "/second", GUARD).body == b"/second"
        transport.close()
    assert server.connections == 2


@pytest.mark.parametrize("tls", [False, True])
def test_a_connection_that_the_server_has_closed_is_not_used(tls: bool, tmp_path: Path) -> None:
    closed = threading.Event()

    def serve(client: Client, number: int) -> None:
        echo(client)
        if number == 0:
            client.shut()
            client.wait_until_delivered()
            closed.set()

    _assert_second_has_its_own(serve, closed, tls, tmp_path)


def test_a_connection_that_was_idle_for_long_is_not_used(serving: Serving, clock: MovedClock) -> None:
    transport, server = serving(_echo_for_ever)
    for idle in (0, 25, 35, 25):
        clock.move(idle)
        assert transport.request("GET", "/a", GUARD).failure is None
    assert server.connections == 2


ENDS: dict[str, Callable[[], bytes]] = {
    "it says so": lambda: http(b"/first", b"Connection: close"),
    "it says so among others": lambda: http(b"/first", b"Connection: Foo, Close"),
    "HTTP/1.0": lambda: http(b"/first").replace(b"HTTP/1.1", b"HTTP/1.0"),
    "length and chunks": lambda: (
        b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n6\r\n/first\r\n0\r\n\r\n"
    ),
}


@pytest.mark.parametrize("name", ENDS)
def test_an_answer_can_end_the_connection(serving: Serving, name: str) -> None:
    def serve(client: Client, number: int) -> None:
        if number == 0:
            client.request()
            client.send(ENDS[name]())
            assert client.wait_until_closed() == b""
        echo(client)

    transport, server = serving(serve)
    assert transport.request("GET", "/first", GUARD).body == b"/first"
    assert transport.request("GET", "/second", GUARD).body == b"/second"
    assert server.connections == 2


def test_http_1_0_can_keep_it(serving: Serving) -> None:
    def serve(client: Client, _number: int) -> None:
        while True:
            client.request()
            client.send(http(b"", b"Connection: Keep-Alive").replace(b"HTTP/1.1", b"HTTP/1.0"))

    transport, server = serving(serve)
    assert [transport.request("GET", "/", GUARD).failure for _time in range(3)] == [None] * 3
    assert server.connections == 1


def test_nothing_is_sent_again_when_the_connection_breaks(serving: Serving) -> None:
    requests: list[str] = []

    def serve(client: Client, number: int) -> None:
        if number == 0:
            echo(client)
        requests.append(client.request())

    transport, _server = serving(serve)
    assert transport.request("GET", "/first", GUARD).failure is None
    response = transport.request("DELETE", "/second", GUARD)
    assert response.failure is Failure.LOST
    assert response.sent
    assert [request.split()[:2] for request in requests] == [["DELETE", "/second"]]


def test_after_close_nothing_is_kept(serving: Serving) -> None:
    transport, server = serving(_echo_for_ever)
    transport.request("GET", "/a", GUARD)
    transport.close()
    transport.request("GET", "/b", GUARD)
    transport.request("GET", "/c", GUARD)
    assert server.connections == 3
