# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read what the exchange sends: lists of objects with matching keys, texts, moments. Nothing odd is ever "none"."""

from __future__ import annotations

import re
import typing as t

from .verdict import printable

# Far more than an account can have open, or trade in a query's time.
_MAX_ENTRIES = 10000

# Answers name the key by the first, requests by the second.
_KEY_NAMES = ("blockTradeSettlementKey", "blockOrderMatchingKey")


class Unreadable(ValueError):
    """An answer that does not have the documented shape; the text says what is wrong with it."""


def entries_of(document: t.Any, what: str) -> list[t.Any]:
    """The entries of an array, or a single object as the only one. Raises ``Unreadable``."""
    entries = [document] if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise Unreadable(f"the answer is not a list of {what}")
    if len(entries) > _MAX_ENTRIES:
        raise Unreadable(f"the list holds more than {_MAX_ENTRIES} {what}")
    return entries


def key_of(entry: t.Any, what: str) -> str:
    """The matching key of an entry. Raises ``Unreadable``."""
    for name in _KEY_NAMES if isinstance(entry, dict) else ():
        key = entry.get(name)
        if isinstance(key, str) and is_matching_key(key):
            return key
    raise Unreadable(f"an entry of the list of {what} has no usable matching key")


def is_matching_key(text: str) -> bool:
    """Whether it can be a matching key: not blank, and fit to be shown."""
    return bool(text.strip()) and len(text) <= 200 and text.isprintable()


def objects_of(value: t.Any) -> list[dict[str, t.Any]]:
    """The objects in what should be an array of them; a single one is its only entry."""
    entries = [value] if isinstance(value, dict) else value
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def text_of(value: t.Any) -> str | None:
    """A text. The exchange sends numbers as strings; one that came as a bare number was kept as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return printable(value) or None


def moment_of(value: t.Any) -> int | None:
    """A moment in ms since the epoch."""
    if isinstance(value, str) and re.match(r"[0-9]{1,14}\Z", value):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**14 else None


def server_time_of(document: t.Any) -> int:
    """The exchange's time in ms. Raises ``Unreadable``."""
    moment = moment_of(document.get("serverTime")) if isinstance(document, dict) else None
    if not moment:
        raise Unreadable("the answer has no serverTime")
    return moment
