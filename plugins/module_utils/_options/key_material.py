# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Key material in the wrong options: how to recognise it, and how to keep it out of every output."""

from __future__ import annotations

import re
import typing as t

from .checks import strip_invisible

# The exchange's API keys and secrets have 64 letters and digits; nothing else that belongs in an option has as many.
_API_SECRET = re.compile(r"[A-Za-z0-9]{40,}")
# The value of a path option that is hardly the name of a file.
_NO_PATH = re.compile(r"[^/.]{24,}\Z")
# A user name and password, or a query.
_SECRET_IN_URL = re.compile(r"(\A[^/]+|:.*)@|://.*[?#]", re.DOTALL)
_BASE64_RUN = re.compile(r"[A-Za-z0-9+]{40,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}\Z")
_LINE_ENDS = re.compile(r"\s+|\\[rn]")
_PEM_START = "-----BEGIN "
_ED25519_START, _BASE64_OF_PEM_START = "MC4CAQAwBQYDK2Vw", "LS0tLS1CRUdJTi"
_LONGEST_API_SECRET = 100
# Shorter pieces occur in the results by chance, and masking them would spoil these.
_SHORTEST_PIECE, _SHORTEST_SECRET = 8, 4
_LONGEST_SHOWN, _LONGEST_PATH_SHOWN = 60, 250


def is_pem(text: str) -> bool:
    """Whether it is PEM text, with or without its line ends, or the base64 body of a private key."""
    body = _LINE_ENDS.sub("", text)
    if _PEM_START in text or body.startswith(_BASE64_OF_PEM_START):
        return True
    # A path has more slashes than that.
    is_body = body.startswith(_ED25519_START) or (len(body) > _LONGEST_API_SECRET and bool(_BASE64_RUN.search(body)))
    return is_body and bool(_BASE64.match(body))


def may_be_secret(text: str, of_type: str = "str") -> bool:
    """Whether a value has to be treated as a secret, although its option is not meant for one."""
    return (
        is_pem(text)
        or bool(_API_SECRET.search(text))
        or bool(_SECRET_IN_URL.search(text))
        or (of_type == "path" and bool(_NO_PATH.match(text)))
    )


def describe(name: str, value: str, of_type: str = "str") -> str:
    """An option and its value for a message; a value that may be a secret is not quoted."""
    if is_pem(value):
        return f"{name} (not shown, because it may be a private key, which belongs in private_key)"
    if may_be_secret(value, of_type):
        return f"{name} (not shown, because it may be a secret: an API secret belongs in api_secret)"
    longest = _LONGEST_PATH_SHOWN if of_type == "path" else _LONGEST_SHOWN
    return f"{name} {value!r}" if len(value) <= longest else f"{name} {value[:longest]!r}..."


def values_to_mask(
    argument_spec: t.Mapping[str, t.Any], parameters: t.Mapping[str, t.Any], environment: t.Mapping[str, str]
) -> set[str]:
    """The secrets in the options of a module and their fallbacks, in each form in which Ansible could print them."""
    given = [(argument_spec.get(name, {}), value) for name, value in parameters.items() if name[:9] != "_ansible_"]
    for option in argument_spec.values():
        for variable in option.get("fallback", (None, ()))[1]:
            given.append((option, environment.get(variable)))
    return {form for option, value in given for form in _forms(option, value)}


def _forms(option: t.Mapping[str, t.Any], value: t.Any) -> t.Iterator[str]:
    if option.get("no_log") and isinstance(value, str):
        # Ansible masks the value as given. The module uses it without the invisible characters around it.
        stripped = strip_invisible(value)
        if len(stripped) >= _SHORTEST_SECRET:
            yield stripped
        return
    for text in _texts(value):
        if option.get("no_log") or may_be_secret(text, option.get("type", "str")):
            # Ansible splits some texts into lists, and turns lists and mappings into text with escaped line ends.
            pieces = _LINE_ENDS.split(text)
            yield from (piece for piece in (text, *pieces) if len(piece) >= _SHORTEST_PIECE)


def _texts(value: t.Any) -> t.Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
