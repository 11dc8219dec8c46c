# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Decisions about one order: an outcome and its reason, or what is still needed to decide."""

from __future__ import annotations

import typing as t
from enum import Enum

from .._exchange.kind import Action


class Outcome(str, Enum):
    """The outcome of one order."""

    CANCELLED = "cancelled"
    WOULD_CANCEL = "would_cancel"
    ABSENT = "absent"
    EXECUTED = "executed"
    CREATED = "created"
    WOULD_CREATE = "would_create"
    EXTENDED = "extended"
    WOULD_EXTEND = "would_extend"
    PRESENT = "present"
    ACCEPTED = "accepted"
    WOULD_ACCEPT = "would_accept"
    ALREADY_ACCEPTED = "already_accepted"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"


CHANGED = frozenset(
    (
        Outcome.CANCELLED,
        Outcome.WOULD_CANCEL,
        Outcome.CREATED,
        Outcome.WOULD_CREATE,
        Outcome.EXTENDED,
        Outcome.WOULD_EXTEND,
        Outcome.ACCEPTED,
        Outcome.WOULD_ACCEPT,
    )
)
UNDONE = frozenset((Outcome.FAILED, Outcome.NOT_ATTEMPTED))


class Reason(str, Enum):
    """Why an order is ``failed`` or ``not_attempted``."""

    CREATION_UNKNOWN = "creation_unknown"  # whether it was created is not known
    EFFECT_UNKNOWN = "effect_unknown"  # whether the request was applied is not known, and it may still be open
    ENDED = "ended"  # it is not open any more
    END_UNKNOWN = "end_unknown"  # it is gone, but whether cancelled or executed is not known
    EXECUTED = "executed"  # the counterparty took it
    LISTED_ELSEWHERE = "listed_elsewhere"
    NOT_APPLIED = "not_applied"  # the request was not applied, and it may still be open
    NOT_CONFIRMED = "not_confirmed"  # one query did not show it, but no second query confirmed that
    NOT_EXTENDED = "not_extended"  # acknowledged, but no query shows the later expiry
    NOT_FOUND = "not_found"  # the exchange shows no such order
    NOT_READ = "not_read"  # its state could not be read
    NOT_SENT = "not_sent"  # no request was sent
    NOT_SHOWN = "not_shown"  # its creation was acknowledged, but no query shows it
    QUERY_REFUSED = "query_refused"
    REFUSED = "refused"
    STILL_SHOWN = "still_shown"  # cancelled, replaced, or refused as "no such order", and still shown as open
    TAKEN_BY_OTHER = "taken_by_other"
    TAKER_UNKNOWN = "taker_unknown"  # it was taken, but whether by this account is not known
    TERMS_DIFFER = "terms_differ"


class Want(Enum):
    """What is needed to decide."""

    CHANGE = "change"
    QUERY = "query"
    FILLS = "fills"


class Decision(t.NamedTuple):
    """An ``outcome``, or a ``want``.

    ``verified``: queries show that the outcome holds. ``changed``: this run changed the exchange's books.
    A wanted query is useful ``not_before`` a time of ``elapsed.now``, or ``not_before_ms`` by the exchange's clock, and
    the last one is due ``no_later``.
    """

    outcome: Outcome | None = None
    reason: Reason | None = None
    verified: bool = False
    changed: bool = False
    want: Want | None = None
    action: Action | None = None
    not_before: float = 0.0
    not_before_ms: int | None = None
    no_later: float | None = None


class Policy(t.NamedTuple):
    """What a decision depends on beside the facts. Times are in s. ``limited``: ``max_orders`` is exceeded."""

    verify_timeout: float
    confirm_delay: float
    check_mode: bool = False
    fills_readable: bool = True
    limited: bool = False


def decided(outcome: Outcome, verified: bool = False) -> Decision:
    return Decision(outcome, verified=verified, changed=outcome in CHANGED)


def change(action: Action) -> Decision:
    return Decision(want=Want.CHANGE, action=action)


def failed(reason: Reason, changed: bool = False) -> Decision:
    return Decision(Outcome.FAILED, reason, changed=changed)


def not_attempted(reason: Reason) -> Decision:
    return Decision(Outcome.NOT_ATTEMPTED, reason)
