# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What was observed of one order. Events are appended, and never changed.

``started`` and ``at`` are times of ``elapsed.now``: when a request was started, and when its response had arrived.
"""

from __future__ import annotations

import typing as t

from .._exchange.kind import Action, Order, Subject
from .._exchange.verdict import Verdict


class Shown(t.NamedTuple):
    """A query or a listing showed the order. ``time_ms``: when, by the exchange's clock, or ``lead_ms`` later."""

    started: float
    at: float
    order: Order
    time_ms: int = 0
    others: tuple[Subject, ...] = ()
    lead_ms: int = 0


class NotShown(t.NamedTuple):
    """A query did not show the order; ``code``: the exchange said that there is none.

    ``time_ms``: the query started at this time by the exchange's clock, or later; 0 if that is not known.
    """

    started: float
    at: float
    code: int | None = None
    time_ms: int = 0


class QueryRefused(t.NamedTuple):
    """The exchange refused to show the order."""

    at: float
    verdict: Verdict


class Sending(t.NamedTuple):
    """A request is about to be sent. Unless a response is recorded after it, its result is not known."""

    at: float
    action: Action


class Answered(t.NamedTuple):
    """A request was answered, or its answer was lost. ``sent`` is how often it was sent.

    ``valid_until_ms``: the exchange can accept it until then. ``key`` and ``order`` are what the answer showed.
    ``shared``: the request covered whatever is open on a symbol or underlying.
    """

    at: float
    action: Action
    verdict: Verdict | None
    sent: int
    valid_until_ms: int = 0
    key: Subject | None = None
    order: Order | None = None
    shared: bool = False


class Covered(t.NamedTuple):
    """A request that was sent for other orders covered this one too, if it was open then."""

    at: float
    verdict: Verdict | None
    sent: int


class FillsRead(t.NamedTuple):
    """The account's executions since ``since_ms`` were read, and the order was among them or not."""

    started: float
    at: float
    found: bool
    since_ms: int = 0


class EndNotShown(t.NamedTuple):
    """The order's final state was queried, and is not shown yet."""

    started: float
    at: float


class Skipped(t.NamedTuple):
    """The exchange lists the order where it does not belong: nothing is sent for it."""

    at: float
    listed_under: str


Event = t.Union[Shown, NotShown, QueryRefused, Sending, Answered, Covered, FillsRead, EndNotShown, Skipped]
