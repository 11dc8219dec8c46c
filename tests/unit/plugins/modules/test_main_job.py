# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The main job: what is sent, what is left open, and what is reported, without faults."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._reconcile.decisions import Outcome
from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .conftest import Run, outcomes

Sent = Callable[[], list[str]]


@pytest.mark.usefixtures("_start_of_a_minute")
def test_a_cancel_is_one_query_one_cancel_one_verification_and_one_look_at_the_trades(
    exchange: Exchange, run: Run, sent: Sent
) -> None:
    key = exchange.seed()
    returned = run(block_order_matching_key=[key])
    assert not exchange.truth(key).open
    assert sent()[:2] == ["query", "cancel"]
    assert sorted(sent()[2:]) == ["query", "trades"]
    assert returned["changed"]
    assert returned["msg"] == "1 block order: 1 cancelled."
    (entry,) = returned["orders"]
    assert entry["outcome"] == "cancelled"
    assert entry["before"]["open"]
    assert entry["before"]["legs"] == [
        {"symbol": "BTC-261225-100000-C", "side": "BUY", "quantity": "1.2", "price": "2.80"}
    ]
    assert entry["requests_sent"] == 1
    assert entry["evidence"] == ["acknowledged", "status CANCELLED", "not in block trades"]
    assert entry["error"] is None
    assert returned["requests"]["sent"] == 4
    assert returned["requests"]["weight"] == returned["requests"]["used_weight_1m"] == 20
    assert returned["diff"] == {"before": f"{key}: RECEIVED\n", "after": f"{key}: CANCELLED\n"}


def test_a_second_run_is_one_query_and_no_cancel(exchange: Exchange, run: Run, sent: Sent) -> None:
    key = exchange.seed()
    run(block_order_matching_key=key)
    before = len(sent())
    returned = run(block_order_matching_key=key)
    assert sent()[before:] == ["query"]
    assert not returned["changed"]
    assert outcomes(returned) == {key: "absent"}
    assert returned["diff"]["before"] == returned["diff"]["after"]


def test_what_one_answer_shows_of_several_orders_is_one_event(exchange: Exchange, run: Run) -> None:
    first, second = exchange.seed_many(2)
    exchange.arm("code", "cancel", key=second, code=-1130)
    returned = run(block_order_matching_key=[first, second])
    events = [(event["kind"], sorted(event["orders"]), event.get("effect")) for event in returned["timeline"]]
    both = sorted((first, second))
    assert events[0] == ("query", both, None)
    assert sorted(events[1:3]) == sorted([("cancel", [first], "applied"), ("cancel", [second], "not_applied")])
    assert ("trades", [], None) in events
    assert [event["time"] for event in returned["timeline"]] == sorted(event["time"] for event in returned["timeline"])


@pytest.mark.parametrize("selector", ["key", "keys", "underlying", "all_open"])
def test_check_mode_sends_no_cancel(exchange: Exchange, run: Run, sent: Sent, selector: str) -> None:
    keys = exchange.seed_many(3)
    selectors: dict[str, dict[str, Any]] = {
        "key": {"block_order_matching_key": keys[0]},
        "keys": {"block_order_matching_key": keys},
        "underlying": {"underlying": "BTCUSDT"},
        "all_open": {"all_open": True},
    }
    options = selectors[selector]
    returned = run(check_mode=True, **options)
    assert "cancel" not in sent()
    assert all(exchange.truth(key).open for key in keys)
    assert returned["changed"]
    assert set(outcomes(returned).values()) == {"would_cancel"}
    assert returned["diff"]["after"].count("CANCELLED") == len(returned["orders"])
    really = run(**options)
    assert outcomes(really).keys() == outcomes(returned).keys()
    assert set(outcomes(really).values()) == {"cancelled"}


def test_several_keys_cost_one_listing_and_a_query_for_each_that_it_lacks(
    exchange: Exchange, run: Run, sent: Sent
) -> None:
    first, second = exchange.seed(), exchange.seed()
    gone = exchange.seed(status="EXPIRED")
    returned = run(block_order_matching_key=[second, "no-such-key", first, gone, second])
    assert list(outcomes(returned).items()) == [
        (second, "cancelled"),
        ("no-such-key", "absent"),
        (first, "cancelled"),
        (gone, "absent"),
    ]
    assert Counter(sent()) == {"listing": 2, "query": 2, "cancel": 2, "trades": 1}
    counts = {**dict.fromkeys(map(str.lower, Outcome.__members__), 0), "cancelled": 2, "absent": 2}
    assert returned["summary"] == {"selected": 4, **counts}


def test_a_listed_order_that_is_final_needs_no_query(exchange: Exchange, run: Run, sent: Sent) -> None:
    exchange.set_switches(listing_finished=True)
    keys = [exchange.seed(status=status) for status in ("CANCELLED", "EXPIRED", "REJECTED", "ACCEPTED")]
    returned = run(block_order_matching_key=keys)
    assert sent() == ["listing"]
    assert list(outcomes(returned).values()) == ["absent", "absent", "absent", "executed"]
    (warning,) = returned["warnings"]
    assert keys[3] in warning
    assert not returned["changed"]


@pytest.mark.parametrize("count", [1, 3, 20])
def test_draining_costs_a_fixed_weight(exchange: Exchange, run: Run, sent: Sent, count: int) -> None:
    exchange.seed_many(count)
    returned = run(all_open=True)
    assert returned["summary"]["cancelled"] == count
    assert Counter(sent()) == {"listing": 2, "cancel": count, "trades": 1}
    assert returned["requests"]["weight"] == 5 * (count + 3)


def test_an_underlying_is_drained_and_no_other(exchange: Exchange, run: Run) -> None:
    bitcoin = [exchange.seed(symbol="BTC-261225-100000-C") for _number in range(2)]
    ether = exchange.seed(symbol="ETH-261225-4000-P")
    foreign = exchange.seed(account="other", symbol="BTC-261225-100000-C")
    returned = run(underlying="BTCUSDT")
    assert outcomes(returned) == dict.fromkeys(bitcoin, "cancelled")
    assert exchange.truth(ether).open
    assert exchange.truth(foreign).open


def test_nothing_open_is_one_listing(run: Run, sent: Sent) -> None:
    returned = run(all_open=True)
    assert sent() == ["listing"]
    assert not returned["changed"]
    assert returned["orders"] == []


def test_orders_that_appear_while_draining_are_taken_up(exchange: Exchange, run: Run) -> None:
    exchange.seed(key="first")
    exchange.schedule("seed", {"key": "second"}, "cancel")
    exchange.schedule("seed", {"key": "third"}, "cancel", key="second")
    returned = run(all_open=True)
    assert outcomes(returned) == dict.fromkeys(("first", "second", "third"), "cancelled")
    assert not any(order.open for order in exchange.orders())


def test_orders_that_appear_are_left_alone_if_keys_were_given(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(2)
    exchange.schedule("seed", {"key": "new"}, "cancel")
    assert outcomes(run(block_order_matching_key=keys)) == dict.fromkeys(keys, "cancelled")
    assert exchange.truth("new").open


def test_an_empty_list_selects_nothing(exchange: Exchange, run: Run, sent: Sent) -> None:
    key = exchange.seed()
    returned = run(block_order_matching_key=[])
    assert not returned["changed"]
    assert not returned["failed"]
    assert returned["summary"]["selected"] == 0
    assert sent() == []
    assert exchange.truth(key).open


@pytest.mark.parametrize("check_mode", [False, True])
def test_more_than_max_orders_fails_before_the_first_cancel(
    exchange: Exchange, run: Run, sent: Sent, check_mode: bool
) -> None:
    keys = exchange.seed_many(3)
    returned = run(all_open=True, max_orders=2, check_mode=check_mode)
    assert returned["failed"]
    assert not returned["changed"]
    assert "cancel" not in sent()
    assert outcomes(returned) == dict.fromkeys(keys, "not_attempted")
    assert "max_orders" in returned["msg"]
    assert run(all_open=True, max_orders=3, check_mode=check_mode)["changed"]


def test_only_open_orders_count_against_max_orders(exchange: Exchange, run: Run) -> None:
    keys = [exchange.seed(), exchange.seed(status="EXPIRED"), "no-such-key"]
    assert outcomes(run(block_order_matching_key=keys, max_orders=1))[keys[0]] == "cancelled"
    assert not run(block_order_matching_key=keys, max_orders=0)["failed"]


def test_orders_that_appear_count_against_max_orders(exchange: Exchange, run: Run) -> None:
    exchange.seed(key="first")
    exchange.schedule("seed", {"key": "second"}, "cancel")
    returned = run(all_open=True, max_orders=1)
    assert returned["failed"]
    assert returned["changed"], "what was cancelled stays reported"
    assert outcomes(returned) == {"first": "cancelled", "second": "not_attempted"}
    assert exchange.truth("second").open


def test_every_request_has_a_signature_of_its_own(exchange: Exchange, run: Run) -> None:
    exchange.seed_many(30)
    run(all_open=True)
    run(all_open=True)
    signatures = [entry.signature for entry in exchange.journal()]
    assert len(set(signatures)) == len(signatures) > 30
    assert all(entry.signature_ok and entry.timing_ok for entry in exchange.journal())


def test_connections_are_kept(exchange: Exchange, run: Run) -> None:
    exchange.seed_many(30)
    before = exchange.state()["connections_opened"]
    run(all_open=True, concurrency=4)
    assert exchange.state()["connections_opened"] - before <= 4
    assert len({entry.connection for entry in exchange.journal()}) <= 4
