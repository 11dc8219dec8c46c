# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent: exactly what was asked for, in one piece, and nothing else."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure
from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.plugins.module_utils._http.version import VERSION
from ansible_collections.marketops.binance.tests.exchange.certificates import make_certificates
from ansible_collections.marketops.binance.tests.support.hostile import http
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client, RawServer, echo

from .conftest import Serving, tls_context

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
    (head,) = heads
    lines = head.split("\r\n")
    assert lines[:2] == expected[:2]
    assert sorted(lines) == sorted(expected)


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
        ("https://127.0.0.1", "127.0.0.1"),
        ("https://127.0.0.1:443", "127.0.0.1"),
        ("https://127.0.0.1:4443", "127.0.0.1:4443"),
        ("http://localhost:80", "localhost"),
        ("http://localhost:443", "localhost:443"),
        ("http://[::1]:8080", "[::1]:8080"),
        ("http://[::1]", "[::1]"),
    ],
)
def test_the_host_is_named_without_a_port_that_goes_without_saying(
    url: str, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heads: list[str] = []

    def serve(client: Client, _number: int) -> None:
        heads.append(client.request())
        client.send(http(b"{}"))

    files = make_certificates(tmp_path)
    with RawServer(serve, tls_context(files) if url.startswith("https:") else None) as server:
        found = [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", ("127.0.0.1", server.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments: found)
        assert Transport(url, {}, str(files.ca)).request("GET", "/", GUARD).failure is None
    (head,) = heads
    assert f"\r\nHost: {host}\r\n" in f"{head}\r\n"


@pytest.mark.parametrize("target", ["/a?b=%c3%a4", '/a?b={"c"}', "//a", "/a/../b", "/a#b", "/a?b=|^`"])
def test_a_target_is_not_made_better(serving: Serving, target: str) -> None:
    """The signature holds for each of its characters."""
    transport, _server = serving(lambda client, _number: echo(client))
    assert transport.request("GET", target, GUARD).body == target.encode()


def test_no_library_gets_to_know_a_target(serving: Serving, caplog: pytest.LogCaptureFixture) -> None:
    """What they don't know they can't log, and can't put into the texts of exceptions."""
    caplog.set_level("DEBUG")
    transport, _server = serving(lambda client, _number: echo(client))
    assert transport.request("GET", TARGET, GUARD).body == TARGET.encode()
    assert [record.name for record in caplog.records if record.name.startswith("urllib3")], "they do log"
    assert "signature" not in caplog.text
