# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Private keys and passphrases that can't be used: a clear sentence for each, and nothing sent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import dsa, ec, x25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from ansible_collections.marketops.binance.tests.exchange.certificates import make_certificates
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.private_keys import (
    API_KEY,
    FORMS,
    PASSPHRASE,
    PKCS8,
    private_key,
    private_pem,
    public_pem,
)

from .conftest import Give, RunPem, write


def _other_private_pem(key: Any) -> str:
    text: bytes = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return text.decode()


def _openssh(kind: str) -> str:
    return private_key(kind).private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()).decode()


def _damaged() -> str:
    lines = private_pem(private_key("rsa")).splitlines()
    return "\n".join([*lines[:5], *lines[-1:]])


def _body(pem: str) -> str:
    return "".join(pem.splitlines()[1:-1])


BAD_PEM: dict[str, tuple[Callable[[], str], str]] = {
    "public": (lambda: public_pem(private_key("rsa")), "it is a public key. Give the private key"),
    "EC": (
        lambda: _other_private_pem(ec.generate_private_key(ec.SECP256R1())),
        "it is an EC key. Give an RSA",
    ),
    "DSA": (
        lambda: _other_private_pem(dsa.generate_private_key(1024)),
        "it is another kind of key. Give",
    ),
    "X25519": (lambda: _other_private_pem(x25519.X25519PrivateKey.generate()), "it is another kind of key"),
    "OpenSSH RSA": (lambda: _openssh("rsa"), "is in OpenSSH's own format"),
    "OpenSSH Ed25519": (lambda: _openssh("ed25519"), "is in OpenSSH's own format"),
    "no PEM": (lambda: "just some text\n", "it is not a private key in PEM format"),
    "half": (_damaged, "it is damaged. Check that it was copied whole"),
    "no end": (lambda: private_pem(private_key("rsa"))[:-20], "it is damaged. Check that it was copied whole"),
    "no marks": (lambda: _body(private_pem(private_key("rsa"))), "it is not a private key in PEM format"),
}


@pytest.mark.parametrize("case", BAD_PEM)
def test_a_key_that_cannot_be_used_gets_a_clear_sentence(
    exchange: Exchange, run_pem: RunPem, give: Give, case: str
) -> None:
    make, sentence = BAD_PEM[case]
    _assert_refused(exchange, run_pem(**give(make())), sentence)


@pytest.mark.parametrize(
    ("passphrase", "sentence"),
    [
        (None, "it is encrypted. Give its private_key_passphrase."),
        ("another passphrase", "it can't be decrypted. Check that private_key_passphrase is the right one."),
    ],
)
@pytest.mark.parametrize(("kind", "container"), FORMS)
def test_a_passphrase_that_is_missing_or_wrong_is_reported(
    exchange: Exchange,
    run_pem: RunPem,
    give: Give,
    kind: str,
    container: PrivateFormat,
    passphrase: str | None,
    sentence: str,
) -> None:
    pem = private_pem(private_key(kind), container, PASSPHRASE)
    _assert_refused(exchange, run_pem(**give(pem), private_key_passphrase=passphrase), sentence)


def test_a_certificate_is_named(exchange: Exchange, run_pem: RunPem, give: Give, tmp_path: Path) -> None:
    pem = make_certificates(tmp_path).chain.read_text()
    _assert_refused(exchange, run_pem(**give(pem)), "it is a certificate. Give the private key")


def test_a_private_key_may_stand_beside_its_certificate(exchange: Exchange, run_pem: RunPem, tmp_path: Path) -> None:
    private = private_key("rsa")
    exchange.add_account("desk", API_KEY, public_key=public_pem(private))
    certificate = make_certificates(tmp_path).chain.read_text()
    assert not run_pem(private_key=certificate + private_pem(private))["failed"]


def test_bytes_that_are_no_text_are_no_key(exchange: Exchange, run_pem: RunPem, tmp_path: Path) -> None:
    der = private_key("rsa").private_bytes(Encoding.DER, PKCS8, NoEncryption())
    returned = run_pem(private_key_path=write(tmp_path / "key.der", der))
    _assert_refused(exchange, returned, "it is not a private key in PEM format")


@pytest.mark.parametrize(
    ("path", "reason"),
    [("no-such-file", "No such file or directory"), (".", "Is a directory"), ("dangling", "No such")],
)
def test_a_file_that_cannot_be_read_is_named(
    exchange: Exchange, run_pem: RunPem, tmp_path: Path, path: str, reason: str
) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    returned = run_pem(private_key_path=str(tmp_path / path))
    _assert_refused(exchange, returned, str(tmp_path / path))
    assert reason in returned["msg"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_can_read_gets_a_warning(
    exchange: Exchange, run_pem: RunPem, tmp_path: Path, mode: int
) -> None:
    private = private_key("ed25519")
    exchange.add_account("desk", API_KEY, public_key=public_pem(private))
    path = write(tmp_path / "key.pem", private_pem(private), mode)
    returned = run_pem(private_key_path=path)
    assert not returned["failed"]
    (warning,) = returned["warnings"]
    for word in (path, f"{mode:04o}", "0600"):
        assert word in warning


def test_a_public_key_that_others_can_read_gets_none(exchange: Exchange, run_pem: RunPem, tmp_path: Path) -> None:
    path = write(tmp_path / "key.pem", public_pem(private_key("ed25519")), 0o644)
    returned = run_pem(private_key_path=path)
    _assert_refused(exchange, returned, f"private_key_path {path!r}: it is a public key.")
    assert returned["warnings"] == []


@pytest.mark.parametrize(
    "given",
    [
        {"api_secret": "s" * 64, "private_key": "PEM"},
        {"api_secret": "s" * 64, "private_key_path": "/no/such/file"},
        {"private_key": "PEM", "private_key_path": "/no/such/file"},
    ],
    ids=" and ".join,
)
def test_two_keys_are_one_too_many(exchange: Exchange, run_pem: RunPem, given: dict[str, str]) -> None:
    if "private_key" in given:
        given = {**given, "private_key": private_pem(private_key("rsa"))}
    returned = run_pem(**given)
    _assert_refused(exchange, returned, f"{' and '.join(given)} are given")
    assert "give only the one" in returned["msg"]


@pytest.mark.parametrize("empty", [{}, {"api_secret": ""}, {"private_key": ""}])
def test_no_key_at_all_is_reported(exchange: Exchange, run_pem: RunPem, empty: dict[str, str]) -> None:
    returned = run_pem(**empty)
    _assert_refused(exchange, returned, "api_secret is missing")
    assert "private key in PEM format" in returned["msg"]


def test_a_key_that_is_not_this_accounts_is_explained(exchange: Exchange, run_pem: RunPem) -> None:
    exchange.add_account("desk", API_KEY, public_key=public_pem(private_key("rsa")))
    returned = run_pem(private_key=private_pem(private_key("ed25519")))
    assert "-1022" in returned["msg"]
    assert "private key belongs to this api_key" in returned["msg"]
    assert len(exchange.journal()) == 1


@pytest.mark.parametrize("inside", ["\n", "\t", "\u200b", "\ufeff", "\u00a0", "\x00"])
def test_invisible_characters_inside_a_passphrase_are_refused(exchange: Exchange, run_pem: RunPem, inside: str) -> None:
    pem = private_pem(private_key("ed25519"), PKCS8, PASSPHRASE)
    returned = run_pem(private_key=pem, private_key_passphrase=f"geheimnis{inside}geheimnis")
    _assert_refused(exchange, returned, "private_key_passphrase contains a line break or another character")
    assert "geheimnis" not in str(returned)


def test_a_key_in_place_of_its_passphrase_is_refused(exchange: Exchange, run_pem: RunPem) -> None:
    pem = private_pem(private_key("ed25519"))
    returned = run_pem(private_key_path="/dev/null", private_key_passphrase=pem)
    _assert_refused(exchange, returned, "private_key_passphrase contains PEM text")


@pytest.mark.parametrize("passphrase", ["1", "123"])
def test_a_passphrase_that_is_too_short_to_be_masked_is_refused(
    exchange: Exchange, run_pem: RunPem, passphrase: str
) -> None:
    # Ansible masks it wherever it occurs, in keys, times and outcomes too.
    pem = private_pem(private_key("rsa"), PKCS8, passphrase)
    returned = run_pem(private_key=pem, private_key_passphrase=passphrase)
    _assert_refused(exchange, returned, "private_key_passphrase has ")


def _assert_refused(exchange: Exchange, returned: dict[str, Any], sentence: str) -> None:
    assert returned["failed"]
    assert sentence in returned["msg"]
    assert exchange.journal() == []
    assert "exception" not in returned
    assert "Traceback" not in str(returned)
