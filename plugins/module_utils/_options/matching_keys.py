# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option ``block_order_matching_key``. An empty list selects nothing; nothing ever means "all"."""

from __future__ import annotations

import re

from .checks import BadOption, Parameters
from .key_material import describe, may_be_secret

KEYS_OPTION = {"type": "list", "elements": "str", "aliases": ["matching_key"], "no_log": False}

_NAME = "block_order_matching_key"
_MATCHING_KEY = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._:-]{0,98}[A-Za-z0-9])?\Z")
_NUMBER = re.compile(r"[0-9]+(\.[0-9]*)?([eE][+-]?[0-9]+)?\Z")
# How YAML's and Python's constants, and values that Ansible has masked, look as text.
_CONSTANTS = frozenset(
    [
        "true",
        "false",
        "yes",
        "no",
        "on",
        "off",
        "null",
        "none",
        "nan",
        "inf",
        "undefined",
        "value_specified_in_no_log_parameter",
    ]
)
_SEVERAL = "Give several keys as a YAML list, or as one text with commas (KEY1,KEY2)"
_ONE_KEY = "A matching key looks like 7d046e6e-a429-4335-ab9d-6a681febcde5"


def read_keys(parameters: Parameters) -> list[str] | None:
    """The matching keys that are given, each once; ``None`` if the option is not set. Raises ``BadOption``."""
    given: list[str] | None = parameters[_NAME]
    if given is None:
        return None
    # Ansible has split the text at its commas; joined again, it is what was given.
    if given and given[0].lstrip()[:1] in ("[", "{"):
        kind = "list" if given[0].lstrip()[0] == "[" else "mapping"
        raise BadOption(
            f"{describe(_NAME, ','.join(given))}: this is a {kind} inside the list of keys, or the text of a {kind}. "
            f"{_SEVERAL}; on the command line as -e {_NAME}=KEY1,KEY2."
        )
    keys = [key.strip() for key in given]
    for key in keys:
        problem = _problem(key)
        if problem:
            raise BadOption(f"{describe(_NAME, key)}: {problem}.")
    return list(dict.fromkeys(keys))


def _problem(key: str) -> str | None:
    """Why it can't be a matching key, and what to do."""
    if not key:
        return "an empty key never means all orders. Check the variable that it comes from"
    if may_be_secret(key):
        return f"it can't be a matching key. {_ONE_KEY}"
    if key.lower() in _CONSTANTS or _NUMBER.match(key):
        return f"this is a number or a constant, not a matching key. {_ONE_KEY}; write it in quotes"
    if _MATCHING_KEY.match(key):
        return None
    if len(key) > 1 and re.search(r"[\s;|]", key):
        return f"a matching key contains no white space, semicolon or bar. {_SEVERAL}"
    unusual = re.search(r"[^A-Za-z0-9._:-]", key)
    if unusual:
        return f"a matching key does not contain {unusual.group()!a}. {_ONE_KEY}, without quotes or brackets"
    return f"it is longer than any matching key, or starts or ends with punctuation. {_ONE_KEY}"
