# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A step of a maintenance window over both kinds of orders: what it says is what happened on the exchange."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._reconcile import window_step
from ansible_collections.marketops.binance.plugins.modules import maintenance_window_step
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.exchange.switch_board import NEVER

from .conftest import Ask

Sent = Callable[[], list[str]]

BTC, ETH = "BTC-261225-100000-C", "ETH-261225-4000-P"
BOTH = ["block_orders", "option_orders"]
FIRST = 4611875134427365377
PERMISSIONS = ["read", "trade", "trades", "read_orders", "trade_orders", "read_fills", "read_positions"]


@pytest.fixture
def step(ask: Ask) -> Ask:
    def step(**options: Any) -> dict[str, Any]:
        usual = {"kinds": BOTH, "confirm_delay": 0.05, "verify_timeout": 1, "underlyings": ["BTCUSDT"]}
        return ask(maintenance_window_step, **{**usual, **options})

    return step


def named(*ids: str, symbol: str = BTC) -> dict[str, list[str]]:
    return {"option_orders": [f"{symbol} {order_id}" for order_id in ids]}


def outcomes(returned: dict[str, Any], kind: str = "option_orders") -> dict[str, str]:
    key = "order_id" if kind == "option_orders" else "block_order_matching_key"
    return {entry[key]: entry["outcome"] for entry in returned["cancelled"][kind]["orders"]}


def listed(returned: dict[str, Any]) -> dict[str, tuple[int, bool]]:
    return {found["kind"]: (len(found["orders"]), found["confirmed"]) for found in returned["listings"]}


def open_ids(exchange: Exchange) -> set[str]:
    return {order.order_id for order in exchange.option_orders() if order.open and order.account == "desk"}


def refusals(exchange: Exchange) -> int:
    return sum(entry.http_status == 401 for entry in exchange.journal())


def test_both_kinds_are_cancelled_and_confirmed(exchange: Exchange, step: Ask) -> None:
    ids, key = exchange.seed_option_orders(3), exchange.seed(symbol=BTC)
    other = exchange.seed_option_order(symbol=ETH)
    first = step(only_look=True, read_positions=True)
    assert listed(first) == {"block_orders": (1, False), "option_orders": (3, False)}
    assert (first["positions"], first["others"], first["failed"]) == ([], [], False)
    assert all(isinstance(order["order_id"], str) for order in first["listings"][1]["orders"])
    quotes = step(cancel=named(*ids))
    assert set(outcomes(quotes).values()) == {"cancelled"}
    assert listed(quotes) == {"block_orders": (1, False), "option_orders": (0, True)}
    assert [entry.operation for entry in exchange.journal()].count("option_cancel_underlying") == 1
    block = step(cancel={"block_orders": [key]})
    assert outcomes(block, "block_orders") == {key: "cancelled"}
    assert listed(block) == {"block_orders": (0, True), "option_orders": (0, True)}
    assert open_ids(exchange) == {other}


@pytest.mark.parametrize("skew_ms", [0, -100_000, 100_000])
def test_it_starts_before_its_first_query_by_the_clock_of_the_exchange(
    exchange: Exchange, step: Ask, skew_ms: int
) -> None:
    exchange.set_skew(skew_ms)
    before = exchange.clock.now_ms()
    returned = step(only_look=True, measure_clock=True)
    first = exchange.journal()[0].arrived_ms
    assert before - returned["clock"]["round_trip_ms"] - 2 <= returned["started_at"] <= first


@pytest.mark.parametrize("underlying", ["btcusdt", ""])
def test_a_misspelt_underlying_is_refused_and_never_said_to_be_empty(
    exchange: Exchange, step: Ask, sent: Sent, underlying: str
) -> None:
    exchange.seed_option_order(symbol=BTC)
    returned = step(underlyings=[underlying], only_look=True)
    assert returned["failed"]
    assert "listings" not in returned
    assert "underlyings" in returned["msg"]
    assert sent() == []


@pytest.mark.parametrize("symbols", [1, 3])
@pytest.mark.parametrize("orders", [4, 40])
def test_the_documented_weight(exchange: Exchange, step: Ask, symbols: int, orders: int) -> None:
    """With U underlyings in scope: 50 + 5 U to look first, 165 + 10 U + 5 B + 3 S to cancel ordinary orders.

    B underlyings and S symbols have orders. The guide has the same formula.
    """
    names = [f"BTC-261225-{100000 + number}-C" for number in range(symbols)]
    groups = {name: exchange.seed_option_orders(orders, symbol=name) for name in names}
    keys = [f"{name} {order_id}" for name, ids in groups.items() for order_id in ids]
    underlyings = ["BTCUSDT", "ETHUSDT"]
    number = len(underlyings)
    first = step(underlyings=underlyings, only_look=True, read_positions=True)
    assert first["requests"]["weight"] == 50 + 5 * number
    returned = step(underlyings=underlyings, cancel={"option_orders": keys})
    assert returned["requests"]["weight"] == 165 + 5 * 1 + 10 * number + 3 * symbols
    sent = sum(found["requests"]["weight"] for found in (first, returned))
    assert sent == sum(entry.weight for entry in exchange.journal())
    assert len(returned["cancelled"]["option_orders"]["orders"]) == orders * symbols


def test_fills_at_any_moment(exchange: Exchange, step: Ask) -> None:
    ids = exchange.seed_option_orders(4)
    exchange.fill(ids[3], "0.3")
    exchange.schedule("fill", {"order_id": ids[0]}, "option_cancel_underlying")
    exchange.schedule("fill", {"order_id": ids[1], "quantity": "0.5"}, "option_cancel_underlying")
    returned = step(cancel=named(*ids))
    assert outcomes(returned) == {ids[0]: "executed", ids[1]: "cancelled", ids[2]: "cancelled", ids[3]: "cancelled"}
    orders = returned["cancelled"]["option_orders"]["orders"]
    assert [entry["executed_quantity"] for entry in orders] == ["1.2", "0.5", "0", "0.3"]
    assert [entry["before"]["executed_quantity"] for entry in orders] == ["0", "0", "0", "0.3"]
    assert not returned["failed"]


@pytest.mark.parametrize("count", [1, 4])
def test_what_appears_in_between_is_reported_and_counted(exchange: Exchange, step: Ask, count: int) -> None:
    """Listed before the bulk cancel: taken up. Not listed before it: returned as cancelled with the others."""
    ids = exchange.seed_option_orders(count)
    seen, unseen = exchange.seed_option_order(), str(FIRST + 99)
    exchange.schedule("seed_option_order", {"order_id": unseen}, "option_cancel_underlying")
    returned = step(cancel=named(*ids))
    assert outcomes(returned) == dict.fromkeys([*ids, seen], "cancelled")
    assert [order["order_id"] for order in returned["cancelled"]["option_orders"]["unlisted"]] == [unseen]
    assert open_ids(exchange) == set()
    exchange.reset()
    ids = exchange.seed_option_orders(2)
    exchange.seed_option_order()
    limited = step(cancel=named(*ids), max_orders=2)
    assert limited["listing_error"]["reason"] == "max_orders"
    assert len(open_ids(exchange)) == 3


@pytest.mark.parametrize(
    ("fault", "more"),
    [
        ("reset", {"when": "before"}),
        ("reset", {"when": "after"}),
        ("partly", {"leaves": 2, "answer": "lost"}),
        ("partly", {"leaves": 2, "answer": "success"}),
        ("code", {"code": -2011}),
        ("503_unknown", {"when": "after"}),
    ],
)
def test_a_bulk_cancel_that_is_lost_refused_or_partly_applied(
    exchange: Exchange, step: Ask, fault: str, more: dict[str, Any]
) -> None:
    ids = exchange.seed_option_orders(5)
    exchange.arm(fault, "option_cancel_underlying", **more)
    returned = step(cancel=named(*ids))
    assert open_ids(exchange) == set()
    assert outcomes(returned) == dict.fromkeys(ids, "cancelled")
    assert listed(returned)["option_orders"] == (0, True)


def test_a_listing_that_flaps_confirms_nothing(exchange: Exchange, step: Ask) -> None:
    """The first listing lacks the order, the one that confirms shows it."""
    order_id = exchange.seed_option_order()
    exchange.set_switches(option_listing_flaps=[0])
    returned = step(only_look=True)
    assert listed(returned)["option_orders"] == (1, False)
    assert returned["others"] == []
    exchange.seed(symbol=BTC)
    exchange.set_switches(option_listing_flaps=[0])  # orders of another kind are open
    closing = listed(step(only_look=True, count_others=True))
    assert closing == {"block_orders": (1, False), "option_orders": (1, False)}
    exchange.set_switches(option_listing_flaps=[None, 0, None])
    cancelled = step(cancel=named(order_id))
    assert open_ids(exchange) == set()
    assert listed(cancelled)["option_orders"] == (0, True)


def test_an_end_that_is_never_shown_is_not_verified(exchange: Exchange, step: Ask) -> None:
    exchange.set_switches(option_finished_query="-2013", history_lag_ms=NEVER)
    (order_id,) = exchange.seed_option_orders(1)
    (entry,) = step(cancel=named(order_id))["cancelled"]["option_orders"]["orders"]
    assert (entry["outcome"], entry["verified"]) == ("cancelled", False)


@pytest.mark.parametrize(("kind", "missing"), [("option_orders", "read_orders"), ("block_orders", "read")])
def test_a_kind_that_the_key_may_not_list(exchange: Exchange, step: Ask, kind: str, missing: str) -> None:
    """It costs one request and stops nothing. It is no empty listing either."""
    exchange.seed_option_orders(1)
    key = exchange.seed(symbol=BTC)
    exchange.restrict("desk", permissions=[name for name in PERMISSIONS if name != missing])
    first = step(only_look=True)
    (refused,) = first["not_listed"]
    assert (refused["kind"], refused["error"]["reason"], refused["error"]["code"]) == (kind, "key_refused", -2015)
    assert [found["kind"] for found in first["listings"]] == [name for name in BOTH if name != kind]
    assert (first["listing_error"], first["failed"], refusals(exchange)) == (None, False, 1)
    if kind == "option_orders":
        drained = step(cancel={"block_orders": [key]})
        assert listed(drained) == {"block_orders": (0, True)}
        assert not exchange.truth(key).open


def test_a_key_that_may_list_nothing_stops_the_step(exchange: Exchange, step: Ask, sent: Sent) -> None:
    exchange.restrict("desk", permissions=[])
    returned = step(only_look=True, read_positions=True)
    assert returned["listing_error"]["final"]
    assert (returned["listings"], returned["trades"], returned["positions"]) == ([], None, None)
    assert sent() == ["listing", "option_listing"]


def test_what_is_open_of_another_kind_is_counted_if_nothing_is_open_in_scope(exchange: Exchange, step: Ask) -> None:
    exchange.seed_option_orders(2)
    exchange.seed_option_order(symbol=ETH)
    returned = step(kinds=["block_orders"], only_look=True)
    assert returned["others"] == [{"kind": "option_orders", "open": 2, "error": None}]
    exchange.seed(symbol=BTC)
    assert step(kinds=["block_orders"], only_look=True)["others"] == []
    assert step(kinds=["block_orders"], only_look=True, count_others=True)["others"][0]["open"] == 2
    assert step(kinds=["option_orders"], only_look=True, count_others=True)["others"][0]["open"] == 1


def test_the_other_kind_is_not_counted_with_weight_that_other_accounts_may_need(exchange: Exchange, step: Ask) -> None:
    for limit, counted in ((74, 1), (73, None)):
        exchange.reset()
        exchange.seed_option_order(symbol=BTC)
        (other,) = step(kinds=["block_orders"], only_look=True, count_others=True, request_weight_limit=limit)["others"]
        assert (other["open"], other["error"]) == (counted, None), limit
        assert [entry.operation for entry in exchange.journal()].count("option_listing") == (counted or 0)


def test_a_refusal_to_count_or_to_show_positions_fails_nothing(exchange: Exchange, step: Ask) -> None:
    exchange.restrict("desk", permissions=["read", "trade", "trades"])
    returned = step(kinds=["block_orders"], only_look=True, read_positions=True)
    (other,) = returned["others"]
    assert (other["open"], other["error"]["code"], other["error"]["reason"]) == (None, -2015, "key_refused")
    assert (returned["positions"], returned["positions_error"]["code"]) == (None, -2015)
    assert (returned["failed"], listed(returned)) == (False, {"block_orders": (0, True)})
    assert refusals(exchange) == 2


def test_what_no_verdict_rests_on_does_not_use_up_the_time(
    exchange: Exchange, step: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window_step, "_BESIDE", 0.3)
    exchange.arm("500", "positions", count=None)
    returned = step(kinds=["block_orders"], only_look=True, read_positions=True, max_wait=600)
    assert (returned["positions_error"]["reason"], returned["failed"]) == ("time_budget", False)
    assert listed(returned) == {"block_orders": (0, True)}


def test_nothing_is_sent_during_a_rate_limit_that_a_side_query_meets(
    exchange: Exchange, step: Ask, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next step is another process, which does not know of it, and what is sent then brings a ban."""
    monkeypatch.setattr(window_step, "_BESIDE", 0.3)
    asked = {"kinds": ["block_orders"], "only_look": True, "read_positions": True, "countdowns": {"BTCUSDT": 0}}
    exchange.arm("429", "positions", retry_after=1)
    waited = step(**asked)
    assert (waited["positions"], len(waited["countdowns"])) == ([], 1)
    exchange.arm("429", "positions", retry_after=600)
    returned = step(**asked)
    assert (returned["positions_error"]["http_status"], returned["positions_error"]["final"]) == (429, True)
    assert (returned["countdowns"], sent()[-1]) == ([], "positions")
    assert not any(entry.went_on for entry in exchange.journal())


def test_countdowns_are_read_set_and_put_back(exchange: Exchange, step: Ask, sent: Sent) -> None:
    exchange.set_countdown("ETHUSDT", 30_000)
    wanted = {"BTCUSDT": 60, "ETHUSDT": 60}
    read = step(look=False, countdowns=wanted)["countdowns"]
    assert [(entry["underlying"], entry["before"], entry["outcome"]) for entry in read] == [
        ("BTCUSDT", 0, "would_change"),
        ("ETHUSDT", 30, "would_change"),
    ]
    assert set(sent()) == {"countdown_read"}
    assert step(look=False, countdowns=wanted, set_countdowns=True)["changed"]
    assert {name: found["countdown_ms"] for name, found in exchange.countdowns().items()} == {
        "BTCUSDT": 60_000,
        "ETHUSDT": 60_000,
    }
    back = step(only_look=True, countdowns={"BTCUSDT": 0, "ETHUSDT": 30}, set_countdowns=True)
    assert [(entry["outcome"], entry["after"]) for entry in back["countdowns"]] == [("changed", 0), ("changed", 30)]
    assert {name: found["countdown_ms"] for name, found in exchange.countdowns().items() if found["countdown_ms"]} == {
        "ETHUSDT": 30_000
    }


def test_a_countdown_that_reads_as_wanted_is_started_anew(exchange: Exchange, step: Ask, sent: Sent) -> None:
    """It may have ended, or be about to end: the exchange shows its length only."""
    exchange.set_countdown("BTCUSDT", 60_000)
    exchange.end_countdown("BTCUSDT")
    assert exchange.countdowns()["BTCUSDT"]["expired"]
    wanted = {"BTCUSDT": 60, "ETHUSDT": 0}
    assert [entry["outcome"] for entry in step(look=False, countdowns=wanted)["countdowns"]] == ["would_change"] * 2
    assert sent() == ["countdown_read"] * 2
    exchange.arm("503_unknown", "countdown_set", key="BTCUSDT", when="before")
    done = step(look=False, countdowns=wanted, set_countdowns=True)["countdowns"]
    assert [(entry["outcome"], entry["verified"], entry["after"]) for entry in done] == [
        ("changed", True, 60),
        ("changed", True, 0),
    ]
    assert not exchange.countdowns()["BTCUSDT"]["expired"]
    assert [entry.key for entry in exchange.journal("countdown_set")] == ["ETHUSDT", "BTCUSDT", "BTCUSDT"]


def test_a_refusal_to_start_it_anew_is_not_hidden_by_what_it_reads(exchange: Exchange, step: Ask) -> None:
    exchange.set_countdown("BTCUSDT", 60_000)
    exchange.end_countdown("BTCUSDT")
    exchange.arm("code", "countdown_set", code=-1130, msg="Invalid parameter.")
    (entry,) = step(look=False, countdowns={"BTCUSDT": 60}, set_countdowns=True)["countdowns"]
    assert entry["outcome"] == "failed"


@pytest.mark.parametrize("operation", ["option_listing", "positions"])
def test_nothing_is_set_after_a_ban(exchange: Exchange, step: Ask, sent: Sent, operation: str) -> None:
    exchange.arm("418", operation)
    returned = step(only_look=True, read_positions=True, countdowns={"BTCUSDT": 60}, set_countdowns=True)
    assert returned["countdowns"] == []
    assert sent()[-1] == operation


def test_a_refused_countdown_hides_nothing(exchange: Exchange, step: Ask) -> None:
    exchange.restrict("desk", permissions=PERMISSIONS)
    returned = step(only_look=True, read_positions=True, countdowns={"BTCUSDT": 60}, set_countdowns=True)
    (entry,) = returned["countdowns"]
    assert entry["outcome"] in ("failed", "not_attempted")
    assert entry["before"] is None
    assert (returned["listing_error"], returned["positions_error"], returned["trades_error"]) == (None, None, None)
