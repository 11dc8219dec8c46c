# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A host with several addresses: the first that answers is used, soon enough for the request."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http import addresses
from ansible_collections.marketops.binance.plugins.module_utils._http.deadline import Deadline, TimeUp
from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure
from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client, RawServer, echo
from ansible_collections.marketops.binance.tests.support.simulated_network import Network, SimulatedDeadline

from .conftest import PATIENCE

V4, V6 = socket.AF_INET, socket.AF_INET6


def _address(family: int, host: str, port: int = 443) -> Any:
    return (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (host, port) if family == V4 else (host, port, 0, 0))


# In simulated time


@pytest.mark.parametrize("request_timeout", [1.0, 2.0, 10.0, 600.0])
@pytest.mark.parametrize("latency", [0.001, 0.1, 0.25])
def test_a_silent_address_leaves_time_for_the_request(
    monkeypatch: pytest.MonkeyPatch, request_timeout: float, latency: float
) -> None:
    network = Network({"::1": None, "127.0.0.1": latency}, monkeypatch)
    found = [_address(V6, "::1"), _address(V4, "127.0.0.1")]
    sock, address = addresses.connect_first(found, SimulatedDeadline(network, request_timeout))
    with sock:
        assert address == found[1]
    assert network.now <= 0.25 + latency, "the first one is not waited for longer than that"
    assert network.now + 2 * latency < request_timeout, "there is time for the TLS handshake and the answer"
    assert network.sockets["::1"].fileno() == -1, "the other one is closed"


def test_an_address_that_answers_has_a_head_start(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network({"::1": 0.2, "127.0.0.1": 0.01}, monkeypatch)
    found = [_address(V6, "::1"), _address(V4, "127.0.0.1")]
    sock, address = addresses.connect_first(found, SimulatedDeadline(network, 10))
    sock.close()
    assert address == found[0]
    assert list(network.started) == ["::1"], "no other one is bothered"


def test_the_first_success_wins_though_the_address_was_tried_earlier(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network({"a": 0.6, "b": 0.1, "c": 0.1}, monkeypatch)
    found = [_address(V4, host) for host in "abc"]
    sock, address = addresses.connect_first(found, SimulatedDeadline(network, 10))
    sock.close()
    assert address == found[1]
    assert network.started == {"a": 0.0, "b": 0.25}


def test_of_two_successes_at_once_one_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network({"a": 0.5, "b": 0.25}, monkeypatch)
    sock, address = addresses.connect_first([_address(V4, host) for host in "ab"], SimulatedDeadline(network, 10))
    with sock:
        assert address[4][0] in ("a", "b")
        assert [other.fileno() for other in network.sockets.values()] == [-1, -1], "what is returned is the only one"


def test_after_a_refusal_the_next_is_tried_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network({"a": -0.01, "b": -0.01, "c": 0.01}, monkeypatch)
    sock, address = addresses.connect_first([_address(V4, host) for host in "abc"], SimulatedDeadline(network, 10))
    sock.close()
    assert address[4][0] == "c"
    assert network.now == pytest.approx(0.03)


def test_a_refusal_counts_beside_one_that_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network({"a": None, "b": -0.01, "c": 0.01}, monkeypatch)
    sock, address = addresses.connect_first([_address(V4, host) for host in "abc"], SimulatedDeadline(network, 10))
    sock.close()
    assert address[4][0] == "c"
    assert network.now == pytest.approx(0.25 + 0.02)


def test_if_all_refuse_the_first_refusal_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network({"a": -0.01, "b": -0.01}, monkeypatch)
    with pytest.raises(ConnectionRefusedError):
        addresses.connect_first([_address(V4, host) for host in "ab"], SimulatedDeadline(network, 10))
    assert {sock.fileno() for sock in network.sockets.values()} == {-1}


def test_if_none_answers_the_time_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network(dict.fromkeys("abc"), monkeypatch)
    with pytest.raises(TimeUp):
        addresses.connect_first([_address(V4, host) for host in "abc"], SimulatedDeadline(network, 3))
    assert list(network.started) == list("abc")
    assert network.now == 3
    assert {sock.fileno() for sock in network.sockets.values()} == {-1}


def test_families_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        _address(V6, "::1"),
        _address(V6, "::2"),
        _address(V6, "::3"),
        _address(V4, "1.1.1.1"),
        _address(V4, "2.2.2.2"),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments: found)
    assert [address[4][0] for address in addresses.resolve("host", 443, Deadline(GUARD))] == [
        "::1",
        "1.1.1.1",
        "::2",
        "2.2.2.2",
        "::3",
    ]


# With sockets


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that accepts no connection and refuses none: its queue is full."""
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.2", 0))
        listener.listen(0)
        for _time in range(8):
            filler = stack.enter_context(socket.socket())
            filler.setblocking(False)
            filler.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What every name is resolved to."""
    found: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments: list(found))
    return found


def _answer_once(client: Client, _number: int) -> None:
    echo(client)
    client.shut()


def test_requests_reach_the_address_that_answers(silent: int, resolved: list[Any]) -> None:
    with RawServer(_answer_once) as server:
        resolved += [_address(V4, "127.0.0.2", silent), _address(V4, "127.0.0.1", server.port)]
        transport = Transport("http://localhost:1", {})
        for number in range(2):
            assert transport.request("GET", f"/{number}", GUARD).body == b"/%d" % number
            server.join()
    assert server.connections == 2


def test_the_address_that_answered_comes_first_from_then_on(
    silent: int, resolved: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    start = addresses._start

    def watched(address: Any) -> socket.socket:
        started.append(address[4][1])
        return start(address)

    monkeypatch.setattr(addresses, "_start", watched)
    with RawServer(_answer_once) as server:
        resolved += [_address(V4, "127.0.0.2", silent), _address(V4, "127.0.0.1", server.port)]
        transport = Transport("http://localhost:1", {})
        for _time in range(3):
            assert transport.request("GET", "/", GUARD).failure is None
            server.join()
    assert started == [silent, server.port, server.port, server.port]


def test_if_only_silent_ones_are_there_nothing_is_sent(silent: int, resolved: list[Any]) -> None:
    resolved += itertools.repeat(_address(V4, "127.0.0.2", silent), 2)
    transport = Transport("http://localhost:1", {})
    responses = [transport.request("GET", "/", time) for time in PATIENCE[:3]]
    assert {response.failure for response in responses} == {Failure.NOT_SENT}
    assert "the connection was not made in time" in [response.note for response in responses]


def test_a_refused_connection_is_reported(resolved: list[Any]) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        resolved += [_address(V4, *unused.getsockname())]
        response = Transport("http://localhost:1", {}).request("GET", "/", GUARD)
    assert (response.failure, response.note) == (Failure.NOT_SENT, "the connection was refused")
