# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time line of a run as an SVG picture: each order from first seen to gone, with what was done."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from html import escape

from ._window_steps import DRAIN, LISTING, Json

# User units of the picture; the page scales it.
_LABEL, _WIDTH, _ROW, _TOP = 110, 640, 18, 34
_RIGHT = 16

# More rows than a reader can take in; the table has them all.
_MAX_ROWS = 300


@dataclass
class _Row:
    key: str
    first: int
    last: int
    outcome: str
    cancels: t.Sequence[Json]


def draw(run: Json, clock: t.Callable[[int], str]) -> str:
    """The picture for ``run``; empty if there was nothing to cancel. ``clock`` words a moment."""
    if not any(step["kind"] == DRAIN for step in run["steps"]):
        return ""
    rows = _rows(run)
    if not rows:
        return ""
    waits = [note for step in run["steps"] for note in step.get("timeline") or () if note["kind"] == "wait"]
    start = min(row.first for row in rows)
    end = max([row.last for row in rows] + [_end_of(wait) for wait in waits] + [start + 1000])
    shown = rows[:_MAX_ROWS]
    height = _TOP + _ROW * len(shown) + 8

    def across(moment: float) -> float:
        return round(_LABEL + (_WIDTH - _LABEL - _RIGHT) * (min(max(moment, start), end) - start) / (end - start), 1)

    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="Time line of {len(rows)} block orders">',
        *_axis(start, end, across, height, clock),
    ]
    for wait in waits:
        left, right = across(wait["time"]), across(_end_of(wait))
        parts.append(
            f'<rect class="wait" x="{left}" y="{_TOP - 4}" width="{max(1.5, round(right - left, 1))}" '
            f'height="{height - _TOP}"><title>{escape(_wait_text(wait))}</title></rect>'
        )
    for number, row in enumerate(shown):
        parts += _row(row, _TOP + _ROW * number, across, clock)
    parts.append("</svg>")
    if len(rows) > len(shown):
        parts.append(f"<p>The first {len(shown)} of {len(rows)}; the table has all of them.</p>")
    return "\n".join(parts)


def _rows(run: Json) -> list[_Row]:
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    outcomes: dict[str, str] = {}
    cancels: dict[str, list[Json]] = {}
    for step in run["steps"]:
        if step["kind"] == LISTING:
            for order in step.get("orders") or ():
                key = order["block_order_matching_key"]
                first.setdefault(key, step["time"])
                last[key] = step["time"]
        elif step["kind"] == DRAIN:
            for note in step.get("timeline") or ():
                key = note["block_order_matching_key"]
                if key in first:
                    last[key] = note["time"]
                    if note["kind"] == "cancel":
                        cancels.setdefault(key, []).append(note)
            outcomes.update({entry["block_order_matching_key"]: entry["outcome"] for entry in step.get("orders") or ()})
    return [
        _Row(key, moment, max(last[key], moment), outcomes.get(key, "open"), cancels.get(key, ()))
        for key, moment in first.items()
    ]


def _axis(
    start: int, end: int, across: t.Callable[[float], float], height: int, clock: t.Callable[[int], str]
) -> t.Iterator[str]:
    for number in range(5):
        moment = start + (end - start) * number // 4
        x = across(moment)
        anchor = "end" if number == 4 else "start" if number == 0 else "middle"
        yield f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP - 8}" y2="{height - 4}"/>'
        yield f'<text class="tick" x="{x}" y="{_TOP - 14}" text-anchor="{anchor}">{clock(moment)[11:]}</text>'


def _row(row: _Row, y: int, across: t.Callable[[float], float], clock: t.Callable[[int], str]) -> t.Iterator[str]:
    left, right = across(row.first), across(row.last)
    middle = y + _ROW // 2 - 3
    said = f"{row.key}: {row.outcome}, {clock(row.first)} to {clock(row.last)}"
    yield f"<g><title>{escape(said)}</title>"
    yield f'<text class="key" x="0" y="{middle + 4}">{escape(_short(row.key))}</text>'
    kind = escape(row.outcome, quote=True)
    width = max(2.0, round(right - left, 1))
    yield f'<rect class="bar {kind}" x="{left}" y="{middle - 4}" width="{width}" height="8"/>'
    for note in row.cancels:
        x = across(note["time"])
        if note["fact"].startswith("acknowledged"):
            yield f'<circle class="ack" cx="{x}" cy="{middle}" r="3.5"><title>{escape(note["fact"])}</title></circle>'
        else:
            cross = f"M{x - 4} {middle - 4}l8 8m0 -8l-8 8"
            yield f'<path class="lost" d="{cross}"><title>{escape(note["fact"])}</title></path>'
    yield "</g>"


def _short(key: str) -> str:
    return key if len(key) <= 15 else f"{key[:8]}…{key[-5:]}"


def _end_of(wait: Json) -> int:
    return int(wait["time"] + 1000 * (wait["seconds"] or 0))


def _wait_text(wait: Json) -> str:
    return f"waited up to {wait['seconds']:g} s for {wait['fact']}"
