# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The environment's proxy: used for https alone, and what goes wrong with it is reported without its URL."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure, Response
from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.tests.exchange.certificates import (
    EXPIRED,
    GOOD,
    WRONG_HOST,
    Files,
    make_certificates,
)
from ansible_collections.marketops.binance.tests.support.moved_clock import MovedClock
from ansible_collections.marketops.binance.tests.support.proxy import Proxy
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client, RawServer, echo

from .conftest import PATIENCE, tls_context

LOGIN = "operator:geheimnis"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def server(files: Files) -> Iterator[RawServer]:
    def serve(client: Client, _number: int) -> None:
        while True:
            echo(client)

    with RawServer(serve, tls_context(files)) as server:
        yield server


def ask(
    server: RawServer, files: Files, proxy_url: str, monkeypatch: pytest.MonkeyPatch, timeout: float = GUARD
) -> Response:
    """The response to the second of two requests through a proxy."""
    monkeypatch.setenv("https_proxy", proxy_url)
    transport = Transport(server.url, {}, str(files.ca))
    transport.request("GET", "/first", timeout)
    response = transport.request("GET", "/second", timeout)
    transport.close()
    assert "geheimnis" not in response.note
    assert "operator" not in response.note
    return response


@pytest.mark.parametrize("interim", [b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 3])
def test_requests_go_through_a_tunnel(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch, interim: bytes
) -> None:
    with Proxy(interim=interim) as proxy:
        response = ask(server, files, f"http://{LOGIN}@{proxy.address}", monkeypatch)
    assert response.body == b"/second"
    (head,) = proxy.heads
    request, *headers = head.decode().removesuffix("\r\n\r\n").split("\r\n")
    assert request.rpartition(".")[0] == f"CONNECT 127.0.0.1:{server.port} HTTP/1"
    # Whether there is a Host depends on the version of HTTP, and that on the version of Python.
    assert {header for header in headers if not header.startswith("Host: ")} == {
        f"Proxy-Authorization: Basic {base64.b64encode(LOGIN.encode()).decode()}"
    }


def test_a_proxy_without_a_scheme_is_one_for_http(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy() as proxy:
        assert ask(server, files, f"{LOGIN}@{proxy.address}", monkeypatch).body == b"/second"
    assert len(proxy.heads) == 1


def test_a_proxy_can_speak_tls(server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy(tls=tls_context(files)) as proxy:
        assert ask(server, files, f"https://{LOGIN}@{proxy.address}", monkeypatch).body == b"/second"
    assert len(proxy.heads) == 2, "such a connection is used for one request only"


@pytest.mark.parametrize("kind", [GOOD, EXPIRED, WRONG_HOST])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_proxy_that_is_not_trusted_is_reported(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str, name: str
) -> None:
    other = make_certificates(tmp_path, kind)
    if kind != GOOD:  # only because of the authority
        both = tmp_path / "both.pem"
        both.write_bytes(files.ca.read_bytes() + other.ca.read_bytes())
        files = files._replace(ca=both)
    with Proxy(tls=tls_context(other)) as proxy:
        url = f"https://{LOGIN}@{proxy.address}".replace("127.0.0.1", name)
        response = ask(server, files, url, monkeypatch)
    assert response.failure is Failure.UNTRUSTED
    assert response.note.startswith("the proxy's certificate is not trusted")
    assert proxy.heads == []


def test_http_never_goes_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy() as proxy, RawServer(lambda client, _number: echo(client)) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://{proxy.address}")
        assert Transport(server.url, {}).request("GET", "/a", GUARD).body == b"/a"
    assert proxy.heads == []


NO_PROXY = "what answers at the address of the proxy is not an HTTP proxy"
ANSWERS = {
    "407": (
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
        "the proxy asks for a user name and a password, or does not accept those in the proxy URL (HTTP 407)",
    ),
    "403": (b"HTTP/1.1 403 Forbidden\r\n\r\n", "the proxy does not allow connections to this host (HTTP 403)"),
    "502": (b"HTTP/1.1 502 Bad Gateway\r\n\r\n", "the proxy could not reach the host (HTTP 502)"),
    "504": (b"HTTP/1.1 504 Gateway Timeout\r\n\r\n", "the proxy did not reach the host in time (HTTP 504)"),
    "302": (b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n", "the proxy refused to connect to the host (HTTP 302)"),
    "103, 407": (
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 407 No\r\n\r\n",
        "the proxy asks for a user name and a password, or does not accept those in the proxy URL (HTTP 407)",
    ),
    "101": (
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        NO_PROXY,
    ),
    "SSH": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", NO_PROXY),
    "something after 200": (
        b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        NO_PROXY,
    ),
    "nothing": (b"", "the proxy closed the connection without an answer"),
    "no end": (b"HTTP/1.1 200 OK\r\nX: y\r\n", "the proxy closed the connection without an answer"),
    "closed after 200": (
        b"HTTP/1.1 200 OK\r\n\r\n",
        "the TLS handshake failed (through the proxy of this host's environment)",
    ),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_proxy_that_makes_no_connection_is_reported(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    refusal, note = ANSWERS[name]
    with Proxy(refusal) as proxy:
        response = ask(server, files, f"http://{LOGIN}@{proxy.address}", monkeypatch)
    assert (response.failure, response.note) == (Failure.NOT_SENT, note)
    assert not response.sent
    assert server.connections == 0


@pytest.mark.parametrize("more", [b"X: y\r\n", b"b", b"\r\n\r\nHTTP/1.1 103 Early Hints\r\nX: y"])
def test_a_proxy_that_never_ends_its_answer_is_reported(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch, clock: MovedClock, more: bytes
) -> None:
    def serve(client: Client, _number: int) -> None:
        client.request()
        client.send(b"HTTP/1.1 103 Early Hints\r\nX: y")
        for _time in range(12):  # the last ones after the deadline
            client.send(more)
            clock.move(GUARD)
        client.wait_until_closed()

    with RawServer(serve) as proxy:
        response = ask(server, files, f"http://{LOGIN}@127.0.0.1:{proxy.port}", monkeypatch, 10 * GUARD)
    assert (response.failure, response.note) == (Failure.NOT_SENT, "the proxy did not answer in time")


def test_tls_within_tls_that_drips_ends_in_time(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A record of the inner TLS that comes byte by byte, each in a record of the outer one."""

    def serve(client: Client, _number: int) -> None:
        client.request()
        client.send(b"HTTP/1.1 200 OK\r\n\r\n")
        client.send(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")
        for _time in range(16384):
            client.send(b"\0")
            threading.Event().wait(0.02)

    with RawServer(serve, tls_context(files)) as proxy:
        url = f"https://{LOGIN}@127.0.0.1:{proxy.port}"
        notes = (ask(server, files, url, monkeypatch, time).note for time in PATIENCE)
        assert "the TLS handshake was not completed in time (through the proxy of this host's environment)" in notes


@pytest.mark.parametrize(
    ("url", "note"),
    [
        (f"http://{LOGIN}@127.0.0.1:port", "can't be read"),
        (f"http://{LOGIN}@[::1", "can't be read"),
        (f"http://{LOGIN}@127.0.0.1:99999999", "can't be read"),
        (f"http://{LOGIN}@", "can't be read|names no host"),
        (f"socks5://{LOGIN}@127.0.0.1:1080", "does not start with http:// or https://"),
        (f"ftp://{LOGIN}@127.0.0.1", "does not start with http:// or https://"),
        (f"http://operator:ge\u00e4heimnis{LOGIN}@127.0.0.1:\u00b2", "can't be read"),
    ],
)
def test_a_proxy_url_that_can_not_be_used_is_reported(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch, url: str, note: str
) -> None:
    response = ask(server, files, url, monkeypatch)
    assert response.failure is Failure.NOT_SENT
    assert response.note.startswith("the proxy URL in this host's environment ")
    assert any(part in response.note for part in note.split("|"))


def test_a_proxy_that_refuses_the_connection_is_reported(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        response = ask(server, files, f"http://{LOGIN}@127.0.0.1:{unused.getsockname()[1]}", monkeypatch)
    assert (response.failure, response.note) == (Failure.NOT_SENT, "the proxy refused the connection")


@pytest.mark.parametrize(
    ("problem", "note"),
    [
        (socket.gaierror(socket.EAI_NONAME, "geheimnis"), "the name of the proxy could not be resolved"),
        (UnicodeError("geheimnis"), "the name of the proxy could not be resolved"),
    ],
)
def test_a_proxy_whose_name_is_not_resolved_is_reported(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch, problem: Exception, note: str
) -> None:
    def getaddrinfo(*_arguments: object) -> None:
        raise problem

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    response = ask(server, files, f"http://{LOGIN}@proxy.invalid:3128", monkeypatch)
    assert (response.failure, response.note) == (Failure.NOT_SENT, note)


def test_a_proxy_is_reached_at_its_second_address(
    server: RawServer, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = socket.getaddrinfo
    with Proxy() as proxy, socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        ports = [unused.getsockname()[1], int(proxy.address.rpartition(":")[2])]
        found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port)) for port in ports]
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda host, *rest: found if host == "proxy.invalid" else resolve(host, *rest)
        )
        assert ask(server, files, "http://proxy.invalid:3128", monkeypatch).body == b"/second"
