# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Read the exchange's JSON documents: objects, keys, texts, times. Nothing unexpected is ever read as "none"."""

from __future__ import annotations

import json
import re
import typing as t

UNREADABLE: t.Any = object()

# Documents beyond these are not parsed: they could take more memory than a task may. A list of _MAX_ENTRIES orders is.
_MAX_VALUES = 250000
_MAX_WIDE_TEXT = 1 << 20  # bytes of JSON that is not all ASCII, which Python keeps in up to four bytes a character
_MAX_DIGITS = 30
_MAX_TEXT = 200
_MAX_ENTRIES = 10000
# Answers use the first name, requests the second.
_KEY_NAMES = ("blockTradeSettlementKey", "blockOrderMatchingKey")
_BOM = b"\xef\xbb\xbf"

_PLAIN = re.compile(r"[A-Za-z0-9._:-]{1,59}\Z")
_SIGNATURE = re.compile(r"(?i)(signature[\"']?\s*[=:]\s*[\"']?)[^\s&\"',]+")
_LONG_TOKEN = re.compile(r"[0-9A-Za-z+/%=_-]{60,}")


class Unreadable(ValueError):
    """A document that does not have the documented shape; the text says what is wrong with it."""


def _number_text(digits: str) -> str:
    if len(digits) > _MAX_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return digits


def _integer(digits: str) -> int:
    return int(_number_text(digits))


_decode = json.JSONDecoder(parse_float=_number_text, parse_int=_integer).decode


def parse(body: bytes) -> t.Any:
    """Parse JSON text in UTF-8; ``UNREADABLE`` if it is not JSON. Numbers with a point are kept as their text."""
    if body[:3] == _BOM:
        body = body[3:]
    if len(body) > _MAX_VALUES and sum(body.count(mark) for mark in (b",", b"[", b"{")) > _MAX_VALUES:
        return UNREADABLE
    if len(body) > _MAX_WIDE_TEXT and not body.isascii():
        return UNREADABLE
    try:
        return _decode(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return UNREADABLE


def printable(text: t.Any) -> str:
    """Text from outside, made safe for a message: one line of bounded length, without anything like a signature."""
    if not isinstance(text, str):
        return ""
    if _PLAIN.match(text):
        return text
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * _MAX_TEXT]).split())
    line = _LONG_TOKEN.sub("***", _SIGNATURE.sub(r"\1***", line))
    return line if len(line) <= _MAX_TEXT else line[:_MAX_TEXT] + "..."


def entries_of(document: t.Any, what: str) -> list[dict[str, t.Any]]:
    """The entries of an array, or a single object as the only one. Raises ``Unreadable``."""
    entries = [document] if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise Unreadable(f"the answer is not a list of {what}")
    if len(entries) > _MAX_ENTRIES:
        raise Unreadable(f"the list holds more than {_MAX_ENTRIES} {what}")
    if not all(isinstance(entry, dict) for entry in entries):
        raise Unreadable(f"the list of {what} holds something else")
    return entries


def matching_key_of(entry: t.Mapping[str, t.Any]) -> str | None:
    """The matching key of an order object or a trade object; ``None`` if there is none, or it can't be shown."""
    for name in _KEY_NAMES:
        key = entry.get(name)
        if isinstance(key, str) and len(key) <= _MAX_TEXT and key.isprintable() and key.strip():
            return key
    return None


def objects_of(value: t.Any) -> list[dict[str, t.Any]]:
    """The objects in what should be an array of them; a single one is its only entry."""
    entries = [value] if isinstance(value, dict) else value
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def text_of(value: t.Any) -> str | None:
    """A value as text. The exchange sends numbers as strings; a bare number was kept as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return printable(value) or None


def capitals_of(value: t.Any) -> str | None:
    """A word whose case means nothing, such as a status."""
    return (text_of(value) or "").upper() or None


def has_code_0(document: t.Any) -> bool:
    """Whether it is an object whose code is 0, as a number or as a text."""
    code = document.get("code") if isinstance(document, dict) else None
    return code == "0" or (code == 0 and not isinstance(code, bool))


def time_of(value: t.Any) -> int | None:
    """A time in ms since the epoch."""
    if isinstance(value, str) and re.match(r"[0-9]{1,14}(\.0*)?\Z", value):
        value = int(value.partition(".")[0])
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**14 else None


def server_time_of(document: t.Any) -> int:
    """The exchange's time in ms. Raises ``Unreadable``."""
    time_ms = time_of(document.get("serverTime")) if isinstance(document, dict) else None
    if not time_ms:
        raise Unreadable("the answer has no serverTime")
    return time_ms
