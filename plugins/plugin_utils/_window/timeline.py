# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The geometry of a run's time line: each order from first seen to gone, with the cancels that were sent."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .evidence import Event, Run
from .orders import OrderState
from .terms import Kind, Outcome
from .wording import moment

# If there are more orders, they are drawn as one curve, and only exceptions have a row.
MOST_ROWS = 40

WIDE, NARROW = 680, 350
_ROW, _TOP, _CURVE, _RIGHT = 18, 30, 90, 6


@dataclass(frozen=True)
class Tick:
    x: float
    text: str
    anchor: str


@dataclass(frozen=True)
class Mark:
    """A mark. ``effect``: that of the cancel request, as the module named it; empty if it did not."""

    x: float
    effect: str
    title: str


@dataclass(frozen=True)
class Row:
    y: int
    label: str
    x: float
    width: float
    tone: str
    title: str
    marks: list[Mark]


@dataclass(frozen=True)
class Band:
    x: float
    width: float
    title: str


@dataclass(frozen=True)
class Timeline:
    """In user units of an SVG picture. ``curve``: a path, how many orders are open; empty if all have rows."""

    shape: str
    width: int
    height: int
    bottom: int
    ticks: list[Tick]
    bands: list[Band]
    rows: list[Row]
    curve: str
    curve_top: int
    curve_label: str
    left_out: int
    label: str


def timelines(run: Run, states: t.Sequence[OrderState]) -> list[Timeline]:
    """A wide and a narrow picture of the run; none if it cancelled nothing."""
    drawn = [state for state in states if state.first_seen is not None and _concerns(run, state)]
    if not drawn or not any(report.cancelling for report in run.reports):
        return []
    return [_Picture(run, drawn, width).timeline() for width in (WIDE, NARROW)]


def _concerns(run: Run, state: OrderState) -> bool:
    return any(state.key in intent.keys for intent in run.intents)


def is_exception(state: OrderState) -> bool:
    """Whether a reader has to look at this order."""
    usual = (Outcome.CANCELLED, Outcome.ABSENT)
    return (
        state.may_be_open
        or state.partly_or_wholly_executed
        or state.reopened
        or state.requests_sent > 1
        or (state.outcome not in usual or bool(state.credited_to))
    )


def tone(state: OrderState) -> str:
    if state.may_be_open:
        return "bad"
    return "warn" if state.partly_or_wholly_executed or state.reopened else "good"


class _Picture:
    def __init__(self, run: Run, states: t.Sequence[OrderState], width: int) -> None:
        self._states, self._width = states, width
        self._label = 112 if width == WIDE else 76
        self._events = [event for report in run.reports if report.cancelling for event in report.cancelling.timeline]
        self._last = max([report.time for report in run.reports] + [event.time for event in self._events])
        self._start = min([t.cast(int, state.first_seen) for state in states] + [run.reports[0].time])
        self._start = max(self._start, min(report.time for report in run.reports))
        self._end = max(self._last, self._start + 1000)

    def timeline(self) -> Timeline:
        many = len(self._states) > MOST_ROWS
        chosen = [state for state in self._states if is_exception(state)] if many else list(self._states)
        shown = chosen[:MOST_ROWS]
        top = _TOP + (_CURVE + 14 if many else 0)
        height = top + _ROW * len(shown) + 4
        return Timeline(
            shape="wide" if self._width == WIDE else "narrow",
            width=self._width,
            height=height,
            bottom=height - 2,
            ticks=self._ticks(),
            bands=[band for band in map(self._band, self._events) if band],
            rows=[self._row(state, top + _ROW * number) for number, state in enumerate(shown)],
            curve=self._curve() if many else "",
            curve_top=_TOP,
            curve_label=f"{len(self._states)} open",
            left_out=len(chosen) - len(shown),
            label=f"Time line of {len(self._states)} orders",
        )

    def _x(self, time: float) -> float:
        share = (min(max(time, self._start), self._end) - self._start) / (self._end - self._start)
        return round(self._label + (self._width - self._label - _RIGHT) * share, 1)

    def _ticks(self) -> list[Tick]:
        number = 4 if self._width == WIDE else 2
        anchors = ["start", *["middle"] * (number - 1), "end"]
        span = self._end - self._start
        return [
            Tick(self._x(self._start + span * place // number), _time(self._start + span * place // number), anchor)
            for place, anchor in enumerate(anchors)
        ]

    def _band(self, event: Event) -> Band | None:
        if event.seconds is None:
            return None
        left, right = self._x(event.time), self._x(event.time + 1000 * event.seconds)
        title = f"waited up to {event.seconds:g} s: {event.fact}"
        return Band(left, max(1.5, round(right - left, 1)), title)

    def _row(self, state: OrderState, y: int) -> Row:
        first = t.cast(int, state.first_seen)
        last = self._end if state.may_be_open else state.gone_at or self._last
        left = self._x(first)
        length = 15 if self._width == WIDE else 9
        return Row(
            y=y,
            label=_label(state, length),
            x=left,
            width=max(2.0, round(self._x(last) - left, 1)),
            tone=tone(state),
            title=f"{state.key}: {moment(first)} to {'now' if state.may_be_open else moment(last)}",
            marks=[
                Mark(self._x(event.time), event.effect or "", event.fact)
                for event in self._events
                if event.kind == "cancel" and state.key in event.keys
            ],
        )

    def _curve(self) -> str:
        """How many orders are open, as a step curve filled down to the axis."""
        bottom, most = _TOP + _CURVE, len(self._states)
        gone = sorted(state.gone_at or self._last for state in self._states if not state.may_be_open)
        left = most
        parts = [f"M{self._x(self._start)} {bottom}", f"V{_TOP}"]
        for time in gone:
            left -= 1
            parts.append(f"H{self._x(time)}V{round(bottom - _CURVE * left / most, 1)}")
        return "".join([*parts, f"H{self._x(self._end)}V{bottom}Z"])


def _label(state: OrderState, length: int) -> str:
    """A short label of at most so many characters: the end of an ID, or the start of a key."""
    if len(state.key) <= length:
        return state.key
    if state.kind is Kind.OPTION_ORDERS:
        return f"…{state.key[1 - length :]}"
    return f"{state.key[: length - 1]}…"


def _time(milliseconds: int) -> str:
    return f"{moment(milliseconds)[11:]}.{milliseconds % 1000 // 100}"
