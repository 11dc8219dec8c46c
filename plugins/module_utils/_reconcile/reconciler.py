# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Observe, act, observe: from a goal and a selection of orders to an outcome for each.

The answer to a request is never proof; a query is. Every answer, lost and unclear ones included, is recorded and ends
in the next query. It knows no kind of order and no goal by name: a kind queries and sends, a goal decides.
"""

from __future__ import annotations

import functools
import typing as t

from .._exchange.api import Api, pauses
from .._exchange.kind import Action, Batch, Kind, Order, Subject
from .._exchange.stops import Stop, Stopped, internal_stop
from .._exchange.verdict import Effect, Verdict
from .._http.elapsed import now
from .decisions import UNDONE, Decision, Policy, Want
from .events import Answered, Covered, Sending
from .goal import Goal
from .history import History
from .observer import Observer, Selection
from .worker_pool import WorkerPool

_Wanted = t.Sequence[tuple[History, Decision]]


class Result(t.NamedTuple):
    """The histories in the order asked for, with their decisions, and the state of the run as a whole.

    ``complete``: all selected orders are known, and, for a selection without keys, no other one is open.
    ``trusted``: acknowledged orders that the last listing still shows as open. ``unlisted``: orders that no
    listing showed, and that a cancel of all open orders may have cancelled too.
    """

    goal: Goal
    selection: Selection
    policy: Policy
    histories: t.Sequence[History]
    decisions: t.Sequence[Decision]
    complete: bool
    trusted: t.Sequence[Subject]
    fills_refused: Verdict | None
    fills_read_at: t.Sequence[float]
    unlisted: t.Sequence[Order]
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
        self._observer = Observer(api, kind, selection, policy, pool)
        self._histories = self._observer.histories

    def run(self) -> Result:
        """Reach the goal as far as possible. Does not raise: the result says what stopped it."""
        stop = None
        try:
            if self._selection.wide or self._histories:
                self._reconcile()
        except Stopped as stopped:
            stop = stopped.stop
        except Exception as error:  # what was done has to be reported, even after an error
            stop = internal_stop(error)
        # The stop may have come before the limit could be enforced.
        self._policy = self._policy._replace(limited=self._too_many() > 0)
        histories = list(self._histories.values())
        return Result(
            goal=self._goal,
            selection=self._selection,
            policy=self._policy,
            histories=histories,
            decisions=[self._goal.decide(history.facts, self._policy, final=True) for history in histories],
            complete=not self._selection.wide or self._is_covered(),
            trusted=self._observer.trusted(),
            fills_refused=self._observer.fills_refused,
            fills_read_at=self._observer.fills_read_at,
            unlisted=self._observer.unlisted(),
            stop=stop,
        )

    def _reconcile(self) -> None:
        selected = list(self._histories.values())
        if self._goal.fills_of_unseen:
            self._read_fills(selected, [lambda: self._observer.query(selected)])
        else:
            self._observer.query(selected)
        waits, known = pauses(), len(self._histories)
        while True:
            if len(self._histories) > known:
                waits, known = pauses(), len(self._histories)
            self._enforce_limit()
            wanted = self._wanted()
            changes = [(history, decision) for history, decision in wanted if decision.want is Want.CHANGE]
            if any(decision.want is Want.FILLS and decision.no_later is None for _history, decision in wanted):
                self._read_fills([history for history, decision in wanted if decision.want is Want.FILLS])
            elif changes:
                if all(history.facts.may_rest for history, _decision in changes):
                    self._api.gate.pause(next(waits), "another request for what is still open")
                self._act(changes)
                self._query_after_change()
            elif wanted:
                self._query_when_due(wanted, next(waits))
            elif self._needs_listing():
                due = self._observer.coverage.due(self._policy.confirm_delay)
                pause = next(waits) if due is None else due - now()
                self._api.gate.pause(pause, "the listing that confirms")
                self._observer.query([])
            else:
                return

    def _wanted(self) -> _Wanted:
        decisions = ((history, self._decide(history)) for history in self._histories.values())
        return [(history, decision) for history, decision in decisions if decision.outcome is None]

    def _decide(self, history: History) -> Decision:
        return self._goal.decide(history.facts, self._policy)

    def _is_covered(self) -> bool:
        coverage = self._observer.coverage
        if self._policy.check_mode and self._histories:
            return bool(coverage.listings)
        return coverage.is_confirmed(self._policy.confirm_delay)

    def _needs_listing(self) -> bool:
        """Whether success still needs a listing. If an order has failed, no listing would help."""
        if not self._selection.wide or self._is_covered():
            return False
        return not any(self._decide(history).outcome in UNDONE for history in self._histories.values())

    # Observe

    def _query_when_due(self, wanted: _Wanted, pause: float) -> None:
        """Wait until the first query is useful, and send the queries that are due."""
        usual = now() + pause
        due = [(history, decision.want, self._due(decision, usual)) for history, decision in wanted]
        self._api.gate.pause(min(moment for _history, _want, moment in due) - now(), "the next query")
        reached = now()
        ready = [(history, want) for history, want, moment in due if moment <= reached]
        queries = [history for history, want in ready if want is Want.QUERY]
        if queries:
            self._observer.query(queries)
        if len(queries) < len(ready):
            self._read_fills([history for history, want in ready if want is Want.FILLS])

    def _due(self, decision: Decision, usual: float) -> float:
        if decision.no_later is not None:
            return min(usual, decision.no_later)
        if decision.not_before_ms is None:
            return decision.not_before
        return self._observer.moment_of(decision.not_before_ms)

    def _query_after_change(self) -> None:
        """Query the undecided orders, and read the fills beside that if no later reading will be needed."""
        pending = [history for history, _decision in self._wanted()]
        doubtful = [history for history in pending if not self._observer.is_trusted(history.facts)]
        listed = self._selection.sweeping or len(doubtful) > 1
        query = [functools.partial(self._observer.query, doubtful)] if doubtful or self._selection.sweeping else []
        if (
            pending
            and self._policy.fills_readable
            and (listed or not self._kind.fills_by_order)
            and all(self._goal.fills_with_query(history.facts) for history in pending)
        ):
            self._read_fills(pending, query)
        else:
            for job in query:
                job()

    def _read_fills(self, wanted: t.Sequence[History], beside: t.Sequence[t.Callable[[], None]] = ()) -> None:
        """Read the fills of ``wanted``, or of all orders if one request covers them all."""
        if not self._kind.fills_by_order:
            wanted = [
                history
                for history in list(self._histories.values())
                if self._goal.fills_of_unseen or history.facts.seen_open or history.facts.requests_sent
            ]
        self._observer.read_fills(wanted, self._goal.fills_margin_ms, beside)
        if self._observer.fills_refused is not None:
            self._policy = self._policy._replace(fills_readable=False)

    # Act

    def _too_many(self) -> int:
        """How many orders are selected, if ``max_orders`` allows fewer."""
        selected = sum(self._goal.concerns(history.facts) for history in self._histories.values())
        return 0 if self._selection.allows(selected) else selected

    def _enforce_limit(self) -> None:
        """Stop before a request that would exceed ``max_orders``."""
        if selected := self._too_many():
            from .._exchange.stop_reasons import limit_stop

            verb = " or ".join(action.value for action in self._goal.actions)
            raise Stopped(limit_stop(selected, self._selection.max_orders or 0, self._kind.noun, verb))

    def _act(self, changes: _Wanted) -> None:
        """Send what is wanted. Everything that was sent is recorded, even after an error."""
        wanted: dict[Action, dict[t.Any, History]] = {}
        for history, decision in changes:
            wanted.setdefault(t.cast(Action, decision.action), {})[history.identity] = history
        try:
            for action in wanted:
                self._send_all(action, wanted[action])
        finally:
            self._observer.coverage.changed_at = now()

    def _send_all(self, action: Action, histories: t.Mapping[t.Any, History]) -> None:
        fresh: list[t.Any] = []
        others: list[t.Any] = []
        for identity, history in histories.items():
            (others if history.facts.requests_sent else fresh).append(identity)
        scope = self._selection.scope if self._selection.sweeping else None

        def send(batch: Batch) -> None:
            self._send(action, batch, [histories[identity] for identity in batch.subjects])

        # A cancel of all open orders comes first: it may end the others too.
        self._pool.run(send, self._kind.batches(action, fresh, scope))
        self._pool.run(send, self._kind.batches(action, others, None))

    def _send(self, action: Action, batch: Batch, histories: t.Sequence[History]) -> None:
        known = list(self._histories.values()) if batch.shared else []
        meant = set(map(id, histories))
        covered = [each for each in known if id(each) not in meant and self._kind.covers(batch, each.identity)]
        for history in histories:
            history.record(Sending(now(), action))
        reply = self._kind.send(action, batch)
        at, key, order = now(), None, None
        if reply.verdict is not None and action is Action.CREATE and reply.verdict.effect is not Effect.NOT_APPLIED:
            key = self._kind.created_key(reply.verdict.document)
        if reply.verdict is not None and action is Action.CANCEL and reply.verdict.effect is Effect.APPLIED:
            order = self._kind.shown_by(reply.verdict.document)
        for history in histories:
            history.record(
                Answered(at, action, reply.verdict, reply.sent, reply.valid_until_ms, key, order, batch.shared)
            )
        for history in covered:
            history.record(Covered(at, reply.verdict, reply.sent))
