# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The queries of a run. They record in the histories what the exchange shows, and decide nothing."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Refused
from .._exchange.kind import Batch, Fills, Kind, Order, Scope, Subject
from .._exchange.stops import Stopped
from .._exchange.verdict import Verdict
from .._http.elapsed import now
from .coverage import Coverage, Listing
from .decisions import Policy
from .events import EndNotShown, FillsRead, NotShown, QueryRefused, Shown, Skipped
from .facts import Facts
from .history import History
from .worker_pool import WorkerPool

# So much earlier or later than the orders that were listed, the same bulk cancel may have ended others.
_BULK_MARGIN_MS = 1000


class Selection(t.NamedTuple):
    """Which orders are meant: ``subjects``, or every open order in ``scope`` if that is ``None``.

    ``bulk``: beside ``subjects``, everything else that is open in ``scope`` is meant, so a request may cover all of it.
    """

    subjects: t.Sequence[Subject] | None
    scope: Scope = Scope()
    max_orders: int | None = None
    bulk: bool = False

    @property
    def sweeping(self) -> bool:
        """Whether everything that is open in ``scope`` is meant."""
        return self.bulk or self.wide

    @property
    def wide(self) -> bool:
        return self.subjects is None

    def allows(self, count: int) -> bool:
        return self.max_orders is None or count <= self.max_orders


class Observer:
    """Queries, lists and reads fills. ``histories`` grows by what listings show, if all in a scope is meant."""

    def __init__(self, api: Api, kind: Kind, selection: Selection, policy: Policy, pool: WorkerPool) -> None:
        self.histories = {subject: History(subject) for subject in selection.subjects or ()}
        self.coverage = Coverage()
        self.fills_read_at: list[float] = []
        self.fills_refused: Verdict | None = None
        self._strangers: dict[Subject, Order] = {}
        self._listed: set[Subject] = set()
        self._api, self._kind, self._pool = api, kind, pool
        self._selection = selection
        self._trusting = not policy.verify_timeout

    def query(self, histories: t.Sequence[History]) -> None:
        """Query ``histories``, and list the scope of the selection. Raises ``Stopped``.

        A listing proves nothing about what it lacks, unless it showed that before and the cancel was acknowledged.
        """
        if self._selection.sweeping or self._kind.lists_first([history.identity for history in histories]):
            started = now()
            listed = self._list()
            at, time_ms = now(), self._api.clock.now_ms()
            self._record_listing(listed, started, at, time_ms)
            missing = []
            for history in histories:
                if history.subject in listed:
                    continue
                if history.facts.cancel_acknowledged and history.subject in self._listed:
                    history.record(NotShown(started, at, None, time_ms))
                else:
                    missing.append(history)
            histories = missing
        self._pool.run(self._fetch, histories)

    def moment_of(self, time_ms: int) -> float:
        """The moment of ``now`` at which the exchange's clock has surely reached that time. Raises ``Stopped``."""
        clock = self._api.clock
        if not clock.measured:
            try:
                self._api.measure_clock()
            except Refused as refusal:
                from .._exchange.stop_reasons import query_stop

                raise Stopped(query_stop(refusal.verdict)) from None
        return now() + (time_ms + clock.error_ms - clock.now_ms()) / 1000

    def read_fills(
        self, histories: t.Sequence[History], margin_ms: int | None, beside: t.Sequence[t.Callable[[], None]] = ()
    ) -> None:
        """Read what was executed since so long before the start of the run (``None``: since the start itself).

        The jobs in ``beside`` run at the same time. Raises ``Stopped``.
        """
        clock = self._api.clock
        since_ms = clock.started_after_ms() if margin_ms is None else clock.started_ms() - margin_ms
        wanted = {history.identity: history for history in histories}
        started = now()
        self._read([*beside], wanted, wanted, since_ms)
        if not self._kind.fills_by_order:
            return
        unread = [identity for identity, history in wanted.items() if not history.facts.end_shown]
        self._read([], unread, wanted, since_ms, again=True)
        for identity in unread:
            if not wanted[identity].facts.end_shown:
                wanted[identity].record(EndNotShown(started, now()))

    def _read(
        self,
        jobs: list[t.Callable[[], None]],
        identities: t.Iterable[Subject],
        histories: t.Mapping[Subject, History],
        since_ms: int,
        again: bool = False,
    ) -> None:
        found: list[tuple[Fills, Batch, float, float]] = []

        def reading(batch: Batch) -> t.Callable[[], None]:
            def read() -> None:
                started = now()
                try:
                    fills = self._kind.read_fills(batch, since_ms)
                except Refused as refusal:
                    # If one way is refused, the other may work.
                    if again or not self._kind.fills_by_order:
                        self.fills_refused = refusal.verdict
                    return
                found.append((fills, batch, started, now()))

            return read

        jobs += [reading(batch) for batch in self._kind.readings([*identities], again, self._selection.sweeping)]
        try:
            self._pool.run(lambda job: job(), jobs)
        finally:
            # Only now: what the fills mean may depend on the queries beside them.
            for fills, batch, started, at in found:
                self._record_fills(fills, [histories[identity] for identity in batch.subjects], since_ms, started, at)

    def _record_fills(
        self, fills: Fills, histories: t.Sequence[History], since_ms: int, started: float, at: float
    ) -> None:
        time_ms = self._api.clock.at(at)
        if fills.account:
            self.fills_read_at.append(at)
            for history in histories:
                history.record(FillsRead(started, at, history.identity in fills.executed, since_ms))
        for order in fills.orders:
            shown = self.histories.get(self._subject_of(order))
            if shown is None and self._selection.sweeping and not order.open and order.is_in(self._selection.scope):
                self._strangers[order.key] = order
            # If an order's own cancel was acknowledged, its final state may be shown late; only that matters here.
            if shown and (not order.open or shown.facts.shared or not shown.facts.acknowledged):
                shown.record(Shown(started, at, order, time_ms))

    def unlisted(self) -> list[Order]:
        """Orders that no listing showed, and that ended while this run cancelled others, so perhaps by this run.

        Times are those of the exchange, which says when each order ended. It cancels one after the other.
        """
        ends = [
            history.facts.last.ended_ms or 0
            for history in self.histories.values()
            if history.facts.last is not None and history.facts.requests_sent and history.facts.last.cancelled
        ]
        found = [order for key, order in self._strangers.items() if order.cancelled and key not in self.histories]
        first, last = min(ends, default=0) - _BULK_MARGIN_MS, max(ends, default=0) + _BULK_MARGIN_MS
        return [order for order in found if ends and first <= (order.ended_ms or 0) <= last]

    def trusted(self) -> list[Subject]:
        """Orders whose cancel was acknowledged, although the last query still showed them as open."""
        return [
            subject
            for subject, history in self.histories.items()
            if self.is_trusted(history.facts)
            and history.facts.cancel_acknowledged
            and history.facts.open
            and not (history.facts.executed or history.facts.in_fills)
        ]

    def _list(self) -> dict[Subject, Order]:
        listed: dict[Subject, Order] = {}
        try:
            orders = self._kind.list(self._selection.scope)
        except Refused as refusal:
            from .._exchange.stop_reasons import listing_stop

            raise Stopped(listing_stop(refusal.verdict, self._kind.noun)) from None
        for order in orders:
            subject = self._subject_of(order)
            if order.open or subject not in listed:
                listed[subject] = order
        return listed

    def _subject_of(self, order: Order) -> Subject:
        """The subject of the order in this run: an alias means the order that it was first shown for."""
        named = self.histories.get(order.alias)
        if named is None or named.identity not in (order.alias, order.key):
            return t.cast(Subject, order.key)
        return t.cast(Subject, order.alias)

    def _record_listing(self, listed: t.Mapping[Subject, Order], started: float, at: float, time_ms: int) -> None:
        shown: list[Facts] = []
        for subject, order in listed.items():
            history = self.histories.get(subject)
            ended = self._strangers.get(subject)
            if history is None and self._selection.sweeping and order.open and not (ended and ended.cancelled):
                history = self.histories[subject] = History(subject)
                if ended is not None:  # the listing lags
                    history.record(Shown(started, at, ended, time_ms))
                if not order.is_in(self._selection.scope):
                    history.record(Skipped(at, self._selection.scope.place or ""))
            if history is not None:
                self._listed.add(subject)
                history.record(Shown(started, at, order, time_ms, lead_ms=self._api.lead_ms))
                shown += [history.facts] if order.open else []
        if self._selection.wide:
            # A lagging listing shows an executed order as open: proof of the execution counts more.
            clean = all(
                it.listed_under is not None or it.executed or it.in_fills or self.is_trusted(it) for it in shown
            )
            self.coverage.listings.append(Listing(started, at, clean))

    def is_trusted(self, facts: Facts) -> bool:
        """Whether the acknowledgement is accepted without a query."""
        return facts.acknowledged and self._trusting and not facts.shared

    def _fetch(self, history: History) -> None:
        started, clock = now(), self._api.clock
        try:
            found = self._kind.fetch(history.identity)
        except Refused as refusal:
            history.record(QueryRefused(now(), refusal.verdict))
            return
        at = now()
        if found.order is not None:
            history.record(Shown(started, at, found.order, clock.at(at), found.others, self._api.lead_ms))
        else:
            code = found.verdict.code if found.verdict else None
            history.record(NotShown(started, at, code, clock.at_least(started)))
