# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The queries of a run: what the exchange shows is recorded in the histories, and nothing is decided."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Refused
from .._exchange.kind import Kind, Order, Scope, Subject
from .._exchange.stops import Stopped
from .._exchange.verdict import Verdict
from .._http.elapsed import now
from .coverage import Coverage, Listing
from .decisions import Policy
from .events import FillsRead, NotShown, QueryRefused, Shown, Skipped
from .history import Facts, History
from .worker_pool import WorkerPool


class Selection(t.NamedTuple):
    """Which orders are meant: ``subjects``, or every open order in ``scope`` if that is ``None``."""

    subjects: t.Sequence[Subject] | None
    scope: Scope = Scope()
    max_orders: int | None = None

    @property
    def wide(self) -> bool:
        return self.subjects is None


class Observer:
    """Queries, lists and reads fills. ``histories`` grows by what listings show, if the selection is wide.

    ``trusted``: acknowledged orders that the last listing shows as open all the same.
    """

    def __init__(self, api: Api, kind: Kind, selection: Selection, policy: Policy, pool: WorkerPool) -> None:
        self.histories = {subject: History(subject) for subject in selection.subjects or ()}
        self.coverage = Coverage()
        self.trusted: list[Subject] = []
        self.fills_read_at: list[float] = []
        self.fills_refused: Verdict | None = None
        self._api = api
        self._kind = kind
        self._selection = selection
        self._trusting = not policy.verify_timeout
        self._pool = pool

    def query(self, histories: t.Sequence[History]) -> None:
        """Query ``histories``, and list what the selection is about. A listing proves nothing about what it lacks.

        Raises ``Stopped``.
        """
        if self._selection.wide or (len(histories) > 1 and self._kind.listable):
            started = now()
            listed = self._list()
            at, time_ms = now(), self._api.clock.now_ms()
            self._record_listing(listed, started, at, time_ms)
            missing = []
            for history in histories:
                if history.subject in listed:
                    continue
                if history.facts.cancel_acknowledged:
                    history.record(NotShown(started, at, None, time_ms))
                else:
                    missing.append(history)
            histories = missing
        self._pool.run(self._fetch, histories)

    def read_fills(self, histories: t.Sequence[History], since_ms: int) -> None:
        """Read what was executed since then. Raises ``Stopped``."""
        started = now()
        try:
            found = self._kind.read_fills(since_ms)
        except Refused as refusal:
            self.fills_refused = refusal.verdict
            return
        at = now()
        self.fills_read_at.append(at)
        for history in histories:
            history.record(FillsRead(started, at, history.identity in found))

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

    def _record_listing(self, listed: t.Mapping[Subject, Order], started: float, at: float, time_ms: int) -> None:
        underlying = self._selection.scope.underlying
        for subject, order in listed.items():
            history = self.histories.get(subject)
            if history is None and self._selection.wide and order.open:
                history = self.histories[subject] = History(subject)
                if underlying and not order.is_on(underlying):
                    history.record(Skipped(at, underlying))
            if history is not None:
                history.record(Shown(started, at, order, time_ms))
        if self._selection.wide:
            facts = {subject: self.histories[subject].facts for subject, order in listed.items() if order.open}
            # A listing that lags shows an executed order as open: what proves the execution counts more.
            counted = {
                subject: fact
                for subject, fact in facts.items()
                if fact.listed_under is None and not (fact.executed or fact.in_fills)
            }
            self.trusted = [subject for subject, fact in counted.items() if self.is_trusted(fact)]
            self.coverage.listings.append(Listing(started, at, clean=len(counted) == len(self.trusted)))

    def is_trusted(self, facts: Facts) -> bool:
        """Whether the acknowledgement is accepted without a query."""
        return facts.acknowledged and self._trusting

    def _fetch(self, history: History) -> None:
        started, clock = now(), self._api.clock
        try:
            found = self._kind.fetch(history.identity)
        except Refused as refusal:
            history.record(QueryRefused(now(), refusal.verdict))
            return
        at = now()
        if found.order is not None:
            history.record(Shown(started, at, found.order, clock.at(at), found.others))
        else:
            code = found.verdict.code if found.verdict else None
            history.record(NotShown(started, at, code, clock.at_least(started)))
