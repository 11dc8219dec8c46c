# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the steps of a window prove about each order."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from decimal import Decimal

from ansible_collections.marketops.binance.plugins.module_utils._exchange.block_order_record import ENDED_STATUSES

from .evidence import Entry, Error, Listing, Order, Report, Run, Step, Trade
from .terms import Cause, Kind, Outcome, Purpose, State

GONE = (Outcome.CANCELLED, Outcome.ABSENT, Outcome.EXECUTED)


@dataclass
class OrderState:
    """One order. ``open`` is ``None`` if that is not known.

    ``executed_quantity`` is what was executed of an ordinary order, ``executed_before`` what was executed of it when it
    was first seen; ``None``: not known, nothing of an order that was created since the first listing, or a block order.
    """

    kind: Kind
    key: str
    order: Order | None = None
    first_seen: int | None = None
    gone_at: int | None = None
    open: bool | None = None
    outcome: Outcome | None = None
    verified: bool = False
    executed: bool = False
    executed_quantity: str | None = None
    executed_before: str | None = None
    requests_sent: int = 0
    evidence: list[str] = field(default_factory=list)
    error: Error | None = None
    reason: str | None = None
    trade: Trade | None = None
    contradiction: bool = False  # reported as cancelled, but later a block trade showed its execution
    reopened: bool = False  # reported as gone, but later listed as open
    intended_by: str | None = None  # the run that may have sent a cancel, and recorded no result
    sent_by: str | None = None  # the run whose cancel may have been applied, although its result does not show it
    credited_to: str | None = None  # the run that probably cancelled it

    @property
    def may_be_open(self) -> bool:
        return self.open is not False

    def is_news(self, listing: Listing) -> bool:
        """Whether the listing is later than what shows that the order is gone.

        Runs may overlap, and their steps are read run by run.
        """
        return self.gone_at is None or listing.time > self.gone_at

    @property
    def filled(self) -> Decimal:
        """How much of an ordinary order was executed since it was first seen."""
        return Decimal(self.executed_quantity or 0) - Decimal(self.executed_before or 0)

    @property
    def partly_or_wholly_executed(self) -> bool:
        return self.executed or self.filled > 0


def order_states(runs: t.Iterable[Run]) -> dict[str, OrderState]:
    """The orders that were seen open while the window was being opened, by key."""
    states: dict[str, OrderState] = {}
    listed_since: dict[Kind, int] = {}
    for run in runs:
        for place, step in enumerate(run.steps):
            if run.state is State.OPEN and step.intent and may_be_sent(run.steps[place + 1 :]):
                for key in step.intent.keys:
                    state = states.setdefault(key, OrderState(step.intent.kind, key))
                    state.sent_by, state.intended_by = state.intended_by or state.sent_by, run.run
                    state.open = None if state.open else state.open
            elif run.state is State.OPEN and step.report:
                _add_report(states, step.report, run)
                for listing in step.report.listings:
                    for kind in listing.scope.kinds:
                        listed_since.setdefault(kind, listing.time)
            elif step.report:
                _add_closing(states, step.report)
    for state in states.values():
        created = state.order.create_time if state.order else None
        if created is not None and created > listed_since.get(state.kind, created):
            state.executed_before = None  # all of it was executed since the window started
    return states


def may_be_sent(later: t.Sequence[Step]) -> bool:
    """Whether something may have been sent for the intent before these steps: not if it could not be written."""
    failure = later[0].failure if later else None
    return failure is None or failure.cause is not Cause.EVIDENCE_NOT_WRITTEN


def _add_report(states: dict[str, OrderState], report: Report, run: Run) -> None:
    if report.cancelling:
        times = {key: event.time for event in report.cancelling.timeline for key in event.keys}
        for entry in report.cancelling.entries:
            state = states.setdefault(entry.key, OrderState(entry.kind, entry.key))
            _add_entry(state, entry, times.get(entry.key, report.time), run, report.purpose is Purpose.BATCH)
    for listing in report.listings:
        _add_listing(states, listing)
    _add_trades(states, report.trades or ())


def _add_closing(states: dict[str, OrderState], report: Report) -> None:
    """What was executed of known orders, or is open again. What opening found of them stays."""
    for entry in report.cancelling.entries if report.cancelling else ():
        if entry.key in states:
            _note_executed(states[entry.key], entry.executed_quantity)
            states[entry.key].executed = states[entry.key].executed or entry.outcome is Outcome.EXECUTED
    for listing in report.listings:
        for order in listing.orders:
            if order.key in states:
                state = states[order.key]
                _note_executed(state, order.executed_quantity)
                state.reopened |= order.open and state.open is False and state.is_news(listing)
    _add_trades(states, report.trades or ())


def _add_entry(state: OrderState, entry: Entry, time: int, run: Run, is_result: bool) -> None:
    """``is_result``: of the run's own cancels, which may have been sent without one if the module crashed."""
    was_gone = state.open is False
    answered = state.intended_by is None or (is_result and state.intended_by == run.run)
    maybe_sent_by = state.sent_by if answered else state.intended_by
    _see(state, entry.before)
    state.order = state.order or entry.after
    _note_executed(state, entry.executed_quantity)
    state.requests_sent += entry.requests_sent
    state.evidence += [fact for fact in entry.evidence if fact not in state.evidence]
    state.error, state.reason, state.intended_by = entry.error, entry.reason, None
    if entry.requests_sent:
        maybe_sent_by = run.run
    if entry.outcome is Outcome.ABSENT and was_gone:
        return  # later queries show an order that the window cancelled as not open, as expected
    state.executed = state.executed or entry.outcome is Outcome.EXECUTED
    if entry.outcome in GONE and entry.verified:
        state.open, state.gone_at = False, time
        if entry.outcome is Outcome.ABSENT and state.outcome is Outcome.CANCELLED:
            state.verified = True  # acknowledged earlier
            return
        if entry.outcome is Outcome.ABSENT:
            state.credited_to = None if entry.status in ENDED_STATUSES else maybe_sent_by
    elif entry.outcome is Outcome.WOULD_CANCEL or (entry.after and entry.after.open):
        state.open = True
    elif entry.outcome is not Outcome.NOT_ATTEMPTED:
        state.open = None
    state.outcome, state.verified, state.sent_by = entry.outcome, entry.verified, maybe_sent_by


def _add_listing(states: dict[str, OrderState], listing: Listing) -> None:
    listed = {order.key: order for order in listing.orders if order.open}
    for key, order in listed.items():
        state = states.setdefault(key, OrderState(order.kind, key))
        _see(state, order)
        state.first_seen = min(state.first_seen or listing.time, listing.time)
        if state.is_news(listing) and not state.executed:
            state.reopened = state.reopened or state.open is False
            state.open, state.gone_at = True, None
    for key, state in states.items():
        if key not in listed and state.open and state.kind in listing.scope.kinds:
            state.open = None  # a listing proves nothing about what it lacks


def _see(state: OrderState, order: Order | None) -> None:
    """Record the order as the exchange showed it."""
    if order is None:
        return
    if state.order is None:
        state.order, state.executed_before = order, order.executed_quantity
    _note_executed(state, order.executed_quantity)


def _note_executed(state: OrderState, quantity: str | None) -> None:
    """A lagging answer may show less than one before it."""
    if quantity is not None and Decimal(quantity) >= Decimal(state.executed_quantity or 0):
        state.executed_quantity = quantity


def _add_trades(states: dict[str, OrderState], trades: t.Iterable[Trade]) -> None:
    for trade in trades:
        state = states.get(trade.key)
        if state is None:
            continue
        state.contradiction = state.contradiction or state.outcome is Outcome.CANCELLED
        state.trade, state.executed, state.open, state.outcome = trade, True, False, Outcome.EXECUTED
        state.gone_at = state.gone_at or trade.time
