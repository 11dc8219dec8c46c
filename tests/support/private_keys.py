# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Private keys of every kind, made on the fly, in the PEM formats that an exchange's customer may have."""

from __future__ import annotations

import functools

from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

API_KEY = "FakeApiKeyOfAPem" * 4
PASSPHRASE = "fake passphrase of a key"

PKCS8, PKCS1 = PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL
# Kind of key, and the container it comes in; PKCS#1 is for RSA alone.
FORMS = (("rsa", PKCS8), ("rsa", PKCS1), ("ed25519", PKCS8))


@functools.cache
def private_key(kind: str) -> Key:
    """One key of each kind for the whole run: ``rsa`` or ``ed25519``."""
    if kind == "rsa":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ed25519.Ed25519PrivateKey.generate()


def private_pem(key: Key, container: PrivateFormat = PKCS8, passphrase: str | None = None) -> str:
    encryption: KeySerializationEncryption = NoEncryption()
    if passphrase is not None:
        encryption = BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(Encoding.PEM, container, encryption).decode()


def public_pem(key: Key) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
