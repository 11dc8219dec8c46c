# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the template of the report shows."""

from __future__ import annotations

from dataclasses import dataclass

from .evidence import Leg, Run
from .figures import figures
from .orders import OrderState
from .reasons import closing_why, failure_text, interruption_text, opening_why, state_why
from .terms import State
from .timeline import MOST_ROWS, Timeline, is_exception, timelines, tone
from .verdict import Verdict
from .window import Window
from .wording import (
    LABELS,
    closing_sentence,
    headline,
    leg_text,
    moment,
    next_step,
    opening_sentence,
    report_text,
    state_text,
)

_BAD = (Verdict.NOT_DRAINED, Verdict.UNKNOWN, Verdict.NOT_CLOSED, Verdict.UNFINISHED)


@dataclass(frozen=True)
class Tile:
    label: str
    value: str
    tone: str = ""


@dataclass(frozen=True)
class ExecutedRow:
    key: str
    legs: list[str]
    time: str
    remark: str


@dataclass(frozen=True)
class OrderRow:
    key: str
    legs: list[str]
    state: str
    tone: str
    time: str
    detail: str
    folded: bool


@dataclass(frozen=True)
class OpenRow:
    key: str
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
class Picture:
    title: str
    drawings: list[Timeline]


@dataclass(frozen=True)
class ReportView:
    id: str
    account: str
    title: str
    label: str
    tone: str
    headline: str
    other: str
    why: list[str]
    next_step: str
    started: str
    as_of: str
    executed: list[ExecutedRow]
    trades_error: str
    tiles: list[Tile]
    open_now: list[OpenRow]
    closed: bool
    pictures: list[Picture]
    orders: list[OrderRow]
    folded: int
    runs: list[RunRow]
    facts: list[str]


def banner_tone(verdict: Verdict, check_position: bool) -> str:
    """An execution is no failure, but somebody has to check the position."""
    if verdict in _BAD:
        return "bad"
    return "warn" if check_position or verdict is Verdict.CHECK_MODE else "good"


def report_view(window: Window) -> ReportView:
    opening, closing, verdict = window.opening, window.closing, window.verdict
    closing_first = closing is not None and closing.verdict is verdict
    other = ""
    if closing is not None:
        other = opening_sentence(window) if closing_first else closing_sentence(window, closing)
    numbers = figures(window)
    folded = len(window.orders) > MOST_ROWS
    orders = [_order_row(state, window, folded) for state in window.orders]
    return ReportView(
        id=window.id,
        account=window.account,
        title=f"{LABELS[verdict]} · {window.account} · {window.id}",
        label=LABELS[verdict],
        tone=banner_tone(verdict, window.any_executed or window.trades_error is not None),
        headline=headline(window),
        other=other,
        why=closing_why(closing) if closing and closing_first else opening_why(opening),
        next_step=next_step(window),
        started=moment(window.started),
        as_of=moment(numbers.as_of),
        executed=_executed(window),
        trades_error=window.trades_error.msg if window.trades_error else "",
        tiles=_tiles(window),
        open_now=_open_now(window),
        closed=closing is not None,
        pictures=[
            Picture(f"Time line of the run of {moment(run.started)} UTC", drawings)
            for run in window.runs
            if (drawings := timelines(run, window.orders))
        ],
        orders=orders,
        folded=sum(row.folded for row in orders),
        runs=[_run_row(run) for run in window.runs],
        facts=_facts(window),
    )


def _tiles(window: Window) -> list[Tile]:
    numbers, known = figures(window), "not known"

    def value(number: int | None) -> str:
        return known if number is None else str(number)

    may, executed = numbers.may_be_open, numbers.executed
    tiles = [
        Tile("seen open", value(numbers.seen_open)),
        Tile("may be open", value(may), "good" if may == 0 else "bad"),
        Tile("executed", value(executed), "good" if executed == 0 else "warn"),
        Tile("cancelled", str(numbers.cancelled)),
    ]
    if numbers.ended_otherwise:
        tiles.append(Tile("ended otherwise", str(numbers.ended_otherwise)))
    if window.closing:
        tiles.append(Tile("open at closing", value(numbers.open_now)))
    return tiles


def legs_lines(legs: list[Leg]) -> list[str]:
    return [leg_text(leg) for leg in legs] or ["legs unknown"]


def _executed(window: Window) -> list[ExecutedRow]:
    rows = []
    for state in window.executed:
        legs = state.trade.legs if state.trade else state.order.legs if state.order else []
        remark = "It had been reported as cancelled." if state.contradiction else ""
        if not state.trade:
            remark = "The trade was not listed yet: terms of the order."
        time = moment(state.trade.time if state.trade else state.gone_at)
        rows.append(ExecutedRow(state.key, legs_lines(legs), time, remark))
    for trade in window.other_trades:
        rows.append(ExecutedRow(trade.key, legs_lines(trade.legs), moment(trade.time), "No listing had shown it."))
    return rows


def _order_row(state: OrderState, window: Window, fold: bool) -> OrderRow:
    special = is_exception(state)
    time = f"{moment(state.gone_at)}.{state.gone_at % 1000:03}" if state.gone_at and not state.may_be_open else ""
    return OrderRow(
        key=state.key,
        legs=legs_lines(state.order.legs if state.order else []),
        state=state_text(state, window),
        tone=tone(state),
        time=time[11:],
        detail=state_why(state) if state.may_be_open else ", ".join(state.evidence),
        folded=fold and not special,
    )


def _open_now(window: Window) -> list[OpenRow]:
    closing = window.closing
    rows = []
    for order in (closing.open_now or ()) if closing else ():
        reopened = closing is not None and order.key in closing.reopened
        new = closing is not None and order.key in closing.new
        seen = "gone before, open again" if reopened else "new" if new else "seen before"
        row = OpenRow(order.key, legs_lines(order.legs), order.status or "unknown", seen, "bad" if reopened else "")
        rows.append(row)
    return sorted(rows, key=lambda row: row.tone != "bad")


def _run_row(run: Run) -> RunRow:
    steps = []
    for step in run.steps:
        if step.intent:
            intent = step.intent
            batch = f"round {intent.round}, batch {intent.batch} of {intent.batches}"
            steps.append(f"{moment(intent.time)[11:]} {batch}: about to cancel {len(intent.keys)}")
        elif step.report:
            steps.append(f"{moment(step.report.time)[11:]} {report_text(step.report, run.asked.scope)}")
        elif step.failure:
            steps.append(f"{moment(step.failure.time)[11:]} {failure_text(step.failure, run.asked)}")
    ended = "came to its end" if run.ended else interruption_text(run)
    return RunRow(
        started=moment(run.started),
        what="open" if run.state is State.OPEN else "close",
        by=run.by,
        end=ended,
        tone="" if run.ended else "bad",
        steps=steps,
        warnings=list(dict.fromkeys(text for report in run.reports for text in report.warnings)),
    )


def _facts(window: Window) -> list[str]:
    numbers, run = figures(window), window.runs[-1]
    used = f", at most {numbers.highest_used_weight_1m} of 2400 in a minute" if numbers.highest_used_weight_1m else ""
    offsets = [report.clock_offset_ms for report in window.runs[-1].reports if report.clock_offset_ms is not None]
    asked = run.asked
    limit = f"max_orders {asked.max_orders}, " if asked.max_orders is not None else ""
    return [
        f"{numbers.requests} requests, weight {numbers.weight}{used}; {numbers.waited_seconds:g} s waited.",
        *([f"The exchange's clock is {offsets[-1]} ms ahead of the target's."] if offsets else []),
        f"Asked: {limit}rounds {asked.rounds}, batch_size {asked.batch_size}. {', '.join(run.versions)}.",
    ]
