# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A maintenance window: its runs, and what their steps tell of every block order. Knows no file and no page."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.marketops.binance.plugins.module_utils._exchange.symbols import is_option_on

from ._window_steps import DRAIN, LISTING, PREFLIGHT, START, TRADES, Json, make_step

SCHEMA, SCHEMA_VERSION = "marketops.binance.maintenance_window", 1

OPEN, CLOSE = ACTIONS = ("open", "close")

GONE = ("cancelled", "absent", "executed")


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
        if self.outcome in GONE:
            return f"said to be {self.outcome}, {'and listed as open again' if self.open else 'but not verified'}"
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

    def listings(self) -> list[Json]:
        """Those of opening the window that could be read."""
        return [step for step in self.steps(LISTING) if "orders" in step]

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

    @property
    def began(self) -> int | None:
        """When the first run began, in ms."""
        return self.runs[0]["started"] if self.runs else None

    @property
    def underlyings(self) -> list[str]:
        """What the window is about, as its first run says; empty for the whole account."""
        return next((list(step["asked"].get("underlyings") or ()) for step in self.steps(START)), [])

    def trades(self) -> list[Json]:
        """The block trades since the window began, on what it is about, each once."""
        found = {
            (trade["block_order_matching_key"], trade.get("parent_order_id")): trade
            for action in ACTIONS
            for step in self.steps(TRADES, action=action)
            for trade in step.get("trades") or ()
        }
        return [trade for trade in found.values() if self._concerns(trade)]

    def _concerns(self, trade: Json) -> bool:
        times = [leg["trade_time"] for leg in trade["legs"] if leg.get("trade_time")]
        if times and max(times) < (self.began or 0):
            return False
        symbols = [leg.get("symbol") for leg in trade["legs"]]
        return not self.underlyings or any(
            not symbol or is_option_on(symbol, name) for name in self.underlyings for symbol in symbols
        )


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
        key, outcome, facts = entry["block_order_matching_key"], entry["outcome"], entry["evidence"] or ()
        record = records.setdefault(key, Record(key))
        record.before = record.before or entry["before"]
        record.cancel_requests += entry["cancel_requests"] or 0
        # What this window has ended is not open in its later looks, which says nothing new.
        if outcome != "absent" or record.outcome not in GONE:
            record.outcome = outcome
        record.evidence += [fact for fact in facts if fact not in record.evidence]
        record.error = entry["error"]
        record.executed = record.executed or outcome == "executed"
        if outcome in GONE and "not verified" not in facts:
            record.open, record.gone_at = False, times.get(key, step.get("time"))
        elif outcome in (*GONE, "failed"):
            record.open = None


def _note_trades(records: dict[str, Record], trades: t.Iterable[Json]) -> None:
    for trade in trades:
        record = records.get(trade["block_order_matching_key"])
        if record is None:
            continue
        record.contradiction = record.contradiction or record.outcome == "cancelled"
        record.trade, record.executed, record.open, record.outcome = trade, True, False, "executed"


def from_evidence(document: t.Any) -> Window:
    """The window that ``as_evidence`` has written. Raises ``ValueError``."""
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        raise ValueError("it is no evidence of a maintenance window")
    if document.get("schema_version") != SCHEMA_VERSION:
        raise ValueError(f"it has schema version {document.get('schema_version')}, and this is for {SCHEMA_VERSION}")
    if not all(isinstance(document.get(name), kind) for name, kind in (("id", str), ("account", str), ("runs", list))):
        raise ValueError("it lacks its id, its account or its runs")
    return Window(document["id"], document["account"], document["runs"])
