# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What can be decided about one order: an outcome and its reason, or what is still wanted to decide."""

from __future__ import annotations

import typing as t
from enum import Enum


class Outcome(str, Enum):
    """What became of one order."""

    CANCELLED = "cancelled"
    WOULD_CANCEL = "would_cancel"
    ABSENT = "absent"
    EXECUTED = "executed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"


CHANGED = frozenset((Outcome.CANCELLED, Outcome.WOULD_CANCEL))
UNDONE = frozenset((Outcome.FAILED, Outcome.NOT_ATTEMPTED))


class Reason(str, Enum):
    """Why an order is ``failed`` or ``not_attempted``."""

    EFFECT_UNKNOWN = "effect_unknown"  # nobody knows whether the request was applied, and it may still be open
    END_UNKNOWN = "end_unknown"  # it is gone, and nobody knows whether cancelled or executed
    LISTED_ELSEWHERE = "listed_elsewhere"
    NOT_APPLIED = "not_applied"  # the request was not applied, and it may still be open
    NOT_CONFIRMED = "not_confirmed"  # one query did not show it, which no second one confirmed
    NOT_READ = "not_read"  # its state could not be read
    NOT_SENT = "not_sent"  # no request was sent
    QUERY_REFUSED = "query_refused"
    REFUSED = "refused"
    STILL_SHOWN = "still_shown"  # acknowledged, or refused as "no such order", and still shown as open


class Want(Enum):
    """What is wanted to decide."""

    CHANGE = "change"
    QUERY = "query"
    FILLS = "fills"


class Decision(t.NamedTuple):
    """An ``outcome``, or a ``want``.

    ``verified``: queries show that the outcome holds. ``not_before`` and ``no_later`` (moments of ``elapsed.now``):
    when a wanted query is of use, and when the last one is due.
    """

    outcome: Outcome | None = None
    reason: Reason | None = None
    verified: bool = False
    want: Want | None = None
    not_before: float = 0.0
    no_later: float | None = None


class Policy(t.NamedTuple):
    """What a decision depends on besides the facts. Times are in s. ``limited``: ``max_orders`` is exceeded."""

    verify_timeout: float
    confirm_delay: float
    check_mode: bool = False
    fills_readable: bool = True
    limited: bool = False


def decided(outcome: Outcome, verified: bool = False) -> Decision:
    return Decision(outcome, verified=verified)


def failed(reason: Reason) -> Decision:
    return Decision(Outcome.FAILED, reason)


def not_attempted(reason: Reason) -> Decision:
    return Decision(Outcome.NOT_ATTEMPTED, reason)
