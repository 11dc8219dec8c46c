# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which steps a run takes on the target, and when it takes no further one."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import (
    Asked,
    Cancelling,
    CountdownEntry,
    Entry,
    Error,
    Failure,
    Order,
    Others,
    Report,
    Restoring,
    Run,
    Scope,
    Step,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.journal import Journal
from ansible_collections.marketops.binance.plugins.plugin_utils._window.paths import Paths
from ansible_collections.marketops.binance.plugins.plugin_utils._window.reasons import opening_why
from ansible_collections.marketops.binance.plugins.plugin_utils._window.runner import Runner
from ansible_collections.marketops.binance.plugins.plugin_utils._window.steps import Request, unreachable
from ansible_collections.marketops.binance.plugins.plugin_utils._window.store import EvidenceNotWritten, Store
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import (
    Cause,
    Kind,
    Outcome,
    Purpose,
    Setting,
    State,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.verdict import Verdict
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window, read_window

from .given import (
    ALL,
    BANNED,
    BOTH,
    REFUSED_KEY,
    START,
    TIMED_OUT,
    GivenRun,
    entry,
    key,
    order,
    quote,
    quote_entry,
    quote_key,
)

A, B, C = (key(number) for number in range(3))


def looked(*keys: str, purpose: Purpose = Purpose.FIRST_LOOK) -> Report:
    return GivenRun().report(purpose, keys).run.reports[0]


def cancelled(*entries: Entry, listed: Sequence[str] | None = (), error: Error | None = None) -> Report:
    return GivenRun().report(Purpose.BATCH, listed, Cancelling(list(entries), [], error)).run.reports[0]


class Desk:
    """A target that returns prepared results, and records the requests."""

    def __init__(
        self,
        *answers: Report | Failure,
        folder: Path | None = None,
        batch_size: int = 100,
        scope: Scope = ALL,
        auto_cancel: float | None = None,
    ) -> None:
        self._answers = list(answers)
        self.requests: list[Request] = []
        self.said: list[str] = []
        run = Run("run", State.OPEN, START, "alice", Asked(scope, 5, 2, batch_size, auto_cancel), [])
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


def test_a_batch_is_announced_before_it_is_sent() -> None:
    desk = Desk(looked(A), cancelled(entry(A)))
    announced: list[list[str]] = []
    desk.before_answer = lambda: announced.append(list(desk.said))
    desk.open()
    assert not any("batch 1 of 1" in text for text in announced[0])
    assert any("batch 1 of 1" in text for text in announced[1])


def test_only_the_last_batch_of_a_round_confirms() -> None:
    desk = Desk(looked(A, B), cancelled(entry(A), listed=[B]), cancelled(entry(B)), batch_size=1)
    assert desk.open()[1:] == [(Purpose.BATCH, (A,)), (Purpose.BATCH, (B,))]
    assert [request.confirm for request in desk.requests[1:]] == [False, True]
    assert [request.max_orders for request in desk.requests[1:]] == [4, 4]


@pytest.mark.parametrize("lead_ms", [0, 7_200_000, -7_200_000])
def test_executions_are_read_since_the_first_query_by_the_clock_of_the_exchange(lead_ms: int) -> None:
    """However wrong the controller's clock is, and also if the step that listed them could not read them."""
    desk = Desk(looked(A, B), cancelled(entry(A), listed=[B]), cancelled(entry(B)), batch_size=1)
    desk.journal.run.started = START + lead_ms
    desk.open()
    assert [request.trades_since for request in desk.requests] == [None, START - 60_000, START - 60_000]
    again = Desk(looked())
    again.journal = Journal(None, desk.journal.window, replace(desk.journal.run, run="again", steps=[]))
    again.open()
    assert [request.trades_since for request in again.requests] == [START - 60_000]


@pytest.mark.parametrize("lifetime", [-1, 60_000])
def test_opening_names_a_restoration_that_may_still_create_orders(lifetime: int) -> None:
    desk = Desk(looked())
    opened, closed = GivenRun().look(A).cancel(entry(A)).end(), GivenRun(State.CLOSED, time=START + 9000).look().end()
    restoring = GivenRun(State.RESTORED).run
    restoring.steps.append(Step(restoring=Restoring(START, START + 1000 + lifetime, [order(A)])))
    before = Window("w1", "desk", [opened.run, closed.run], [restoring])
    desk.journal = Journal(None, before, desk.journal.run)
    desk.open()
    assert any("may still create 1 block order of this window" in text for text in desk.said) is (lifetime > 0)


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
    assert not desk.journal.end()
    assert (desk.journal.run.ended, desk.journal.window.verdict) == (False, Verdict.UNFINISHED)
    # As soon as there is room again, everything is written, and nothing is broken any more.
    monkeypatch.setattr(desk.store, "add", add)
    assert desk.journal.end()
    assert desk.journal.broken is None
    read = desk.store.read()
    assert read is not None
    assert read.verdict is desk.journal.window.verdict is Verdict.NOT_DRAINED


NOT_ALLOWED = replace(REFUSED_KEY, reason="key_refused")


def both(
    *listed: str | Order, purpose: Purpose = Purpose.FIRST_LOOK, done: Sequence[Entry] = (), error: Error | None = None
) -> Report:
    """A report on both kinds; ``error`` ended the step before anything was listed."""
    cancelling = Cancelling(list(done), [], error) if done else None
    found = None if error else listed
    return GivenRun(scope=BOTH).report(purpose, found, cancelling, listing_error=error).run.reports[0]


def test_ordinary_orders_come_first_and_all_at_once() -> None:
    Q = [quote_key(number) for number in range(2)]
    desk = Desk(
        both(A, B, quote(0), quote(1)),
        both(A, B, done=[quote_entry(0), quote_entry(1)]),
        both(B, done=[entry(A)]),
        both(done=[entry(B)]),
        batch_size=1,
        scope=BOTH,
    )
    assert desk.open()[1:] == [(Purpose.BATCH, (*Q,)), (Purpose.BATCH, (A,)), (Purpose.BATCH, (B,))]
    assert [request.max_orders for request in desk.requests[1:]] == [3, 2, 2]
    assert [request.confirm for request in desk.requests[1:]] == [False, False, True]
    assert desk.requests[1].options()["cancel"] == {"option_orders": Q}
    assert [intent.kind for intent in desk.journal.run.intents] == [Kind.OPTION_ORDERS, *[Kind.BLOCK_ORDERS] * 2]


def test_max_orders_counts_both_kinds_before_anything_is_cancelled() -> None:
    desk = Desk(both(A, B, C, *map(quote, range(3))), scope=BOTH)
    assert len(desk.open()) == 1
    assert (desk.causes, desk.journal.run.failures[0].count) == ([Cause.TOO_MANY_ORDERS], 6)


def test_max_orders_counts_what_a_bulk_cancel_ended_beside() -> None:
    strangers = [
        replace(quote_entry(number, Outcome.ABSENT), before=None, after=quote(number)) for number in range(1, 6)
    ]
    desk = Desk(both(A, quote(0)), both(A, done=[quote_entry(0), *strangers]), scope=BOTH)
    assert len(desk.open()) == 2
    assert (desk.causes, desk.journal.run.failures[0].count) == ([Cause.TOO_MANY_ORDERS], 7)
    desk.journal.end()
    (why,) = opening_why(desk.journal.window.opening)
    assert why.startswith("this run has seen 7 open orders of all kinds, and max_orders allows 5: no further cancel")


def test_the_whole_limit_is_named_where_the_module_knows_only_the_rest_of_it() -> None:
    over = Error(
        None, None, "This task would cancel 5 option orders, more than max_orders allows (4).", False, "max_orders"
    )
    many = [quote_entry(number, Outcome.NOT_ATTEMPTED, after=quote(number)) for number in range(5)]
    last = both(A, *map(quote, range(5)), purpose=Purpose.LAST_LOOK)
    desk = Desk(both(A, quote(0)), both(done=many, error=over), last, scope=BOTH)
    desk.open()
    assert desk.requests[1].max_orders == 4
    desk.journal.end()
    (why,) = opening_why(desk.journal.window.opening)
    assert why.startswith("this run has seen 6 open orders of all kinds, and max_orders allows 5")


def test_a_key_that_may_not_cancel_one_kind_drains_the_other_and_is_not_asked_again() -> None:
    failed = quote_entry(0, Outcome.FAILED, error=NOT_ALLOWED)
    desk = Desk(both(A, quote(0)), both(done=[failed], error=NOT_ALLOWED), both(quote(0), done=[entry(A)]), scope=BOTH)
    assert desk.open()[1:] == [(Purpose.BATCH, (quote_key(0),)), (Purpose.BATCH, (A,))]
    assert desk.causes == []
    alone = Desk(looked(A), cancelled(entry(A, Outcome.FAILED), listed=None, error=NOT_ALLOWED))
    assert len(alone.open()) == 2


def test_after_the_last_batch_was_refused_the_other_kind_is_looked_at() -> None:
    failed = quote_entry(0, Outcome.FAILED, error=NOT_ALLOWED)
    last = both(quote(0), purpose=Purpose.LAST_LOOK)
    desk = Desk(both(quote(0)), both(done=[failed], error=NOT_ALLOWED), last, scope=BOTH)
    assert [purpose for purpose, _keys in desk.open()] == [Purpose.FIRST_LOOK, Purpose.BATCH, Purpose.LAST_LOOK]


READ = [CountdownEntry("BTCUSDT", Setting.WOULD_CHANGE, True, 30, 60, None)]
ARMED = [CountdownEntry("BTCUSDT", Setting.CHANGED, True, 30, 60, None)]


def test_auto_cancel_is_armed_after_the_drain_and_what_it_was_is_written_before(tmp_path: Path) -> None:
    guard = replace(both(purpose=Purpose.GUARD), listings=[], countdowns=ARMED)
    first = replace(both(quote(0)), countdowns=READ)
    desk = Desk(first, both(done=[quote_entry(0)]), guard, scope=BOTH, auto_cancel=60, folder=tmp_path)
    written: list[str] = []
    desk.before_answer = lambda: written.append(desk.store.paths.evidence.read_text("utf-8") if desk.store else "")
    assert [purpose for purpose, _keys in desk.open()][-1] is Purpose.GUARD
    assert [request.set_countdowns for request in desk.requests] == [False, False, True]
    assert desk.requests[0].options()["countdowns"] == {"BTCUSDT": 60}
    assert not desk.requests[2].options()["look"]
    (step,) = (step for step in json.loads(written[2])["runs"][0]["steps"] if "guarding" in step)
    assert step["guarding"]["before"] == [{"underlying": "BTCUSDT", "seconds": 30}]


@pytest.mark.parametrize(
    ("first", "more"),
    [
        (replace(both(*map(quote, range(6))), countdowns=READ), []),  # more than max_orders
        (replace(both(), countdowns=[replace(READ[0], before=None)]), []),  # what it was is not known
        (replace(both(quote(0)), countdowns=READ), [both(quote(0), done=[quote_entry(0, Outcome.FAILED)])] * 2),
    ],
)
def test_auto_cancel_is_not_armed(first: Report, more: list[Report]) -> None:
    """It would cancel what is not to be cancelled, or could not be put back."""
    desk = Desk(first, *more, scope=BOTH, auto_cancel=60)
    assert Purpose.GUARD not in [purpose for purpose, _keys in desk.open()]


@pytest.mark.parametrize(
    "refused", [{"positions_error": BANNED}, {"others": [Others(Kind.BLOCK_ORDERS, None, BANNED)]}]
)
def test_nothing_is_sent_after_a_ban_wherever_it_showed(refused: dict[str, Any]) -> None:
    desk = Desk(replace(both(A, quote(0)), **refused), scope=BOTH)
    assert desk.open() == [(Purpose.FIRST_LOOK, ())]
    drained = replace(both(), countdowns=READ, trades_error=BANNED)
    assert Desk(drained, scope=BOTH, auto_cancel=60).open() == [(Purpose.FIRST_LOOK, ())]


def test_closing_asks_what_became_of_what_may_be_open() -> None:
    opened = GivenRun(scope=BOTH).look(quote(0)).cancel(quote_entry(0, Outcome.FAILED), listed=[quote(0)]).end().run
    desk = Desk(both(), scope=BOTH)
    closing = Run("closing", State.CLOSED, START + 90000, "alice", Asked(BOTH, None, 3, 100), [])
    desk.journal = Journal(None, Window("w1", "desk", [opened]), closing)
    Runner(desk.journal, desk, desk, desk.obstacle).close(check_mode=False)
    (request,) = desk.requests
    assert (list(request.cancel), request.only_look) == ([(Kind.OPTION_ORDERS, quote_key(0))], True)


def test_closing_puts_auto_cancel_back_as_it_looks() -> None:
    desk = Desk(both(), scope=BOTH)
    opened = GivenRun(scope=BOTH, auto_cancel=60).look().guard(60, 30).end().run
    closing = Run("closing", State.CLOSED, START + 90000, "alice", Asked(BOTH, None, 3, 100), [])
    desk.journal = Journal(None, Window("w1", "desk", [opened]), closing)
    Runner(desk.journal, desk, desk, desk.obstacle).close(check_mode=False)
    (request,) = desk.requests
    assert (request.options()["countdowns"], request.set_countdowns) == ({"BTCUSDT": 30}, True)
    assert closing.steps[0].guarding
    checked = Desk(both(), scope=BOTH)
    checked.journal = Journal(None, Window("w1", "desk", [opened]), replace(closing, steps=[]))
    Runner(checked.journal, checked, checked, checked.obstacle).close(check_mode=True)
    (request,) = checked.requests
    assert (request.options()["countdowns"], request.set_countdowns) == ({"BTCUSDT": 30}, False)
