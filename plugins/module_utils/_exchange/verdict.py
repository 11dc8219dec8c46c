# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a response of the exchange proves about its request.

The tables follow the HTTP return codes of the exchange's options reference; ``codes`` has the error codes.
"""

from __future__ import annotations

import re
import typing as t

from .._http.response import Failure, Response
from .codes import (
    CANCEL_DID_NOTHING,
    CODES,
    DISCONNECTED,
    KEY_TOPICS,
    NO_SUCH_ORDER,
    OVERLOADED,
    TOO_MANY_REQUESTS,
    Code,
    Effect,
    NextAction,
    Topic,
)
from .documents import UNREADABLE, has_code_0, parse, printable

__all__ = ["Effect", "NextAction", "Verdict", "classify"]


class Verdict(t.NamedTuple):
    """What a response proves. ``document`` is the parsed JSON where there is one, else ``UNREADABLE``."""

    effect: Effect
    action: NextAction
    http_status: int | None = None
    code: int | None = None
    msg: str = ""
    document: t.Any = None
    ban_end_ms: int | None = None

    @property
    def refused(self) -> bool:
        """Surely not applied, and another try would be refused too."""
        return self.effect is Effect.NOT_APPLIED and self.action is NextAction.CONTINUE

    @property
    def no_such_order(self) -> bool:
        return self.code in NO_SUCH_ORDER and self.refused

    @property
    def did_nothing(self) -> bool:
        """A cancel that did nothing, because the order is not open: an earlier one may have ended it."""
        return self.code in CANCEL_DID_NOTHING and self.refused

    @property
    def topic(self) -> Topic | None:
        return CODES.get(self.code or 0, Code()).topic

    @property
    def restricted(self) -> bool:
        """The address is in a region that the exchange does not serve."""
        return self.http_status == 451 or _is_restricted(self.http_status, self.document)

    @property
    def banned(self) -> bool:
        """The address was refused, independent of the key."""
        return self.ban_end_ms is not None or self.http_status in (403, 418) or self.restricted

    @property
    def denied(self) -> bool:
        """The key, its signature or its permissions were refused."""
        return (
            self.action is NextAction.STOP and (self.http_status == 401 or self.topic in KEY_TOPICS) and not self.banned
        )

    @property
    def readable(self) -> bool:
        """Whether it answers a query: 200 with JSON that is not an error."""
        return self.http_status == 200 and self.code is None and self.document is not UNREADABLE

    def describe(self) -> str:
        """The response in a few words, for a message."""
        words = []
        if self.code is not None:
            words.append(str(self.code))
        elif self.http_status is not None:
            words.append(f"HTTP {self.http_status}")
        if self.msg:
            words.append(self.msg.rstrip("."))
        return " ".join(words)


_NO, _UNKNOWN = Effect.NOT_APPLIED, Effect.UNKNOWN
_Judgement = tuple[Effect, NextAction]

_FAILURES: dict[Failure, _Judgement] = {
    Failure.NOT_SENT: (_NO, NextAction.RETRY),
    Failure.UNTRUSTED: (_NO, NextAction.STOP),
    Failure.LOST: (_UNKNOWN, NextAction.CONTINUE),
}

# HTTP statuses that decide alone, without the body.
_STATUSES: dict[int, _Judgement] = {
    401: (_NO, NextAction.STOP),
    403: (_NO, NextAction.STOP),
    418: (_NO, NextAction.STOP),
    429: (_NO, NextAction.WAIT),
    451: (_NO, NextAction.STOP),
}

# The texts of a 503 that the reference explains as "not carried out".
_UNAVAILABLE = "Service Unavailable."
_INTERNAL = "Internal error; unable to process your request. Please try again."

_MAX_TEXT = 200
_BAN_END = re.compile(rb"(?<![0-9])1[0-9]{12}(?![0-9])")
_MAX_BAN_TEXT = 4096


def classify(response: Response, acknowledges: t.Callable[[t.Any], bool] | None = None) -> Verdict:
    """Decide what ``response`` proves. Never raises: what can't be read is ``UNKNOWN``.

    ``acknowledges`` decides whether a JSON document acknowledges the change; without it the request was a query.
    """
    if response.failure is not None:
        decided = _decided_alone(response.http_status or 0)
        if decided is not None:  # a body that can't be read takes nothing back
            return Verdict(*decided, response.http_status, document=UNREADABLE)
        effect, action = _FAILURES[response.failure]
        return Verdict(effect, action, msg=response.note, document=UNREADABLE)
    status = t.cast(int, response.http_status)
    document = parse(response.body)
    if status == 200 and acknowledges is not None and acknowledges(document):
        return Verdict(Effect.APPLIED, NextAction.CONTINUE, 200, None, "", document)
    code, msg = _error_of(document)
    if document is UNREADABLE and len(response.body) <= _MAX_TEXT:
        text = response.body.decode("utf-8", "replace").strip()
        msg = "an HTML page" if text.startswith("<") else printable(text)
    effect, action = (_NO, NextAction.STOP) if _is_restricted(status, document) else _judge(status, code, msg)
    ban_end = None
    if status in (403, 418, 429) or code == TOO_MANY_REQUESTS:
        found = _BAN_END.search(response.body[:_MAX_BAN_TEXT])
        if found:
            ban_end, effect, action = int(found.group()), _NO, NextAction.STOP
    return Verdict(effect, action, status, code, msg, document, ban_end)


def _is_restricted(status: int | None, document: t.Any) -> bool:
    """Whether it is the answer to a restricted region, which may have a status of its own (451)."""
    return status in (400, 403) and has_code_0(document)


def _decided_alone(status: int) -> _Judgement | None:
    return (_NO, NextAction.STOP) if 300 <= status < 400 else _STATUSES.get(status)


def _judge(status: int, code: int | None, msg: str) -> _Judgement:
    decided = _decided_alone(status)
    if decided is not None:
        return decided
    if status >= 500:
        surely_not = code in (DISCONNECTED, OVERLOADED) or (
            code not in CODES and msg.strip('"') in (_UNAVAILABLE, _INTERNAL)
        )
        return (_NO, NextAction.RETRY) if status == 503 and surely_not else (_UNKNOWN, NextAction.CONTINUE)
    if code is not None and code < 0:
        if status == 200 and code not in CODES:
            return _UNKNOWN, NextAction.CONTINUE  # maintenance pages look like that
        known = CODES.get(code, Code())
        return known.effect, known.action
    if status == 200:
        return _UNKNOWN, NextAction.CONTINUE
    return _UNKNOWN, NextAction.RETRY_TWICE


def _error_of(document: t.Any) -> tuple[int | None, str]:
    """The error code and the text of a document. A code that is not negative is not an error: 0 means success here."""
    if not isinstance(document, dict):
        return None, printable(document)
    msg = printable(document.get("msg"))
    if "code" not in document:
        return None, msg
    code = document["code"]
    if isinstance(code, str) and re.match(r"-?[0-9]{1,6}\Z", code):
        code = int(code)
    return (code if isinstance(code, int) and not isinstance(code, bool) else 0), msg
