# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Private keys in PEM format. Of use to few runs, so it is imported only there: it has to be compiled."""

from __future__ import annotations

import os
import typing as t

# Ansible masks a passphrase in its output: a short one occurs there by chance.
_SHORTEST_PASSPHRASE, _SHORTEST_INCONSPICUOUS = 4, 10


class UnusableKey(ValueError):
    """A private key that can't be used; the text says why, and holds nothing of it."""


def read_key_file(path: str) -> tuple[bytes, str]:
    """The key in a file, and a warning if others can read it. Raises ``UnusableKey`` with a whole sentence."""
    try:
        with open(path, "rb") as key_file:
            mode = os.fstat(key_file.fileno()).st_mode
            pem = key_file.read(65536)
    except OSError as error:
        raise UnusableKey(
            f"private_key_path {path} can't be read on the host on which the task runs: {error.strerror}."
        ) from None
    warning = (
        f"The private key in {path} can be read or changed by other users of the host (mode {mode & 0o777:04o}): set "
        "its mode to 0600, and think of replacing the key."
    )
    return pem, warning if mode & 0o077 else ""


def check_passphrase(passphrase: str | None, warn: t.Callable[[str], None]) -> None:
    """Raise ``UnusableKey``, with a whole sentence, for a passphrase that can't be kept secret."""
    if not passphrase or len(passphrase) >= _SHORTEST_INCONSPICUOUS:
        return
    said = f"private_key_passphrase has {len(passphrase)} characters, and Ansible masks it wherever it occurs"
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise UnusableKey(f"{said}: encrypt a copy of the key with a longer one.")
    warn(f"{said}, be it in a matching key or an outcome: encrypt a copy of the key with a longer one.")


def load(pem: bytes, passphrase: str | None) -> t.Callable[[bytes], bytes]:
    """What signs with the key. Raises ``UnusableKey`` with the end of a sentence, and ``ImportError``."""
    from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

    key = _read(pem, passphrase)
    if isinstance(key, rsa.RSAPrivateKey):
        return _rsa(key)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign
    kind = "an EC" if "Elliptic" in type(key).__name__ or "EC" in type(key).__name__ else "another kind of"
    raise UnusableKey(f"is {kind} key: the exchange takes RSA and Ed25519 keys")


def _rsa(key: t.Any) -> t.Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return lambda text: t.cast(bytes, key.sign(text, padding.PKCS1v15(), hashes.SHA256()))


def _read(pem: bytes, passphrase: str | None) -> t.Any:
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
            "can't be decrypted: check that private_key_passphrase is the right one"
            if encrypted
            else "is damaged: check that it was copied whole"
        )
        raise UnusableKey(reason) from None
