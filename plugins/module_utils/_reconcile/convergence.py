# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Observe, act, observe: from the wish that no selected block order be open to an outcome for each.

The answer to a cancel is never the truth; a look is. Every answer, lost and unclear ones included, ends in the next
look, which sorts the orders into open and gone. What is gone is settled in one place, after the block trades.
"""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Refused, Span, pauses
from .._exchange.block_orders import EXECUTED_STATUSES, BlockOrder
from .._exchange.stops import Stop, Stopped, internal_stop
from .._exchange.timeline import CANCEL, LOOK, TRADES
from .cases import ABSENT, CANCELLED, FAILED, NOT_ATTEMPTED, WOULD_CANCEL, Case
from .worker_pool import WorkerPool

# Block trades are asked for from so long before the run, in ms.
_TRADES_MARGIN_MS = 60000


class Wish(t.NamedTuple):
    """Which orders must not be open. ``keys`` is ``None`` for every open order, on ``underlying`` if there is one."""

    keys: t.Sequence[str] | None
    underlying: str | None
    max_orders: int | None
    verify_timeout: float
    check_mode: bool


class Result(t.NamedTuple):
    """What came of a wish: the orders in the order asked for, why the task stopped (if so), and warnings."""

    wish: Wish
    cases: t.Sequence[Case]
    stop: Stop | None
    listed: bool  # whether it could be read which orders the wish is about, and again after the last cancel
    warnings: t.Sequence[str]


class Convergence:
    """One run of the loop."""

    def __init__(self, client: Api, crew: WorkerPool, wish: Wish) -> None:
        self._client = client
        self._crew = crew
        self._wish = wish
        self._cases = {key: Case(key) for key in wish.keys or ()}
        self._listed = wish.keys is not None
        self._trades_readable = True
        self._taken_on_trust = 0  # acknowledged orders that the last listing shows as open all the same
        self._warnings: list[str] = []

    def run(self) -> Result:
        """Bring the wish about as far as can be. Does not raise: what stopped it is in the result."""
        stop = None
        try:
            if self._wish.keys is None or self._cases:
                self._converge()
        except Stopped as stopped:
            stop = stopped.stop
        except Exception as error:  # what was done has to be reported, whatever went wrong
            stop = internal_stop(error)
        for case in self._unsettled():
            case.conclude(self._trades_readable)
        if self._taken_on_trust:
            self._warnings.append(
                f"The last listing shows {self._taken_on_trust} block orders as open whose cancel was "
                "acknowledged. With verify_timeout 0 the exchange's word is taken for it. If the listing is cut "
                "short, it may lack others for that: run the task again later."
            )
        return Result(self._wish, list(self._cases.values()), stop, self._listed, self._warnings)

    def _converge(self) -> None:
        self._look(self._unsettled())
        for case in self._unsettled():
            if case.gone:
                case.settle()
        if self._wish.check_mode:
            self._limit()
            for case in self._unsettled():
                case.note(case.proof)
                case.end(WOULD_CANCEL)
        waits = pauses()
        while self._unsettled():
            self._limit()
            self._cancel([case for case in self._unsettled() if case.needs_cancel])
            known = len(self._cases)
            self._verify()
            if len(self._cases) > known:
                waits = pauses()
            elif self._unsettled():
                self._client.permission.pause(self._until_last_look(next(waits)), "another look at what is not gone")

    def _unsettled(self) -> list[Case]:
        return [case for case in self._cases.values() if case.outcome is None]

    def _look(self, cases: t.Sequence[Case]) -> None:
        """Look at ``cases``, and at whatever else the wish is about. A listing proves nothing about what it lacks."""
        if self._wish.keys is None or len(cases) > 1:
            listed = self._list()
            self._take_up(listed)
            self._listed = True
            missing = []
            for case in cases:
                if case.key in listed:
                    case.see(listed[case.key])
                elif case.acknowledged:
                    case.vanish("not listed")
                else:
                    missing.append(case)
            cases = missing
        self._crew.run(self._look_for, cases)
        for case in self._cases.values():
            if case.proof != case.told:
                case.told = case.proof
                self._client.timeline.note(LOOK, case.proof, case.key)

    def _list(self) -> dict[str, BlockOrder]:
        listed: dict[str, BlockOrder] = {}
        try:
            orders = self._client.listing(Span(self._wish.underlying))
        except Refused as refusal:
            from .._exchange.stop_reasons import listing_stop

            raise Stopped(listing_stop(refusal.finding)) from None
        for order in orders:
            if order.open or order.key not in listed:
                listed[order.key] = order
        return listed

    def _take_up(self, listed: t.Mapping[str, BlockOrder]) -> None:
        """Add what a listing shows as open and was not known; mend what its lack in another had made of others."""
        self._taken_on_trust = 0
        for order in listed.values():
            case = self._cases.get(order.key)
            if case is None:
                if self._wish.keys is None and order.open:
                    self._cases[order.key] = case = Case(order.key)
                    case.see(order)
                    if self._wish.underlying and not order.is_on(self._wish.underlying):
                        case.leave_alone(self._wish.underlying)
            elif case.outcome is None and case.acknowledged and not order.open:
                case.see(order)
            elif case.acknowledged and order.open and not self._wish.verify_timeout and self._wish.keys is None:
                self._taken_on_trust += 1
            elif case.outcome == CANCELLED and order.status in EXECUTED_STATUSES:
                case.see(order)
                case.settle()
            elif (
                order.open
                and case.vanished
                and (case.outcome == ABSENT or (case.outcome == CANCELLED and self._wish.verify_timeout))
            ):
                case.see(order)

    def _look_for(self, case: Case) -> None:
        try:
            found = self._client.order(case.key)
        except Refused as refusal:
            said = refusal.finding.said()
            if case.cancel_requests:
                case.query_refused = True
                case.note(f"query refused ({said})")
            else:
                case.http_status, case.code = refusal.finding.http_status, refusal.finding.code
                case.end(FAILED, f"the query for it was refused ({said}): check the key")
            return
        if found.order is not None:
            case.see(found.order)
        else:
            case.vanish(found.proof)

    def _limit(self) -> None:
        """Stop before the first cancel that would be one too many."""
        concerned = sum(case.was_open and case.outcome != NOT_ATTEMPTED for case in self._cases.values())
        if self._wish.max_orders is not None and concerned > self._wish.max_orders:
            from .._exchange.stop_reasons import limit_stop

            raise Stopped(limit_stop(concerned, self._wish.max_orders))

    def _cancel(self, cases: t.Sequence[Case]) -> None:
        def cancel(case: Case) -> None:
            case.unknown, known = True, case.unknown  # should anything unforeseen happen from here on
            reply = self._client.cancel(case.key)
            case.unknown = known
            case.cancel_requests += reply.sent
            if reply.sent and reply.finding is not None:
                fact = case.note_answer(reply.finding, self._client.permission.now())
                self._client.timeline.note(CANCEL, fact, case.key)

        if cases and self._wish.keys is None:
            self._listed = False  # a short listing may have had room for no more than these
        self._crew.run(cancel, cases)

    def _verify(self) -> None:
        """Look again at what was open, and settle what is gone."""
        looked_at = self._client.permission.now()
        cases = self._unsettled()
        doubtful = [case for case in cases if self._wish.verify_timeout or not case.acknowledged]
        # If no cancel is unsettled any more, the trades are looked at beside the first verification.
        beside = all(case.acknowledged for case in cases) and not any(case.seen_after_cancel for case in cases)
        jobs: list[t.Callable[[], None]] = [lambda: self._look_at_trades(cases)] if beside else []
        if doubtful or self._wish.keys is None:
            jobs.insert(0, lambda: self._look(doubtful))
        self._crew.run(lambda job: job(), jobs)
        if not self._wish.verify_timeout:
            for case in cases:
                if case.acknowledged and case.open:
                    case.vanish("")  # the exchange's word is enough
        hopeless = [case for case in doubtful if case.stays_open and self._is_last_look(case, looked_at)]
        ending = [case for case in cases if case.outcome is None and (case.gone or case.query_refused)]
        if not beside and (hopeless or ending):
            self._look_at_trades(cases)
        for case in cases:
            if case.outcome is None and (case.gone or case.traded):
                case.settle()
            elif case.outcome is None and case.query_refused:
                case.conclude(self._trades_readable)
        for case in hopeless:
            if case.outcome is None:
                case.give_up(self._wish.verify_timeout)
        for case in self._unsettled():
            case.trades_looked = False  # it can be taken after that look

    def _is_last_look(self, case: Case, looked_at: float) -> bool:
        return case.answered_at is None or looked_at >= case.answered_at + self._wish.verify_timeout

    def _until_last_look(self, pause: float) -> float:
        """A pause that does not pass over the moment at which an order is given up."""
        now = self._client.permission.now()
        answered = [case.answered_at for case in self._unsettled() if case.answered_at is not None]
        return max(0.0, min([pause] + [moment + self._wish.verify_timeout - now for moment in answered]))

    def _look_at_trades(self, cases: t.Sequence[Case]) -> None:
        if not self._trades_readable:
            return
        try:
            traded = self._client.traded_keys(self._client.clock.started_ms() - _TRADES_MARGIN_MS)
        except Refused as refusal:
            self._trades_readable = False
            self._warnings.append(
                f"The account's block trades could not be read ({refusal.finding.said()}), so an order that a "
                "counterparty took at the last moment would look like a cancelled one. Allow the key to read them, and "
                "check the position."
            )
            return
        self._client.timeline.note(TRADES, "looked at the block trades")
        for case in cases:
            case.trades_looked, case.traded = True, case.key in traded
