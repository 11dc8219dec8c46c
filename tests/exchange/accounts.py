# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts of the exchange: an API key each, with a way to check signatures, and permissions."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from .call import as_sent
from .operation import PERMISSIONS

_API_KEY = re.compile(r"[A-Za-z0-9]{64}\Z")


def is_api_key(text: str) -> bool:
    return _API_KEY.match(text) is not None


@dataclass
class Account:
    """Has either ``api_secret`` or ``public_key`` (PEM, RSA or Ed25519). Raises ``ValueError`` for anything else."""

    name: str
    api_key: str
    api_secret: str | None = None
    public_key: str | None = None
    permissions: frozenset[str] = PERMISSIONS
    # Whether the address that the requests come from is on the key's allow-list.
    address_allowed: bool = True
    market_maker: bool = True
    # What it may spend on premiums, and put up as margin; ``None``: unlimited.
    balance: str | None = None
    margin: str | None = None
    _verifier: RSAPublicKey | Ed25519PublicKey | None = field(init=False, repr=False, default=None)

    def __post_init__(self) -> None:
        self.permissions = known_permissions(self.permissions)
        if not is_api_key(self.api_key):
            raise ValueError("an API key has 64 letters and digits")
        if (self.api_secret is None) == (self.public_key is None):
            raise ValueError("an account has either an api_secret or a public_key")
        if self.public_key is not None:
            verifier = load_pem_public_key(self.public_key.encode())
            if not isinstance(verifier, (RSAPublicKey, Ed25519PublicKey)):
                raise ValueError("a public key is RSA or Ed25519")
            self._verifier = verifier

    def signed(self, text: str, signature: str) -> bool:
        """Whether ``signature`` (percent-decoded) is this account's for ``text``."""
        if self._verifier is None:
            return hmac.compare_digest(hmac_signature(self.api_secret or "", text).encode(), as_sent(signature))
        try:
            raw = base64.b64decode(as_sent(signature), validate=True)
            if isinstance(self._verifier, Ed25519PublicKey):
                self._verifier.verify(raw, as_sent(text))
            else:
                self._verifier.verify(raw, as_sent(text), PKCS1v15(), SHA256())
        except (binascii.Error, InvalidSignature, ValueError):
            return False
        return True


def hmac_signature(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), as_sent(text), hashlib.sha256).hexdigest()


def known_permissions(permissions: Iterable[str]) -> frozenset[str]:
    found = frozenset(permissions)
    if not found <= PERMISSIONS:
        raise ValueError(f"permissions are {', '.join(sorted(PERMISSIONS))}")
    return found


def default_accounts() -> list[Account]:
    """Three accounts with credentials of the real length that can't be mistaken for real ones."""
    return [
        Account("desk", "FakeApiKeyOfDesk" * 4, api_secret="FakeSecretOfDesk" * 4),
        Account("other", "FakeApiKey4Other" * 4, api_secret="FakeSecret4Other" * 4),
        Account("third", "FakeApiKey4Third" * 4, api_secret="FakeSecret4Third" * 4),
    ]
