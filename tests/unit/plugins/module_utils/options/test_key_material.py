# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What counts as key material, and what must not."""

from __future__ import annotations

import secrets

import pytest
from cryptography.hazmat.primitives.serialization import PrivateFormat

from ansible_collections.marketops.binance.plugins.module_utils._options.checks import strip_invisible
from ansible_collections.marketops.binance.plugins.module_utils._options.key_material import (
    describe,
    is_pem,
    may_be_secret,
    values_to_mask,
)
from ansible_collections.marketops.binance.tests.support.private_keys import (
    FORMS,
    PASSPHRASE,
    PKCS8,
    private_key,
    private_pem,
)


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize(("kind", "container"), FORMS)
def test_a_private_key_is_recognised_in_every_form(kind: str, container: PrivateFormat, passphrase: str | None) -> None:
    pem = private_pem(private_key(kind), container, passphrase)
    for text in (
        pem,
        pem.strip(),
        pem.replace("\n", "\\n"),
        pem.replace("\n", " "),
        pem.replace("\n", ""),
        repr([pem]),
    ):
        assert is_pem(text)
        assert may_be_secret(text)
        assert describe("underlying", text) == (
            "underlying (not shown, because it may be a private key, which belongs in private_key)"
        )


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_the_body_of_a_private_key_is_recognised(kind: str, passphrase: str | None) -> None:
    body = "\n".join(private_pem(private_key(kind), PKCS8, passphrase).splitlines()[1:-1])
    for text in (body, body.replace("\n", ""), body.replace("\n", "\\n"), body.replace("\n", " ")):
        assert is_pem(text)


@pytest.mark.parametrize(
    "text",
    [
        "0123456789abcdef" * 4,
        "MNoPqRsTuVwXyZ01" * 4,
        "https://desk:geheimnis@exchange.example",
        "https://geheimnis@exchange.example",
        "desk:geheimnis@exchange.example",
        "https://exchange.example?geheimnis",
    ],
)
def test_a_secret_is_recognised(text: str) -> None:
    assert may_be_secret(text)
    assert not is_pem(text)
    assert text not in describe("api_url", text)
    assert "api_secret" in describe("api_url", text)


@pytest.mark.parametrize(
    ("text", "of_type"),
    [
        ("7d046e6e-a429-4335-ab9d-6a681febcde5", "str"),
        ("https://eapi.binance.com", "str"),
        ("2026-11-25T03:00:00Z", "str"),
        ("BTC-261225-100000-C", "str"),
        ("", "str"),
        ("/home/desk@example.com/binance/keys/ed25519.pem", "path"),
        ("/etc/ssl/certs/ca-certificates.crt", "path"),
        ("/var/lib/marketops/accounts/productionmarketmaking/privatekeysofthedesk/ed25519", "path"),
        ("key.pem", "path"),
        ("key", "path"),
    ],
)
def test_what_belongs_in_options_is_quoted(text: str, of_type: str) -> None:
    assert not may_be_secret(text, of_type)
    assert describe("name", text, of_type) == f"name {text!r}"


def test_a_long_value_is_shortened() -> None:
    assert describe("underlying", "ab-" * 300) == f"underlying {'ab-' * 20!r}..."


@pytest.mark.parametrize(
    "around", ["\n", "\r\n", " \t", "\ufeff", "\u200b", "\u00a0", "\u2028", "\x00", "\u2060 \u200d\n"]
)
def test_what_cannot_be_seen_is_stripped(around: str) -> None:
    assert strip_invisible(f"{around}a {around}b{around}") == f"a {around}b"
    assert strip_invisible(around) == ""


def test_values_are_masked_in_the_forms_in_which_ansible_prints_them() -> None:
    pem, secret = private_pem(private_key("rsa")), secrets.token_hex(32)
    spec = {
        "api_secret": {"type": "str", "no_log": True, "fallback": (None, ["BINANCE_API_SECRET"])},
        "private_key": {"type": "str", "no_log": True},
        "private_key_path": {"type": "path", "fallback": (None, ["BINANCE_PRIVATE_KEY_PATH"])},
        "underlying": {"type": "str"},
        "keys": {"type": "list"},
        "ca_path": {"type": "path"},
    }
    lines = set(pem.splitlines()[1:-2])

    assert values_to_mask(spec, {"underlying": "BTCUSDT", "_ansible_tmpdir": secret}, {}) == set()
    assert values_to_mask(spec, {"api_secret": f"{secret}\n"}, {}) == {secret}
    assert values_to_mask(spec, {"api_secret": " 1\n"}, {}) == set(), "too short to be masked"
    assert values_to_mask(spec, {}, {"BINANCE_API_SECRET": f" {secret}"}) == {secret}
    assert values_to_mask(spec, {"private_key": pem}, {}) == {pem.strip()}
    assert lines < values_to_mask(spec, {"private_key": [pem]}, {})
    assert {pem, *lines} < values_to_mask(spec, {"underlying": pem}, {})
    assert {pem, *lines} < values_to_mask(spec, {"keys": [{"key": [pem]}]}, {})
    assert {pem, *lines} < values_to_mask(spec, {}, {"BINANCE_PRIVATE_KEY_PATH": pem})
    assert values_to_mask(spec, {"ca_path": "geheimnis-ohne-schraegstrich"}, {}) == {"geheimnis-ohne-schraegstrich"}
    assert values_to_mask(spec, {"ca_path": "/etc/ssl/certs/ca-certificates.crt"}, {}) == set()
