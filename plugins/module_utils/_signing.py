# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it can change in any release without notice.

"""Signatures for the exchange's signed endpoints."""

from __future__ import annotations

import base64
import hashlib
import hmac
import typing as t
from urllib.parse import quote, urlencode


class Signer(t.Protocol):
    """Signs the text of a request. The result is not percent-encoded yet."""

    def sign(self, text: bytes) -> str: ...


class HmacSigner:
    """HMAC keys: lower-case hexadecimal HMAC-SHA256 of the text."""

    def __init__(self, secret: str) -> None:
        self._keyed = hmac.new(secret.encode("utf-8"), digestmod=hashlib.sha256)

    def sign(self, text: bytes) -> str:
        keyed = self._keyed.copy()
        keyed.update(text)
        return keyed.hexdigest()


class UnusableKey(ValueError):
    """A private key that can't be used; the text says why, and holds nothing of it."""


class PemSigner:
    """RSA keys (PKCS#1 v1.5 over SHA-256) and Ed25519 keys in PEM format: base64 of the signature.

    Raises ``UnusableKey``, and ``ImportError`` without ``cryptography``, which is needed for nothing else.
    """

    def __init__(self, pem: bytes, passphrase: str | None) -> None:
        from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

        key = _load(pem, passphrase)
        if isinstance(key, rsa.RSAPrivateKey):
            self._sign = _rsa(key)
        elif isinstance(key, ed25519.Ed25519PrivateKey):
            self._sign = key.sign
        else:
            kind = "an EC" if "Elliptic" in type(key).__name__ or "EC" in type(key).__name__ else "another kind of"
            raise UnusableKey(f"is {kind} key: the exchange takes RSA and Ed25519 keys")

    def sign(self, text: bytes) -> str:
        return base64.b64encode(self._sign(text)).decode("ascii")


def _rsa(key: t.Any) -> t.Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return lambda text: t.cast(bytes, key.sign(text, padding.PKCS1v15(), hashes.SHA256()))


def _load(pem: bytes, passphrase: str | None) -> t.Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if b"-----BEGIN OPENSSH PRIVATE KEY-----" in pem:
        raise UnusableKey("is in OpenSSH's own format: make one with 'openssl genpkey -algorithm ed25519' instead")
    if b"PRIVATE KEY-----" not in pem:
        for mark, what in ((b"-----BEGIN CERTIFICATE-----", "certificate"), (b"PUBLIC KEY-----", "public key")):
            if mark in pem:
                raise UnusableKey(f"is a {what}: give the private key that belongs to it")
        raise UnusableKey("is no private key in PEM format: it must begin with a line like -----BEGIN PRIVATE KEY-----")
    if b"\n" not in pem.strip():
        raise UnusableKey("has lost its line breaks: give it as a YAML block ('|'), or use private_key_path")
    encrypted = b"-----BEGIN ENCRYPTED" in pem or b"Proc-Type: 4,ENCRYPTED" in pem
    if encrypted and not passphrase:
        raise UnusableKey("is encrypted: give its private_key_passphrase")
    try:
        return load_pem_private_key(pem, passphrase.encode("utf-8") if encrypted and passphrase else None)
    except UnsupportedAlgorithm:
        raise UnusableKey("is of a kind, or encrypted in a way, that is not supported on this host") from None
    except (ValueError, TypeError):
        reason = (
            "can't be decrypted: is private_key_passphrase the right one"
            if encrypted
            else "is damaged: was it copied whole"
        )
        raise UnusableKey(f"{reason}?") from None


def signed_query(parameters: t.Mapping[str, t.Any], signer: Signer) -> str:
    """The query string, to be sent exactly as it is: its encoded text is signed, and the signature comes last."""
    query = urlencode(parameters, quote_via=quote, safe="")
    signature = quote(signer.sign(query.encode("ascii")), safe="")
    return f"{query}&signature={signature}"
