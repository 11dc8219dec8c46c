# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it can change in any release without notice.

"""A maintenance window: what its steps tell of every block order, and the verdict. Knows no file and no page."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ._window_steps import DRAIN, END, LISTING, PREFLIGHT, START, TRADES, Json, make_step

SCHEMA, SCHEMA_VERSION = "marketops.binance.maintenance_window", 1

OPEN, CLOSE = ACTIONS = ("open", "close")

DRAINED, NOT_DRAINED, UNKNOWN, UNFINISHED, CHECKED = (
    "drained",
    "not_drained",
    "unknown",
    "unfinished",
    "check_mode",
)

_GONE = ("cancelled", "absent", "executed")


@dataclass
class Record:
    """What the window knows of one order. ``open`` is ``None`` where it may be open and nobody can tell."""

    key: str
    before: Json | None = None
    first_seen: int | None = None
    gone_at: int | None = None
    open: bool | None = None
    outcome: str | None = None
    executed: bool = False
    cancel_requests: int = 0
    evidence: list[str] = field(default_factory=list)
    error: Json | None = None
    trade: Json | None = None
    contradiction: bool = False  # said to be cancelled, and then a block trade turned up

    @property
    def why(self) -> str:
        """Why it is open, or may be."""
        if self.error:
            return f"{self.outcome}: {self.error['msg']}"
        if self.outcome in _GONE:
            return f"said to be {self.outcome}, and listed as open again" if self.open else str(self.outcome)
        return "listed as open, no cancel was sent for it" if self.open else "not listed any more, which proves nothing"

    def as_evidence(self) -> Json:
        return {
            "block_order_matching_key": self.key,
            "before": self.before,
            "first_seen": self.first_seen,
            "gone_at": self.gone_at,
            "open": self.open,
            "outcome": self.outcome,
            "executed": self.executed,
            "cancel_requests": self.cancel_requests,
            "evidence": self.evidence,
            "error": self.error,
            "contradiction": self.contradiction,
        }


class Window:
    """A window as far as its evidence goes. ``runs`` are all that is known; the rest is made of them."""

    def __init__(self, window_id: str, account: str, runs: t.Sequence[Json] = ()) -> None:
        self.id, self.account = window_id, account
        self.runs = list(runs)

    def note(self, run_id: str, action: str, given: Json, check_mode: bool, now_ms: int) -> None:
        """Add a step to the run, which begins with its first one. Raises ``ValueError``."""
        run = next((run for run in self.runs if run["run"] == run_id), None)
        if run is None:
            run = {"run": run_id, "action": action, "check_mode": check_mode, "started": now_ms, "steps": []}
            self.runs.append(run)
        offset_ms = next((step.get("clock_offset_ms") for step in run["steps"] if step["kind"] == PREFLIGHT), None)
        run["steps"].append(make_step(given, offset_ms))
        if given["kind"] == PREFLIGHT and run["steps"][-1].get("time"):
            run["started"] = run["steps"][-1]["time"]

    @property
    def last_open(self) -> Json | None:
        return next((run for run in reversed(self.runs) if run["action"] == OPEN), None)

    @property
    def last_close(self) -> Json | None:
        """The run that closed the window, if no run has opened it again."""
        return self.runs[-1] if self.runs and self.runs[-1]["action"] == CLOSE else None

    def steps(self, *kinds: str, action: str = OPEN) -> t.Iterator[Json]:
        for run in self.runs:
            if run["action"] == action:
                yield from (step for step in run["steps"] if step["kind"] in kinds)

    def listings(self, action: str = OPEN) -> list[Json]:
        """Those that could be read."""
        return [step for step in self.steps(LISTING, action=action) if "orders" in step]

    def records(self) -> dict[str, Record]:
        """Every order that was seen open while the window was being opened."""
        records: dict[str, Record] = {}
        for step in self.steps(LISTING, DRAIN, TRADES):
            if step["kind"] == LISTING and "orders" in step:
                _note_listing(records, step)
            elif step["kind"] == DRAIN:
                _note_drain(records, step)
            elif step["kind"] == TRADES:
                _note_trades(records, step.get("trades") or ())
        for step in self.steps(TRADES, action=CLOSE):
            _note_trades(records, step.get("trades") or ())
        return records


def _note_listing(records: dict[str, Record], step: Json) -> None:
    listed = {order["block_order_matching_key"]: order for order in step["orders"]}
    for key, order in listed.items():
        record = records.setdefault(key, Record(key))
        record.before = record.before or order
        record.first_seen = record.first_seen or step["time"]
        if not record.executed:
            record.open, record.gone_at = True, None
    for key, record in records.items():
        if key not in listed and record.open:
            record.open = None  # a listing proves nothing about what it lacks


def _note_drain(records: dict[str, Record], step: Json) -> None:
    for key in step.get("keys") or ():  # the task told nothing about them
        records.setdefault(key, Record(key)).open = None
    times: dict[str | None, int] = {}
    for note in step.get("timeline") or ():
        times[note["block_order_matching_key"]] = note["time"]
    for entry in step.get("orders") or ():
        key, outcome = entry["block_order_matching_key"], entry["outcome"]
        record = records.setdefault(key, Record(key))
        record.before = record.before or entry["before"]
        record.cancel_requests += entry["cancel_requests"] or 0
        if outcome != "absent" or record.outcome is None:
            record.outcome = outcome
        record.evidence += [fact for fact in entry["evidence"] or () if fact not in record.evidence]
        record.error = entry["error"]
        record.executed = record.executed or outcome == "executed"
        if outcome in _GONE:
            record.open, record.gone_at = False, times.get(key, step.get("time"))
        elif outcome == "failed":
            record.open = None


def _note_trades(records: dict[str, Record], trades: t.Iterable[Json]) -> None:
    for trade in trades:
        record = records.get(trade["block_order_matching_key"])
        if record is None:
            continue
        record.contradiction = record.contradiction or record.outcome == "cancelled"
        record.trade, record.executed, record.open, record.outcome = trade, True, False, "executed"


@dataclass(frozen=True)
class Assessment:
    """The verdict on a window, and what follows from it for the run under way."""

    verdict: str
    sentence: str
    next_step: str
    records: t.Sequence[Record]
    problem: str  # what kept the last run that opened the window from its end, if anything did
    stopped: bool  # nothing more may be sent in the run under way
    may_be_open: t.Sequence[Record]
    appeared: t.Sequence[str]  # keys that the first listing of the last run did not show
    just_appeared: t.Sequence[str]  # those of them that only its last listing shows
    concerned: int  # orders that the last run has seen open


def assess(window: Window) -> Assessment:
    """What the steps so far prove."""
    records = list(window.records().values())
    may_be_open = [record for record in records if record.open is not False]
    steps = window.last_open["steps"] if window.last_open else []
    listings = [step for step in steps if step["kind"] == LISTING and "orders" in step]
    seen = [{order["block_order_matching_key"] for order in step["orders"]} for step in listings]
    concerned = set().union(*seen)
    problem = _problem(steps)
    verdict = _verdict(window, steps, may_be_open)
    return Assessment(
        verdict=verdict,
        sentence=_sentence(verdict, records, may_be_open, problem, steps),
        next_step=_next_step(verdict, records),
        records=records,
        problem=problem,
        stopped=_stopped(window.runs[-1]["steps"] if window.runs else []),
        may_be_open=may_be_open,
        appeared=sorted(concerned - seen[0]) if seen else [],
        just_appeared=sorted(seen[-1].difference(*seen[:-1])) if len(seen) > 1 else [],
        concerned=len(concerned),
    )


def _verdict(window: Window, steps: t.Sequence[Json], may_be_open: t.Sequence[Record]) -> str:
    kinds = [step["kind"] for step in steps]
    if END not in kinds:
        return UNFINISHED
    if window.last_open and window.last_open["check_mode"] and not _problem(steps):
        return CHECKED
    read = [number for number, step in enumerate(steps) if step["kind"] == LISTING and "orders" in step]
    drains = [number for number, kind in enumerate(kinds) if kind == DRAIN]
    if may_be_open:
        return NOT_DRAINED
    if not read or (drains and drains[-1] > read[-1]):
        return UNKNOWN
    return DRAINED


def _problem(steps: t.Sequence[Json]) -> str:
    """What kept a run from going on. Orders that could not be cancelled are no such thing: they have entries."""
    for step in steps:
        if "problem" in step and step["kind"] != TRADES:
            return str(step["problem"])
    return ""


def _stopped(steps: t.Sequence[Json]) -> bool:
    """Whether a task had to stop: what it must not send any more, the next one must not either."""
    return any("problem" in step or step.get("error") for step in steps)


def count_of(number: int) -> str:
    return f"{number} block order{'' if number == 1 else 's'}"


def _sentence(
    verdict: str, records: t.Sequence[Record], may_be_open: t.Sequence[Record], problem: str, steps: t.Sequence[Json]
) -> str:
    executed = sum(record.executed for record in records)
    taken = f", {executed} of them executed by the counterparty" if executed else ""
    if verdict == DRAINED:
        if not records:
            return "Drained: no block order is open"
        verb = "is" if len(records) == 1 else "are"
        return f"Drained: {len(records) - len(may_be_open)} of {count_of(len(records))} {verb} gone{taken}"
    if verdict == CHECKED:
        would = sum(record.open is True for record in records)
        return f"Check mode: {count_of(would)} would be cancelled, and nothing was changed"
    if verdict == NOT_DRAINED:
        return f"NOT drained: {len(may_be_open)} may be open, {len(records) - len(may_be_open)} are gone{taken}"
    if verdict == UNKNOWN:
        gone = f"; {len(records)} that were seen are gone{taken}" if records else ""
        return f"UNKNOWN whether block orders are open: they could not be listed{' again' if records else ''}{gone}"
    begun = [step["kind"] for step in steps]
    if LISTING not in begun:
        return "NOT finished: the run has begun, and the open block orders are not known yet"
    return f"NOT finished: {len(may_be_open)} may be open, {len(records) - len(may_be_open)} are gone{taken}"


_AGAIN = "open_maintenance_window again with the same maintenance_window_id: it cancels only what is still open"


def _next_step(verdict: str, records: t.Sequence[Record]) -> str:
    position = (
        "The position has changed: check it against the block trades. "
        if any(record.executed for record in records)
        else ""
    )
    return (
        position
        + {
            DRAINED: "Go on with the maintenance, and run close_maintenance_window when it is over.",
            CHECKED: "Run it without check mode.",
            NOT_DRAINED: f"Do not restart the gateway. Mend the cause, then run {_AGAIN}.",
            UNKNOWN: f"Do not restart the gateway. Mend the cause, then run {_AGAIN}.",
            UNFINISHED: f"If that run is over, it was interrupted: do not restart the gateway, and run {_AGAIN}.",
        }[verdict]
    )


@dataclass(frozen=True)
class Closing:
    """What closing a window found: orders that are open now, and what was executed since the window began."""

    time: int | None
    open_now: t.Sequence[Json]
    new: t.Sequence[str]  # keys of those that were not seen before
    trades: t.Sequence[Json]
    problem: str

    @property
    def sentence(self) -> str:
        if self.problem:
            return f"NOT closed: {self.problem}"
        known = len(self.open_now) - len(self.new)
        known_text = f" and {known} that the window had seen" if known else ""
        opened = "no block order is open now"
        if self.open_now:
            opened = f"{count_of(len(self.open_now))} open now ({len(self.new)} new{known_text})"
        return f"Closed: {opened}, {len(self.trades)} executed since it began"


def closing(window: Window) -> Closing | None:
    """What the last run found, if it is one that closes the window and has listed the orders."""
    run = window.last_close
    if run is None:
        return None
    listings = [step for step in run["steps"] if step["kind"] == LISTING and "orders" in step]
    open_now = listings[-1]["orders"] if listings else []
    known = window.records()
    return Closing(
        time=listings[-1]["time"] if listings else None,
        open_now=open_now,
        new=[order["block_order_matching_key"] for order in open_now if order["block_order_matching_key"] not in known],
        trades=[trade for step in run["steps"] if step["kind"] == TRADES for trade in step.get("trades") or ()],
        problem=_problem(run["steps"]) or ("" if listings else "the open block orders are not known yet"),
    )


def began(window: Window) -> int | None:
    """When the window's first run began, in ms."""
    return window.runs[0]["started"] if window.runs else None


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
        "began": began(window),
        "asked": starts[-1]["asked"] if starts else {},
        "versions": starts[-1]["versions"] if starts else {},
        "before": _look(listings[0]) if listings else None,
        "orders": [record.as_evidence() for record in found.records],
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


def from_evidence(document: t.Any) -> Window:
    """The window that ``as_evidence`` has written. Raises ``ValueError``."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ValueError("it is no evidence of a maintenance window")
    if document.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(f"it has schema version {document.get('schema_version')}, and this is for {SCHEMA_VERSION}")
    if not all(isinstance(document.get(name), kind) for name, kind in (("id", str), ("account", str), ("runs", list))):
        raise ValueError("it lacks its id, its account or its runs")
    return Window(document["id"], document["account"], document["runs"])
