# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the steps of a window prove, in every order in which they can come."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window import Window, from_evidence
from ansible_collections.marketops.binance.plugins.plugin_utils._window_verdict import (
    CHECKED,
    DRAINED,
    NOT_DRAINED,
    UNFINISHED,
    UNKNOWN,
    as_evidence,
    assess,
    closing,
)

from .given import END, NOON, PREFLIGHT, START, drain, drained, listing, opened, trades, unread, window

STEPS = list[dict[str, Any]]


@pytest.mark.parametrize(
    ("steps", "verdict", "sentence"),
    [
        ([listing(), END], DRAINED, "Drained: no block order is open"),
        ([listing("a"), drain(a="cancelled"), listing(), END], DRAINED, "Drained: 1 of 1 block order is gone"),
        (
            [listing("a", "b"), drain(a="cancelled", b="absent"), listing(), END],
            DRAINED,
            "Drained: 2 of 2 block orders are gone",
        ),
        (
            [listing("a", "b"), drain(a="cancelled", b="executed"), listing(), END],
            DRAINED,
            "Drained: 2 of 2 block orders are gone, 1 of them executed by the counterparty",
        ),
        (
            [listing("a", "b"), drain(a="cancelled", b="failed"), listing("b"), END],
            NOT_DRAINED,
            "NOT drained: 1 may be open, 1 are gone",
        ),
        ([listing("a"), drain(a="failed"), listing(), END], NOT_DRAINED, "NOT drained: 1 may be open, 0 are gone"),
        ([listing("a"), listing(), END], NOT_DRAINED, "NOT drained: 1 may be open, 0 are gone"),
        ([listing("a"), drain(a="not_attempted"), END], NOT_DRAINED, "NOT drained: 1 may be open, 0 are gone"),
        (
            [listing("a"), drain(a="cancelled"), listing("a"), END],
            NOT_DRAINED,
            "NOT drained: 1 may be open, 0 are gone",
        ),
        (
            [listing("a"), drain(a="cancelled"), listing("b"), END],
            NOT_DRAINED,
            "NOT drained: 1 may be open, 1 are gone",
        ),
        ([listing("a"), {"kind": "failure", "msg": "max_orders"}, END], NOT_DRAINED, "NOT drained: 1 may be open"),
        ([unread(), END], UNKNOWN, "UNKNOWN whether block orders are open: they could not be listed"),
        ([unread("preflight"), END], UNKNOWN, "UNKNOWN whether block orders are open: they could not be listed"),
        (
            [listing("a"), drain(a="cancelled"), unread(), END],
            UNKNOWN,
            "UNKNOWN whether block orders are open: they could not be listed again; 1 that were seen are gone",
        ),
        ([listing("a"), drain(a="cancelled"), END], UNKNOWN, "UNKNOWN whether block orders are open"),
        ([], UNFINISHED, "NOT finished: the run has begun"),
        ([listing("a")], UNFINISHED, "NOT finished: 1 may be open, 0 are gone"),
        ([listing("a"), drain(a="cancelled")], UNFINISHED, "NOT finished: 0 may be open, 1 are gone"),
    ],
)
def test_the_verdict_is_never_better_than_what_was_seen(steps: STEPS, verdict: str, sentence: str) -> None:
    found = assess(opened(*steps))
    assert found.verdict == verdict
    assert found.sentence.startswith(sentence)
    assert (verdict == DRAINED) == ("Do not restart" not in found.next_step and verdict != UNFINISHED)


def test_a_task_that_told_nothing_leaves_its_orders_in_doubt() -> None:
    crashed = {"kind": "drain", "keys": ["a"], "result": {"msg": "MODULE FAILURE", "rc": 1}}
    found = assess(opened(listing("a"), crashed, listing(), END))
    assert found.verdict == NOT_DRAINED
    assert not found.may_send
    assert found.problem == "MODULE FAILURE"
    assert [record.open for record in assess(opened(listing("a"), crashed)).records] == [None]


def test_a_failed_cancel_leaves_it_open_whether_the_order_is() -> None:
    (record,) = assess(opened(listing("a"), drain(a="failed"))).records
    assert record.open is None
    (record,) = assess(opened(listing("a"), drain(a="failed"), listing("a"))).records
    assert record.open is True


def test_check_mode_says_what_would_be_done() -> None:
    would = opened(listing("a", "b"), drain(a="would_cancel", b="would_cancel"), END, check_mode=True)
    assert assess(would).verdict == CHECKED
    assert assess(would).sentence == "Check mode: 2 block orders would be cancelled, and nothing was changed"
    too_many = opened(listing("a"), {"kind": "failure", "msg": "max_orders"}, END, check_mode=True)
    assert assess(too_many).verdict == NOT_DRAINED


def test_a_further_run_settles_what_an_interrupted_one_left() -> None:
    first = [START, PREFLIGHT, listing("a", "b"), drain(a="failed")]
    again = [START, PREFLIGHT, listing(), drain(a="absent", b="absent"), listing(), END]
    found = assess(window(("open", first), ("open", again)))
    assert found.verdict == DRAINED
    assert [record.outcome for record in found.records] == ["absent", "absent"]
    evidence = as_evidence(window(("open", first), ("open", again)))
    assert [order["block_order_matching_key"] for order in evidence["before"]["orders"]] == ["a", "b"]
    assert evidence["after"]["orders"] == []


def test_an_order_that_an_earlier_run_left_is_asked_for_though_it_is_not_listed_any_more() -> None:
    first = [START, PREFLIGHT, listing("a"), drain(a="failed"), END]
    again = window(("open", first), ("open", [START, PREFLIGHT, listing()]))
    assert [record.key for record in assess(again).may_be_open] == ["a"]


def test_a_trade_that_turns_up_later_overrules_a_cancel() -> None:
    found = assess(opened(listing("a"), drain(a="cancelled"), listing(), trades("a"), END))
    (record,) = found.records
    assert record.executed
    assert record.contradiction
    assert "1 of them executed" in found.sentence


def test_an_executed_order_that_is_still_listed_is_gone_all_the_same() -> None:
    found = assess(opened(listing("a"), drain(a="executed"), listing("a"), END))
    assert found.verdict == DRAINED


def test_what_appears_is_told_once() -> None:
    found = assess(opened(listing("a"), drain(a="cancelled"), listing("b"), drain(b="cancelled"), listing("c")))
    assert found.appeared == ["b", "c"]
    assert found.just_appeared == ["c"]
    assert found.concerned == 3


@pytest.mark.parametrize(
    "step",
    [unread(), unread("preflight"), drained({"a": "cancelled"}, stopped="banned"), {"kind": "failure", "msg": "x"}],
)
def test_nothing_more_is_sent_after_a_stop(step: dict[str, Any]) -> None:
    assert not assess(opened(listing("a"), step)).may_send
    assert assess(opened(listing("a"), drain(a="failed"))).go_on


def test_after_a_time_out_or_too_many_orders_nothing_is_cancelled_but_everything_looked_at() -> None:
    late = drained({"a": "failed"}, stopped="The time budget is over")
    late["result"]["error"]["final"] = False
    for step in (late, {"kind": "failure", "msg": "max_orders", "final": False}):
        found = assess(opened(listing("a"), step))
        assert found.may_send
        assert not found.go_on
        assert found.problem in ("The time budget is over", "max_orders")


def test_a_stop_is_of_the_run_that_met_it_whoever_else_began_meanwhile() -> None:
    steps = [START, PREFLIGHT, listing("a"), drained({"a": "cancelled"}, stopped="banned")]
    made = window(("open", steps), ("open", [START]))
    assert not assess(made, "0").may_send
    assert assess(made, "0").concerned == 1
    assert assess(made, "1").go_on


def test_what_a_stop_left_unverified_may_be_open_and_is_asked_for_again() -> None:
    step = drained({"a": "cancelled"}, stopped="banned")
    step["result"]["orders"][0]["evidence"] = ["acknowledged", "not verified"]
    found = assess(opened(listing("a"), step, END))
    assert found.verdict == NOT_DRAINED
    assert found.may_be_open[0].why == "said to be cancelled, but not verified"
    again = window(("open", [START, PREFLIGHT, listing("a"), step, END]), ("open", [START, PREFLIGHT, listing()]))
    assert [record.key for record in assess(again).may_be_open] == ["a"]
    assert assess(again).concerned == 1


def test_a_trade_of_an_order_that_no_listing_showed_is_told() -> None:
    found = assess(opened(listing("a"), drain(a="cancelled"), listing(), trades("flash"), END))
    assert found.executed == ["flash (no listing showed it)"]
    assert "position has changed" in found.next_step
    early = trades("early")
    early["result"]["trades"][0]["legs"][0]["trade_time"] = NOON - 1
    assert assess(opened(listing(), early, END)).executed == []


def test_trades_that_could_not_be_read_are_told() -> None:
    found = assess(opened(listing("a"), drain(a="cancelled"), listing(), unread("trades"), END))
    assert found.verdict == DRAINED
    assert found.trades_unread == "Not read. Banned."
    assert "what was executed is not known" in found.next_step
    first = ("open", [START, PREFLIGHT, listing(), END])
    closed = closing(window(first, ("close", [START, listing(), unread("trades")])))
    assert closed is not None
    assert closed.sentence.startswith("NOT closed: no block order is open now, but the block trades could not be read")


def test_check_mode_promises_nothing_that_was_not_looked_at() -> None:
    step = drained({"a": "not_attempted"}, stopped="banned")
    assert assess(opened(listing("a"), step, END, check_mode=True)).verdict == NOT_DRAINED


def test_an_order_that_was_gone_and_is_listed_when_closing_is_told() -> None:
    first = [START, PREFLIGHT, listing("a"), drain(a="cancelled"), listing(), END]
    closed = closing(window(("open", first), ("close", [START, PREFLIGHT, listing("a"), trades(), END])))
    assert closed is not None
    assert closed.sentence.startswith("NOT closed: 1 had been said to be gone, and are listed as open")


def test_a_window_on_some_underlyings_counts_no_other_trades() -> None:
    symbols = {"ether": "ETH-261225-4000-P", "bitcoin": "BTC-261225-100000-C", "unnamed": None}
    steps = []
    for key, symbol in symbols.items():
        steps.append(trades(key))
        steps[-1]["result"]["trades"][0]["legs"][0]["symbol"] = symbol
    for underlying, counted in (("BTCUSDT", ["bitcoin", "unnamed"]), ("BTCDOMUSDT", ["unnamed"])):
        start = {**START, "asked": {"underlyings": [underlying]}}
        made = window(("open", [start, PREFLIGHT, listing(), *steps, END]))
        assert assess(made).executed == [f"{key} (no listing showed it)" for key in counted]
        assert assess(made).sentence.endswith(f"; {len(counted)} more executed that no listing showed")


def test_orders_that_keep_appearing_are_the_cause_to_mend() -> None:
    appeared = opened(listing("a"), drain(a="cancelled"), listing("b"), END)
    assert "something is still quoting, stop it first" in assess(appeared).next_step
    stuck = opened(listing("a"), drain(a="failed"), listing("a"), END)
    assert "quoting" not in assess(stuck).next_step


def test_times_are_the_exchanges() -> None:
    made = opened(listing("a", at=NOON), drained({"a": "cancelled"}, at=NOON + 1000), listing(at=NOON + 2000), END)
    (record,) = assess(made).records
    assert (record.first_seen, record.gone_at) == (NOON + 250, NOON + 1250)
    measured = listing("a", at=NOON)
    measured["result"]["results"][0]["requests"] = {"clock_offset_ms": 250}
    assert opened(measured).listings()[0]["time"] == NOON, "the module has measured the clock itself"


def test_closing_says_what_is_new_and_what_was_executed() -> None:
    first = [START, PREFLIGHT, listing("a", "b"), drain(a="cancelled", b="failed"), listing("b"), END]
    made = window(("open", first), ("close", [START, PREFLIGHT, listing("b", "c"), trades("d"), END]))
    closed = closing(made)
    assert closed is not None
    assert list(closed.new) == ["c"]
    assert closed.sentence == (
        "Closed: 2 block orders open now (1 new and 1 that the window had seen), 1 executed since it began"
    )
    assert assess(made).verdict == NOT_DRAINED, "how it was opened stays as it was"
    unreadable = closing(window(("open", first), ("close", [START, unread("preflight"), END])))
    assert unreadable is not None
    assert unreadable.sentence == "NOT closed: Not read. Banned."


def test_evidence_is_read_back_as_it_was_and_holds_no_arguments() -> None:
    made = opened(listing("a"), drain(a="cancelled"), listing(), END)
    text = json.dumps(as_evidence(made))
    assert "hidden-by-ansible" not in text
    again = from_evidence(json.loads(text))
    assert as_evidence(again) == as_evidence(made)
    assert json.loads(text)["versions"].keys() == {"collection", "python", "ansible_core"}
    assert json.loads(text)["limits"] == {
        "requests": 4,
        "weight": 20,
        "highest_used_weight_1m": 5,
        "waited_seconds": 0.0,
    }


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ([], "no evidence"),
        ({"schema": "other"}, "no evidence"),
        ({**as_evidence(Window("w", "desk")), "schema_version": 2}, "schema version 2"),
        ({**as_evidence(Window("w", "desk")), "runs": None}, "lacks"),
    ],
)
def test_what_is_no_evidence_is_refused(document: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        from_evidence(document)


def test_a_step_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="must be one of start, preflight"):
        opened({"kind": "dance"})
    with pytest.raises(ValueError, match=r"step\.result is missing"):
        opened({"kind": "listing"})
