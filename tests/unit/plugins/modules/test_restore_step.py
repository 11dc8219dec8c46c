# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A step of restoring: for each old order one open order stands, and at most one is created."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.modules import restore_step
from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .conftest import Ask, TimeRunsOut

Sent = Callable[[], list[str]]

SYMBOL = "BTC-261225-100000-C"
TERMS = {"liquidity": "TAKER", "legs": [{"symbol": SYMBOL, "side": "BUY", "price": "2.8", "quantity": "1.2"}]}
SEED: dict[str, Any] = {"symbol": SYMBOL, "side": "BUY", "price": "2.8", "quantity": "1.2", "liquidity": "TAKER"}
HOUR = 3_600_000


def old(name: str, **fields: Any) -> dict[str, Any]:
    return {"block_order_matching_key": name, **TERMS, **fields}


@pytest.fixture
def step(ask: Ask) -> Ask:
    def step(*orders: dict[str, Any], **options: Any) -> dict[str, Any]:
        return ask(restore_step, **{"recv_window": 500, "confirm_delay": 0, "orders": list(orders), **options})

    return step


def told(returned: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(entry["outcome"], entry["reason"]) for entry in returned["orders"]]


def new_keys(returned: dict[str, Any]) -> list[str]:
    return [entry["new_key"] for entry in returned["orders"]]


def open_keys(exchange: Exchange) -> list[str]:
    return [order.key for order in exchange.orders() if order.open]


def test_without_orders_it_reads_the_time(exchange: Exchange, step: Ask, sent: Sent) -> None:
    exchange.set_skew(HOUR)
    returned = step()
    assert sent() == ["time"]
    assert returned["orders"] == []
    assert abs(returned["read_at"] - exchange.clock.now_ms()) < HOUR / 2
    assert not returned["changed"]


def test_orders_with_the_same_terms_are_created_once_each(exchange: Exchange, step: Ask) -> None:
    seeded = exchange.seed(**SEED)
    returned = step(old("a"), old("b"), old("c"))
    assert told(returned) == [("present", None), ("created", None), ("created", None)]
    assert sorted(new_keys(returned)) == sorted(open_keys(exchange))
    assert new_keys(returned)[0] == seeded


def test_an_order_that_stands_for_another_one_does_not_count(exchange: Exchange, step: Ask) -> None:
    seeded = exchange.seed(**SEED)
    assert told(step(old("a"), taken=[seeded])) == [("created", None)]
    assert len(open_keys(exchange)) == 2


@pytest.mark.parametrize("fields", [{}, {"since": 1}])
@pytest.mark.parametrize("check_mode", [False, True])
def test_an_old_key_that_is_listed_as_open_fails(
    exchange: Exchange, step: Ask, sent: Sent, fields: dict[str, Any], check_mode: bool
) -> None:
    """A listing may lag, or the order is really open: then none may be created, whatever else is open."""
    exchange.seed(key="a", **SEED)
    other = exchange.seed(expires_in_ms=HOUR, **SEED)
    returned = step(old("a", **fields), old("b"), taken=["a", "b"], check_mode=check_mode)
    assert told(returned) == [("failed", "still_shown"), ("present", None)]
    assert new_keys(returned) == [None, other]
    assert returned["error"] is None
    assert "create" not in sent()


@pytest.mark.parametrize("fields", [{}, {"since": 1}])
def test_an_order_whose_expiry_has_passed_is_no_replacement_and_is_not_extended(
    exchange: Exchange, step: Ask, sent: Sent, fields: dict[str, Any]
) -> None:
    """It has expired, and the listing lags, or it was extended, and the listing does not show that yet."""
    exchange.set_switches(extend_lag_ms=HOUR)
    seeded = exchange.seed(expires_in_ms=HOUR, **SEED)
    (found,) = exchange.world.orders()
    now = exchange.clock.now_ms()
    found.expire_time = now - 50
    found.extend(now + HOUR, now)
    other = {**TERMS, "legs": [{**TERMS["legs"][0], "price": "9"}]}  # type: ignore[dict-item]
    returned = step(old("a", **fields), {**old("b"), **other})
    assert told(returned) == [("failed", "still_shown"), ("created", None)]
    assert seeded in returned["orders"][0]["msg"]
    assert "extend" not in sent()


def test_an_old_key_that_is_listed_after_a_lost_create_is_not_the_new_order(exchange: Exchange, step: Ask) -> None:
    exchange.at(lambda: exchange.seed(key="a", **SEED), "create")
    exchange.arm("reset", "create", when="before")
    returned = step(old("a"), taken=["a"])
    assert told(returned) == [("created", None)]
    assert sorted(open_keys(exchange)) == sorted(["a", *new_keys(returned)])


def test_an_old_order_that_was_executed_after_all_is_not_created(exchange: Exchange, step: Ask) -> None:
    exchange.accept(exchange.seed(key="a", **SEED))
    returned = step(old("a", since=exchange.clock.now_ms() - HOUR), taken=["a"])
    assert told(returned) == [("failed", "executed")]
    assert not returned["changed"]
    assert open_keys(exchange) == []


@pytest.mark.parametrize("when", ["before", "after"])
def test_lost_answers_create_none_twice(exchange: Exchange, step: Ask, when: str) -> None:
    exchange.arm("reset", "create", when=when, count=2)
    returned = step(old("a"), old("b"))
    assert told(returned) == [("created", None), ("created", None)]
    assert sorted(new_keys(returned)) == sorted(open_keys(exchange))


def test_an_execution_of_another_one_does_not_count(exchange: Exchange, step: Ask) -> None:
    """The trade of the first has the terms of the second, whose create was not carried out at first."""
    exchange.at(lambda: exchange.accept(open_keys(exchange)[0]), "create", nth=2)
    exchange.arm("reset", "create", when="before", skip=1)
    returned = step(old("a"), old("b"))
    assert told(returned) == [("created", None), ("created", None)]
    assert open_keys(exchange) == new_keys(returned)[1:]


def test_what_an_earlier_run_created_is_found(exchange: Exchange, step: Ask) -> None:
    seeded = exchange.seed(**SEED)
    # One listing shows it. The next one may lack it, and must not be what decides.
    exchange.at(lambda: exchange.set_status(seeded, "CANCELLED"), "listing", nth=2)
    returned = step(old("a", since=exchange.clock.now_ms() - HOUR))
    assert (told(returned), new_keys(returned)) == ([("present", None)], [seeded])
    assert exchange.journal("create") == []


def test_what_an_earlier_run_created_and_was_executed_is_not_created_again(exchange: Exchange, step: Ask) -> None:
    exchange.accept(exchange.seed(**SEED))
    earlier = old("a", since=exchange.clock.now_ms() - HOUR)
    returned = step(earlier)
    assert told(returned) == [("failed", "executed")]
    assert returned["orders"][0]["changed"]
    assert open_keys(exchange) == []


def test_a_trade_of_another_order_or_of_earlier_does_not_count(exchange: Exchange, step: Ask) -> None:
    taken = exchange.seed(**SEED)
    exchange.accept(taken)
    now = exchange.clock.now_ms()
    assert told(step(old("a", since=now - HOUR), taken=[taken])) == [("created", None)]
    exchange.set_skew(HOUR)
    known = [*open_keys(exchange)]
    assert told(step(old("b", since=now + HOUR // 2), taken=known)) == [("created", None)]


def test_unreadable_trades_leave_it_open_whether_it_was_created(exchange: Exchange, step: Ask) -> None:
    exchange.restrict("desk", permissions=["read", "trade"])
    returned = step(old("a", since=exchange.clock.now_ms()))
    assert told(returned) == [("failed", "creation_unknown")]
    assert open_keys(exchange) == []


def test_nothing_is_sent_that_could_be_accepted_too_late(exchange: Exchange, step: Ask, sent: Sent) -> None:
    limit = exchange.clock.now_ms() + 60_000
    returned = step(old("a"), not_after=limit)
    assert told(returned) == [("not_attempted", "not_sent")]
    assert returned["failed"]
    assert "create" not in sent()
    assert told(step(old("a"), not_after=limit + HOUR)) == [("created", None)]


def test_check_mode_sends_nothing(exchange: Exchange, step: Ask, sent: Sent) -> None:
    exchange.seed(**SEED)
    returned = step(old("a"), old("b"), check_mode=True)
    assert told(returned) == [("present", None), ("would_create", None)]
    assert "create" not in sent()


def test_when_time_runs_out_the_rest_is_not_attempted(
    exchange: Exchange, step: Ask, time_runs_out: TimeRunsOut
) -> None:
    time_runs_out("create")
    returned = step(old("a"), old("b"), old("c"))
    assert [outcome for outcome, _reason in told(returned)][1:] == ["not_attempted", "not_attempted"]
    assert returned["error"]["reason"] == "time_budget"
    assert len(exchange.orders()) == 1
