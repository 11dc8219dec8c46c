# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the template of the report shows."""

from __future__ import annotations

from dataclasses import dataclass

from .figures import figures
from .reasons import why_of
from .report_rows import (
    ExecutedRow,
    GuardRow,
    OpenRow,
    OrderRow,
    Part,
    PositionRow,
    RestoredRow,
    RunRow,
    Tile,
    executed_rows,
    guard_rows,
    open_rows,
    order_row,
    parts,
    position_rows,
    restored_rows,
    run_row,
)
from .terms import Kind
from .timeline import MOST_ROWS, Timeline, timelines
from .verdict import Closing, Verdict
from .window import Window
from .wording import LABELS, closing_sentence, headline, kind_words, moment, next_step, opening_sentence

_BAD = (
    Verdict.NOT_DRAINED,
    Verdict.UNKNOWN,
    Verdict.PARTLY_DRAINED,
    Verdict.UNGUARDED,
    Verdict.NOT_CLOSED,
    Verdict.UNFINISHED,
)


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
    why: list[list[Part]]
    next_step: str
    started: str
    as_of: str
    executed: list[ExecutedRow]
    several_kinds: bool
    trades_error: str
    positions: list[PositionRow]
    positions_text: str
    guards: list[GuardRow]
    tiles: list[Tile]
    open_now: list[OpenRow]
    open_now_text: str
    restored: list[RestoredRow]
    pictures: list[Picture]
    orders: list[OrderRow]
    folded: int
    runs: list[RunRow]
    facts: list[str]


def banner_tone(verdict: Verdict, check_position: bool) -> str:
    """An execution is not a failure, but an operator has to check the position."""
    if verdict in _BAD:
        return "bad"
    return "warn" if check_position or verdict is Verdict.CHECK_MODE else "good"


def report_view(window: Window) -> ReportView:
    opening, closing, verdict = window.opening, window.closing, window.verdict
    other = ""
    if closing is not None:
        closing_first = window.deciding is not opening
        other = f"Opening: {opening_sentence(window)}" if closing_first else closing_sentence(window, closing)
    why = why_of(window.deciding)
    trades_error = window.trades_error.msg if window.trades_error else ""
    numbers = figures(window)
    folded = len(window.orders) > MOST_ROWS
    orders = [order_row(state, window, folded) for state in window.orders]
    return ReportView(
        id=window.id,
        account=window.account,
        title=f"{LABELS[verdict]} · {window.account} · {window.id}",
        label=LABELS[verdict],
        tone=banner_tone(verdict, _check_position(window)),
        headline=headline(window),
        other=other,
        why=[parts(text, window) for text in why],
        next_step=next_step(window),
        started=moment(window.started),
        as_of=moment(numbers.as_of),
        executed=executed_rows(window),
        several_kinds=len({Kind.BLOCK_ORDERS, *window.scope.kinds, *(state.kind for state in window.orders)}) > 1,
        trades_error="" if trades_error in why else trades_error,
        positions=position_rows(window),
        positions_text=_positions_text(window),
        guards=guard_rows(window),
        tiles=_tiles(window),
        open_now=open_rows(window),
        open_now_text=_open_now_text(closing),
        restored=restored_rows(window),
        pictures=[
            Picture(f"Time line of the run of {moment(run.started)} UTC", drawings)
            for run in window.runs
            if (drawings := timelines(run, window.orders))
        ],
        orders=orders,
        folded=sum(row.folded for row in orders),
        runs=[run_row(run) for run in (*window.runs, *window.restorations)],
        facts=_facts(window),
    )


def _check_position(window: Window) -> bool:
    return bool(window.executed or window.positions.changes) or window.trades_error is not None or window.may_hide_fills


def _positions_text(window: Window) -> str:
    found = window.positions
    if found.error:
        return f"The positions could not be read, so how they changed is not known: {found.error.msg}"
    if found.changes is None:
        return "" if found.before is None else "How the positions changed is known when the window is closed."
    return "" if found.changes else "No position changed, and no execution was seen."


def _open_now_text(closing: Closing | None) -> str:
    if closing is None or closing.open_now:
        return ""
    return "No order was listed." if closing.open_now == [] else "The open orders could not be read."


def _tiles(window: Window) -> list[Tile]:
    numbers, known = figures(window), "not known"

    def value(number: int | None) -> str:
        return known if number is None else str(number)

    may, executed = numbers.may_be_open, numbers.executed
    tiles = [
        Tile("seen open", value(numbers.seen_open)),
        Tile("may be open", value(may), "good" if may == 0 else "bad"),
        Tile("executed", value(executed), "good" if executed == 0 else "warn"),
        Tile("cancelled", value(numbers.cancelled)),
    ]
    if numbers.probably_cancelled:
        tiles.append(Tile("probably cancelled", str(numbers.probably_cancelled)))
    if numbers.ended_otherwise:
        tiles.append(Tile("ended otherwise", str(numbers.ended_otherwise)))
    for of in numbers.kinds:
        if not of.in_scope and of.open:
            tiles.append(Tile(f"{kind_words(of.kind, of.open)} not touched", str(of.open), "warn"))
    if window.closing:
        tone = "bad" if window.closing.reopened or numbers.open_now is None else ""
        tiles.append(Tile("open at closing", value(numbers.open_now), tone))
    return tiles


def _facts(window: Window) -> list[str]:
    numbers, run = figures(window), window.runs[-1]
    used = f", at most {numbers.highest_used_weight_1m} of 2400 in a minute" if numbers.highest_used_weight_1m else ""
    offsets = [report.clock_offset_ms for report in window.runs[-1].reports if report.clock_offset_ms is not None]
    asked = run.asked
    limit = f"max_orders {asked.max_orders}, " if asked.max_orders is not None else ""
    guard = f", auto_cancel {asked.auto_cancel:g} s" if asked.auto_cancel is not None else ""
    return [
        f"{numbers.requests} requests, weight {numbers.weight}{used}; {numbers.waited_seconds:g} s waited.",
        *([f"The exchange's clock is {offsets[-1]} ms ahead of the target's."] if offsets else []),
        f"Asked: {limit}rounds {asked.rounds}, batch_size {asked.batch_size}{guard}. {', '.join(run.versions)}.",
    ]
