# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a counterparty, the clock or another program does while a task runs."""

from __future__ import annotations

import itertools

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .conftest import Run, TimeRunsOut, outcomes

HIDDEN = {"finished_key_query": "empty", "cancel_finished": "{}"}


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("switches", [{}, HIDDEN, {"cancel_finished": "{}"}, {"finished_key_query": "-2013"}])
def test_an_execution_before_the_cancel_is_reported(
    exchange: Exchange, run: Run, switches: dict[str, str], moment: str
) -> None:
    key, other = exchange.seed_many(2)
    exchange.set_switches(**switches)
    if moment == "before":
        exchange.schedule("accept", {"key": key}, "cancel", key=key)
    else:
        exchange.schedule("accept", {"key": key}, "listing", when="after")
    returned = run(block_order_matching_key=[key, other])
    assert exchange.truth(key).ended_by == "accept"
    assert outcomes(returned) == {key: "executed", other: "cancelled"}
    assert any(key in warning for warning in returned["warnings"])
    assert returned["diff"]["after"].startswith(f"{key}: ACCEPTED" if not switches else f"{key}: ")


def test_with_verify_timeout_0_the_trades_are_looked_at_all_the_same(exchange: Exchange, run: Run) -> None:
    key = exchange.seed()
    exchange.set_switches(cancel_finished="{}")
    exchange.schedule("accept", {"key": key}, "cancel")
    returned = run(block_order_matching_key=key, verify_timeout=0)
    assert outcomes(returned) == {key: "executed"}
    assert [entry.operation for entry in exchange.journal()] == ["query", "cancel", "trades"]


def test_an_execution_that_only_the_answer_to_the_cancel_shows_is_reported(exchange: Exchange, run: Run) -> None:
    key = exchange.seed()
    exchange.set_switches(finished_key_query="empty", trades_lag_ms="never")
    exchange.schedule("accept", {"key": key}, "cancel")
    exchange.arm("answer", "cancel", document={"blockTradeSettlementKey": key, "status": "ACCEPTED"})
    returned = run(block_order_matching_key=key)
    assert outcomes(returned) == {key: "executed"}
    assert key in returned["warnings"][0]


@pytest.mark.parametrize("finished", ["order", "object", "empty", "-2013", "-2011"])
@pytest.mark.parametrize("ending", ["expire", "cancel_by_other"])
def test_an_order_that_ends_otherwise_is_absent(exchange: Exchange, run: Run, ending: str, finished: str) -> None:
    key = exchange.seed()
    exchange.set_switches(finished_key_query=finished)
    exchange.schedule(ending, {"key": key}, "cancel")
    returned = run(block_order_matching_key=key)
    assert outcomes(returned) == {key: "absent"}
    assert not returned["changed"]
    assert not returned["failed"]


def test_an_expiry_that_shows_is_no_cancel_even_if_it_was_acknowledged(exchange: Exchange, run: Run) -> None:
    key = exchange.seed()
    exchange.set_switches(cancel_finished="{}")
    exchange.schedule("expire", {"key": key}, "cancel")
    returned = run(block_order_matching_key=key)
    assert outcomes(returned) == {key: "absent"}


def test_a_key_that_may_not_read_trades_is_warned_about(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(2)
    exchange.restrict(permissions=["read", "trade"])
    returned = run(block_order_matching_key=keys)
    assert outcomes(returned) == dict.fromkeys(keys, "cancelled")
    assert any("block trades could not be read" in warning for warning in returned["warnings"])
    assert all("not in block trades" not in entry["evidence"] for entry in returned["orders"])


def test_an_undocumented_status_counts_as_open(exchange: Exchange, run: Run) -> None:
    key = exchange.seed(status="PENDING_REVIEW")
    assert outcomes(run(block_order_matching_key=key)) == {key: "cancelled"}


def test_an_undocumented_status_that_stays_is_failed(exchange: Exchange, run: Run) -> None:
    key = exchange.seed(status="UNDER_WATER")
    exchange.arm("code", "cancel", code=-1020, count=None)
    returned = run(block_order_matching_key=key, verify_timeout=1)
    assert outcomes(returned) == {key: "failed"}
    assert "UNDER_WATER" in returned["orders"][0]["error"]["msg"]
    assert returned["orders"][0]["error"]["code"] == -1020
    assert returned["orders"][0]["requests_sent"] == 1


def test_a_listing_proves_nothing_about_what_it_never_showed(exchange: Exchange, run: Run) -> None:
    """Finished orders are not listed, whatever their status: only a query shows that this one keeps it."""
    odd, other = exchange.seed(status="UNDER_WATER", is_open=False), exchange.seed()
    exchange.set_switches(cancel_finished="{}")
    returned = run(block_order_matching_key=[odd, other], verify_timeout=1)
    assert outcomes(returned) == {odd: "failed", other: "cancelled"}
    assert "UNDER_WATER" in returned["orders"][0]["error"]["msg"]


def test_a_look_at_the_trades_that_came_before_the_cancel_proves_nothing(exchange: Exchange, run: Run) -> None:
    exchange.seed(key="first")
    exchange.set_switches(finished_key_query="empty")
    exchange.schedule("seed", {"key": "second"}, "cancel")
    exchange.arm("reset", "cancel", key="second", when="after")
    exchange.arm("418", "trades", skip=1)
    returned = run(underlying="BTCUSDT", concurrency=1)
    assert outcomes(returned) == {"first": "cancelled", "second": "failed"}
    assert "block trades" in returned["orders"][1]["error"]["msg"]


def test_a_look_at_the_trades_while_the_order_was_still_listed_proves_nothing(exchange: Exchange, run: Run) -> None:
    key = exchange.seed()
    exchange.set_switches(finished_key_query="empty", lag_ms="never")
    exchange.schedule("set_switches", {"lag_ms": 0}, "query", nth=3)
    exchange.arm("418", "trades", skip=1)
    returned = run(block_order_matching_key=key)
    assert outcomes(returned) == {key: "cancelled"}
    assert "block trades not read" in returned["orders"][0]["evidence"]
    assert "not in block trades" not in returned["orders"][0]["evidence"]
    assert any(key in warning for warning in returned["warnings"])


def test_a_look_at_the_trades_for_another_order_proves_nothing(exchange: Exchange, run: Run) -> None:
    taken, other = exchange.seed_many(2)
    exchange.set_switches(finished_key_query="empty")
    exchange.arm("code", "cancel", key=taken, code=-2011)
    exchange.schedule("accept", {"key": taken}, "query", key=taken)
    exchange.arm("418", "trades", skip=1)
    returned = run(block_order_matching_key=[taken, other])
    assert exchange.truth(taken).ended_by == "accept"
    assert outcomes(returned) == {taken: "failed", other: "cancelled"}
    assert "whether cancelled or executed is not known" in returned["orders"][0]["error"]["msg"]


def test_what_a_verification_shows_open_after_all_is_cancelled(exchange: Exchange, run: Run) -> None:
    first, second = exchange.seed_many(2)
    exchange.schedule("seed", {"key": "late"}, "cancel")
    returned = run(block_order_matching_key=[first, "late", second])
    assert outcomes(returned) == {first: "cancelled", "late": "cancelled", second: "cancelled"}
    assert not exchange.truth("late").open
    assert [entry.key for entry in exchange.journal("cancel")].count("late") == 1


@pytest.mark.parametrize("executed", [False, True])
def test_a_verification_that_is_refused_is_reported(exchange: Exchange, run: Run, executed: bool) -> None:
    key = exchange.seed()
    exchange.arm("code", "query", skip=1, count=None, code=-6018)
    if executed:
        exchange.set_switches(cancel_finished="{}")
        exchange.schedule("accept", {"key": key}, "cancel")
    returned = run(block_order_matching_key=key)
    assert outcomes(returned) == {key: "executed" if executed else "cancelled"}
    assert any(key in warning for warning in returned["warnings"])
    assert returned["orders"][0]["verified"] == executed
    assert [entry.operation for entry in exchange.journal()] == ["query", "cancel", "query", "trades"]


@pytest.mark.parametrize("answer", ["{}", "-2013"])
def test_an_execution_that_only_the_trades_show_is_reported(exchange: Exchange, run: Run, answer: str) -> None:
    key = exchange.seed()
    exchange.set_switches(lag_ms="never", cancel_finished=answer)
    exchange.schedule("accept", {"key": key}, "cancel")
    returned = run(block_order_matching_key=key, verify_timeout=1)
    assert outcomes(returned) == {key: "executed"}
    assert "in block trades" in returned["orders"][0]["evidence"]


def test_an_order_that_stays_open_does_not_keep_the_others_from_being_resolved(
    exchange: Exchange, run: Run, time_runs_out: TimeRunsOut
) -> None:
    executed, stuck = exchange.seed_many(2)
    exchange.set_switches(finished_key_query="empty", cancel_finished="{}")
    exchange.schedule("accept", {"key": executed}, "cancel", key=executed)
    exchange.arm("502_html", "cancel", key=stuck, count=None)
    time_runs_out("cancel", key=stuck, nth=4)
    returned = run(block_order_matching_key=[executed, stuck], verify_timeout=0)
    assert outcomes(returned) == {executed: "executed", stuck: "failed"}
    tries = [entry.arrived for entry in exchange.journal("cancel") if entry.key == stuck]
    assert len(tries) == 4
    assert all(later - earlier > 0.05 for earlier, later in itertools.pairwise(tries))


@pytest.mark.parametrize("lag_ms", [0, "never"])
def test_with_verify_timeout_0_a_listing_that_still_shows_them_is_reported(
    exchange: Exchange, run: Run, lag_ms: int | str
) -> None:
    exchange.seed_many(2)
    exchange.set_switches(listing_limit=1, lag_ms=lag_ms)
    returned = run(all_open=True, verify_timeout=0)
    left = sum(order.open for order in exchange.orders())
    # Found by the model: what was cancelled still fills the listing, which has no room for the other one.
    assert left == (1 if lag_ms else 0)
    told = [warning for warning in returned["warnings"] if "The last listing shows 1 block orders as open" in warning]
    assert len(told) == left


def test_a_final_status_in_a_listing_counts_with_verify_timeout_0_too(exchange: Exchange, run: Run) -> None:
    key = exchange.seed()
    exchange.set_switches(listing_finished=True, cancel_finished="{}", trades_lag_ms="never")
    exchange.schedule("accept", {"key": key}, "cancel")
    returned = run(underlying="BTCUSDT", verify_timeout=0)
    assert outcomes(returned) == {key: "executed"}
    assert "status ACCEPTED, the trade is not listed yet" in returned["warnings"][0]


def test_no_records_is_an_empty_list_of_trades(exchange: Exchange, run: Run) -> None:
    key = exchange.seed()
    exchange.arm("code", "trades", code=-6037, msg="No records.", count=None)
    returned = run(block_order_matching_key=key)
    assert outcomes(returned) == {key: "cancelled"}
    assert returned["warnings"] == []
    assert len(exchange.journal("trades")) == 1


@pytest.mark.parametrize("fault", ["401", "-2015"])
def test_trades_that_may_not_be_read_are_not_asked_for_again(exchange: Exchange, run: Run, fault: str) -> None:
    key = exchange.seed()
    exchange.arm(fault, "trades", count=None)
    returned = run(block_order_matching_key=key)
    assert outcomes(returned) == {key: "cancelled"}
    assert "block trades not read" in returned["orders"][0]["evidence"]
    assert len(returned["warnings"]) == 1
    assert len(exchange.journal("trades")) == 1


def test_a_listing_that_ignores_the_underlying_draws_no_foreign_order_in(exchange: Exchange, run: Run) -> None:
    key = exchange.seed(symbol="ETH-261225-4000-P")
    order = {"blockTradeSettlementKey": key, "status": "RECEIVED", "legs": [{"symbol": "ETH-261225-4000-P"}]}
    exchange.arm("answer", "listing", document=[order], count=None)
    returned = run(underlying="BTCUSDT")
    assert outcomes(returned) == {key: "not_attempted"}
    assert returned["failed"], "an order is listed as open"
    assert "ETH-261225-4000-P" in returned["msg"]
    assert "ETH-261225-4000-P" in returned["orders"][0]["error"]["msg"]
    assert exchange.truth(key).open
    assert exchange.journal("cancel") == []


def test_what_is_left_alone_keeps_its_reason_when_the_task_stops(exchange: Exchange, run: Run) -> None:
    meant, foreign = exchange.seed(symbol="BTC-261225-100000-C"), exchange.seed(symbol="ETH-261225-4000-P")
    orders = [
        {"blockTradeSettlementKey": key, "status": "RECEIVED", "legs": [{"symbol": symbol}]}
        for key, symbol in ((meant, "BTC-261225-100000-C"), (foreign, "ETH-261225-4000-P"))
    ]
    exchange.arm("answer", "listing", document=orders)
    exchange.arm("418", "cancel")
    returned = run(underlying="BTCUSDT")
    errors = {entry["block_order_matching_key"]: entry["error"]["msg"] for entry in returned["orders"]}
    assert "ETH-261225-4000-P" in errors[foreign]
    assert "banned" not in errors[foreign]
    assert "has banned this host's address for another 120 s, until 20" in returned["msg"]
