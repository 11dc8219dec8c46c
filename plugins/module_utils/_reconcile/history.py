# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The history of one order: its events, and the facts that follow from them."""

from __future__ import annotations

import typing as t

from .._exchange.kind import Action, Order, Subject
from .._exchange.verdict import Effect, Verdict
from .events import Answered, Event, FillsRead, NotShown, QueryRefused, Sending, Shown, Skipped


class Facts:
    """What is known of one order. Derived from its events alone; moments are those of the events."""

    before: Order | None = None  # as first shown; an order that this run created has none
    last: Order | None = None  # as last shown
    observed = False  # a query or listing was answered
    query_started = 0.0  # start of the last one
    shown = False  # the last one showed it
    seen_open = False
    shown_ms = 0  # when it was shown last, by the exchange's clock
    others: tuple[Subject, ...] = ()  # orders that fit as well
    open_before: Order | None = None  # as last shown before the first request
    executed = False  # by its status
    in_fills = False
    listed_under: str | None = None  # skipped: it is listed where it does not belong
    query_refused: Verdict | None = None  # and nothing was observed since

    requests_sent = 0
    pending: Action | None = None  # a request was about to be sent, and nothing is known of it
    lost = False  # the answer to a request was lost or unclear
    acknowledged_at: float | None = None
    inferred = False  # acknowledged by nothing but the next try, which found no such order
    refusal: Verdict | None = None
    refused_at: float | None = None  # refused as "no such order", which a lagging listing may contradict
    refusal_at: float | None = None  # refused with any code
    verdict: Verdict | None = None  # of the last request
    changed = False  # a request was acknowledged
    action: Action | None = None  # of the last request
    created: Subject | None = None  # what the exchange named the order in its answer
    valid_until_ms = 0  # until when a request with a lost answer can still be accepted, by the exchange's clock
    answer_at = 0.0  # end of the last request

    late_absent_at: float | None = None  # like absent_at and absent_started, of queries begun when the request with a
    late_absent_started = 0.0  # lost answer could no longer be accepted

    open_started = 0.0  # start of the last query that showed it as open
    waiting_since: float | None = None  # since when queries contradict the answer to the request
    gone_at: float | None = None  # since when it is known not to be open; an open order has none
    absent_at: float | None = None  # end of the first query that did not show it, since it was last shown
    absent_started = 0.0  # start of the last such query
    fills_started = -1.0  # start of the last reading of the fills

    @property
    def open(self) -> bool:
        return self.shown and self.last is not None and self.last.open

    @property
    def ended(self) -> bool:
        """Whether a final status was shown last, whatever did not show it since."""
        return self.last is not None and not self.last.open

    @property
    def status(self) -> str | None:
        return self.last.status if self.last else None

    @property
    def after(self) -> Order | None:
        """The order as the last query showed it; ``None`` if it did not."""
        return self.last if self.shown else None

    @property
    def unknown(self) -> bool:
        """Whether a request may have been applied that was not acknowledged."""
        return self.lost or self.pending is not None

    @property
    def acknowledged(self) -> bool:
        return self.acknowledged_at is not None

    @property
    def cancel_acknowledged(self) -> bool:
        return self.acknowledged and self.action is Action.CANCEL

    @property
    def answered_at(self) -> float | None:
        """Since when no further cancel is sent, because one was acknowledged or refused as "no such order"."""
        return self.acknowledged_at if self.acknowledged_at is not None else self.refused_at

    @property
    def open_after_refusal(self) -> bool:
        """Whether a query showed it as open after its request was refused."""
        return self.open and self.refusal_at is not None and self.open_started >= self.refusal_at

    def is_confirmed(self, delay: float) -> bool:
        """Whether two queries, so far apart in s, did not show it."""
        return self.absent_at is not None and (delay <= 0 or self.absent_started >= self.absent_at + delay)

    def is_lost_for_good(self, delay: float) -> bool:
        """Whether two such queries came after the request with a lost answer could no longer be accepted."""
        since = self.late_absent_at
        return since is not None and (delay <= 0 or self.late_absent_started >= since + delay)


def derive(events: t.Iterable[Event]) -> Facts:
    """The facts that follow from the events of one order."""
    facts = Facts()
    for event in events:
        _APPLY[type(event)](facts, event)
    return facts


def _shown(facts: Facts, event: Shown) -> None:
    order = event.order
    reappeared = not facts.open
    facts.observed = facts.shown = True
    facts.query_started = event.started
    facts.query_refused = None
    facts.last = order
    if facts.before is None and facts.action is not Action.CREATE:
        facts.before = order
    facts.shown_ms, facts.others = event.time_ms, event.others
    if not facts.requests_sent:
        facts.open_before = order
    facts.absent_at = facts.late_absent_at = None
    if not order.open:
        facts.gone_at = event.at if facts.gone_at is None else facts.gone_at
        facts.waiting_since = None
        facts.executed = facts.executed or order.executed
        return
    facts.seen_open = True
    facts.open_started = event.started
    answered_at = facts.answered_at
    if answered_at is not None and event.started >= answered_at and facts.waiting_since is None:
        facts.waiting_since = event.started if reappeared else answered_at
    facts.gone_at = None


def _not_shown(facts: Facts, event: NotShown) -> None:
    facts.observed, facts.shown = True, False
    facts.query_started = event.started
    facts.query_refused = None
    facts.absent_started = event.started
    facts.absent_at = event.at if facts.absent_at is None else facts.absent_at
    facts.waiting_since = None
    if facts.lost and event.time_ms > facts.valid_until_ms:
        facts.late_absent_started = event.started
        facts.late_absent_at = event.at if facts.late_absent_at is None else facts.late_absent_at
    # Only the last query is known to be right about it, unless a request was acknowledged before.
    if facts.gone_at is None or not (facts.acknowledged or facts.ended):
        facts.gone_at = event.at


def _query_refused(facts: Facts, event: QueryRefused) -> None:
    facts.query_refused = event.verdict


def _sending(facts: Facts, event: Sending) -> None:
    facts.pending = event.action


def _fills_read(facts: Facts, event: FillsRead) -> None:
    facts.fills_started = event.started
    if event.found:
        facts.in_fills = True


def _skipped(facts: Facts, event: Skipped) -> None:
    facts.listed_under = event.listed_under


def _answered(facts: Facts, event: Answered) -> None:
    verdict = event.verdict
    facts.pending = None
    facts.requests_sent += event.sent
    if verdict is None or not event.sent:
        return
    facts.verdict, facts.answer_at, facts.action = verdict, event.at, event.action
    if verdict.effect is Effect.APPLIED:
        facts.changed, facts.created = True, event.key or facts.created
        _acknowledge(facts, event.at)
    elif verdict.effect is Effect.UNKNOWN:
        facts.lost, facts.valid_until_ms = True, event.valid_until_ms
        facts.late_absent_at = None
    elif event.action is Action.CANCEL and verdict.did_nothing:
        if facts.lost and not facts.acknowledged:
            facts.inferred = True
            _acknowledge(facts, event.at)  # the request whose answer was lost did it
        else:
            facts.refusal, facts.refusal_at, facts.refused_at = verdict, event.at, event.at
    elif verdict.refused:
        facts.refusal, facts.refusal_at = verdict, event.at


def _acknowledge(facts: Facts, at: float) -> None:
    facts.acknowledged_at = at
    facts.gone_at = at
    facts.waiting_since = None


_APPLY: dict[type, t.Callable[[Facts, t.Any], None]] = {
    Shown: _shown,
    NotShown: _not_shown,
    QueryRefused: _query_refused,
    Sending: _sending,
    Answered: _answered,
    FillsRead: _fills_read,
    Skipped: _skipped,
}


class History:
    """The events of one order, in the order in which they were recorded."""

    __slots__ = ("_derived", "events", "subject")

    def __init__(self, subject: Subject) -> None:
        self.subject: t.Any = subject
        self.events: list[Event] = []
        self._derived = (0, Facts())

    def record(self, event: Event) -> None:
        self.events.append(event)

    @property
    def identity(self) -> t.Any:
        """What names the order to the exchange: the key that it gave, or else the subject."""
        facts = self.facts
        return facts.created or (facts.last.key if facts.last else self.subject)

    @property
    def facts(self) -> Facts:
        """Derived anew after each event. Not to be changed by anybody."""
        count, facts = self._derived
        if count != len(self.events):
            count = len(self.events)  # workers may append while this is derived
            facts = derive(self.events[:count])
            self._derived = (count, facts)
        return facts
