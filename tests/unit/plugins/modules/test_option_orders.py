# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordinary option orders are made absent: over all switches and faults, the judges find nothing to object to."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.modules import binance_option_order, binance_option_order_info
from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.exchange.switch_board import NEVER
from ansible_collections.marketops.binance.tests.matrix.option_columns import run_option_module
from ansible_collections.marketops.binance.tests.support import running
from ansible_collections.marketops.binance.tests.support.running import DESK
from ansible_collections.marketops.binance.tests.truth.options import OptionRun, OptionTask, check_truth, observe

BTC, PUT, ETH = "BTC-261225-100000-C", "BTC-261225-100000-P", "ETH-261225-4000-P"
FIRST = 4611875134427365377
IDS = tuple(str(FIRST + number) for number in range(3))

SELECTORS: dict[str, dict[str, Any]] = {
    "one id": {"order_id": IDS[:1], "symbol": BTC},
    "ids": {"order_id": (*IDS, "77"), "symbol": BTC},
    "client ids": {"client_order_id": ("quote-1", "quote-3", "unknown"), "symbol": BTC},
    "symbol": {"symbol": BTC},
    "underlying": {"underlying": "BTCUSDT"},
    "account": {},
}
every_selector = pytest.mark.parametrize("selector", SELECTORS)
WIDE = ("symbol", "underlying", "account")
every_wide = pytest.mark.parametrize("selector", WIDE)
CANCELS = {
    "one id": "option_cancel",
    "ids": "option_cancel",
    "client ids": "option_cancel",
    "symbol": "option_cancel_symbol",
    "underlying": "option_cancel_underlying",
    "account": "option_cancel_underlying",
}


@pytest.fixture(autouse=True)
def _world(exchange: Exchange) -> None:
    """Two open orders and a partly filled one on a symbol, and one each of what may not be touched by all selectors."""
    exchange.seed_option_orders(2)
    exchange.seed_option_order(executed="0.4")
    exchange.seed_option_order(symbol=PUT)
    exchange.seed_option_order(symbol=ETH)
    exchange.seed_option_order(account="other")
    exchange.seed_option_order(status="FILLED")


def drain(exchange: Exchange, selector: str, **options: Any) -> OptionRun:
    usual = {"verify_timeout": 1, "confirm_delay": 0.05, "max_wait": 5, "request_timeout": 0.5}
    task = OptionTask(**{**usual, **SELECTORS[selector], **options})
    run = observe(exchange, task, lambda given: run_option_module(exchange, given))
    check_truth(run)
    return run


def outcomes(run: OptionRun) -> dict[str, str]:
    return {entry["order_id"] or entry["client_order_id"]: entry["outcome"] for entry in run.orders}


def nothing_open(run: OptionRun) -> bool:
    return not any(order.open for order in run.after.values() if run.task.selects(order))


@every_selector
def test_orders_are_cancelled(exchange: Exchange, selector: str) -> None:
    run = drain(exchange, selector)
    assert nothing_open(run)
    assert not run.returned["failed"], run.story()
    assert outcomes(run)[IDS[0]] == "cancelled"


WORLDS: dict[str, Callable[[Exchange, str], object]] = {
    "a fill before the cancel": lambda exchange, cancel: exchange.schedule("fill", {"order_id": IDS[0]}, cancel),
    "a partial fill before the cancel": lambda exchange, cancel: exchange.schedule(
        "fill", {"order_id": IDS[0], "quantity": "0.1"}, cancel
    ),
    "somebody else cancels": lambda exchange, cancel: exchange.schedule(
        "cancel_option_by_other", {"order_id": IDS[1]}, cancel
    ),
    "a new order after the cancel": lambda exchange, cancel: exchange.schedule(
        "seed_option_order", {"symbol": BTC}, cancel, when="after"
    ),
    "a countdown ends": lambda exchange, cancel: (
        exchange.set_countdown("BTCUSDT", 60_000),
        exchange.schedule("end_countdown", {"underlying": "BTCUSDT"}, cancel),
    ),
}


@every_selector
@pytest.mark.parametrize("world", WORLDS)
def test_what_happens_meanwhile(exchange: Exchange, selector: str, world: str) -> None:
    WORLDS[world](exchange, CANCELS[selector])
    run = drain(exchange, selector)
    assert nothing_open(run)
    assert not run.returned["failed"], run.story()


@every_wide
@pytest.mark.parametrize("answer", ["success", "lost", "unknown"])
def test_a_bulk_cancel_that_is_carried_out_in_part(exchange: Exchange, selector: str, answer: str) -> None:
    exchange.arm("partly", CANCELS[selector], answer=answer, leaves=2)
    run = drain(exchange, selector)
    assert nothing_open(run)
    assert not run.returned["failed"], run.story()


@every_selector
def test_a_second_run_sends_no_cancel(exchange: Exchange, selector: str) -> None:
    drain(exchange, selector)
    run = drain(exchange, selector)
    assert not run.returned["changed"]
    assert not run.asked(*set(CANCELS.values()))


@every_selector
def test_check_mode_sends_no_cancel(exchange: Exchange, selector: str) -> None:
    run = drain(exchange, selector, check_mode=True)
    assert outcomes(run)[IDS[0]] == "would_cancel"
    assert run.returned["diff"]["before"] != run.returned["diff"]["after"]


@every_selector
@pytest.mark.parametrize("check_mode", [False, True])
def test_more_than_max_orders(exchange: Exchange, selector: str, check_mode: bool) -> None:
    run = drain(exchange, selector, max_orders=0, check_mode=check_mode)
    assert run.returned["failed"]
    assert run.returned["error"]["reason"] == "max_orders"
    assert all(order.open == run.before[order_id].open for order_id, order in run.after.items())


def test_an_id_stays_text(exchange: Exchange) -> None:
    """No float holds it."""
    largest = str(2**63 - 1)
    exchange.seed_option_order(order_id=largest, symbol=BTC)
    run = drain(exchange, "symbol")
    assert outcomes(run)[largest] == "cancelled"
    assert f'"order_id": "{largest}"' in json.dumps(run.returned)


def test_an_answer_that_shows_the_order_filled_is_its_last_state(exchange: Exchange) -> None:
    exchange.set_switches(option_cancel_finished="order")
    exchange.at(lambda: exchange.fill(IDS[0]), "option_cancel", None, 1, when="before")
    (said,) = drain(exchange, "one id").returned["orders"]
    assert (said["outcome"], said["status"], said["after"]["open"]) == ("executed", "FILLED", False)
    assert said["after"]["executed_quantity"] == said["quantity"]
    assert "FILLED" in said["evidence"][0]


def test_a_weight_limit_that_the_listing_alone_exceeds_is_named_at_once(exchange: Exchange) -> None:
    returned = drain(exchange, "account", request_weight_limit=39).returned
    assert (returned["error"]["reason"], returned["error"]["final"]) == ("rate_limit", False)
    assert exchange.journal() == []


def test_what_was_executed_before_the_cancel_is_reported(exchange: Exchange) -> None:
    exchange.schedule("fill", {"order_id": IDS[2], "quantity": "0.1"}, "option_cancel_symbol")
    exchange.schedule("fill", {"order_id": IDS[0]}, "option_cancel_symbol")
    run = drain(exchange, "symbol")
    assert outcomes(run) == {IDS[0]: "executed", IDS[1]: "cancelled", IDS[2]: "cancelled"}
    assert [entry["executed_quantity"] for entry in run.orders] == ["1.2", "0", "0.5"]
    assert run.warned("executed") == {IDS[0]}
    assert run.warned("partially_executed") == {IDS[2]}
    assert any("0.5 of BUY 1.2" in warning for warning in run.returned["warnings"])


@every_wide
def test_an_order_that_appears_is_taken_up(exchange: Exchange, selector: str) -> None:
    new = str(FIRST + 50)
    arguments = {"symbol": BTC, "order_id": new}
    place = BTC if selector == "symbol" else "BTCUSDT"  # the cancels of several underlyings overlap
    exchange.schedule("seed_option_order", arguments, CANCELS[selector], key=place, when="after")
    run = drain(exchange, selector)
    assert outcomes(run)[new] == "cancelled"
    assert nothing_open(run)


def test_an_order_that_appeared_before_a_bulk_cancel_is_reported(exchange: Exchange) -> None:
    new = str(FIRST + 50)
    exchange.seed_option_orders(4, symbol=BTC)
    exchange.schedule("seed_option_order", {"symbol": BTC, "order_id": new, "executed": "0.1"}, "option_cancel_symbol")
    run = drain(exchange, "symbol", max_orders=7)
    assert nothing_open(run)
    assert new not in outcomes(run)
    assert run.warned("also_cancelled") == {new}
    assert any(new in warning for warning in run.returned["warnings"])


def test_a_listing_that_lags_does_not_bring_back_what_ended_together_with_others(exchange: Exchange) -> None:
    exchange.reset()
    shown, hidden = exchange.seed_option_order(symbol=BTC), exchange.seed_option_order(symbol=BTC, executed="0.1")
    exchange.set_switches(option_listing_flaps=[1, 0], option_listing_lag_ms=600)
    run = drain(exchange, "symbol", **PATIENT)
    assert nothing_open(run)
    assert outcomes(run) == {shown: "cancelled"}
    assert run.warned("also_cancelled") == {hidden}
    assert any("0.1" in warning for warning in run.returned["warnings"])


def test_what_was_filled_before_is_executed_although_a_listing_lags(exchange: Exchange) -> None:
    exchange.reset()
    shown, filled = exchange.seed_option_order(symbol=BTC), exchange.seed_option_order(symbol=BTC)
    exchange.fill(filled)
    exchange.set_switches(option_listing_flaps=[1, 0], option_listing_lag_ms=600)
    run = drain(exchange, "symbol", **PATIENT)
    assert outcomes(run) == {shown: "cancelled", filled: "executed"}
    assert [cancel.carried_out for cancel in run.asked("option_cancel_symbol")] == [True]


def test_a_client_id_that_is_used_again_means_the_first_order(exchange: Exchange) -> None:
    exchange.schedule("seed_option_order", {"symbol": BTC, "client_order_id": "quote-1"}, "option_cancel", when="after")
    run = drain(exchange, "client ids")
    assert [entry["order_id"] for entry in run.orders] == [IDS[0], IDS[2], None]
    assert [entry["outcome"] for entry in run.orders] == ["cancelled", "cancelled", "absent"]
    assert sum(order.open for order in run.after.values() if order.client_order_id == "quote-1") == 1


def test_of_several_orders_with_a_client_id_the_open_one_is_meant(exchange: Exchange) -> None:
    """Even if a query shows the first one. That is one listing more, where a query could hide something."""
    first = exchange.seed_option_order(symbol=BTC, client_order_id="again")
    exchange.cancel_option_by_other(first)
    ended = {"orderId": int(first), "symbol": BTC, "clientOrderId": "again", "executedQty": "0", "status": "CANCELLED"}
    exchange.arm("answer", "option_query", key="again", document=ended, count=None)
    second = exchange.seed_option_order(symbol=BTC, client_order_id="again")
    given = {**DESK, "api_url": exchange.url, "client_order_id": "again", "symbol": BTC}
    returned = running.run(binance_option_order_info, given)
    assert [(order["order_id"], order["open"]) for order in returned["orders"]] == [(second, True)]
    returned = running.run(binance_option_order, {**given, "state": "absent"})
    assert [(order["order_id"], order["outcome"]) for order in returned["orders"]] == [(second, "cancelled")]
    assert returned["requests"]["weight"] == 3


@pytest.mark.parametrize("selector", ["symbol", "underlying"])
def test_an_end_that_is_not_shown_is_warned_about(exchange: Exchange, selector: str) -> None:
    exchange.set_switches(option_finished_query="-2013", history_lag_ms=NEVER)
    run = drain(exchange, selector)
    assert not run.returned["failed"]
    assert not any(entry["verified"] for entry in run.orders if entry["outcome"] == "cancelled")
    assert IDS[0] in run.warned("fills_not_read")


@pytest.mark.parametrize("answer", ["number", "string", "data"])
def test_code_0_acknowledges_a_bulk_cancel(exchange: Exchange, answer: str) -> None:
    exchange.set_switches(bulk_answer=answer)
    run = drain(exchange, "symbol")
    assert len(run.asked("option_cancel_symbol")) == 1
    assert not run.asked("option_cancel")


@pytest.mark.parametrize("code", [-2011, -1020])
@every_wide
def test_after_a_refused_bulk_cancel_each_order_is_cancelled(exchange: Exchange, selector: str, code: int) -> None:
    exchange.arm("code", CANCELS[selector], code=code, count=None)
    run = drain(exchange, selector)
    assert nothing_open(run)
    assert not run.returned["failed"]
    assert len(run.asked("option_cancel")) == sum(entry["outcome"] == "cancelled" for entry in run.orders)


# No request is sent again because the machine is busy.
PATIENT = {"request_timeout": 30.0, "max_wait": 120, "verify_timeout": 60}
SYMBOLS = [
    f"{base}-261225-{strike}-{side}" for base in ("BTC", "ETH") for strike in (3000, 4000, 5000) for side in "CP"
]


@pytest.mark.parametrize("each", [2, 20])
def test_the_weight_is_as_documented(exchange: Exchange, each: int) -> None:
    """3 listings, a cancel for each underlying, and for each symbol its history."""
    exchange.reset()
    for symbol in SYMBOLS:
        exchange.seed_option_orders(each, symbol=symbol)
    run = drain(exchange, "account", **PATIENT)
    assert run.returned["summary"]["cancelled"] == each * len(SYMBOLS)
    assert run.returned["requests"]["weight"] == 3 * 40 + 2 * 5 + 3 * len(SYMBOLS)
    assert Counter(entry.operation for entry in run.journal)["option_listing"] == 3


def test_the_weight_of_a_symbol_and_of_ids(exchange: Exchange) -> None:
    exchange.seed_option_orders(7, symbol=PUT)
    run = drain(exchange, "symbol", symbol=PUT, **PATIENT)
    assert run.returned["requests"]["weight"] == 3 * 1 + 1 + 3
    others = exchange.seed_option_orders(5, symbol=PUT)
    run = drain(exchange, "ids", order_id=tuple(others), symbol=PUT, **PATIENT)
    assert run.returned["requests"]["weight"] == 1 + 5 + 1 + 3
    run = drain(exchange, "one id", **PATIENT)
    assert run.returned["requests"]["weight"] == 3


def test_nothing_open_is_two_listings(exchange: Exchange) -> None:
    exchange.reset()
    run = drain(exchange, "account")
    assert [entry.operation for entry in run.journal] == ["option_listing"] * 2
    assert not run.returned["changed"]


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({}, "None of order_id"),
        ({"symbol": BTC, "underlying": "BTCUSDT"}, "symbol and underlying are given"),
        ({"symbol": BTC, "all_open": True}, "symbol and all_open=true are given"),
        ({"underlying": "BTCUSDT", "all_open": True}, "underlying and all_open=true are given"),
        ({"order_id": ["1"], "client_order_id": ["a"], "symbol": BTC}, "order_id and client_order_id are given"),
        ({"order_id": ["1"]}, "order_id is given without symbol"),
        ({"order_id": [""], "symbol": BTC}, "an empty ID never means all orders"),
        ({"order_id": [4.611875134427365e18], "symbol": BTC}, "a float, which has lost digits"),
        ({"order_id": [str(2**63)], "symbol": BTC}, "this is not an order ID"),
        ({"order_id": ["-1"], "symbol": BTC}, "this is not an order ID"),
        ({"client_order_id": ["a b"], "symbol": BTC}, "it must be up to 64 letters"),
        ({"symbol": ""}, "this is not the symbol of an option"),
        ({"symbol": "btc-261225-100000-c"}, f"Write {BTC}"),
        ({"underlying": ""}, "an empty one never means all"),
    ],
)
def test_a_selection_is_exact_or_refused(exchange: Exchange, options: dict[str, Any], named: str) -> None:
    returned = run_option_module(exchange, {"state": "absent", **options})
    assert returned["failed"]
    assert named in returned["msg"]
    assert not exchange.journal()


@pytest.mark.parametrize("name", ["order_id", "client_order_id"])
def test_an_empty_list_selects_nothing(exchange: Exchange, name: str) -> None:
    returned = run_option_module(exchange, {"state": "absent", name: [], "symbol": BTC})
    assert not returned["failed"]
    assert returned["orders"] == []
    assert not exchange.journal()
