# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One query or listing that shows nothing is weak evidence: what confirms it, and when."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .conftest import Run, outcomes

Sent = Callable[[], list[str]]
DELAY = 0.3
WIDE = [{"underlying": "BTCUSDT"}, {"all_open": True}]


def apart(exchange: Exchange, operation: str) -> list[float]:
    """How many seconds lay between the requests of that operation."""
    return [later.arrived - earlier.arrived for earlier, later in pairwise(exchange.journal(operation))]


@pytest.mark.parametrize("unknown", ["empty", "-2013", "-2011"])
@pytest.mark.parametrize("check_mode", [False, True])
def test_a_key_that_was_never_shown_is_queried_twice(
    exchange: Exchange, run: Run, sent: Sent, unknown: str, check_mode: bool
) -> None:
    exchange.set_switches(unknown_key_query=unknown)
    returned = run(block_order_matching_key="nobody", confirm_delay=DELAY, check_mode=check_mode)
    assert outcomes(returned) == {"nobody": "absent"}
    assert sent() == ["query", "query"]
    assert apart(exchange, "query")[0] >= DELAY
    assert "The exchange shows no such order: nobody" in returned["msg"]


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_new_order_that_one_query_does_not_show_is_taken_up(exchange: Exchange, run: Run, check_mode: bool) -> None:
    key = exchange.seed()
    exchange.set_switches(appear_lag_ms="never")
    exchange.at(lambda: exchange.set_switches(appear_lag_ms=0), "query", nth=1, when="after")
    returned = run(block_order_matching_key=key, confirm_delay=DELAY, check_mode=check_mode)
    assert outcomes(returned) == {key: "would_cancel" if check_mode else "cancelled"}
    assert exchange.truth(key).open == check_mode


def test_keys_that_one_query_does_not_show_are_taken_up(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(3)
    exchange.set_switches(listing_flaps=[1], key_query_flaps=[0, 1])
    assert outcomes(run(block_order_matching_key=keys, confirm_delay=DELAY)) == dict.fromkeys(keys, "cancelled")


def test_an_order_that_was_shown_as_ended_needs_no_confirmation(exchange: Exchange, run: Run, sent: Sent) -> None:
    key = exchange.seed(status="EXPIRED")
    assert outcomes(run(block_order_matching_key=key, confirm_delay=DELAY)) == {key: "absent"}
    assert sent() == ["query"]


def test_an_order_that_was_acknowledged_and_is_gone_needs_no_confirmation(
    exchange: Exchange, run: Run, sent: Sent
) -> None:
    key = exchange.seed()
    exchange.set_switches(finished_key_query="empty")
    assert outcomes(run(block_order_matching_key=key, confirm_delay=DELAY)) == {key: "cancelled"}
    assert sorted(sent()) == ["cancel", "query", "query", "trades"]


@pytest.mark.parametrize("applied", [True, False])
def test_after_an_unknown_answer_one_query_that_does_not_show_it_is_confirmed(
    exchange: Exchange, run: Run, applied: bool
) -> None:
    key = exchange.seed()
    exchange.set_switches(finished_key_query="empty", key_query_flaps=[1, 0, 1])
    exchange.arm("reset", "cancel", when="after" if applied else "before")
    returned = run(block_order_matching_key=key, confirm_delay=DELAY)
    assert outcomes(returned) == {key: "cancelled"}
    assert not exchange.truth(key).open
    assert len(exchange.journal("cancel")) == (1 if applied else 2)


def test_cancelled_by_others_meanwhile_and_hidden_is_confirmed(exchange: Exchange, run: Run, sent: Sent) -> None:
    key = exchange.seed()
    exchange.set_switches(finished_key_query="empty")
    exchange.schedule("cancel_by_other", {"key": key}, "cancel")
    returned = run(block_order_matching_key=key, confirm_delay=DELAY)
    assert outcomes(returned) == {key: "absent"}
    assert sent() == ["query", "cancel", "query", "query", "trades"]
    assert apart(exchange, "query")[1] >= DELAY


@pytest.mark.parametrize("wide", WIDE)
@pytest.mark.parametrize("check_mode", [False, True])
def test_nothing_open_takes_two_listings(
    exchange: Exchange, run: Run, sent: Sent, wide: dict[str, Any], check_mode: bool
) -> None:
    returned = run(**wide, confirm_delay=DELAY, check_mode=check_mode)
    assert not returned["failed"]
    assert returned["complete"]
    assert sent() == ["listing", "listing"]
    assert apart(exchange, "listing")[0] >= DELAY


@pytest.mark.parametrize("wide", WIDE)
def test_the_two_listings_come_after_the_last_cancel(
    exchange: Exchange, run: Run, sent: Sent, wide: dict[str, Any]
) -> None:
    exchange.seed_many(2)
    returned = run(**wide, confirm_delay=DELAY)
    assert sorted(sent()[-3:]) == ["listing", "listing", "trades"]
    assert sent()[-1] == "listing"
    assert returned["requests"]["weight"] == 5 * (2 + 4)
    assert apart(exchange, "listing")[1] >= DELAY


@pytest.mark.parametrize("wide", WIDE)
def test_what_the_confirming_listing_shows_is_taken_up_and_confirmed_in_turn(
    exchange: Exchange, run: Run, sent: Sent, wide: dict[str, Any]
) -> None:
    keys = exchange.seed_many(3)
    exchange.set_switches(listing_flaps=[1, 0])
    returned = run(**wide, confirm_delay=DELAY)
    assert outcomes(returned) == dict.fromkeys(keys, "cancelled")
    last_cancel = exchange.journal("cancel")[-1]
    assert len([entry for entry in exchange.journal("listing") if entry.number > last_cancel.number]) == 2


@pytest.mark.parametrize(
    ("flaps", "options", "expected"),
    [([0], {}, "would_cancel"), ([0], {"max_orders": 2}, "not_attempted"), ([], {"max_orders": 2}, "not_attempted")],
)
def test_check_mode_takes_up_what_the_confirming_listing_shows(
    exchange: Exchange, run: Run, flaps: list[int], options: dict[str, Any], expected: str
) -> None:
    keys = exchange.seed_many(3)
    exchange.set_switches(listing_flaps=flaps)
    returned = run(all_open=True, confirm_delay=DELAY, check_mode=True, **options)
    assert outcomes(returned) == dict.fromkeys(keys, expected)
    assert returned["failed"] == (expected == "not_attempted")
    assert exchange.journal("cancel") == []


def test_what_appears_in_the_confirming_listing_counts_against_max_orders(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(3)
    exchange.set_switches(listing_flaps=[2, 0])
    returned = run(all_open=True, confirm_delay=DELAY, max_orders=2)
    assert returned["failed"]
    assert list(outcomes(returned).values()) == ["cancelled", "cancelled", "not_attempted"]
    assert exchange.truth(keys[2]).open


@pytest.mark.parametrize("wide", WIDE)
def test_the_budget_ends_before_the_confirming_listing(exchange: Exchange, run: Run, wide: dict[str, Any]) -> None:
    returned = run(**wide, confirm_delay=30, max_wait=1)
    assert returned["failed"]
    assert not returned["complete"]
    assert "NOT CONFIRMED that no block order is open" in returned["msg"]


def test_the_budget_ends_before_the_confirming_query(exchange: Exchange, run: Run) -> None:
    returned = run(block_order_matching_key="nobody", confirm_delay=30, max_wait=1)
    assert outcomes(returned) == {"nobody": "not_attempted"}
    assert returned["orders"][0]["reason"] == "not_confirmed"


@pytest.mark.parametrize("wide", WIDE)
@pytest.mark.parametrize("delay", [0, DELAY])
def test_an_executed_order_that_the_listing_shows_as_open_does_not_keep_the_run_from_its_end(
    exchange: Exchange, run: Run, wide: dict[str, Any], delay: float
) -> None:
    key = exchange.seed()
    exchange.set_switches(lag_ms="never", cancel_finished="{}")
    exchange.schedule("accept", {"key": key}, "cancel")
    returned = run(**wide, confirm_delay=delay)
    assert outcomes(returned) == {key: "executed"}
    assert not returned["failed"]
    assert len(exchange.journal("listing")) <= 4


@pytest.mark.parametrize("delay", [0, DELAY])
def test_with_verify_timeout_0_an_executed_order_that_is_still_listed_is_no_acknowledged_one(
    exchange: Exchange, run: Run, delay: float
) -> None:
    taken, other = exchange.seed_many(2)
    exchange.set_switches(lag_ms="never", cancel_finished="{}")
    exchange.schedule("accept", {"key": taken}, "cancel", key=taken)
    returned = run(all_open=True, verify_timeout=0, confirm_delay=delay)
    assert outcomes(returned) == {taken: "executed", other: "cancelled"}
    assert not returned["failed"]


def test_with_verify_timeout_0_a_key_that_a_listing_still_shows_is_warned_about(exchange: Exchange, run: Run) -> None:
    acknowledged, lost = exchange.seed_many(2)
    exchange.set_switches(lag_ms="never")
    exchange.arm("reset", "cancel", key=lost)
    exchange.seed(key="third")
    returned = run(block_order_matching_key=[acknowledged, lost, "third"], verify_timeout=0, max_wait=2)
    assert outcomes(returned)[acknowledged] == "cancelled"
    (warned,) = [code["orders"] for code in returned["warning_codes"] if code["code"] == "acknowledgements_trusted"]
    assert {"block_order_matching_key": acknowledged} in warned
