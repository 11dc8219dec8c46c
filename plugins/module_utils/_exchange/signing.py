# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signatures for the exchange's signed endpoints."""

from __future__ import annotations

import base64
import hashlib
import hmac
import typing as t
from urllib.parse import quote, urlencode


class Signer(t.Protocol):
    """Signs the text of a request. The result is not percent-encoded yet."""

    def sign(self, text: bytes) -> str:
        """The signature of ``text``."""


class HmacSigner:
    """HMAC keys: lower-case hexadecimal HMAC-SHA256 of the text."""

    def __init__(self, secret: str) -> None:
        self._keyed = hmac.new(secret.encode("utf-8"), digestmod=hashlib.sha256)

    def sign(self, text: bytes) -> str:
        keyed = self._keyed.copy()
        keyed.update(text)
        return keyed.hexdigest()


class PemSigner:
    """RSA keys (PKCS#1 v1.5 over SHA-256) and Ed25519 keys in PEM format: base64 of the signature.

    Raises ``UnusableKey``, and ``ImportError`` without ``cryptography``, which nothing else needs.
    """

    def __init__(self, pem: bytes, passphrase: str | None) -> None:
        from .private_keys import load

        self._sign = load(pem, passphrase)

    def sign(self, text: bytes) -> str:
        return base64.b64encode(self._sign(text)).decode("ascii")


def signed_query(parameters: t.Mapping[str, t.Any], signer: Signer) -> str:
    """The query string, to be sent exactly as it is: its encoded text is signed, and the signature comes last."""
    query = urlencode(parameters, quote_via=quote, safe="")
    signature = quote(signer.sign(query.encode("ascii")), safe="")
    return f"{query}&signature={signature}"
