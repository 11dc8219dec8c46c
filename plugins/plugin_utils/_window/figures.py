# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The numbers of a window. ``None`` means not known, which is never 0."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .evidence import Listing
from .orders import OrderState
from .terms import Kind, Outcome
from .verdict import Verdict
from .window import Window


@dataclass(frozen=True)
class KindFigures:
    """The numbers of one kind. ``in_scope``: whether the window covers it.

    ``open``: what may be open, after closing with what it listed; of a kind that is not in scope the last count.
    """

    kind: Kind
    in_scope: bool
    seen_open: int | None
    open: int | None
    cancelled: int | None
    executed: int | None


@dataclass(frozen=True)
class Figures:
    """``open_now``: by the listing of closing. ``as_of``: when the last step was taken."""

    seen_open: int | None
    may_be_open: int | None
    cancelled: int | None
    probably_cancelled: int | None
    ended_otherwise: int | None
    executed: int | None
    open_now: int | None
    kinds: list[KindFigures]
    requests: int
    weight: int
    highest_used_weight_1m: int | None
    waited_seconds: float
    as_of: int


def figures(window: Window) -> Figures:
    opening, closing = window.opening, window.closing
    reports = [report for run in window.runs for report in run.reports]
    may_be_open = sum(_may_be_open(state, window) for state in window.orders)
    listed = bool(_listings(window))
    known = may_be_open > 0 or (opening.listed and opening.verdict not in (Verdict.UNKNOWN, Verdict.PARTLY_DRAINED))
    executed = len({execution.key for execution in window.executed})
    cancelled = _ended(window, Outcome.CANCELLED)
    probably = sum(bool(state.credited_to) for state in window.orders if _ended_unexecuted(state))
    unreported = any(state.intended_by for state in window.orders)
    without_trades = Kind.BLOCK_ORDERS not in window.scope.kinds
    executions_read = (without_trades or _trades_read(window)) and not window.may_hide_fills
    return Figures(
        seen_open=len(window.orders) if listed else None,
        may_be_open=may_be_open if known else None,
        cancelled=cancelled if cancelled or (listed and not _maybe_sent(window.orders)) else None,
        probably_cancelled=probably if listed else None,
        ended_otherwise=_ended(window, Outcome.ABSENT) - probably if listed else None,
        executed=executed if executed or (executions_read and not unreported) else None,
        open_now=len(closing.open_now) if closing and closing.open_now is not None else None,
        kinds=[_of_kind(window, kind) for kind in Kind],
        requests=sum(report.requests.sent for report in reports),
        weight=sum(report.requests.weight for report in reports),
        highest_used_weight_1m=max(
            (report.requests.used_weight_1m for report in reports if report.requests.used_weight_1m is not None),
            default=None,
        ),
        waited_seconds=round(sum(report.requests.waited_seconds for report in reports), 3),
        as_of=_as_of(window),
    )


def _of_kind(window: Window, kind: Kind) -> KindFigures:
    states = [state for state in window.orders if state.kind is kind]
    in_scope = kind in window.scope.kinds
    counted = [other.open for other in (window.closing or window.opening).others if other.kind is kind]
    may_be_open = sum(_may_be_open(state, window) for state in states)
    known = may_be_open > 0 or (window.opening.listed and kind not in window.opening.doubts)
    is_open = (may_be_open if known else None) if window.closing is None else _open_at_closing(window, kind)
    listed = any(kind in listing.scope.kinds for listing in _listings(window))
    answered = in_scope and listed and not any(state.intended_by for state in states)
    cancelled = sum(state.outcome is Outcome.CANCELLED for state in states if _ended_unexecuted(state))
    executed = len({execution.key for execution in window.executed if execution.kind is kind})
    executions_read = answered and (_trades_read(window) if kind is Kind.BLOCK_ORDERS else not window.may_hide_fills)
    return KindFigures(
        kind=kind,
        in_scope=in_scope,
        seen_open=len(states) if in_scope and (states or listed) else None,
        open=is_open if in_scope else next(iter(counted), None),
        cancelled=cancelled if cancelled or (answered and not _maybe_sent(states)) else None,
        executed=executed if executed or executions_read else None,
    )


def _open_at_closing(window: Window, kind: Kind) -> int | None:
    closing = window.closing
    if closing is None or closing.open_now is None or kind in closing.not_confirmed:
        return None
    if any(refused.kind is kind for refused in closing.not_listed):
        return None
    found = {order.key for order in closing.open_now if order.kind is kind}
    return len(found | {state.key for state in window.orders if state.kind is kind and _may_be_open(state, window)})


def _maybe_sent(states: t.Iterable[OrderState]) -> bool:
    """Whether cancels may have been sent of which no result is known."""
    return any(
        state.intended_by or (state.sent_by and state.may_be_open and not state.requests_sent) for state in states
    )


def _may_be_open(state: OrderState, window: Window) -> bool:
    return state.may_be_open or window.is_open_again(state)


def _listings(window: Window) -> list[Listing]:
    return [listing for run in window.runs for report in run.reports for listing in report.listings]


def _trades_read(window: Window) -> bool:
    read = any(report.trades is not None for run in window.runs for report in run.reports)
    return read and window.trades_error is None


def _ended(window: Window, outcome: Outcome) -> int:
    return sum(state.outcome is outcome for state in window.orders if _ended_unexecuted(state))


def _ended_unexecuted(state: OrderState) -> bool:
    """What was executed, a part included, counts as that alone, so that the numbers add up."""
    return not state.may_be_open and not state.partly_or_wholly_executed


def _as_of(window: Window) -> int:
    run = window.runs[-1]
    for step in reversed(run.steps):
        for part in (step.report, step.end, step.failure, step.intent, step.guarding):
            if part:
                return part.time
    return run.started
