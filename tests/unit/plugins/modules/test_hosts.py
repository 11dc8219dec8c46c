# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which host gets requests: only that of ``api_url``, if its certificate is trusted."""

from __future__ import annotations

import base64
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange import request_gate
from ansible_collections.marketops.binance.tests.exchange.certificates import GOOD, KINDS, make_certificates
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.proxy import Proxy
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import Run, outcomes

PROXY_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXY_VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give up soon an exchange that can't be reached at all."""
    monkeypatch.setattr(request_gate, "_FIRST_CONTACT", 1.0)


@pytest.fixture(scope="module")
def running_tls_exchange() -> Iterator[Exchange]:
    with Exchange(tls=True) as exchange:
        yield exchange


@pytest.fixture
def tls_exchange(running_tls_exchange: Exchange) -> Exchange:
    running_tls_exchange.reset()
    return running_tls_exchange


def to(exchange: Exchange, **options: Any) -> dict[str, Any]:
    """Options for an exchange that speaks TLS."""
    return {"api_url": exchange.url, "ca_path": str(exchange.ca_path), "max_wait": 1, **options}


# Redirects


@pytest.mark.sampled(3)
@pytest.mark.parametrize("operation", ["query", "cancel", "listing", "trades"])
@pytest.mark.parametrize("http_status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["path", "itself", "other"])
def test_redirects_are_reported_and_not_followed(
    exchange: Exchange, tls_exchange: Exchange, run: Run, operation: str, http_status: int, target: str
) -> None:
    keys = exchange.seed_many(1 if operation == "query" else 2)
    heard = tls_exchange.connections_opened
    path = "/eapi/v1/block/order/create"
    location = {"path": path, "itself": exchange.url + path, "other": tls_exchange.url + path}[target]
    exchange.arm("redirect", operation, location=location, http_status=http_status)
    returned = run(block_order_matching_key=keys, concurrency=1)
    assert f"redirect (HTTP {http_status})" in str([returned["msg"], returned["warnings"]])
    assert exchange.journal()[-1].operation == operation, "nothing is sent after it"
    assert tls_exchange.connections_opened == heard
    for key, outcome in outcomes(returned).items():
        assert (outcome == "cancelled") != exchange.truth(key).open


# Certificates


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != GOOD])
@pytest.mark.parametrize("through_proxy", [False, True])
def test_a_certificate_that_is_not_right_is_refused(
    run: Run, monkeypatch: pytest.MonkeyPatch, kind: str, through_proxy: bool
) -> None:
    with Exchange(tls=kind) as exchange, Proxy() as proxy:
        if through_proxy:
            monkeypatch.setenv("https_proxy", f"http://{proxy.address}")
        key = exchange.seed()
        returned = run(**to(exchange, block_order_matching_key=key))
        _assert_untrusted(exchange, returned)
        assert {
            "expired": "expired",
            "not_yet_valid": "not yet valid",
            "self_signed": "self-signed",
            "wrong_host": "not valid for '127.0.0.1'",
        }[kind] in returned["msg"]
        assert bool(proxy.heads) == through_proxy


def test_an_authority_that_nobody_named_is_refused(tls_exchange: Exchange, run: Run) -> None:
    _assert_untrusted(tls_exchange, run(**to(tls_exchange, all_open=True, ca_path=None)))


def test_ca_path_admits_exactly_its_own(
    tls_exchange: Exchange, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    foreign = make_certificates(tmp_path).ca
    # Variables by which curl and others would let it in.
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(tls_exchange.ca_path))
    key = tls_exchange.seed()
    _assert_untrusted(tls_exchange, run(**to(tls_exchange, block_order_matching_key=key, ca_path=str(foreign))))
    monkeypatch.undo()
    assert outcomes(run(**to(tls_exchange, block_order_matching_key=key))) == {key: "cancelled"}


@pytest.mark.parametrize(
    "variables", [["BINANCE_CA_PATH"], ["REQUESTS_CA_BUNDLE"], ["BINANCE_CA_PATH", "REQUESTS_CA_BUNDLE"]]
)
def test_ca_path_comes_from_the_environment_too(
    tls_exchange: Exchange, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variables: list[str]
) -> None:
    foreign = make_certificates(tmp_path).ca
    for name, path in zip(variables, (tls_exchange.ca_path, foreign), strict=False):
        monkeypatch.setenv(name, str(path))
    key = tls_exchange.seed()
    assert outcomes(run(**to(tls_exchange, block_order_matching_key=key, ca_path=None))) == {key: "cancelled"}


def test_an_empty_variable_names_no_authority(exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "")
    assert not run(all_open=True)["failed"]


def test_a_variable_with_a_wrong_path_is_named(
    exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "no-such-file"))
    returned = run(all_open=True)
    assert f"ca_path '{tmp_path / 'no-such-file'}'" in returned["msg"]
    assert "REQUESTS_CA_BUNDLE in the environment" in returned["msg"]
    assert exchange.journal() == []


def test_the_certificate_holds_for_the_name_too(tls_exchange: Exchange, run: Run) -> None:
    url = tls_exchange.url.replace("127.0.0.1", "localhost")
    assert not run(**to(tls_exchange, all_open=True, api_url=url))["failed"]


@pytest.mark.usefixtures("impatient")
def test_plain_http_where_tls_is_expected_is_reported(exchange: Exchange, run: Run) -> None:
    returned = run(all_open=True, api_url=exchange.url.replace("http:", "https:"))
    assert "the TLS handshake failed" in returned["msg"]
    assert exchange.journal() == []


@pytest.mark.usefixtures("impatient")
def test_a_try_cut_short_does_not_hide_what_stopped_the_one_before(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse_once() -> None:
            connection, _address = server.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        thread = threading.Thread(target=refuse_once, daemon=True)
        thread.start()
        # All that come later wait for the handshake until their time is over.
        returned = run(all_open=True, api_url=f"https://127.0.0.1:{server.getsockname()[1]}")
        thread.join()
    assert "the TLS handshake failed" in returned["msg"]
    assert "in time" not in returned["msg"]


def _assert_untrusted(exchange: Exchange, returned: dict[str, Any]) -> None:
    assert returned["failed"]
    assert "The request was not sent: the certificate is not trusted" in returned["msg"]
    assert "ca_path" in returned["msg"]
    assert exchange.journal() == []
    assert returned["requests"]["sent"] == 0
    assert "Traceback" not in str(returned)


# Addresses


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The hosts that were looked up, which comes before every connection. None is found."""
    hosts: list[Any] = []

    def getaddrinfo(host: Any, *_arguments: Any, **_options: Any) -> Any:
        hosts.append(host)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return hosts


@pytest.mark.parametrize(
    "host",
    [
        "eapi.binance.com",
        "0.0.0.0",
        "10.0.0.1",
        "[::]",
        "[fe80::1]",
        "127.1",
        "2130706433",
        "0x7f000001",
        "127.0.0.1.example.org",
        "localhost.example.org",
        "notlocalhost",
        "xn--lcalhost-54a",
        "127.0.0.1%2eexample.org",
        "127.0.0.1\\@example.org",
        "127.0.0.1\t.example.org",
    ],
)
def test_plain_http_to_another_host_is_refused_before_anything_is_sent(
    run: Run, resolved: list[Any], host: str
) -> None:
    returned = run(all_open=True, api_url=f"http://{host}:8080", max_wait=1)
    assert returned["failed"]
    assert returned["msg"].startswith("api_url ")
    assert resolved == []


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://[::1]:1", "http://localhost:1", "https://10.0.0.1:1"])
@pytest.mark.usefixtures("impatient")
def test_other_addresses_are_tried(run: Run, resolved: list[Any], url: str) -> None:
    run(all_open=True, api_url=url, max_wait=1)
    assert resolved, "the test above can tell"


@pytest.mark.parametrize(
    "url",
    [
        "https://operator:geheimnis@127.0.0.1",
        "https://geheimnis@127.0.0.1",
        "https://:geheimnis@127.0.0.1",
        "http://operator:geheimnis@127.0.0.1",
        "http://operator:geheimnis@example.org",
        "https://operator:geheimnis@127.0.0.1/path?query",
        "https://operator:geheimnis@127.0.0.1:port",
        "https://operator:geheimnis@[::1",
        "https://operator:geheimnis@",
        "https://operator:geheimnis@other@127.0.0.1",
        "https://operator:ge/geheimnis@127.0.0.1",
        "https://operator:ge#geheimnis@127.0.0.1",
        "https:operator:geheimnis@127.0.0.1",
        "operator:geheimnis@127.0.0.1",
        "//operator:geheimnis@127.0.0.1",
        "ftp://operator:geheimnis@127.0.0.1",
    ],
)
@pytest.mark.parametrize("given", ["option", "environment"])
def test_user_information_in_api_url_is_refused_and_never_shown(
    run: Run, resolved: list[Any], monkeypatch: pytest.MonkeyPatch, url: str, given: str
) -> None:
    if given == "environment":
        monkeypatch.setenv("BINANCE_API_URL", url)
    returned = run(all_open=True, api_url=url if given == "option" else None)
    assert returned["failed"]
    assert returned["msg"].startswith("api_url ")
    assert "geheimnis" not in str(returned)
    assert resolved == []


# .netrc


def test_netrc_is_not_used(exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login operator password geheimnis\ndefault login operator password geheimnis\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    key = exchange.seed()
    assert outcomes(run(block_order_matching_key=key)) == {key: "cancelled"}
    names = {name.lower() for entry in exchange.journal() for name in entry.header_names}
    assert names == {"host", "user-agent", "accept", "accept-encoding", "x-mbx-apikey"}


# Proxies


@pytest.mark.parametrize("variable", ["https_proxy", "HTTPS_PROXY", "all_proxy"])
def test_the_environments_proxy_is_used_for_https_and_sees_nothing(
    tls_exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    keys = tls_exchange.seed_many(3)
    with Proxy() as proxy:
        monkeypatch.setenv(variable, f"http://operator:geheimnis@{proxy.address}")
        returned = run(**to(tls_exchange, block_order_matching_key=keys, max_wait=20))
    assert outcomes(returned) == dict.fromkeys(keys, "cancelled")
    assert "geheimnis" not in str(returned)
    journal = tls_exchange.journal()
    assert len(proxy.heads) == len({entry.connection for entry in journal}), "every connection goes through it"
    for head in proxy.heads:
        names = {line.split(b":")[0].lower() for line in head.splitlines()[1:] if line}
        assert head.startswith(f"CONNECT 127.0.0.1:{tls_exchange.port} HTTP/1.".encode())
        assert names <= {b"host", b"proxy-authorization"}
        assert base64.b64encode(b"operator:geheimnis") in head
    hidden = {*DESK.values(), *keys, "X-MBX-APIKEY", "blockOrderMatchingKey", "timestamp", "eapi"}
    hidden |= {entry.signature for entry in journal if entry.signature}
    assert len(hidden) > len(journal)
    for text in hidden:
        assert text.encode() not in proxy.seen
        assert quote(text, safe="").encode() not in proxy.seen


def test_no_proxy_is_ever_used_for_http(exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    key = exchange.seed()
    with Proxy() as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://{proxy.address}")
        assert outcomes(run(block_order_matching_key=key)) == {key: "cancelled"}
    assert proxy.heads == []


@pytest.mark.parametrize("variable", ["no_proxy", "NO_PROXY"])
@pytest.mark.parametrize("value", ["127.0.0.1", "*", "example.org, 127.0.0.0/8"])
def test_no_proxy_is_respected(
    tls_exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    with Proxy() as proxy:
        monkeypatch.setenv("https_proxy", f"http://{proxy.address}")
        monkeypatch.setenv(variable, value)
        assert not run(**to(tls_exchange, all_open=True))["failed"]
    assert proxy.heads == []


@pytest.mark.parametrize(
    "refusal",
    [
        b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
        b"",
        b"HTTP/1.1 200 Connection established\r\n\r\n",
    ],
    ids=["407", "403", "502", "closed", "closed after 200"],
)
@pytest.mark.usefixtures("impatient")
def test_a_proxy_that_refuses_is_reported(
    tls_exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch, refusal: bytes
) -> None:
    key = tls_exchange.seed()
    with Proxy(refusal) as proxy:
        monkeypatch.setenv("https_proxy", f"http://operator:geheimnis@{proxy.address}")
        returned = run(**to(tls_exchange, block_order_matching_key=key))
    assert outcomes(returned) == {key: "not_attempted"}
    assert "proxy" in returned["msg"].split("Check ")[0], returned["msg"]
    assert "geheimnis" not in str(returned)
    assert "Traceback" not in str(returned)
    assert returned["requests"]["sent"] == 0


@pytest.mark.usefixtures("impatient")
def test_a_proxy_that_is_not_there_is_reported(
    tls_exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{unused.getsockname()[1]}")
        returned = run(**to(tls_exchange, all_open=True))
    assert "the proxy refused the connection" in returned["msg"]
