# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keys of every kind: the right ones sign as the exchange and its SDK do, each wrong one gets a sentence of its own."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from binance_common.configuration import ConfigurationRestAPI
from binance_common.signature import Signers
from binance_common.utils import get_signature
from cryptography.hazmat.primitives.asymmetric import ed25519
from cryptography.hazmat.primitives.serialization import PrivateFormat

from ansible_collections.marketops.binance.plugins.module_utils._exchange.private_keys import UnusableKey
from ansible_collections.marketops.binance.plugins.module_utils._exchange.signing import PemSigner
from ansible_collections.marketops.binance.plugins.modules import binance_block_order
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support import module_arguments
from ansible_collections.marketops.binance.tests.support.private_keys import (
    API_KEY,
    FORMS,
    PASSPHRASE,
    PKCS1,
    PKCS8,
    private_key,
    private_pem,
    public_pem,
)

from .conftest import Give, RunPem, outcomes, write

TEXT = "blockOrderMatchingKey=a%20b%2Fc&recvWindow=5000&timestamp=1591702613943"


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE, "größer als nötig"])
@pytest.mark.parametrize(("kind", "container"), FORMS)
def test_every_form_of_a_key_works(
    exchange: Exchange,
    run_pem: RunPem,
    give: Give,
    kind: str,
    container: PrivateFormat,
    passphrase: str | None,
) -> None:
    private = private_key(kind)
    exchange.add_account("desk", API_KEY, public_key=public_pem(private))
    keys = exchange.seed_many(2)
    returned = run_pem(
        block_order_matching_key=keys,
        private_key_passphrase=passphrase,
        **give(private_pem(private, container, passphrase)),
    )
    assert outcomes(returned) == dict.fromkeys(keys, "cancelled"), returned["msg"]
    assert returned["warnings"] == []
    assert all(entry.signature_ok for entry in exchange.journal())


CHANGES: dict[str, Callable[[str], str]] = {
    "stripped": lambda pem: pem.strip(),
    "Windows lines": lambda pem: pem.replace("\n", "\r\n"),
    "old Mac lines": lambda pem: pem.replace("\n", "\r"),
    "blank lines": lambda pem: f"\n\n  \n{pem}\n\n",
    "indented": lambda pem: textwrap.indent(pem, "    "),
    "attributes": lambda pem: f"Bag Attributes\n    friendlyName: desk\nKey Attributes: <No Attributes>\n{pem}",
    "escaped lines": lambda pem: pem.replace("\n", "\\n"),
    "escaped Windows lines": lambda pem: pem.replace("\n", "\\r\\n"),
    "blanks for lines": lambda pem: pem.replace("\n", " "),
    "quoted": json.dumps,
    "byte order mark": lambda pem: f"\ufeff{pem}\u200b",
    "zero-width and no-break spaces": lambda pem: pem.replace("\n", "\u200b\n\u00a0"),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize(("kind", "container"), FORMS)
def test_what_editors_and_tools_do_to_a_key_does_not_matter(
    kind: str, container: PrivateFormat, passphrase: str | None, change: Callable[[str], str]
) -> None:
    pem = private_pem(private_key(kind), container, passphrase)
    changed = change(pem)
    assert changed != pem
    expected = PemSigner(pem.encode(), passphrase).sign(b"text")
    assert PemSigner(changed.encode(), passphrase).sign(b"text") == expected


def test_a_key_without_any_line_end_is_read_unless_it_has_headers() -> None:
    pem = private_pem(private_key("rsa"), PKCS1)
    assert PemSigner(pem.replace("\n", "").encode(), None).sign(b"text") == PemSigner(pem.encode(), None).sign(b"text")
    with pytest.raises(UnusableKey):
        PemSigner(private_pem(private_key("rsa"), PKCS1, PASSPHRASE).replace("\n", "").encode(), PASSPHRASE)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_file_as_windows_tools_write_it_is_read(
    exchange: Exchange, run_pem: RunPem, tmp_path: Path, encoding: str
) -> None:
    private = private_key("rsa")
    exchange.add_account("desk", API_KEY, public_key=public_pem(private))
    path = write(tmp_path / "key.pem", private_pem(private).replace("\n", "\r\n").encode(encoding))
    assert not run_pem(private_key_path=path)["failed"]


def test_a_passphrase_that_is_not_needed_does_no_harm(exchange: Exchange, run_pem: RunPem) -> None:
    private = private_key("ed25519")
    exchange.add_account("desk", API_KEY, public_key=public_pem(private))
    assert not run_pem(private_key=private_pem(private), private_key_passphrase=PASSPHRASE)["failed"]


@pytest.mark.parametrize("passphrase", [f"{PASSPHRASE}\n", f" \t{PASSPHRASE}\r\n", f"\ufeff{PASSPHRASE}\u200b"])
def test_a_passphrase_is_used_without_what_surrounds_it(exchange: Exchange, run_pem: RunPem, passphrase: str) -> None:
    private = private_key("ed25519")
    exchange.add_account("desk", API_KEY, public_key=public_pem(private))
    returned = run_pem(private_key=private_pem(private, PKCS8, PASSPHRASE), private_key_passphrase=passphrase)
    assert not returned["failed"], returned["msg"]


def test_a_short_passphrase_gets_a_warning(exchange: Exchange, run_pem: RunPem) -> None:
    private = private_key("rsa")
    exchange.add_account("desk", API_KEY, public_key=public_pem(private))
    returned = run_pem(private_key=private_pem(private, PKCS8, "xyzzy"), private_key_passphrase="xyzzy")
    assert not returned["failed"]
    assert any("private_key_passphrase has 5 characters" in warning for warning in returned["warnings"])


def test_key_path_and_passphrase_come_from_the_environment_too(
    exchange: Exchange, run_pem: RunPem, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    private = private_key("rsa")
    exchange.add_account("desk", API_KEY, public_key=public_pem(private))
    path = write(tmp_path / "key.pem", private_pem(private, PKCS8, PASSPHRASE))
    monkeypatch.setenv("BINANCE_PRIVATE_KEY_PATH", path)
    monkeypatch.setenv("BINANCE_PRIVATE_KEY_PASSPHRASE", PASSPHRASE)
    assert not run_pem()["failed"]


# RFC 8032, section 7.1, test 3.
_RFC_SEED = "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"
_RFC_SIGNATURE = (
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
    "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
)


def test_an_ed25519_signature_is_the_published_one() -> None:
    private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(_RFC_SEED))
    signature = PemSigner(private_pem(private).encode(), None).sign(bytes.fromhex("af82"))
    assert base64.b64decode(signature).hex() == _RFC_SIGNATURE


@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize(("kind", "container"), FORMS)
def test_signatures_are_the_official_sdks(kind: str, container: PrivateFormat, passphrase: str | None) -> None:
    pem = private_pem(private_key(kind), container, passphrase)
    configuration = ConfigurationRestAPI(api_key=API_KEY, private_key=pem, private_key_passphrase=passphrase)
    sign: Any = get_signature  # its annotations are wrong
    official = sign(configuration, TEXT, Signers.get_signer(pem, passphrase))
    assert PemSigner(pem.encode(), passphrase).sign(TEXT.encode()) == official


_SCRIPT = f"""
import contextlib, json, sys
if "without" in sys.argv:
    sys.modules["cryptography"] = None
from {module_arguments.__name__} import patch_module_args
from {binance_block_order.__name__} import main
with patch_module_args(json.load(sys.stdin)), contextlib.suppress(SystemExit):
    main()
print("\\ncryptography" if "cryptography" in sys.modules else "\\nnothing")
"""


def _in_a_new_interpreter(options: dict[str, Any], *arguments: str) -> tuple[str, str]:
    """What the module prints, and whether ``cryptography`` was imported."""
    ran = subprocess.run(
        [sys.executable, "-c", _SCRIPT, *arguments],
        input=json.dumps({"state": "absent", "api_key": API_KEY, "max_wait": 1, **options}),
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    printed, imported = ran.stdout.strip().rsplit("\n", 1)
    return printed, imported


def test_hmac_keys_do_without_cryptography(exchange: Exchange) -> None:
    (account, *_others) = exchange.accounts()
    options = {
        "api_url": exchange.url,
        "api_key": account["api_key"],
        "api_secret": account["api_secret"],
        "block_order_matching_key": exchange.seed(),
    }
    printed, imported = _in_a_new_interpreter(options)
    assert '"outcome": "cancelled"' in printed
    assert imported == "nothing"


def test_pem_keys_without_cryptography_get_the_usual_sentence(exchange: Exchange) -> None:
    options = {
        "api_url": exchange.url,
        "block_order_matching_key": "k",
        "private_key": private_pem(private_key("rsa"), PKCS1),
    }
    _printed, imported = _in_a_new_interpreter(options)
    assert imported == "cryptography", "the test above can tell"
    exchange.reset()
    printed, _imported = _in_a_new_interpreter(options, "without")
    assert "Failed to import the required Python library (cryptography)" in printed
    assert exchange.journal() == []
