# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Private keys in PEM format. Few runs need them, so this is imported only there: it has to be compiled."""

from __future__ import annotations

import codecs
import os
import re
import typing as t

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----(.*?)-----END \1-----", re.DOTALL)
# PKCS#1 keys name their encryption above the body.
_ENCRYPTION = re.compile(r" ?Proc-Type: ?4,ENCRYPTED DEK-Info: ?([A-Za-z0-9-]+),([0-9A-Fa-f]+) ")
_LINE_LENGTH = 64


class UnusableKey(ValueError):
    """A private key that can't be used. The text says why and what to do, and contains nothing of the key."""


def read_key_file(path: str) -> tuple[bytes, str]:
    """The content of a file, and a warning if others can read it. Raises ``UnusableKey``."""
    try:
        with open(path, "rb") as key_file:
            mode = os.fstat(key_file.fileno()).st_mode
            pem = key_file.read(65536)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "this is not a path"
        raise UnusableKey(f"the file can't be read on the host on which the task runs: {reason}") from None
    warning = (
        f"other users of the host can read or change the private key (mode {mode & 0o777:04o}). Set the file's mode to "
        "0600, and consider replacing the key"
    )
    return pem, warning if mode & 0o077 else ""


def load(pem: bytes, passphrase: str | None) -> t.Callable[[bytes], bytes]:
    """The function that signs with the key. Raises ``UnusableKey``, and ``ImportError`` without ``cryptography``."""
    from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

    key = _read(pem, passphrase)
    if isinstance(key, rsa.RSAPrivateKey):
        return _rsa(key)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign
    kind = "an EC" if "Elliptic" in type(key).__name__ or "EC" in type(key).__name__ else "another kind of"
    raise UnusableKey(f"it is {kind} key. Give an RSA or Ed25519 key")


def _rsa(key: t.Any) -> t.Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return lambda text: t.cast(bytes, key.sign(text, padding.PKCS1v15(), hashes.SHA256()))


def _read(pem: bytes, passphrase: str | None) -> t.Any:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    text = _restore_lines(_decode(pem))
    encrypted = text.startswith("-----BEGIN ENCRYPTED") or "Proc-Type: 4,ENCRYPTED" in text
    if encrypted and not passphrase:
        raise UnusableKey("it is encrypted. Give its private_key_passphrase")
    try:
        return load_pem_private_key(text.encode(), passphrase.encode("utf-8") if encrypted and passphrase else None)
    except UnsupportedAlgorithm:
        raise UnusableKey("it is of a kind, or encrypted in a way, that is not supported on this host") from None
    except (ValueError, TypeError):
        reason = (
            "it can't be decrypted. Check that private_key_passphrase is the right one"
            if encrypted
            else "it is damaged. Check that it was copied whole"
        )
        raise UnusableKey(reason) from None


def _decode(pem: bytes) -> str:
    """PEM text is ASCII; some Windows tools write it as UTF-16."""
    if pem.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return pem.decode("utf-16", "replace")
    return pem.decode("utf-8", "replace")


def _restore_lines(text: str) -> str:
    """The private key with its usual lines; line ends may be written as ``\\n``, replaced by spaces, or missing."""
    text = re.sub(r"\\r|\\n", "\n", text)
    block = _BLOCK.search(text)
    if not block:
        raise UnusableKey(_why_not_a_key(text))
    label, content = block.group(1), re.sub(r"[^!-~]+", " ", block.group(2))
    if label == "OPENSSH PRIVATE KEY":
        raise UnusableKey("it is in OpenSSH's own format. Create one with 'openssl genpkey -algorithm ed25519' instead")
    encryption = _ENCRYPTION.match(content)
    headers = []
    if encryption:
        headers = ["Proc-Type: 4,ENCRYPTED", "DEK-Info: {},{}".format(*encryption.groups()), ""]
        content = content[encryption.end() :]
    body = content.replace(" ", "")
    lines = [body[start : start + _LINE_LENGTH] for start in range(0, len(body), _LINE_LENGTH)]
    return "\n".join([f"-----BEGIN {label}-----", *headers, *lines, f"-----END {label}-----", ""])


def _why_not_a_key(text: str) -> str:
    if "PRIVATE KEY-----" in text:
        return "it is damaged. Check that it was copied whole, with the lines that start with -----BEGIN and -----END"
    for mark, kind in (("-----BEGIN CERTIFICATE-----", "certificate"), ("PUBLIC KEY-----", "public key")):
        if mark in text:
            return f"it is a {kind}. Give the private key that belongs to it"
    return (
        "it is not a private key in PEM format, which starts with a line like -----BEGIN PRIVATE KEY-----. The path of "
        "a file belongs in private_key_path, an API secret in api_secret"
    )
