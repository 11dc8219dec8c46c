# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path

import pytest
import requests

from ansible_collections.marketops.binance.tests.exchange import Exchange, Remote

from .raw_client import TIME


def ask(exchange: Exchange, ca_path: Path | None) -> int:
    with requests.Session() as session:
        session.trust_env = False
        return session.get(exchange.url + TIME, verify=str(ca_path), timeout=30).status_code


def test_a_good_certificate() -> None:
    with Exchange(tls=True) as exchange:
        assert exchange.url.startswith("https://127.0.0.1:")
        assert ask(exchange, exchange.ca_path) == 200
        assert Remote(exchange.url, str(exchange.ca_path)).journal()[0].operation == "time"
        folder = exchange.ca_path
    assert folder is not None
    assert not folder.exists()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("expired", "certificate has expired"),
        ("not_yet_valid", "certificate is not yet valid"),
        ("self_signed", "self-signed certificate"),
        ("wrong_host", "IP address mismatch"),
    ],
)
def test_bad_certificates(kind: str, reason: str) -> None:
    with Exchange(tls=kind) as exchange:
        context = ssl.create_default_context(cafile=str(exchange.ca_path))
        with (
            socket.create_connection(("127.0.0.1", exchange.port), timeout=30) as plain,
            pytest.raises(ssl.SSLCertVerificationError, match=reason),
        ):
            context.wrap_socket(plain, server_hostname="127.0.0.1")
        assert exchange.journal() == []


def test_a_ca_admits_only_its_own() -> None:
    with Exchange(tls=True) as first, Exchange(tls=True) as second:
        with pytest.raises(requests.exceptions.SSLError):
            ask(first, second.ca_path)
        assert ask(first, first.ca_path) == 200


@pytest.mark.parametrize("name", ["reset", "close", "cut_off_body"])
def test_faults_of_the_line_over_tls(name: str) -> None:
    with Exchange(tls=True) as exchange:
        exchange.arm(name)
        with pytest.raises((requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            ask(exchange, exchange.ca_path)
        assert exchange.journal()[0].fault == name
        assert ask(exchange, exchange.ca_path) == 200


def test_certificates_can_stay(tmp_path: Path) -> None:
    with Exchange(tls=True, certificates=tmp_path) as exchange:
        assert exchange.ca_path == tmp_path / "ca.pem"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ca.pem", "server.key", "server.pem"]
    assert (tmp_path / "server.key").stat().st_mode & 0o077 == 0


def test_only_loopback() -> None:
    for host in ("0.0.0.0", "192.0.2.1", "::"):
        with pytest.raises(ValueError, match="no loopback address"):
            Exchange(host=host)


def test_a_stopped_exchange_knows_what_it_knew_and_comes_back() -> None:
    exchange = Exchange()
    exchange.start()
    key, port = exchange.seed(), exchange.port
    exchange.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=30)
    exchange.start()
    try:
        assert exchange.port == port
        assert Remote(exchange.url).truth(key).open
    finally:
        exchange.stop()


def test_a_taken_port() -> None:
    with Exchange() as exchange, pytest.raises(OSError, match="in use"):
        Exchange(exchange.port).start()


def test_stopping_ends_a_held_line() -> None:
    with Exchange() as exchange:
        exchange.arm("timeout")
        line = socket.create_connection(("127.0.0.1", exchange.port), timeout=30)
        line.sendall(b"GET /eapi/v1/time HTTP/1.1\r\nHost: localhost\r\n\r\n")
        while not exchange.journal():
            time.sleep(0.001)
    with line:
        assert line.recv(10) == b""


def test_settings_of_the_limits_are_arguments() -> None:
    with Exchange(weight_limit=1, window_s=10) as exchange:
        assert exchange.limits.settings.weight_limit == 1
    with pytest.raises(ValueError, match="no setting colour"):
        Exchange(colour="red")
