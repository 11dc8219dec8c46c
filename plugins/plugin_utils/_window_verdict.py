# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The verdict on a maintenance window, in words, and the evidence as it is written."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ._window import CLOSE, OPEN, SCHEMA, SCHEMA_VERSION, Record, Window
from ._window_steps import DRAIN, END, LISTING, START, TRADES, Json

DRAINED, NOT_DRAINED, UNKNOWN, UNFINISHED, CHECKED = (
    "drained",
    "not_drained",
    "unknown",
    "unfinished",
    "check_mode",
)

_UNDONE = ("failed", "not_attempted")


@dataclass(frozen=True)
class Assessment:
    """The verdict on a window, and what follows from it for the run under way."""

    verdict: str
    sentence: str
    next_step: str
    records: t.Sequence[Record]
    other_trades: t.Sequence[Json]  # of orders that no listing showed
    problem: str  # what kept the run from its end, if anything did
    trades_unread: str  # why the block trades could not be read, if so
    may_send: bool  # a further task may ask the exchange
    go_on: bool  # and may cancel
    may_be_open: t.Sequence[Record]
    appeared: t.Sequence[str]  # keys that the run's first listing did not show
    just_appeared: t.Sequence[str]  # those of them that only its last listing shows
    concerned: int  # orders that the run has seen open, or that may be open

    @property
    def executed(self) -> list[str]:
        """What the counterparty took, in words."""
        found = [
            record.key + (" (it had been said to be cancelled)" if record.contradiction else "")
            for record in self.records
            if record.executed
        ]
        return found + [f"{trade['block_order_matching_key']} (no listing showed it)" for trade in self.other_trades]


def assess(window: Window, run_id: str | None = None) -> Assessment:
    """What the steps so far prove; of ``run_id``, where a run is concerned, or of the last one."""
    run = next((run for run in reversed(window.runs) if run_id in (None, run["run"])), None)
    opened = run if run and run["action"] == OPEN else window.last_open
    steps = opened["steps"] if opened else []
    found = window.records()
    records = list(found.values())
    may_be_open = [record for record in records if record.open is not False]
    listings = [step for step in steps if step["kind"] == LISTING and "orders" in step]
    seen = [{order["block_order_matching_key"] for order in step["orders"]} for step in listings]
    seen_open = set().union(*seen)
    appeared = seen_open - seen[0] if seen else set()
    problem = _problem(steps)
    may_send = not any(_ends_it(step) for step in (run["steps"] if run else ()))
    verdict = _verdict(opened, may_be_open)
    unread = next((str(step["problem"]) for step in steps if step["kind"] == TRADES and "problem" in step), "")
    other_trades = [trade for trade in window.trades() if trade["block_order_matching_key"] not in found]
    return Assessment(
        verdict=verdict,
        sentence=_sentence(verdict, records, may_be_open, steps) + _unseen(other_trades),
        next_step=_next_step(
            verdict,
            executed=bool(other_trades or any(record.executed for record in records)),
            unread=unread,
            still_quoting=bool(appeared & {record.key for record in may_be_open}),
        ),
        records=records,
        other_trades=other_trades,
        problem=problem,
        trades_unread=unread,
        may_send=may_send,
        go_on=may_send and not problem,
        may_be_open=may_be_open,
        appeared=sorted(appeared),
        just_appeared=sorted(seen[-1].difference(*seen[:-1])) if len(seen) > 1 else [],
        concerned=len(seen_open | {record.key for record in may_be_open}),
    )


def _next_step(verdict: str, executed: bool, unread: str, still_quoting: bool) -> str:
    position = "The position has changed: check it against the block trades. " if executed else ""
    if unread:
        position += "The block trades could not be read, so what was executed is not known: check the position. "
    if still_quoting:
        position += "Block orders kept appearing: something is still quoting, stop it first. "
    return position + _NEXT_STEPS[verdict]


def _verdict(run: Json | None, may_be_open: t.Sequence[Record]) -> str:
    steps = run["steps"] if run else []
    kinds = [step["kind"] for step in steps]
    if run is None or END not in kinds:
        return UNFINISHED
    undone = any(
        entry["outcome"] in _UNDONE for step in steps if step["kind"] == DRAIN for entry in step.get("orders") or ()
    )
    if run["check_mode"] and not undone and not _problem(steps):
        return CHECKED
    read = [number for number, step in enumerate(steps) if step["kind"] == LISTING and "orders" in step]
    drains = [number for number, kind in enumerate(kinds) if kind == DRAIN]
    if may_be_open:
        return NOT_DRAINED
    if not read or (drains and drains[-1] > read[-1]):
        return UNKNOWN
    return DRAINED


def _problem(steps: t.Sequence[Json]) -> str:
    """What kept a run from going on. Orders that were refused a cancel are no such thing: they have entries."""
    for step in steps:
        if "problem" in step and step["kind"] != TRADES:
            return str(step["problem"])
        if step["kind"] == DRAIN and step.get("error"):
            return str(step["error"]["msg"])
    return ""


def _ends_it(step: Json) -> bool:
    """Whether after this step no other task may send anything either."""
    error = step.get("error")
    return bool("problem" in step or error) and bool((error or {}).get("final", True))


def count_of(number: int) -> str:
    return f"{number} block order{'' if number == 1 else 's'}"


def _sentence(
    verdict: str, records: t.Sequence[Record], may_be_open: t.Sequence[Record], steps: t.Sequence[Json]
) -> str:
    executed = sum(record.executed for record in records)
    taken = f", {executed} of them executed by the counterparty" if executed else ""
    gone = len(records) - len(may_be_open)
    if verdict == DRAINED:
        if not records:
            return "Drained: no block order is open"
        return f"Drained: {gone} of {count_of(len(records))} {'is' if len(records) == 1 else 'are'} gone{taken}"
    if verdict == CHECKED:
        would = sum(record.outcome == "would_cancel" for record in records)
        return f"Check mode: {count_of(would)} would be cancelled, and nothing was changed"
    if verdict == NOT_DRAINED:
        return f"NOT drained: {len(may_be_open)} may be open, {gone} are gone{taken}"
    if verdict == UNKNOWN:
        others = f"; {len(records)} that were seen are gone{taken}" if records else ""
        return f"UNKNOWN whether block orders are open: they could not be listed{' again' if records else ''}{others}"
    if LISTING not in [step["kind"] for step in steps]:
        return "NOT finished: the run has begun, and the open block orders are not known yet"
    return f"NOT finished: {len(may_be_open)} may be open, {gone} are gone{taken}"


def _unseen(other_trades: t.Sequence[Json]) -> str:
    number = len({trade["block_order_matching_key"] for trade in other_trades})
    return f"; {number} more executed that no listing showed" if number else ""


_AGAIN = "open_maintenance_window again with the same maintenance_window_id: it cancels only what is still open"
_NEXT_STEPS = {
    DRAINED: "Go on with the maintenance, and run close_maintenance_window when it is over.",
    CHECKED: "Run it without check mode.",
    NOT_DRAINED: f"Do not restart the gateway. Mend the cause, then run {_AGAIN}.",
    UNKNOWN: f"Do not restart the gateway. Mend the cause, then run {_AGAIN}.",
    UNFINISHED: f"If that run is over, it was interrupted: do not restart the gateway, and run {_AGAIN}.",
}


@dataclass(frozen=True)
class Closing:
    """What closing a window found: orders that are open now, and what was executed since the window began."""

    time: int | None
    underlyings: t.Sequence[str]
    open_now: t.Sequence[Json]
    new: t.Sequence[str]  # keys of those that were not seen before
    reopened: t.Sequence[str]  # keys of those that had been said to be gone
    trades: t.Sequence[Json] | None  # ``None``: they could not be read
    problem: str

    @property
    def sentence(self) -> str:
        if self.problem:
            return f"NOT closed: {self.problem}"
        scope = f" on {', '.join(self.underlyings)}" if self.underlyings else ""
        known = len(self.open_now) - len(self.new)
        known_text = f" and {known} that the window had seen" if known else ""
        opened = f"no block order is open now{scope}"
        if self.open_now:
            opened = f"{count_of(len(self.open_now))} open now{scope} ({len(self.new)} new{known_text})"
        if self.trades is None:
            return f"NOT closed: {opened}, but the block trades could not be read: what was executed is not known"
        said = f"{opened}, {len(self.trades)} executed since it began"
        if self.reopened:
            return f"NOT closed: {len(self.reopened)} had been said to be gone, and are listed as open. {said}"
        return f"Closed: {said}"


def closing(window: Window, run_id: str | None = None) -> Closing | None:
    """What a run that closes the window has found so far: ``run_id``, or the last run."""
    run = next((run for run in reversed(window.runs) if run_id in (None, run["run"])), None)
    if run is None or run["action"] != CLOSE:
        return None
    listings = [step for step in run["steps"] if step["kind"] == LISTING and "orders" in step]
    open_now = listings[-1]["orders"] if listings else []
    keys, known = [order["block_order_matching_key"] for order in open_now], window.records()
    read = any("trades" in step for step in run["steps"] if step["kind"] == TRADES)
    return Closing(
        time=listings[-1]["time"] if listings else None,
        underlyings=window.underlyings,
        open_now=open_now,
        new=[key for key in keys if key not in known],
        reopened=[key for key in keys if key in known and known[key].open is False],
        trades=window.trades() if read else None,
        problem=_problem(run["steps"]) or ("" if listings else "the open block orders are not known yet"),
    )


def as_evidence(window: Window) -> Json:
    """The evidence as it is written: what it comes down to first, then every step."""
    found, closed = assess(window), closing(window)
    listings = window.listings()
    requests = [step["requests"] for run in window.runs for step in run["steps"] if step.get("requests")]
    starts = list(window.steps(START))
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "id": window.id,
        "account": window.account,
        "verdict": found.verdict,
        "sentence": found.sentence,
        "next_step": found.next_step,
        "problem": found.problem or None,
        "trades_unread": found.trades_unread or None,
        "began": window.began,
        "asked": starts[-1]["asked"] if starts else {},
        "versions": starts[-1]["versions"] if starts else {},
        "before": _look(listings[0]) if listings else None,
        "orders": [record.as_evidence() for record in found.records],
        "other_trades": list(found.other_trades),
        "after": _look(listings[-1]) if listings else None,
        "closing": closed and {**vars(closed), "sentence": closed.sentence},
        "limits": {
            "requests": sum(part["sent"] or 0 for part in requests),
            "weight": sum(part["weight"] or 0 for part in requests),
            "highest_used_weight_1m": max((part["used_weight_1m"] or 0 for part in requests), default=0),
            "waited_seconds": round(sum(part["waited_seconds"] or 0 for part in requests), 3),
        },
        "runs": window.runs,
    }


def _look(listing: Json) -> Json:
    return {"time": listing["time"], "orders": listing["orders"]}
