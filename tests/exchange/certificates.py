# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Certificates made on the fly: a small CA, and a server certificate that is good, or bad in one way."""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

GOOD, EXPIRED, NOT_YET_VALID, SELF_SIGNED, WRONG_HOST = KINDS = (
    "good",
    "expired",
    "not_yet_valid",
    "self_signed",
    "wrong_host",
)

_DAY = datetime.timedelta(days=1)
# How many days from now a certificate ends; each is valid for a week.
_ENDS = {EXPIRED: -1, NOT_YET_VALID: 8}
_LOOPBACK: Sequence[x509.GeneralName] = (
    x509.DNSName("localhost"),
    x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    x509.IPAddress(ipaddress.ip_address("::1")),
)
_ELSEWHERE: Sequence[x509.GeneralName] = (x509.DNSName("exchange.invalid"),)


class Files(NamedTuple):
    """PEM files: the CA's certificate, the server's certificate, the server's private key."""

    ca: Path
    chain: Path
    private_key: Path


def make_certificates(folder: Path, kind: str = GOOD) -> Files:
    """Write new certificates into ``folder``. Raises ``ValueError`` for a kind that there is not."""
    if kind not in KINDS:
        raise ValueError(f"there is no certificate of the kind {kind}")
    now = datetime.datetime.now(datetime.timezone.utc)
    ca_key, server_key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name, server_name = _name("Simulated exchange CA"), _name("Simulated exchange")
    ca = (
        _builder(ca_name, ca_key, now + _DAY)
        .issuer_name(ca_name)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs=True), critical=True)
        .sign(ca_key, hashes.SHA256())
    )
    signer = server_key if kind == SELF_SIGNED else ca_key
    server = (
        _builder(server_name, server_key, now + _ENDS.get(kind, 1) * _DAY)
        .issuer_name(server_name if kind == SELF_SIGNED else ca_name)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_ELSEWHERE if kind == WRONG_HOST else _LOOPBACK), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
        .sign(signer, hashes.SHA256())
    )
    files = Files(folder / "ca.pem", folder / "server.pem", folder / "server.key")
    files.ca.write_bytes(ca.public_bytes(Encoding.PEM))
    files.chain.write_bytes(server.public_bytes(Encoding.PEM))
    files.private_key.touch(mode=0o600)
    files.private_key.write_bytes(server_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return files


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(name: x509.Name, key: ec.EllipticCurvePrivateKey, until: datetime.datetime) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - 7 * _DAY)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )
