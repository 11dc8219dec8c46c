# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A run of restoring beside others: it waits for what they have sent, and withdraws where they are at work."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window import restore_session
from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import (
    Failure,
    Restoration,
    Restoring,
    Scope,
    Step,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.options import read_restore_options
from ansible_collections.marketops.binance.plugins.plugin_utils._window.paths import Paths
from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore_session import RestoreSession
from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore_step import Step as Result
from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore_step import read_step
from ansible_collections.marketops.binance.plugins.plugin_utils._window.session import Refusal
from ansible_collections.marketops.binance.plugins.plugin_utils._window.store import Store
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Cause, Kind, Restored, State

from .given import START, GivenRun, entry, key, order, quote, quote_entry

A, B, C = (key(number) for number in range(3))
ID = "gateway-2026-11-25"
NOW = START + 3_600_000


class Clock:
    """Sleeping moves it, and is all that does. ``lead_ms``: how far the controller's clock is ahead of the exchange."""

    def __init__(self) -> None:
        self.ms, self.slept, self.lead_ms = NOW, 0.0, 0

    def now_ms(self) -> int:
        return self.ms + self.lead_ms

    def sleep(self, seconds: float) -> None:
        self.slept += seconds
        self.ms += int(seconds * 1000) + 1


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(restore_session, "now_ms", clock.now_ms)
    monkeypatch.setattr(time, "sleep", clock.sleep)
    return clock


class Progress:
    def __init__(self) -> None:
        self.said: list[str] = []

    def say(self, text: str) -> None:
        self.said.append(text)

    def working(self, what: str) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()


class Target:
    """Creates what it is asked for. ``during``: happens while the exchange is asked for its time.

    ``returns``: what becomes of its results.
    """

    def __init__(
        self,
        clock: Clock,
        during: Callable[[], object] = lambda: None,
        returns: Callable[[list[Any]], list[Any] | Failure] = lambda results: results,
    ) -> None:
        self._clock, self._during, self._returns = clock, during, returns
        self.asked: list[dict[str, Any]] = []

    def run(self, options: dict[str, Any]) -> Result | Failure:
        if not options:
            self._during()
        else:
            self.asked.append(options)
        orders = [
            {
                "block_order_matching_key": old["block_order_matching_key"],
                "new_key": f"new-{old['block_order_matching_key']}",
                "outcome": "created",
                "changed": True,
                "reason": None,
                "msg": None,
            }
            for old in options.get("orders", ())
        ]
        returned = self._returns(orders) if orders else orders
        if isinstance(returned, Failure):
            return returned
        return read_step({"orders": returned, "error": None, "read_at": self._clock.ms}, self._clock.ms)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """With a window that has cancelled A and B, and is closed."""
    store = Store(Paths.of(tmp_path, ID, "desk"), ID, "desk", "a test")
    store.add(GivenRun().look(A, B).cancel(entry(A), entry(B)).end().run)
    store.add(GivenRun(State.CLOSED, time=START + 60_000).look().end().run)
    return store


def rival(time: int, until: int, *steps: Step) -> Any:
    run = GivenRun(State.RESTORED, time=time, name="rival").run
    run.steps += [Step(restoring=Restoring(time, until, [order(A)])), *steps]
    return run


def session(tmp_path: Path, progress: Progress | None = None, batch_size: int = 20, **given: Any) -> RestoreSession:
    options = read_restore_options({"id": ID, "max_orders": 5, "evidence_dir": str(tmp_path), **given})
    options = replace(options, asked=replace(options.asked, batch_size=batch_size))
    return RestoreSession(options, "desk", False, "2.19.14", progress or Progress(), "here")


def test_what_is_asked_for_is_written_before(tmp_path: Path, store: Store, clock: Clock) -> None:
    target = Target(clock)
    returned = session(tmp_path).run(target)
    (asked,) = target.asked
    assert [old["block_order_matching_key"] for old in asked["orders"]] == [A, B]
    assert asked["not_after"] == NOW + 60_000 + 125_000
    assert returned["succeeded"]
    window = store.read()
    assert window
    (run,) = window.restorations
    assert [bool(step.restoring) for step in run.steps] == [True, False, False]
    assert run.ended
    again = Target(clock)
    assert session(tmp_path).run(again)["succeeded"]
    assert again.asked == []


def test_it_waits_until_nothing_of_an_earlier_run_can_be_accepted(tmp_path: Path, store: Store, clock: Clock) -> None:
    store.add(rival(NOW - 1000, NOW + 90_000))
    progress, target = Progress(), Target(clock)
    assert session(tmp_path, progress).run(target)["succeeded"]
    assert clock.ms > NOW + 90_000
    assert "waiting 90 s until no request of an earlier run can still be accepted" in progress.said
    (asked,) = target.asked
    assert [old.get("since") for old in asked["orders"]] == [NOW - 1000, None]


def test_it_withdraws_where_another_run_starts_at_the_same_moment(
    tmp_path: Path, store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, made = Target(clock), session(tmp_path)
    write = made.journal.restoring

    def late(intent: Restoring) -> bool:
        store.add(rival(NOW, NOW + 90_000))
        return write(intent)

    monkeypatch.setattr(made.journal, "restoring", late)
    returned = made.run(target)
    assert target.asked == []
    assert not returned["succeeded"]
    assert {found["outcome"] for found in returned["orders"]} == {"not_attempted"}
    assert "another run is restoring the same orders" in returned["block"]


@pytest.mark.parametrize("state", [State.OPEN, State.CLOSED])
def test_it_stops_once_a_colleague_opens_or_closes_the_window_again(
    tmp_path: Path, store: Store, clock: Clock, state: State
) -> None:
    """An opening that follows cancels what was created; a closing may show an execution."""
    again = GivenRun(state, time=NOW, name="again").run

    def open_again(results: list[Any]) -> list[Any]:
        store.add(again)
        return results

    target = Target(clock, returns=open_again)
    returned = session(tmp_path, batch_size=1).run(target)
    assert len(target.asked) == 1
    assert outcomes(returned) == {A: ("created", f"new-{A}"), B: ("not_attempted", None)}
    verb = "opened" if state is State.OPEN else "close_maintenance_window"
    assert verb in returned["orders"][1]["why"]
    assert not returned["succeeded"]


def outcomes(returned: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    return {found["old_key"]: (found["outcome"], found["new_key"]) for found in returned["orders"]}


def test_without_a_result_an_order_may_have_been_created(tmp_path: Path, store: Store, clock: Clock) -> None:
    def crash(results: list[Any]) -> Failure:
        return Failure(clock.ms, Cause.MODULE_CRASHED, "Killed", False)

    refused = Restoration(A, None, Restored.FAILED, False, "refused", "refused by the exchange")
    store.add(rival(NOW - 1000, NOW - 500, Step(restored=[refused])))
    returned = session(tmp_path, batch_size=1).run(Target(clock, returns=crash))
    assert outcomes(returned) == {A: ("failed", None), B: ("not_attempted", None)}
    why = {found["old_key"]: found["why"] for found in returned["orders"]}
    assert "It may have been created" in why[A]
    assert why[B] == "the module crashed on the target: Killed"
    assert "no result" in Path(returned["report_path"]).read_text()


def test_a_result_that_cannot_be_read_hides_no_other_one(tmp_path: Path, store: Store, clock: Clock) -> None:
    def extend(results: list[Any]) -> list[Any]:
        return [results[0], {**results[1], "outcome": "extended"}]

    returned = session(tmp_path).run(Target(clock, returns=extend))
    assert outcomes(returned) == {A: ("created", f"new-{A}"), B: ("failed", None)}
    assert "its result for an order can't be read" in returned["orders"][1]["why"]
    assert not returned["succeeded"]
    target = Target(clock)
    assert session(tmp_path).run(target)["succeeded"]
    (asked,) = target.asked
    assert [(old["block_order_matching_key"], "since" in old) for old in asked["orders"]] == [(B, True)]


@pytest.mark.parametrize("lead_ms", [0, 7_200_000, -7_200_000])
def test_prices_are_as_old_as_those_of_the_oldest_order(
    tmp_path: Path, store: Store, clock: Clock, lead_ms: int
) -> None:
    """Another order that was cancelled just before does not make them younger, nor does a wrong controller's clock."""
    clock.lead_ms = lead_ms
    store.add(GivenRun(time=NOW - 60_000).look(C).cancel(entry(C)).end().run)
    store.add(GivenRun(State.CLOSED, time=NOW - 30_000).look().end().run)
    target = Target(clock)
    with pytest.raises(Refusal, match=f"Order {A}, the oldest of .* was cancelled 1 h ago, and max_age is 0.9 h"):
        session(tmp_path, max_age=0.9).run(target)
    assert target.asked == []
    assert session(tmp_path, max_age=1).run(target)["succeeded"]
    store.add(GivenRun(time=NOW - 60_000).look("late").cancel(entry("late")).end().run)
    store.add(GivenRun(State.CLOSED, time=NOW - 30_000).look().end().run)
    assert session(tmp_path, max_age=0.9).run(target)["succeeded"]


def test_a_window_of_ordinary_orders_has_nothing_to_restore(tmp_path: Path, clock: Clock) -> None:
    store = Store(Paths.of(tmp_path, ID, "desk"), ID, "desk", "a test")
    ordinary = Scope([Kind.OPTION_ORDERS], [])
    store.add(GivenRun(scope=ordinary).look(quote(0)).cancel(quote_entry(0), trades=None).end().run)
    store.add(GivenRun(State.CLOSED, ordinary, START + 60_000).look(trades=None).end().run)
    target = Target(clock)
    returned = session(tmp_path).run(target)
    assert (returned["succeeded"], returned["orders"], target.asked) == (True, [], [])
    assert returned["msg"] == f"Window {ID} on desk cancelled no block orders, so there is nothing to restore"
