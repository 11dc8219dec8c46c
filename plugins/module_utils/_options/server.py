# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's address, and the certificates to trust."""

from __future__ import annotations

import os
import re
from urllib.parse import urlsplit

from .checks import BadOption, Parameters
from .key_material import describe, is_pem

_EXAMPLE = "https://eapi.binance.com"
_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
# OpenSSL looks for a certificate in a folder by a hash of its subject.
_HASHED_NAME = re.compile(r"[0-9a-f]{8}\.[0-9]+\Z")


def read_base_url(parameters: Parameters) -> str:
    """Scheme, host and port of ``api_url``. Raises ``BadOption``."""
    api_url: str = parameters["api_url"].strip()
    if "@" in api_url:
        raise BadOption(f"api_url must not contain a user name or a password. Write it like {_EXAMPLE}.")
    shown = describe("api_url", api_url)
    try:
        parts = urlsplit(api_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadOption(f"{shown}: it can't be read. Write it like {_EXAMPLE}.") from None
    if parts.scheme not in ("http", "https") or not host or not re.match(r"[A-Za-z0-9.:_-]+\Z", host):
        raise BadOption(f"{shown}: it is not the address of a server. Write it like {_EXAMPLE}.")
    if parts.path not in ("", "/") or "?" in api_url or "#" in api_url:
        raise BadOption(f"{shown}: it must end after host and port. Remove the path, the query and the fragment.")
    if parts.scheme == "http" and not _is_loopback(host):
        raise BadOption(
            f"{shown}: http:// is for this host alone, such as http://127.0.0.1. Write an address that starts with "
            "https://."
        )
    authority = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{authority}" + (f":{port}" if port is not None else "")


def _is_loopback(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_ca_path(parameters: Parameters) -> str | None:
    """The file, or the folder, with the certificates to trust; ``None`` for the usual ones. Raises ``BadOption``."""
    path: str | None = parameters["ca_path"]
    if not path:
        return None
    shown = describe("ca_path", path, "path")
    if is_pem(path):
        raise BadOption(f"{shown}: it takes the path of a file with certificates, not PEM text.")
    content, names = b"", None
    try:
        if os.path.isdir(path):
            names = os.listdir(path)
        else:
            with open(path, "rb") as bundle:
                content = bundle.read(8 << 20)
    except (OSError, ValueError) as error:
        raise BadOption(
            f"{shown}: it can't be read on the host on which the task runs: "
            f"{getattr(error, 'strerror', None) or 'not a path'}. Correct the option, or BINANCE_CA_PATH or "
            "REQUESTS_CA_BUNDLE in the environment of that host if the option is not set."
        ) from None
    if names is not None and not any(map(_HASHED_NAME.match, names)):
        raise BadOption(f"{shown}: OpenSSL finds no certificate in the folder. Run 'openssl rehash' on it.")
    if names or _CERTIFICATE in content:
        return path
    if b"PRIVATE KEY-----" in content:
        raise BadOption(f"{shown}: the file contains a private key, not certificates. It belongs in private_key_path.")
    raise BadOption(f"{shown}: the file contains no certificate in PEM format.")
