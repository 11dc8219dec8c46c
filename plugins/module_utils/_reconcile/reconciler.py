# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Observe, act, observe: from a goal and a selection of orders to an outcome for each.

The answer to a request is never proof; a query is. Every answer, lost and unclear ones included, is recorded and ends
in the next query. Knows no kind of order and no goal by name: a kind queries and sends, a goal decides.
"""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Refused, pauses
from .._exchange.kind import Action, Kind, Order, Scope, Subject
from .._exchange.stops import Stop, Stopped, internal_stop
from .._exchange.verdict import Verdict
from .._http.elapsed import now
from .coverage import Coverage, Listing
from .decisions import UNDONE, Decision, Policy, Want
from .events import Answered, FillsRead, NotShown, QueryRefused, Sending, Shown, Skipped
from .history import Facts, History
from .worker_pool import WorkerPool

# Fills are read from so long before the start of the run, in ms.
_FILLS_MARGIN_MS = 60000


class Goal(t.Protocol):
    """What is to hold of an order. ``decide`` is a pure function."""

    action: Action
    verb: str

    def decide(self, facts: Facts, policy: Policy, final: bool = False) -> Decision: ...

    def fills_with_query(self, facts: Facts) -> bool: ...


class Selection(t.NamedTuple):
    """Which orders are meant: ``subjects``, or every open order in ``scope`` if that is ``None``."""

    subjects: t.Sequence[Subject] | None
    scope: Scope = Scope()
    max_orders: int | None = None


class Result(t.NamedTuple):
    """The histories in the order asked for, with their decisions, and what holds of the run as a whole.

    ``complete``: it is known which orders the selection is about, and, without keys, that no other one is open.
    ``trusted``: acknowledged orders that the last listing shows as open all the same.
    """

    selection: Selection
    policy: Policy
    histories: t.Sequence[History]
    decisions: t.Sequence[Decision]
    complete: bool
    trusted: t.Sequence[Subject]
    fills_refused: Verdict | None
    fills_read: t.Sequence[FillsRead]
    stop: Stop | None


class Reconciler:
    """One run."""

    def __init__(
        self, api: Api, kind: Kind, goal: Goal, selection: Selection, policy: Policy, pool: WorkerPool
    ) -> None:
        self._api = api
        self._kind = kind
        self._goal = goal
        self._selection = selection
        self._policy = policy
        self._pool = pool
        self._wide = selection.subjects is None
        self._histories = {subject: History(subject) for subject in selection.subjects or ()}
        self._coverage = Coverage()
        self._trusted: list[Subject] = []
        self._fills_refused: Verdict | None = None
        self._fills_read: list[FillsRead] = []

    def run(self) -> Result:
        """Reach the goal as far as possible. Does not raise: what stopped it is in the result."""
        stop = None
        try:
            if self._wide or self._histories:
                self._reconcile()
        except Stopped as stopped:
            stop = stopped.stop
        except Exception as error:  # what was done has to be reported, whatever went wrong
            stop = internal_stop(error)
        histories = list(self._histories.values())
        return Result(
            selection=self._selection,
            policy=self._policy,
            histories=histories,
            decisions=[self._goal.decide(history.facts, self._policy, final=True) for history in histories],
            complete=not self._wide or self._is_covered(),
            trusted=self._trusted,
            fills_refused=self._fills_refused,
            fills_read=self._fills_read,
            stop=stop,
        )

    def _reconcile(self) -> None:
        self._query(list(self._histories.values()))
        waits, known = pauses(), len(self._histories)
        while True:
            if len(self._histories) > known:
                waits, known = pauses(), len(self._histories)
            self._enforce_limit()
            wanted = self._wanted()
            changes = [history for history, decision in wanted if decision.want is Want.CHANGE]
            fills = [history for history, decision in wanted if decision.want is Want.FILLS]
            if fills:
                self._read_fills()
            elif changes:
                again = all(history.facts.requests_sent for history in changes)
                if again:
                    self._api.gate.pause(next(waits), "another request for what is still open")
                self._act(changes)
                self._query_after_change()
            elif wanted:
                self._query_when_due(wanted, next(waits))
            elif self._needs_listing():
                self._api.gate.pause(
                    self._coverage.due(self._policy.confirm_delay) - now(), "the listing that confirms"
                )
                self._query([])
            else:
                return

    def _wanted(self) -> list[tuple[History, Decision]]:
        decisions = ((history, self._decide(history)) for history in self._histories.values())
        return [(history, decision) for history, decision in decisions if decision.outcome is None]

    def _decide(self, history: History) -> Decision:
        return self._goal.decide(history.facts, self._policy)

    def _is_covered(self) -> bool:
        listings = self._coverage.listings
        if self._policy.check_mode and self._histories:
            return bool(listings)
        return self._coverage.is_confirmed(self._policy.confirm_delay)

    def _needs_listing(self) -> bool:
        """Whether success still needs a listing. Where an order is not done, none would bring it."""
        if not self._wide or self._is_covered():
            return False
        return not any(self._decide(history).outcome in UNDONE for history in self._histories.values())

    # Observe

    def _query(self, histories: t.Sequence[History]) -> None:
        """Query ``histories``, and list what the selection is about. A listing proves nothing about what it lacks."""
        if self._wide or len(histories) > 1:
            started = now()
            listed = self._list()
            at = now()
            self._record_listing(listed, started, at)
            missing = []
            for history in histories:
                if history.subject in listed:
                    continue
                if history.facts.acknowledged:
                    history.record(NotShown(started, at, listed=True))
                else:
                    missing.append(history)
            histories = missing
        self._pool.run(self._fetch, histories)

    def _list(self) -> dict[Subject, Order]:
        listed: dict[Subject, Order] = {}
        try:
            orders = self._kind.list(self._selection.scope)
        except Refused as refusal:
            from .._exchange.stop_reasons import listing_stop

            raise Stopped(listing_stop(refusal.verdict, self._kind.noun)) from None
        for order in orders:
            if order.open or order.key not in listed:
                listed[order.key] = order
        return listed

    def _record_listing(self, listed: t.Mapping[Subject, Order], started: float, at: float) -> None:
        underlying = self._selection.scope.underlying
        for subject, order in listed.items():
            history = self._histories.get(subject)
            if history is None and self._wide and order.open:
                history = self._histories[subject] = History(subject)
                if underlying and not order.is_on(underlying):
                    history.record(Skipped(at, underlying))
            if history is not None:
                history.record(Shown(started, at, order))
        if self._wide:
            shown = [subject for subject, order in listed.items() if order.open]
            facts = {subject: self._histories[subject].facts for subject in shown}
            self._trusted = [subject for subject in shown if self._is_trusted(facts[subject])]
            counted = [subject for subject in shown if facts[subject].listed_under is None]
            self._coverage.listings.append(Listing(started, at, clean=len(counted) == len(self._trusted)))

    def _is_trusted(self, facts: Facts) -> bool:
        return facts.acknowledged and not self._policy.verify_timeout

    def _fetch(self, history: History) -> None:
        started = now()
        try:
            found = self._kind.fetch(history.subject)
        except Refused as refusal:
            history.record(QueryRefused(now(), refusal.verdict))
            return
        if found.order is not None:
            history.record(Shown(started, now(), found.order))
        else:
            history.record(NotShown(started, now(), code=found.verdict.code if found.verdict else None))

    def _query_when_due(self, wanted: t.Sequence[tuple[History, Decision]], pause: float) -> None:
        """Wait until the first query is of use, and make those that are due."""
        moment = now()

        def due(decision: Decision) -> float:
            if decision.no_later is None:
                return decision.not_before
            return min(moment + pause, decision.no_later)

        until = min(due(decision) for _history, decision in wanted)
        self._api.gate.pause(until - moment, "the next query")
        reached = now()
        self._query([history for history, decision in wanted if due(decision) <= reached])

    def _query_after_change(self) -> None:
        """Query what is not decided; read the fills beside that if no later reading of them will be wanted."""
        pending = [history for history, _decision in self._wanted()]
        trusting = not self._policy.verify_timeout
        doubtful = [history for history in pending if not (trusting and history.facts.acknowledged)]
        jobs: list[t.Callable[[], None]] = []
        if doubtful or self._wide:
            jobs.append(lambda: self._query(doubtful))
        if pending and self._policy.fills_readable and all(map(self._fills_wanted_now, pending)):
            jobs.append(self._read_fills)
        self._pool.run(lambda job: job(), jobs)

    def _fills_wanted_now(self, history: History) -> bool:
        return self._goal.fills_with_query(history.facts)

    def _read_fills(self) -> None:
        started = now()
        try:
            found = self._kind.read_fills((self._api.clock.started_ms or 0) - _FILLS_MARGIN_MS)
        except Refused as refusal:
            self._fills_refused = refusal.verdict
            self._policy = self._policy._replace(fills_readable=False)
            return
        at = now()
        self._fills_read.append(FillsRead(started, at, bool(found)))
        for subject, history in list(self._histories.items()):
            if history.facts.seen_open:
                history.record(FillsRead(started, at, subject in found))

    # Act

    def _enforce_limit(self) -> None:
        """Stop before the first request that would be one too many."""
        most = self._selection.max_orders
        facts = [history.facts for history in self._histories.values()]
        selected = sum(fact.seen_open and fact.listed_under is None for fact in facts)
        if most is not None and selected > most:
            from .._exchange.stop_reasons import limit_stop

            self._policy = self._policy._replace(limited=True)
            raise Stopped(limit_stop(selected, most, self._kind.noun, self._goal.verb))

    def _act(self, histories: t.Sequence[History]) -> None:
        action = self._goal.action

        def send(subjects: t.Sequence[Subject]) -> None:
            concerned = [self._histories[subject] for subject in subjects]
            for history in concerned:
                history.record(Sending(now(), action))
            reply = self._kind.send(action, subjects)
            for history in concerned:
                history.record(Answered(now(), action, reply.verdict, reply.sent, reply.valid_until_ms))

        try:
            self._pool.run(send, self._kind.batches(action, [history.subject for history in histories]))
        finally:
            self._coverage.changed_at = now()
