# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an answer of the exchange proves about the request it belongs to.

The tables follow the error codes and the HTTP return codes of the exchange's options reference. What cancelling a
block order really returns is not documented: a correction against the live exchange belongs here and nowhere else.
"""

from __future__ import annotations

import json
import re
import typing as t
from enum import Enum

from .._http.response import Failure, Response


class Effect(Enum):
    """Whether the exchange carried the request out."""

    APPLIED = "carried out"
    NOT_APPLIED = "not carried out"
    UNKNOWN = "unknown"


class NextAction(Enum):
    """What the sender has to do before anything else is sent."""

    GO_ON = "go on"
    RETRY = "send it again later"
    SYNCHRONIZE = "measure the exchange's clock, then send it again"
    WAIT = "wait for the rate limit, then send it again"
    STOP = "send nothing more in this task"


class Verdict(t.NamedTuple):
    """What an answer proves. ``document`` is the parsed JSON where there is one, else ``UNREADABLE``."""

    proof: Effect
    then: NextAction
    http_status: int | None = None
    code: int | None = None
    msg: str = ""
    document: t.Any = None

    @property
    def no_such_order(self) -> bool:
        return self.refused and self.code in NO_SUCH_ORDER

    @property
    def did_nothing(self) -> bool:
        """A cancel that did nothing, because the order is not open: an earlier try may have ended it."""
        return self.refused and self.code in _CANCEL_DID_NOTHING

    @property
    def refused(self) -> bool:
        """Surely not carried out, and sending it again would be refused again."""
        return self.proof is Effect.NOT_APPLIED and self.then is NextAction.GO_ON

    @property
    def denied(self) -> bool:
        """The key, its signature or its permissions were refused (and the address was not: that is 403 and 418)."""
        return self.then is NextAction.STOP and (self.http_status == 401 or self.code in DENIED) and not self.banned

    @property
    def banned(self) -> bool:
        return self.http_status in (403, 418)

    @property
    def refuses_query(self) -> bool:
        """Whether a query was understood and refused, so that asking again would get the same."""
        return self.denied or (self.http_status in (404, 405, 410) if self.code is None else self.refused)

    @property
    def readable(self) -> bool:
        """Whether it answers a query: 200 with JSON that is not an error."""
        return self.http_status == 200 and self.code is None and self.document is not UNREADABLE

    def fact(self) -> str:
        """Why the order is not open, as evidence."""
        return f"{NO_SUCH_ORDER.get(self.code or 0, 'cancel rejected')} ({self.code})"

    def said(self) -> str:
        """The answer in a few words, for a message."""
        words = []
        if self.code is not None:
            words.append(str(self.code))
        elif self.http_status is not None:
            words.append(f"HTTP {self.http_status}")
        if self.msg:
            words.append(self.msg.rstrip("."))
        return " ".join(words)


UNREADABLE: t.Any = object()

# The request did nothing; an earlier try may have. -6063 says so of a cancel only, it proves nothing about a query.
NO_RECORDS = -6037
NO_SUCH_ORDER = {
    -2013: "order does not exist",
    -2011: "order does not exist",
    -6028: "order is final",
    NO_RECORDS: "no records",
}
_CANCEL_DID_NOTHING = frozenset(NO_SUCH_ORDER) | {-6063}

# No later request with this key will be accepted either.
DENIED = frozenset((-1002, -1022, -2014, -2015))

_NO, _UNKNOWN = Effect.NOT_APPLIED, Effect.UNKNOWN

# Codes that mean something else than "refused, not carried out". They hold whatever the HTTP status below 500 is.
_CODES: dict[int, tuple[Effect, NextAction]] = {
    -1000: (_UNKNOWN, NextAction.GO_ON),
    -1001: (_NO, NextAction.RETRY),
    -1003: (_NO, NextAction.WAIT),
    -1006: (_UNKNOWN, NextAction.GO_ON),
    -1007: (_UNKNOWN, NextAction.GO_ON),
    -1008: (_NO, NextAction.WAIT),
    -1015: (_NO, NextAction.WAIT),
    -1016: (_NO, NextAction.RETRY),
    -1021: (_NO, NextAction.SYNCHRONIZE),
}
_CODES.update((code, (_NO, NextAction.STOP)) for code in DENIED)

# HTTP statuses that say it all, whatever the body is.
_STATUSES: dict[int, tuple[Effect, NextAction]] = {
    401: (_NO, NextAction.STOP),
    403: (_NO, NextAction.STOP),
    418: (_NO, NextAction.STOP),
    429: (_NO, NextAction.WAIT),
}

# The texts of a 503 that the reference explains as "not carried out".
_UNAVAILABLE = "Service Unavailable."
_INTERNAL = "Internal error; unable to process your request. Please try again."

_FAILURES: dict[Failure, tuple[Effect, NextAction]] = {
    Failure.NOT_SENT: (_NO, NextAction.RETRY),
    Failure.UNTRUSTED: (_NO, NextAction.STOP),
    Failure.LOST: (_UNKNOWN, NextAction.GO_ON),
}

# Answers beyond these are not parsed: they could take more memory than a task may.
_MAX_VALUES = 150000
_MAX_WIDE_TEXT = 1 << 20  # bytes of JSON that is not all ASCII, which Python keeps in up to four bytes a character
_MAX_DIGITS = 30
_MAX_TEXT = 200


def classify(answer: Response) -> Verdict:
    """Say what ``answer`` proves. Never raises: whatever can't be read is ``UNKNOWN``."""
    if answer.failure is not None:
        proof, then = _FAILURES[answer.failure]
        return Verdict(proof, then, msg=answer.note, document=UNREADABLE)
    status = t.cast(int, answer.http_status)
    document = parse(answer.body)
    code, msg = _error_of(document)
    if document is UNREADABLE and len(answer.body) <= _MAX_TEXT:
        text = answer.body.decode("utf-8", "replace").strip()
        msg = "an HTML page" if text.startswith("<") else printable(text)
    proof, then = _judge(status, code, msg, document)
    return Verdict(proof, then, status, code, msg, document)


def _judge(status: int, code: int | None, msg: str, document: t.Any) -> tuple[Effect, NextAction]:
    if status in _STATUSES:
        return _STATUSES[status]
    if 300 <= status < 400:
        return _NO, NextAction.STOP
    if status >= 500:
        surely_not = code == -1001 or (code not in _CODES and msg.strip('"') in (_UNAVAILABLE, _INTERNAL))
        return (_NO, NextAction.RETRY) if status == 503 and surely_not else (_UNKNOWN, NextAction.GO_ON)
    if code is not None and code < 0:
        return _CODES.get(code, (_NO, NextAction.GO_ON))
    if status == 200 and isinstance(document, dict) and code is None:
        return Effect.APPLIED, NextAction.GO_ON
    return _UNKNOWN, NextAction.GO_ON


def _error_of(document: t.Any) -> tuple[int | None, str]:
    if not isinstance(document, dict):
        return None, printable(document)
    msg = printable(document.get("msg"))
    if "code" not in document:
        return None, msg
    code = document["code"]
    if isinstance(code, str) and re.match(r"-?[0-9]{1,6}\Z", code):
        code = int(code)
    return (code if isinstance(code, int) and not isinstance(code, bool) else 0), msg


def parse(body: bytes) -> t.Any:
    """Parse JSON text in UTF-8; ``UNREADABLE`` if it is none. Numbers with a point are kept as their text."""
    if sum(body.count(mark) for mark in (b",", b"[", b"{")) > _MAX_VALUES:
        return UNREADABLE
    if len(body) > _MAX_WIDE_TEXT and not body.isascii():
        return UNREADABLE
    try:
        return json.loads(body.decode("utf-8"), parse_float=_number_text, parse_int=_integer)
    except (ValueError, RecursionError):
        return UNREADABLE


def _integer(digits: str) -> int:
    return int(_number_text(digits))


def _number_text(digits: str) -> str:
    if len(digits) > _MAX_DIGITS:
        raise ValueError(f"a number of {len(digits)} digits")
    return digits


def printable(text: t.Any) -> str:
    """Text from outside, fit for a message: one line, of bounded length, and without anything like a signature."""
    if not isinstance(text, str):
        return ""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[: 4 * _MAX_TEXT]).split())
    line = re.sub(r"(?i)(signature[\"']?\s*[=:]\s*[\"']?)[^\s&\"',]+", r"\1***", line)
    line = re.sub(r"[0-9A-Za-z+/%=_-]{60,}", "***", line)
    return line if len(line) <= _MAX_TEXT else line[:_MAX_TEXT] + "..."
