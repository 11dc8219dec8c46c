# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Interim answers (1xx) are never the answer, and never shift the answers that follow."""

from __future__ import annotations

import itertools
import threading

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure
from ansible_collections.marketops.binance.tests.support.hostile import http
from ansible_collections.marketops.binance.tests.support.moved_clock import MovedClock
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client, echo, target_of

from .conftest import Serving

INTERIM = {
    "100": b"HTTP/1.1 100 Continue\r\n\r\n",
    "102": b"HTTP/1.1 102 Processing\r\n\r\n",
    "103": b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\nContent-Length: 7\r\n\r\n",
    "199": b"HTTP/1.1 199\r\n\r\n",
    "several": b"HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n" * 5 + b"HTTP/1.1 100 Continue\r\n\r\n",
}


@pytest.mark.parametrize("name", INTERIM)
@pytest.mark.parametrize("later", [False, True])
def test_every_answer_belongs_to_its_request(serving: Serving, name: str, later: bool) -> None:
    def serve(client: Client, _number: int) -> None:
        while True:
            target = target_of(client.request())
            client.send(INTERIM[name])
            if later:
                threading.Event().wait(0.05)
            client.send(http(target))

    transport, server = serving(serve)
    for number in range(5):
        response = transport.request("DELETE", f"/order?{number}", GUARD)
        assert (response.http_status, response.body, response.failure) == (200, b"/order?%d" % number, None)
    assert server.connections == 1


def test_an_interim_answer_in_pieces_is_read_past(serving: Serving) -> None:
    def serve(client: Client, _number: int) -> None:
        target = target_of(client.request())
        for byte in INTERIM["103"]:
            client.send(bytes([byte]))
        client.send(http(target))

    transport, _server = serving(serve)
    assert transport.request("GET", "/a", GUARD).body == b"/a"


def test_an_answer_that_comes_too_late_after_one_is_nobody_elses(serving: Serving, clock: MovedClock) -> None:
    answered = threading.Event()

    def serve(client: Client, number: int) -> None:
        if number == 0:
            target = target_of(client.request())
            clock.move(2 * GUARD)
            client.send(INTERIM["103"])
            try:
                client.wait_until_closed()
                client.send(http(target))
            finally:
                answered.set()
        echo(client)

    transport, server = serving(serve)
    first = transport.request("DELETE", "/first", GUARD)
    assert (first.http_status, first.failure) == (None, Failure.LOST)
    answered.wait(GUARD)
    assert transport.request("GET", "/second", GUARD).body == b"/second"
    assert server.connections == 2


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n" + http(b"/first"),
        INTERIM["103"] + b"content" + http(b"/first"),
        INTERIM["103"] + b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
    ],
    ids=["101", "103 with a body", "103, then 101"],
)
def test_what_only_looks_like_one_ends_the_connection(serving: Serving, answer: bytes) -> None:
    def serve(client: Client, number: int) -> None:
        if number == 0:
            client.request()
            client.send(answer)
            client.wait_until_closed()
        echo(client)

    transport, server = serving(serve)
    assert transport.request("GET", "/first", GUARD).failure is Failure.LOST
    assert transport.request("GET", "/second", GUARD).body == b"/second"
    assert server.connections == 2


@pytest.mark.parametrize("name", INTERIM)
def test_they_come_to_an_end_of_their_own(serving: Serving, name: str) -> None:
    def serve(client: Client, _number: int) -> None:
        client.request()
        for interim in itertools.repeat(INTERIM[name]):
            client.send(interim)

    transport, _server = serving(serve)
    response = transport.request("GET", "/a", GUARD)
    assert response.failure is Failure.LOST
    assert "headers" in response.note, "not for the time: it is not moved"
