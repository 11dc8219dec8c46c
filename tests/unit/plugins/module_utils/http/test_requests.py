# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent: exactly what was asked for, in one piece, and nothing else."""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure
from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.plugins.module_utils._http.version import VERSION
from ansible_collections.marketops.binance.tests.support.hostile import http
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client, RawServer

TARGET = "/eapi/v1/block/order/create?b=%2F%20%C3%A4&a=~!*'()&a=&signature=" + "a" * 64


@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "PUT"])
def test_a_request_is_sent_as_it_is(method: str) -> None:
    heads: list[str] = []

    def serve(client: Client, _number: int) -> None:
        heads.append(client.request())
        client.send(http(b"{}"))
        assert client.wait_until_closed() == b"", "there is no body"

    with RawServer(serve) as server:
        transport = Transport(server.url, {"X-MBX-APIKEY": "some-key"})
        assert transport.request(method, TARGET, GUARD).failure is None
        transport.close()
    expected = [
        f"{method} {TARGET} HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        f"User-Agent: marketops.binance/{VERSION}",
        "Accept: application/json",
        "Accept-Encoding: identity",
        "X-MBX-APIKEY: some-key",
        *(["Content-Length: 0"] if method in ("POST", "PUT") else []),
    ]
    assert heads == ["\r\n".join(expected)]


@pytest.mark.parametrize("target", ["/a b", "/a\r\nX: y", "/a\n", "/\x7f", "/ä", "a", "", "http://127.0.0.1/"])
def test_a_target_that_would_change_the_request_is_not_sent(target: str) -> None:
    with RawServer(lambda _client, _number: None) as server:
        response = Transport(server.url, {}).request("GET", target, GUARD)
    assert response.failure is Failure.NOT_SENT
    assert not response.sent
    assert server.connections == 0


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://eapi.binance.com", "eapi.binance.com"),
        ("https://eapi.binance.com:443", "eapi.binance.com"),
        ("https://eapi.binance.com:4443", "eapi.binance.com:4443"),
        ("http://localhost:80", "localhost"),
        ("http://localhost:443", "localhost:443"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("http://[::1]", "[::1]"),
    ],
)
def test_the_host_is_named_without_a_port_that_goes_without_saying(url: str, host: str) -> None:
    assert f"\r\nHost: {host}\r\n".encode() in Transport(url, {})._compose("GET", "/")
