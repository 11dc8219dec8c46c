# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The API key, and the secret or private key that belongs to it. No message contains any of them."""

from __future__ import annotations

import re
import typing as t

from ansible.module_utils.basic import missing_required_lib

from .._exchange.signing import HmacSigner, PemSigner, Signer
from .checks import BadOption, Parameters, strip_invisible
from .key_material import describe, is_pem

# Shorter values are mistakes. A value that Ansible masks must also be too long to occur in the output by chance.
_SHORTEST_SECRET = 10
_SHORTEST_PASSPHRASE, _SHORTEST_INCONSPICUOUS_PASSPHRASE = 4, 10
_MEANING = {
    "api_key": "the API key as the exchange shows it",
    "api_secret": "the secret of an HMAC key",
    "private_key_passphrase": "the passphrase of an encrypted private key",
}
_WHERE_KEYS_BELONG = "Give the private key in private_key, or the path of its file in private_key_path."


def read_secret(parameters: Parameters, name: str) -> str:
    """``api_key`` or ``api_secret``. Raises ``BadOption``."""
    value = strip_invisible(parameters[name] or "")
    if not value:
        alternative = ", or a private key in PEM format instead" if name == "api_secret" else ""
        raise BadOption(
            f"{name} is missing: give the option (best from a vault, through module_defaults), or set BINANCE_"
            f"{name.upper()} in the environment of the host on which the task runs{alternative}."
        )
    _check_is_not_pem(name, value)
    if not re.match(r"[!#-&(-~]+\Z", value):
        raise BadOption(
            f"{name} contains a space, a line break, a quotation mark or another character that no key has. Copy it "
            "again."
        )
    if len(value) < _SHORTEST_SECRET:
        raise BadOption(f"{name} has {len(value)} characters: a real one has many more. Copy it again, completely.")
    return value


def read_signer(parameters: Parameters, warn: t.Callable[[str], None]) -> Signer:
    """The signer of requests. Raises ``BadOption`` unless exactly one usable secret or private key is given."""
    given = [name for name in ("api_secret", "private_key", "private_key_path") if parameters[name]]
    if len(given) > 1:
        raise BadOption(
            f"{' and '.join(given)} are given, as options or in the environment: give only the one that belongs to "
            "api_key."
        )
    if not given or given == ["api_secret"]:
        return HmacSigner(read_secret(parameters, "api_secret"))
    return _pem_signer(parameters, given[0], warn)


def _pem_signer(parameters: Parameters, name: str, warn: t.Callable[[str], None]) -> Signer:
    from .._exchange.private_keys import UnusableKey, read_key_file

    value: str = parameters[name]
    shown = describe(name, value, "path") if name == "private_key_path" else name
    warning = ""
    if name == "private_key_path" and is_pem(value):
        raise BadOption(f"{shown}: it takes the path of a file on the host on which the task runs.")
    passphrase = _read_passphrase(parameters, warn)
    try:
        pem = value.encode("utf-8", "replace")
        if name == "private_key_path":
            pem, warning = read_key_file(value)
        signer = PemSigner(pem, passphrase)
    except UnusableKey as problem:
        raise BadOption(f"{shown}: {problem}.") from None
    except ImportError:
        raise BadOption(
            f"{missing_required_lib('cryptography')} It is needed for private keys in PEM format only."
        ) from None
    if warning:
        warn(f"{shown}: {warning}.")
    return signer


def _read_passphrase(parameters: Parameters, warn: t.Callable[[str], None]) -> str | None:
    name = "private_key_passphrase"
    value = strip_invisible(parameters[name] or "")
    _check_is_not_pem(name, value)
    if not value.isprintable():
        raise BadOption(f"{name} contains a line break or another character that can't be seen. Enter it again.")
    if not value or len(value) >= _SHORTEST_INCONSPICUOUS_PASSPHRASE:
        return value or None
    problem = f"{name} has {len(value)} characters, and Ansible masks it wherever it occurs"
    if len(value) < _SHORTEST_PASSPHRASE:
        raise BadOption(f"{problem}. Encrypt a copy of the key with a longer one.")
    warn(f"{problem}, also inside matching keys and outcomes. Encrypt a copy of the key with a longer one.")
    return value


def _check_is_not_pem(name: str, value: str) -> None:
    if is_pem(value):
        raise BadOption(f"{name} contains PEM text, but it takes {_MEANING[name]}. {_WHERE_KEYS_BELONG}")
