# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The history of one order: its events, and how the facts follow from them."""

from __future__ import annotations

import typing as t
from decimal import Decimal

from .._exchange.kind import Action, Order, Subject
from .._exchange.verdict import Effect
from .events import Answered, Covered, EndNotShown, Event, FillsRead, NotShown, QueryRefused, Sending, Shown, Skipped
from .facts import Facts


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
    facts.shown_ms, facts.lead_ms = event.time_ms, event.lead_ms
    facts.others = event.others or facts.others
    _note_executed(facts, order)
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
    if facts.acknowledged_at is not None and event.started >= facts.acknowledged_at:
        facts.open_looks += 1
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
    # Only the last query counts, unless a request was acknowledged before.
    if facts.gone_at is None or not (facts.acknowledged or facts.ended):
        facts.gone_at = event.at


def _query_refused(facts: Facts, event: QueryRefused) -> None:
    facts.query_refused = event.verdict


def _sending(facts: Facts, event: Sending) -> None:
    facts.pending = event.action


def _fills_read(facts: Facts, event: FillsRead) -> None:
    facts.fills_started, facts.fills_since_ms = event.started, event.since_ms
    if event.found:
        facts.in_fills = True


def _end_not_shown(facts: Facts, event: EndNotShown) -> None:
    facts.end_asked = event.started


def _covered(facts: Facts, event: Covered) -> None:
    facts.requests_sent += event.sent
    if event.verdict is None or not event.sent or not facts.open:
        return
    facts.answer_at = event.at
    if event.verdict.effect is Effect.APPLIED:
        _acknowledge(facts, event.at, shared=True)
    elif event.verdict.effect is Effect.UNKNOWN:
        facts.lost = True


def _note_executed(facts: Facts, order: Order) -> None:
    most = facts.most_executed.executed_quantity if facts.most_executed else None
    if Decimal(order.executed_quantity or 0) > Decimal(most or 0):
        facts.most_executed = order


def _skipped(facts: Facts, event: Skipped) -> None:
    facts.listed_under = event.listed_under


def _answered(facts: Facts, event: Answered) -> None:
    verdict = event.verdict
    facts.pending = None
    facts.requests_sent += event.sent
    if verdict is None or not event.sent:
        return
    facts.verdict, facts.answer_at, facts.action = verdict, event.at, event.action
    if event.order is not None:
        _note_executed(facts, event.order)
        if event.order.executed:  # the answer shows the order as it ended
            facts.executed = facts.shown = True
            facts.last = event.order
    if verdict.effect is Effect.APPLIED:
        facts.changed, facts.created = True, event.key or facts.created
        _acknowledge(facts, event.at, event.shared)
    elif verdict.effect is Effect.UNKNOWN:
        facts.lost, facts.valid_until_ms = True, event.valid_until_ms
        facts.named = facts.named if event.key is None else event.key
        facts.late_absent_at = None
    elif event.shared:
        pass  # a refusal proves nothing about this order
    elif event.action is Action.CANCEL and verdict.did_nothing:
        if facts.shared or (facts.lost and not facts.acknowledged):
            facts.inferred = not facts.acknowledged
            _acknowledge(facts, event.at)  # an earlier request did it
        else:
            facts.refusal, facts.refusal_at, facts.refused_at = verdict, event.at, event.at
    elif verdict.refused:
        facts.refusal, facts.refusal_at = verdict, event.at


def _acknowledge(facts: Facts, at: float, shared: bool = False) -> None:
    facts.acknowledged_at = at
    facts.gone_at = at
    facts.shared, facts.open_looks = shared, 0
    facts.waiting_since = None


_APPLY: dict[type, t.Callable[[Facts, t.Any], None]] = {
    Shown: _shown,
    NotShown: _not_shown,
    QueryRefused: _query_refused,
    Sending: _sending,
    Answered: _answered,
    Covered: _covered,
    FillsRead: _fills_read,
    EndNotShown: _end_not_shown,
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
        """The key that the exchange gave the order, or else the subject."""
        facts = self.facts
        return facts.created or (facts.last.key if facts.last else self.subject)

    @property
    def facts(self) -> Facts:
        """Derived anew after each event. Do not change them."""
        count, facts = self._derived
        if count != len(self.events):
            count = len(self.events)  # workers may append while this is derived
            facts = derive(self.events[:count])
            self._derived = (count, facts)
        return facts
