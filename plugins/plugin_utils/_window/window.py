# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A maintenance window of one account: its runs, and what follows from them."""

from __future__ import annotations

import functools
import typing as t
from dataclasses import dataclass, field, replace
from decimal import Decimal

from ansible_collections.marketops.binance.plugins.module_utils._exchange.symbols import is_option_on

from .codec import Json, decode
from .evidence import SCHEMA, SCHEMA_VERSION, Error, Failure, Leg, Run, Scope, Trade
from .guard import Guard, guards, not_put_back
from .orders import OrderState, order_states
from .positions import Positions, compare_positions
from .terms import Cause, Kind, Outcome, Purpose, State
from .verdict import Closing, Opening, Verdict, assess_closing, assess_opening, overall


@dataclass(frozen=True)
class Execution:
    """What was executed. ``traded``: the exchange shows the execution, so legs and time are those of the execution.

    Legs of an ordinary order are what was executed since it was first seen; ``part_of``: its quantity if that is more.
    """

    key: str
    kind: Kind
    legs: list[Leg]
    time: int | None
    traded: bool
    listed: bool  # a listing had shown the order
    contradiction: bool  # it had been reported as cancelled
    part_of: str | None = None


@dataclass
class Window:
    """``runs`` are all that is known; the rest is derived from them. Do not change it: ``with_run`` makes a new one.

    ``restorations`` are the runs that created orders again; they do not change what the other runs found.
    """

    id: str
    account: str
    runs: list[Run] = field(default_factory=list)
    restorations: list[Run] = field(default_factory=list)

    def with_run(self, run: Run) -> Window:
        """The window with the current state of ``run``."""
        restoring = run.state is State.RESTORED
        known = self.restorations if restoring else self.runs
        runs = [run if other.run == run.run else other for other in known]
        runs = runs if any(other is run for other in runs) else [*runs, run]
        return replace(self, restorations=runs) if restoring else replace(self, runs=runs)

    @property
    def scope(self) -> Scope:
        """The scope of the window, from its first run."""
        return self.runs[0].asked.scope

    @property
    def started(self) -> int:
        """When the window started. By the controller's clock, which is only fit to be shown, until the first report."""
        return self.first_query or self.runs[0].started

    @functools.cached_property
    def first_query(self) -> int | None:
        """By the exchange's clock: a time at which no run had sent anything yet; ``None`` if that is not known."""
        times = [report.started for run in self.runs for report in run.reports if report.started is not None]
        return min(times, default=None)

    @property
    def last_open(self) -> Run | None:
        return next((run for run in reversed(self.runs) if run.state is State.OPEN), None)

    @property
    def last_close(self) -> Run | None:
        """The run that closed the window, unless it was opened again."""
        return self.runs[-1] if self.runs and self.runs[-1].state is State.CLOSED else None

    @functools.cached_property
    def orders(self) -> list[OrderState]:
        """What was executed first, then what may be open, then the rest in the order in which it was seen."""
        return sorted(order_states(self.runs).values(), key=_place)

    @functools.cached_property
    def other_trades(self) -> list[Trade]:
        """Block trades in scope since the window started of orders that no listing showed."""
        known = {state.key for state in self.orders}
        found = {
            (trade.key, trade.parent_order_id): trade
            for run in self.runs
            for report in run.reports
            for trade in report.trades or ()
            if trade.key not in known and self._concerns(trade)
        }
        return list(found.values())

    def _concerns(self, trade: Trade) -> bool:
        if trade.time is not None and self.first_query is not None and trade.time < self.first_query:
            return False
        names = self.scope.underlyings
        return not names or any(
            not leg.symbol or is_option_on(leg.symbol, name) for name in names for leg in trade.legs
        )

    @functools.cached_property
    def opening(self) -> Opening:
        return assess_opening(self.last_open, self.orders)

    @functools.cached_property
    def closing(self) -> Closing | None:
        if self.last_close is None:
            return None
        return assess_closing(self.last_close, self.scope, self.orders, not_put_back(self.runs))

    def is_open_again(self, state: OrderState) -> bool:
        """Whether closing listed an order as open that had been gone."""
        return self.closing is not None and state.key in self.closing.reopened

    @functools.cached_property
    def guards(self) -> list[Guard]:
        """The auto-cancels that the window has set."""
        return guards(self.runs)

    @property
    def verdict(self) -> Verdict:
        """The worst of opening and closing, that of closing if both are good."""
        return overall(self.opening, self.closing)

    @property
    def deciding(self) -> Opening | Closing:
        """Opening or closing: whichever the verdict is of."""
        closing = self.closing
        return closing if closing and closing.verdict is self.verdict else self.opening

    @functools.cached_property
    def executed(self) -> list[Execution]:
        found = [_execution(state) for state in self.orders if state.partly_or_wholly_executed]
        return found + [
            Execution(trade.key, Kind.BLOCK_ORDERS, trade.legs, trade.time, True, False, False)
            for trade in self.other_trades
        ]

    @functools.cached_property
    def positions(self) -> Positions:
        """The option positions before and after the window."""
        legs = [leg for execution in self.executed for leg in execution.legs]
        return compare_positions(self.runs, self.last_close, legs)

    @property
    def may_hide_fills(self) -> bool:
        """Whether an ordinary order could have appeared and been filled between two listings without a trace."""
        ordinary = Kind.OPTION_ORDERS in self.scope.kinds
        return ordinary and self.closing is not None and self.positions.changes is None

    @property
    def trades_error(self) -> Error | None:
        """Why the block trades could not be read when they were last asked for."""
        reports = self.runs[-1].reports if self.runs else []
        looks = (report for report in reversed(reports) if report.purpose is not Purpose.GUARD)
        return next((report.trades_error for report in looks), None)

    def run_by_id(self, run_id: str) -> Run:
        return next(run for run in self.runs if run.run == run_id)


def _place(state: OrderState) -> tuple[bool, bool]:
    return not state.partly_or_wholly_executed, not state.may_be_open


def _execution(state: OrderState) -> Execution:
    order, trade = state.order, state.trade
    legs = trade.legs if trade else order.legs if order else []
    part_of = None
    if state.filled > 0 and order:
        (leg,) = order.legs
        legs = [replace(leg, quantity=f"{state.filled:f}", price=order.average_price or leg.price)]
        part_of = leg.quantity if leg.quantity is not None and state.filled < Decimal(leg.quantity) else None
    return Execution(
        key=state.key,
        kind=state.kind,
        legs=legs,
        time=trade.time if trade else state.gone_at,
        traded=trade is not None or state.filled > 0,
        listed=state.first_seen is not None or state.outcome is not Outcome.ABSENT,
        contradiction=state.contradiction,
        part_of=part_of,
    )


def refuses_address(window: Window, run_id: str) -> Failure | None:
    """The failure in this run that shows that the exchange refuses the address, and so all accounts behind it."""
    return next(
        (
            Failure(report.time, Cause.ADDRESS_REFUSED, error.msg, True)
            for report in window.run_by_id(run_id).reports
            for error in report.errors
            if error.refuses_address
        ),
        None,
    )


def read_window(document: t.Any) -> Window:
    """The window in a document of evidence. Raises ``ValueError``."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ValueError("it is not the evidence of a maintenance window")
    if document.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(
            f"its schema version is {document.get('schema_version')}, and this program reads {SCHEMA_VERSION}"
        )
    kinds = {"id": str, "account": str, "runs": list, "restorations": list}
    if not all(isinstance(document.get(name), kind) for name, kind in kinds.items()):
        raise ValueError("it lacks its id, its account or its runs")
    return Window(document["id"], document["account"], _runs(document, "runs"), _runs(document, "restorations"))


def _runs(document: Json, name: str) -> list[Run]:
    return [decode(Run, run, f"{name}[{number}]") for number, run in enumerate(document[name])]
