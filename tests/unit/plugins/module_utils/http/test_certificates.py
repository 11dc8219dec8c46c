# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which certificates TLS trusts, and the message if it does not."""

from __future__ import annotations

import hashlib
import re
import ssl
from pathlib import Path

import pytest
from cryptography import x509

from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure
from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.tests.exchange.certificates import GOOD, KINDS, make_certificates
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client, RawServer, echo

from .conftest import tls_context

REASONS = {
    "expired": "certificate has expired",
    "not_yet_valid": "certificate is not yet valid",
    "self_signed": "self[- ]signed certificate",
    "wrong_host": "certificate is not valid for ('127.0.0.1'|this host)",
}


def _serve(client: Client, _number: int) -> None:
    while True:
        echo(client)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_good_certificate_is_trusted(tmp_path: Path, host: str) -> None:
    files = make_certificates(tmp_path)
    with RawServer(_serve, tls_context(files)) as server:
        transport = Transport(f"https://{host}:{server.port}", {}, str(files.ca))
        for _time in range(3):
            assert transport.request("GET", "/a", GUARD).body == b"/a"
        transport.close()
    assert server.connections == 1


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != GOOD])
def test_a_certificate_that_is_not_trusted_is_reported(tmp_path: Path, kind: str) -> None:
    files = make_certificates(tmp_path, kind)
    with RawServer(_serve, tls_context(files)) as server:
        response = Transport(server.url, {}, str(files.ca)).request("GET", "/a", GUARD)
    assert response.failure is Failure.UNTRUSTED
    assert not response.sent
    assert re.search(REASONS[kind], response.note)
    about_the_clock = re.search(r"clock shows \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC", response.note)
    assert bool(about_the_clock) == (kind in ("expired", "not_yet_valid"))


def test_an_authority_that_nobody_named_is_not_trusted(tmp_path: Path) -> None:
    files = make_certificates(tmp_path)
    with RawServer(_serve, tls_context(files)) as server:
        response = Transport(server.url, {}).request("GET", "/a", GUARD)
    assert response.failure is Failure.UNTRUSTED
    assert "clock" not in response.note


@pytest.mark.parametrize("prepared", [True, False])
def test_a_folder_is_trusted_if_it_is_prepared(tmp_path: Path, prepared: bool) -> None:
    files = make_certificates(tmp_path)
    folder = tmp_path / "trusted"
    folder.mkdir()
    (folder / (_hashed_name(files.ca) if prepared else "ca.pem")).write_bytes(files.ca.read_bytes())
    with RawServer(_serve, tls_context(files)) as server:
        transport = Transport(server.url, {}, str(folder))
        response = transport.request("GET", "/a", GUARD)
        transport.close()
    assert response.failure is (None if prepared else Failure.UNTRUSTED)


def _hashed_name(certificate: Path) -> str:
    """The name that ``openssl rehash`` gives it: a hash of the subject in lower case, as OpenSSL compares names."""
    (attribute,) = x509.load_pem_x509_certificate(certificate.read_bytes()).subject
    lower = x509.Name([x509.NameAttribute(attribute.oid, str(attribute.value).lower())]).public_bytes()[2:]
    return f"{int.from_bytes(hashlib.sha1(lower).digest()[:4], 'little'):08x}.0"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_versions_of_tls_are_refused(tmp_path: Path) -> None:
    files = make_certificates(tmp_path)
    context = tls_context(files)
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    with RawServer(_serve, context) as server:
        response = Transport(server.url, {}, str(files.ca)).request("GET", "/a", GUARD)
    assert (response.failure, response.note) == (Failure.NOT_SENT, "the TLS handshake failed")


@pytest.mark.parametrize("content", [None, b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_a_bundle_that_can_not_be_read_is_reported(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)
    response = Transport("https://127.0.0.1:1", {}, str(path)).request("GET", "/a", GUARD)
    assert (response.failure, response.note) == (
        Failure.UNTRUSTED,
        "the file with the trusted certificates can't be read",
    )
