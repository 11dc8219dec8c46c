# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which steps a run takes on the target, and when it takes no further one."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import (
    Asked,
    Cancelling,
    Entry,
    Error,
    Failure,
    Report,
    Run,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.journal import Journal
from ansible_collections.marketops.binance.plugins.plugin_utils._window.paths import Paths
from ansible_collections.marketops.binance.plugins.plugin_utils._window.runner import Runner
from ansible_collections.marketops.binance.plugins.plugin_utils._window.steps import Request, unreachable
from ansible_collections.marketops.binance.plugins.plugin_utils._window.store import EvidenceNotWritten, Store
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Cause, Outcome, Purpose, State
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window, read_window

from .given import ALL, BANNED, START, TIMED_OUT, GivenRun, entry, key

A, B, C = (key(number) for number in range(3))


def looked(*keys: str, purpose: Purpose = Purpose.FIRST_LOOK) -> Report:
    return GivenRun().report(purpose, keys).run.reports[0]


def cancelled(*entries: Entry, listed: Sequence[str] | None = (), error: Error | None = None) -> Report:
    return GivenRun().report(Purpose.BATCH, listed, Cancelling(list(entries), [], error)).run.reports[0]


class Desk:
    """A target that returns what it is told to, and a record of what it was asked for."""

    def __init__(self, *answers: Report | Failure, folder: Path | None = None, batch_size: int = 100) -> None:
        self._answers = list(answers)
        self.requests: list[Request] = []
        self.said: list[str] = []
        run = Run("run", State.OPEN, START, "alice", Asked(ALL, 5, 2, batch_size), [])
        store = Store(Paths.of(folder, "w1", "desk"), "w1", "desk", "alice") if folder else None
        self.store = store
        self.journal = Journal(store, Window("w1", "desk"), run)
        self.obstacles: list[Failure | None] = []
        self.before_answer: Callable[[], None] = lambda: None

    def run(self, request: Request) -> Report | Failure:
        self.requests.append(request)
        self.before_answer()
        return self._answers.pop(0)

    def say(self, text: str) -> None:
        self.said.append(text)

    @contextlib.contextmanager
    def working(self, what: str) -> Iterator[None]:
        yield

    def obstacle(self) -> Failure | None:
        return self.obstacles.pop(0) if self.obstacles else None

    def open(self, check_mode: bool = False) -> list[tuple[Purpose, tuple[str, ...]]]:
        """The steps that were taken, each with the keys."""
        self.journal.start()
        Runner(self.journal, self, self, self.obstacle).open(check_mode)
        assert self._answers == []
        return [(request.purpose, tuple(key for _kind, key in request.cancel)) for request in self.requests]

    @property
    def causes(self) -> list[Cause]:
        return [failure.cause for failure in self.journal.run.failures]


def test_an_empty_account_takes_one_step() -> None:
    desk = Desk(looked())
    assert desk.open() == [(Purpose.FIRST_LOOK, ())]
    (request,) = desk.requests
    assert (request.measure_clock, request.confirm, request.only_look) == (True, True, True)


def test_exactly_what_was_listed_is_cancelled_and_the_batch_brings_the_last_look() -> None:
    desk = Desk(looked(A, B), cancelled(entry(A), entry(B)))
    assert desk.open() == [(Purpose.FIRST_LOOK, ()), (Purpose.BATCH, (A, B))]
    assert not desk.requests[1].only_look


def test_only_the_last_batch_of_a_round_confirms() -> None:
    desk = Desk(looked(A, B), cancelled(entry(A), listed=[B]), cancelled(entry(B)), batch_size=1)
    assert desk.open()[1:] == [(Purpose.BATCH, (A,)), (Purpose.BATCH, (B,))]
    assert [request.confirm for request in desk.requests[1:]] == [False, True]
    assert [request.max_orders for request in desk.requests[1:]] == [4, 4]


def test_what_appeared_is_cancelled_in_the_next_round() -> None:
    desk = Desk(looked(A), cancelled(entry(A), listed=[B]), cancelled(entry(B)))
    assert desk.open()[1:] == [(Purpose.BATCH, (A,)), (Purpose.BATCH, (B,))]
    assert any("1 appeared" in text for text in desk.said)


def test_rounds_end() -> None:
    failed = entry(A, Outcome.FAILED)
    desk = Desk(looked(A), cancelled(failed, listed=[A]), cancelled(failed, listed=[A]))
    assert len(desk.open()) == 3
    assert desk.causes == [Cause.STILL_OPEN]


def test_more_orders_than_allowed_are_left_alone_in_later_rounds_too() -> None:
    many = [key(number) for number in range(6)]
    assert Desk(looked(*many)).open() == [(Purpose.FIRST_LOOK, ())]
    desk = Desk(looked(A), cancelled(entry(A), listed=many[1:]))
    assert len(desk.open()) == 2
    assert desk.causes == [Cause.TOO_MANY_ORDERS]
    assert desk.journal.run.failures[0].count == 6


def test_check_mode_takes_one_step() -> None:
    assert Desk(looked(A)).open(check_mode=True) == [(Purpose.FIRST_LOOK, ())]


@pytest.mark.parametrize("error", [BANNED, TIMED_OUT])
def test_after_an_unread_listing_nothing_is_cancelled(error: Error) -> None:
    report = GivenRun().unread(error).run.reports[0]
    assert Desk(report).open() == [(Purpose.FIRST_LOOK, ())]


def test_nothing_is_sent_after_a_final_error() -> None:
    stopped = cancelled(entry(A), entry(B, Outcome.NOT_ATTEMPTED), listed=None, error=BANNED)
    desk = Desk(looked(A, B, C), stopped, batch_size=2)
    assert len(desk.open()) == 2


@pytest.mark.parametrize(
    "ended",
    [
        unreachable(START, "lost"),
        cancelled(entry(A), entry(B, Outcome.FAILED, after=None), listed=None, error=TIMED_OUT),
    ],
)
def test_after_any_other_error_a_last_look_sends_no_cancel(ended: Report | Failure) -> None:
    desk = Desk(looked(A, B, C), ended, looked(C, purpose=Purpose.LAST_LOOK), batch_size=2)
    (_first, _batch, last) = desk.open()
    assert last[0] is Purpose.LAST_LOOK
    assert {B, C} <= set(last[1])
    assert desk.requests[-1].only_look


def test_an_obstacle_stops_before_the_batch() -> None:
    desk = Desk(looked(A))
    desk.obstacles = [None, Failure(START, Cause.CONTROLLER_GONE, None, True)]
    assert desk.open() == [(Purpose.FIRST_LOOK, ())]
    assert desk.causes == [Cause.CONTROLLER_GONE]
    refused = Desk()
    refused.obstacles = [Failure(START, Cause.ADDRESS_REFUSED, "desk_a: banned", True)]
    assert refused.open() == []


def test_the_intent_is_on_the_disk_before_anything_is_sent(tmp_path: Path) -> None:
    desk = Desk(looked(A), cancelled(entry(A)), folder=tmp_path)
    written: list[Window] = []

    def read() -> None:
        assert desk.store is not None
        written.append(read_window(json.loads(desk.store.paths.evidence.read_text("utf-8"))))
        assert "NOT FINISHED" in desk.store.paths.report.read_text("utf-8")
        assert "NOT FINISHED" in desk.store.paths.index.read_text("utf-8")

    desk.before_answer = read
    desk.open()
    assert [len(window.runs[0].steps) for window in written] == [0, 2]
    intent = written[1].runs[0].intents[0]
    assert intent.keys == [A]
    assert written[1].runs[0].reports[0].listings


def test_an_intent_that_cannot_be_written_is_not_carried_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk(looked(A), looked(A, purpose=Purpose.LAST_LOOK), folder=tmp_path)
    assert desk.store is not None
    add, calls = desk.store.add, []

    def fill(run: Run, *more: float) -> Window:
        calls.append(run)
        if len(calls) > 1:
            raise EvidenceNotWritten("The disk is full.")
        return add(run, *more)

    monkeypatch.setattr(desk.store, "add", fill)
    assert [purpose for purpose, _keys in desk.open()] == [Purpose.FIRST_LOOK, Purpose.LAST_LOOK]
    assert desk.causes == [Cause.EVIDENCE_NOT_WRITTEN]
    assert desk.journal.broken is not None
