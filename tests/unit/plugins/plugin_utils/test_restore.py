# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which orders of a window are created again, according to its evidence."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.document import window_document
from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import (
    Failure,
    Leg,
    Restoration,
    Restoring,
    Scope,
    Step,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.options import (
    BadOption,
    read_restore_options,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.render import render_report
from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore import Old, Plan, is_closed, make_plan
from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore_step import Step as StepResult
from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore_step import read_step
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import (
    Cause,
    Kind,
    Outcome,
    Restored,
    State,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window, read_window

from .given import BOTH, START, GivenRun, entry, key, listings, order, quote, quote_entry, trade, window

A, B, C = (key(number) for number in range(3))
NEW = key(99)
AT = START + 3_600_000


def closed(*keys: str, **entries: Any) -> Window:
    opened = GivenRun().look(*keys).cancel(*(entry(name) for name in keys), **entries).end()
    return window(opened, GivenRun(State.CLOSED, time=START + 60_000).look().end())


def restoring(*keys: str, time: int = AT) -> Step:
    return Step(restoring=Restoring(time, time + 185_000, [order(name) for name in keys]))


def restored(name: str, outcome: Restored = Restored.CREATED, **fields: Any) -> Step:
    given = {"new_key": NEW, "changed": outcome is Restored.CREATED, "reason": None, "msg": None}
    return Step(restored=[Restoration(key=name, outcome=outcome, **{**given, **fields})])


def after(found: Window, *runs: list[Step]) -> Window:
    for number, steps in enumerate(runs):
        run = GivenRun(State.RESTORED, time=AT + number, name=f"restore-{number}").run
        run.steps.extend(steps)
        found = found.with_run(run)
    return found


def wanted(plan: Plan) -> list[str]:
    return [old.key for old in plan.wanted]


def test_what_the_window_cancelled_is_wanted() -> None:
    plan = make_plan(closed(A, B))
    assert (wanted(plan), plan.left_out) == ([A, B], [])
    assert plan.oldest.gone_at >= START


@pytest.mark.parametrize(
    ("found", "doubtful"),
    [
        (entry(B, Outcome.EXECUTED), False),
        (entry(B, Outcome.ABSENT, status="EXPIRED"), False),
        (entry(B, Outcome.ABSENT), False),
        (entry(B, Outcome.FAILED), True),
        (entry(B, verified=False), True),
    ],
)
def test_what_it_did_not_surely_cancel_is_left_out(found: Any, doubtful: bool) -> None:
    opened = GivenRun().look(A, B).cancel(entry(A), found).end()
    plan = make_plan(window(opened, GivenRun(State.CLOSED, time=START + 60_000).look().end()))
    assert wanted(plan) == [A]
    assert [(left.state.key, left.doubtful) for left in plan.left_out] == [(B, doubtful)]


def test_what_it_only_probably_cancelled_is_left_out() -> None:
    lost = GivenRun().look(A).intend(A)
    again = GivenRun(time=START + 10_000).look().cancel(entry(A, Outcome.ABSENT)).end()
    (left,) = make_plan(window(lost, again)).left_out
    assert left.doubtful
    assert "only probably cancelled" in left.why


def test_what_a_trade_shows_is_left_out() -> None:
    opened = GivenRun().look(A, B).cancel(entry(A), entry(B)).end()
    later = GivenRun(State.CLOSED, time=START + 60_000).look(trades=[trade(B)]).end()
    plan = make_plan(window(opened, later))
    assert (wanted(plan), [left.doubtful for left in plan.left_out]) == ([A], [False])


def test_what_closing_listed_before_it_was_cancelled_is_wanted() -> None:
    """An order that this window restored, or a new one, and that a second opening cancelled."""
    first = GivenRun().look(A).cancel(entry(A)).end()
    closing = GivenRun(State.CLOSED, time=START + 60_000).look(B).end()
    again = GivenRun(time=START + 90_000).look(B).cancel(entry(B)).end()
    last = GivenRun(State.CLOSED, time=START + 120_000).look().end()
    plan = make_plan(window(first, closing, again, last))
    assert (wanted(plan), plan.left_out) == ([A, B], [])


def test_what_is_open_again_is_left_out() -> None:
    opened = GivenRun().look(A, B).cancel(entry(A), entry(B)).end()
    plan = make_plan(window(opened, GivenRun(State.CLOSED, time=START + 60_000).look(B).end()))
    assert (wanted(plan), [left.doubtful for left in plan.left_out]) == ([A], [True])


@pytest.mark.parametrize(
    "change",
    [
        {"liquidity": None},
        {"legs": []},
        {"legs": [Leg("BTC-261225-100000-C", "BUY", "2.5", None)]},
        {"legs": [Leg("BTC-261225-100000-C", "BUY", "1e3", "1")]},
    ],
)
def test_terms_that_cannot_be_sent_are_left_out(change: Any) -> None:
    unusable = replace(order(A), **change)
    opened = GivenRun().look(unusable).cancel(entry(A, before=unusable)).end()
    (left,) = make_plan(window(opened)).left_out
    assert left.doubtful
    assert "terms" in left.why


@pytest.mark.parametrize(
    ("step", "done"),
    [
        (restored(A), True),
        (restored(A, Restored.PRESENT), True),
        (restored(A, Restored.FAILED, changed=True, reason="executed", new_key=None), True),
        (restored(A, Restored.FAILED, reason="refused", new_key=None), False),
        (restored(A, Restored.NOT_ATTEMPTED, reason="not_sent", new_key=None), False),
    ],
)
def test_a_result_says_whether_it_is_done(step: Step, done: bool) -> None:
    plan = make_plan(after(closed(A, B), [restoring(A), step]))
    assert wanted(plan) == ([B] if done else [A, B])
    assert all(old.since is None for old in plan.orders)


def test_what_was_restored_stays_so() -> None:
    failure = restored(A, Restored.FAILED, new_key=None)
    (old,) = make_plan(after(closed(A), [restoring(A), restored(A)], [failure])).orders
    assert old.restored


@pytest.mark.parametrize(
    "steps",
    [
        [restoring(A)],
        [restoring(A), Step(failure=Failure(AT, Cause.SIGINT, None, False))],
        [restoring(A), restored(A, Restored.FAILED, reason="creation_unknown", new_key=None)],
    ],
)
def test_without_a_result_a_create_may_have_been_applied(steps: list[Step]) -> None:
    plan = make_plan(after(closed(A), steps))
    (old,) = plan.wanted
    assert (old.since, old.until) == (AT, AT + 185_000)
    assert plan.too_long_ago(AT + 24 * 60_000) == []
    assert plan.too_long_ago(AT + 26 * 60_000) == [old]


def test_an_attempt_without_a_result_hides_an_earlier_one() -> None:
    refused = restored(A, Restored.FAILED, reason="refused", new_key=None)
    (old,) = make_plan(after(closed(A), [restoring(A), refused], [restoring(A, time=AT + 300_000)])).wanted
    assert (old.result, old.since) == (None, AT + 300_000)


def test_an_attempt_that_could_not_be_written_sent_nothing() -> None:
    unwritten = Step(failure=Failure(AT, Cause.EVIDENCE_NOT_WRITTEN, "disk full", False))
    (old,) = make_plan(after(closed(A), [restoring(A), unwritten])).wanted
    assert old.since is None


def test_the_oldest_is_of_those_that_are_still_to_be_restored() -> None:
    done = Restoration(A, NEW, Restored.CREATED, True, None, None)
    plan = Plan([Old(order(A), START, done), Old(order(B), START + 2), Old(order(C), START + 1)])
    assert plan.oldest.key == C


def test_closing_has_to_read_what_restoring_depends_on() -> None:
    def is_ready(scope: Scope, *kinds: Kind, **fields: Any) -> bool:
        opened = GivenRun(scope=scope).look(quote(0)).cancel(quote_entry(0)).end()
        listed = listings(START, Scope(list(kinds), scope.underlyings), [])
        closing = GivenRun(State.CLOSED, scope, START + 60_000).look(listings=listed, **fields)
        return is_closed(window(opened, closing.end()))

    ordinary = Scope([Kind.OPTION_ORDERS], [])
    assert is_ready(ordinary, Kind.OPTION_ORDERS, trades=None)
    assert not is_ready(ordinary)
    assert not is_closed(window(GivenRun(scope=ordinary).look().end()))
    assert is_ready(BOTH, Kind.OPTION_ORDERS, Kind.BLOCK_ORDERS)
    assert not is_ready(BOTH, Kind.OPTION_ORDERS)
    assert not is_ready(BOTH, Kind.OPTION_ORDERS, Kind.BLOCK_ORDERS, trades=None)


def test_a_later_attempt_does_not_make_the_earlier_one_known() -> None:
    refused = restored(A, Restored.FAILED, reason="refused", new_key=None)
    (old,) = make_plan(after(closed(A), [restoring(A)], [restoring(A, time=AT + 300_000), refused])).wanted
    assert (old.since, old.until) == (AT, AT + 185_000)


def test_orders_that_stand_for_another_one_are_taken() -> None:
    opened = GivenRun().look(A, B, C).cancel(entry(A), entry(B), entry(C, Outcome.EXECUTED)).end()
    found = after(window(opened), [restoring(A), restored(A)])
    assert set(make_plan(found).taken(found)) == {A, B, C, NEW}


def test_a_run_can_be_left_out() -> None:
    found = after(closed(A), [restoring(A)])
    (old,) = make_plan(found, without=found.restorations[0]).wanted
    assert old.since is None


def test_it_is_written_read_and_shown() -> None:
    found = after(closed(A), [restoring(A), restored(A)])
    document = json.loads(json.dumps(window_document(found)))
    assert read_window(document).restorations == found.restorations
    assert document["verdict"] == closed(A).verdict.value
    page = render_report(found)
    assert "<h2>Restored</h2>" in page
    assert NEW in page
    assert "<h2>Restored</h2>" not in render_report(closed(A))


def test_a_result_without_its_fields_is_a_failure() -> None:
    assert isinstance(read_step({"orders": None, "error": None, "read_at": AT}, AT), Failure)
    assert isinstance(read_step({"msg": "no requests"}, AT), Failure)
    assert read_step({"orders": [], "error": None, "read_at": AT}, AT) == StepResult(AT, [], None)


@pytest.mark.parametrize(
    "change", [{"outcome": "extended"}, {"changed": None}, {"new_key": 7}, {"block_order_matching_key": None}]
)
def test_a_result_that_cannot_be_read_is_the_only_one_that_is_lost(change: dict[str, Any]) -> None:
    good = {"new_key": NEW, "outcome": "created", "changed": True, "reason": None, "msg": None}
    orders = [{"block_order_matching_key": name, **good, **(change if name == B else {})} for name in (A, B, C)]
    found = read_step({"orders": [*orders, "", {}], "error": None, "read_at": AT}, AT)
    assert isinstance(found, StepResult)
    assert [result.key for result in found.results] == [A, C]
    assert found.unread
    assert found.unread.cause is Cause.MODULE_FAILED


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"id": "w1"}, "max_orders is missing"),
        ({"id": "w1", "max_orders": 3, "max_age": 0}, "max_age is 0"),
        ({"id": "w1", "max_orders": 3, "max_age": "nan"}, "max_age is nan"),
        ({"id": "w1", "max_orders": 3, "rounds": 2}, "rounds is not an option of restore_block_orders"),
        ({"max_orders": 3}, "id is missing"),
    ],
)
def test_options_that_are_refused(options: dict[str, Any], said: str) -> None:
    with pytest.raises(BadOption, match=said):
        read_restore_options(options)
