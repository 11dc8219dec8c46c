# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of the report's tables."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .evidence import Leg, Run
from .orders import OrderState
from .reasons import failure_text, interruption_text, state_why
from .restore import make_plan
from .terms import State
from .timeline import is_exception, tone
from .window import Window
from .wording import (
    countdown_words,
    execution_remark,
    guard_text,
    kind_words,
    leg_text,
    moment,
    report_text,
    some,
    state_text,
)


@dataclass(frozen=True)
class Part:
    text: str
    is_key: bool


@dataclass(frozen=True)
class Tile:
    label: str
    value: str
    tone: str = ""


@dataclass(frozen=True)
class ExecutedRow:
    key: str
    kind: str
    legs: list[str]
    time: str
    remark: str


@dataclass(frozen=True)
class OrderRow:
    key: str
    kind: str
    legs: list[str]
    state: str
    tone: str
    time: str
    detail: str
    folded: bool


@dataclass(frozen=True)
class OpenRow:
    key: str
    kind: str
    legs: list[str]
    status: str
    seen: str
    tone: str


@dataclass(frozen=True)
class RunRow:
    started: str
    what: str
    by: str
    end: str
    tone: str
    steps: list[str]
    warnings: list[str]


@dataclass(frozen=True)
class PositionRow:
    symbol: str
    before: str
    after: str
    change: str
    executed: str
    remark: str
    tone: str


@dataclass(frozen=True)
class GuardRow:
    text: str
    tone: str


@dataclass(frozen=True)
class RestoredRow:
    key: str
    new_key: str
    legs: list[str]
    outcome: str
    detail: str
    tone: str


_WHAT = {State.OPEN: "open", State.CLOSED: "close", State.RESTORED: "restore"}


def parts(text: str, window: Window) -> list[Part]:
    """A sentence, split at its keys, so that these are not broken at the end of a line."""
    keys = [re.escape(state.key) for state in window.orders if state.key in text]
    if not keys:
        return [Part(text, False)]
    return [Part(part, number % 2 == 1) for number, part in enumerate(re.split(f"({'|'.join(keys)})", text))]


def legs_lines(legs: list[Leg]) -> list[str]:
    return [leg_text(leg) for leg in legs] or ["legs unknown"]


def executed_rows(window: Window) -> list[ExecutedRow]:
    return [
        ExecutedRow(
            execution.key,
            kind_words(execution.kind, 1),
            legs_lines(execution.legs),
            moment(execution.time),
            execution_remark(execution),
        )
        for execution in window.executed
    ]


def order_row(state: OrderState, window: Window, fold: bool) -> OrderRow:
    again = window.is_open_again(state)
    special = again or is_exception(state)
    time = f"{moment(state.gone_at)}.{state.gone_at % 1000:03}" if state.gone_at and not state.may_be_open else ""
    return OrderRow(
        key=state.key,
        kind=kind_words(state.kind, 1),
        legs=legs_lines(state.order.legs if state.order else []),
        state=state_text(state, window),
        tone="bad" if again else tone(state),
        time=time[11:],
        detail=_detail(state, again),
        folded=fold and not special,
    )


def _detail(state: OrderState, again: bool) -> str:
    if state.may_be_open:
        return state_why(state)
    return ", ".join([*state.evidence, *(["listed as open when the window was closed"] if again else [])])


def open_rows(window: Window) -> list[OpenRow]:
    closing = window.closing
    rows = []
    for order in (closing.open_now or ()) if closing else ():
        reopened = closing is not None and order.key in closing.reopened
        new = closing is not None and order.key in closing.new
        seen = "gone before, open again" if reopened else "new" if new else "seen before"
        row = OpenRow(
            order.key,
            kind_words(order.kind, 1),
            legs_lines(order.legs),
            order.status or "unknown",
            seen,
            "bad" if reopened else "",
        )
        rows.append(row)
    return sorted(rows, key=lambda row: row.tone != "bad")


def position_rows(window: Window) -> list[PositionRow]:
    return [
        PositionRow(
            symbol=change.symbol,
            before=change.before,
            after=change.after,
            change=change.change,
            executed=change.executed,
            remark="explained by the executions" if change.explained else "NOT explained by the executions",
            tone="" if change.explained else "bad",
        )
        for change in window.positions.changes or ()
    ]


def guard_rows(window: Window) -> list[GuardRow]:
    closed = window.closing is not None
    return [
        GuardRow(guard_text(guard), "bad" if guard.armed is None or (closed and not guard.put_back) else "")
        for guard in window.guards
    ]


def restored_rows(window: Window) -> list[RestoredRow]:
    return [
        RestoredRow(
            old.key,
            (old.result.new_key if old.result else None) or "",
            legs_lines(old.order.legs),
            old.result.outcome.value.replace("_", " ") if old.result else "no result",
            (not old.restored and old.result and old.result.msg) or "",
            "good" if old.restored else "bad",
        )
        for old in (make_plan(window).orders if window.restorations else ())
    ]


def run_row(run: Run) -> RunRow:
    steps = []
    for step in run.steps:
        if step.intent:
            intent = step.intent
            batch = f"round {intent.round}, batch {intent.batch} of {intent.batches}"
            what = kind_words(intent.kind, len(intent.keys))
            steps.append(f"{moment(intent.time)[11:]} {batch}: about to cancel {len(intent.keys)} {what}")
        elif step.guarding:
            wanted = [f"{each.underlying} {countdown_words(each.seconds)}" for each in step.guarding.wanted]
            what = "arm auto-cancel" if step.guarding.arms else "put auto-cancel back"
            steps.append(f"{moment(step.guarding.time)[11:]} about to {what}: {some(wanted)}")
        elif step.report:
            steps.append(f"{moment(step.report.time)[11:]} {report_text(step.report, run.asked.scope)}")
        elif step.restoring:
            number = len(step.restoring.orders)
            steps.append(f"{moment(step.restoring.time)[11:]} about to create {number} again")
        elif step.restored:
            steps.append(", ".join(f"{result.key}: {result.outcome.value}" for result in step.restored))
        elif step.failure:
            steps.append(f"{moment(step.failure.time)[11:]} {failure_text(step.failure, run)}")
    ended = "finished" if run.ended else interruption_text(run)
    return RunRow(
        started=moment(run.started),
        what=_WHAT[run.state],
        by=run.by,
        end=ended,
        tone="" if run.ended else "bad",
        steps=steps,
        warnings=list(dict.fromkeys(text for report in run.reports for text in report.warnings)),
    )
