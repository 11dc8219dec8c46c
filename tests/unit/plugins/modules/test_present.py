# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Orders that are kept open, and created at most once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .conftest import Run

Sent = Callable[[], list[str]]

SYMBOL = "BTC-261225-100000-C"
TERMS = {"liquidity": "TAKER", "legs": [{"symbol": SYMBOL, "side": "BUY", "price": "2.8", "quantity": "1.2"}]}
NAMED = f"BUY 1.2 {SYMBOL} at 2.8 (TAKER)"
MINUTE = 60_000


@pytest.fixture
def keep(run: Run) -> Run:
    """Run the module for an order with ``TERMS``, unless keys are given."""

    def keep(**options: Any) -> dict[str, Any]:
        terms = {} if "block_order_matching_key" in options else TERMS
        return run(**{"state": "present", "recv_window": 500, **terms, **options})

    return keep


def of_one(returned: dict[str, Any]) -> tuple[str, str | None]:
    """Outcome and reason of the only order."""
    (entry,) = returned["orders"]
    return entry["outcome"], entry["reason"]


def open_keys(exchange: Exchange) -> list[str]:
    return [order.key for order in exchange.orders() if order.open]


# By terms


def test_what_is_not_there_is_created(exchange: Exchange, keep: Run, sent: Sent) -> None:
    assert keep(check_mode=True)["diff"] == {"before": f"{NAMED}: absent\n", "after": f"{NAMED}: RECEIVED\n"}
    before = len(sent())
    returned = keep()
    (key,) = open_keys(exchange)
    assert of_one(returned) == ("created", None)
    (entry,) = returned["orders"]
    assert (entry["block_order_matching_key"], entry["verified"], entry["before"]) == (key, True, None)
    assert entry["after"]["legs"] == TERMS["legs"]
    assert returned["changed"]
    assert returned["msg"] == f"1 block order: 1 created. Created: {key}, {NAMED}."
    assert sent()[before:] == ["listing", "create", "query"]
    assert returned["diff"] == {"before": f"{key}: absent\n", "after": f"{key}: RECEIVED\n"}
    assert keep()["msg"] == "1 block order: 1 open as asked for."
    assert len(exchange.orders()) == 1


@pytest.mark.parametrize("price", ["2.8", "2.80", "2.800"])
def test_prices_are_compared_as_numbers(exchange: Exchange, keep: Run, price: str) -> None:
    key = exchange.seed(price=price)
    returned = keep()
    assert of_one(returned) == ("present", None)
    assert returned["orders"][0]["block_order_matching_key"] == key
    assert not returned["changed"]


@pytest.mark.parametrize(
    "other",
    [
        {"side": "SELL"},
        {"price": "2.81"},
        {"quantity": "1.3"},
        {"liquidity": "MAKER"},
        {"symbol": "BTC-261225-100000-P"},
        {"account": "other"},
        {"status": "EXPIRED"},
    ],
)
def test_an_order_that_differs_is_another_one(exchange: Exchange, keep: Run, other: dict[str, Any]) -> None:
    exchange.seed(**other)
    assert of_one(keep()) == ("created", None)


def test_of_several_the_one_that_expires_last_counts(exchange: Exchange, keep: Run) -> None:
    exchange.seed(key="sooner", expires_in_ms=10 * MINUTE)
    exchange.seed(key="last", expires_in_ms=20 * MINUTE)
    returned = keep(min_lifetime=900)
    assert (of_one(returned), returned["orders"][0]["block_order_matching_key"]) == (("present", None), "last")
    (warning,) = returned["warnings"]
    assert "last, sooner" in warning


@pytest.mark.parametrize("check_mode", [False, True])
def test_an_order_that_would_expire_too_soon_is_extended(exchange: Exchange, keep: Run, check_mode: bool) -> None:
    key = exchange.seed(expires_in_ms=10 * MINUTE)
    returned = keep(min_lifetime=1200, check_mode=check_mode)
    assert of_one(returned) == ("would_extend" if check_mode else "extended", None)
    assert returned["changed"]
    extended = exchange.truth(key).expire_time - exchange.clock.now_ms() > 25 * MINUTE
    assert extended != check_mode


def test_check_mode_creates_nothing(exchange: Exchange, keep: Run, sent: Sent) -> None:
    assert of_one(keep(check_mode=True)) == ("would_create", None)
    assert sent() == ["listing"]


@pytest.mark.parametrize("check_mode", [False, True])
def test_max_orders_0_creates_nothing(exchange: Exchange, keep: Run, check_mode: bool) -> None:
    returned = keep(max_orders=0, check_mode=check_mode)
    assert of_one(returned) == ("not_attempted", "not_sent")
    assert "create or extend 1 block order" in returned["msg"]
    assert exchange.orders() == []


_LOST = ["listing", "create", "listing"]


@pytest.mark.parametrize(
    ("lost", "requests"),
    [
        (None, ["listing", "create", "query"]),
        ("after", _LOST),
        # The exchange's time tells when it can no longer be accepted; then two listings and the trades.
        ("before", [*_LOST, "time", "listing", "listing", "trades", "create", "query"]),
    ],
)
def test_what_an_order_costs(exchange: Exchange, keep: Run, sent: Sent, lost: str | None, requests: list[str]) -> None:
    if lost:
        exchange.arm("reset", "create", when=lost)
    returned = keep(confirm_delay=0.1)
    assert sent() == requests
    assert returned["requests"]["weight"] == sum(1 if request == "time" else 5 for request in requests)
    kept = keep(min_lifetime=1200)
    assert sent() == [*requests, "listing"]
    assert (kept["requests"]["weight"], kept["changed"]) == (5, False)


# At most one is created


@pytest.mark.sampled(3)
@pytest.mark.parametrize("fault", ["reset", "timeout", "502_html", "200_other_object", "200_empty", "503_unknown"])
def test_a_create_whose_answer_was_lost_after_it_was_applied_is_found(
    exchange: Exchange, keep: Run, sent: Sent, fault: str
) -> None:
    exchange.arm(fault, "create", when="after")
    returned = keep(confirm_delay=0.1)
    (key,) = open_keys(exchange)
    assert of_one(returned) == ("created", None)
    assert returned["orders"][0]["block_order_matching_key"] == key
    assert key in returned["msg"]
    assert "Another program could have created the same order" in returned["warnings"][0]
    assert sent() == ["listing", "create", "listing"]


@pytest.mark.sampled(4)
@pytest.mark.parametrize("fault", ["reset", "timeout", "502_html", "200_other_object"])
@pytest.mark.parametrize("delay", [0, 0.2])
def test_a_create_that_was_lost_before_is_sent_again_when_it_can_no_longer_be_accepted(
    exchange: Exchange, keep: Run, fault: str, delay: float
) -> None:
    exchange.arm(fault, "create", when="before")
    assert of_one(keep(confirm_delay=delay)) == ("created", None)
    assert len(exchange.orders()) == 1
    first, second = exchange.journal("create")
    valid_until = int(first.parameters["timestamp"]) + 500
    between = [entry for entry in exchange.journal("listing") if valid_until < entry.arrived_ms < second.arrived_ms]
    assert len(between) >= (2 if delay else 1)
    assert between[-1].arrived - between[0].arrived >= delay


@pytest.mark.parametrize("skew_ms", [-900, 400])
@pytest.mark.parametrize("delay", [0, 0.2])
def test_a_create_that_is_applied_late_is_not_sent_again(
    exchange: Exchange, keep: Run, skew_ms: int, delay: float
) -> None:
    # This host's clock is ahead: by its own time, the request is too old before it is so for the exchange.
    exchange.set_skew(skew_ms)
    exchange.arm("delay_carry_out", "create", delay_ms=max(0, 400 - skew_ms), answer="504")
    assert of_one(keep(confirm_delay=delay)) == ("created", None)
    assert len(exchange.orders()) == 1


@pytest.mark.parametrize("delay", [0, 0.2])
def test_a_lost_create_that_was_executed_at_once_is_not_sent_again(exchange: Exchange, keep: Run, delay: float) -> None:
    exchange.arm("reset", "create", when="after")
    exchange.at(lambda: exchange.accept(exchange.orders()[0].key), "create", nth=1, when="after")
    returned = keep(confirm_delay=delay)
    assert of_one(returned) == ("failed", "executed")
    assert returned["changed"]
    assert len(exchange.orders()) == 1
    assert "was executed" in returned["warnings"][0]


def test_an_execution_of_an_earlier_order_with_these_terms_is_none_of_this_one(exchange: Exchange, keep: Run) -> None:
    earlier = exchange.seed(age_ms=10 * MINUTE)
    exchange.accept(earlier)
    exchange.set_skew(250)
    exchange.arm("reset", "create", when="before")
    assert of_one(keep()) == ("created", None)
    assert [order.key for order in exchange.orders() if order.key != earlier] == open_keys(exchange)


def test_without_the_trades_nobody_knows_whether_a_lost_create_was_executed(exchange: Exchange, keep: Run) -> None:
    exchange.restrict(permissions=["read", "trade"])
    exchange.arm("reset", "create", when="after")
    exchange.at(lambda: exchange.accept(exchange.orders()[0].key), "create", nth=1, when="after")
    assert of_one(keep()) == ("failed", "creation_unknown")
    assert len(exchange.orders()) == 1


def test_what_another_program_creates_at_the_same_moment_is_taken_for_the_lost_one(
    exchange: Exchange, keep: Run
) -> None:
    exchange.arm("reset", "create", when="before")
    exchange.at(partial(exchange.seed, key="theirs"), "create")
    returned = keep()
    assert of_one(returned) == ("created", None)
    assert [order.key for order in exchange.orders()] == ["theirs"]
    assert "Another program" in returned["warnings"][0]


def test_without_time_to_wait_nobody_knows_whether_it_was_created(exchange: Exchange, keep: Run) -> None:
    exchange.arm("reset", "create", when="before")
    returned = keep(recv_window=30000, max_wait=1)
    assert of_one(returned) == ("failed", "creation_unknown")
    assert not returned["changed"]
    assert f"{NAMED}: whether it was created is not known" in returned["msg"]
    assert len(exchange.journal("create")) == 1


@pytest.mark.parametrize(("operation", "code"), [("listing", -6018), ("time", -9999)])
def test_queries_that_are_refused_after_a_lost_create_leave_it_unknown(
    exchange: Exchange, keep: Run, operation: str, code: int
) -> None:
    exchange.arm("reset", "create", when="before")
    exchange.arm("code", operation, code=code, skip=int(operation == "listing"), count=None)
    returned = keep()
    assert of_one(returned) == ("failed", "creation_unknown")
    assert "whether it was created is not known" in returned["msg"]
    assert "defect" not in returned["msg"]
    assert len(exchange.journal("create")) == 1


@pytest.mark.parametrize("answer", ["key", "{}"])
def test_an_answer_that_may_acknowledge_it_is_never_followed_by_another_create(
    exchange: Exchange, keep: Run, answer: str
) -> None:
    exchange.set_switches(create_answer=answer, appear_lag_ms="never")
    returned = keep()
    (created,) = exchange.orders()
    assert of_one(returned) == ("failed", "creation_unknown")
    named = f"{created.key}, which the answer names" if answer == "key" else "with these terms"
    assert named in returned["msg"]
    assert len(exchange.journal("create")) == 1


def test_a_second_create_that_is_refused_after_a_lost_one_is_refused(exchange: Exchange, keep: Run) -> None:
    exchange.arm("reset", "create", when="before")
    exchange.arm("code", "create", code=-2018, count=None)
    returned = keep()
    assert of_one(returned) == ("failed", "refused")
    assert returned["orders"][0]["error"]["code"] == -2018
    assert len(exchange.journal("create")) == 2


@pytest.mark.parametrize("answer", ["reference", "full", "key", "{}"])
def test_an_answer_that_does_not_show_the_terms_is_no_proof(exchange: Exchange, keep: Run, answer: str) -> None:
    exchange.set_switches(create_answer=answer)
    returned = keep()
    assert of_one(returned) == ("created", None)
    assert len(exchange.orders()) == 1
    assert bool(returned["warnings"]) == (answer in ("key", "{}"))


@pytest.mark.parametrize(
    ("code", "what_to_change"),
    [
        (-2018, "add margin, or reduce quantity in legs"),
        (-2027, "add margin, or reduce quantity in legs"),
        (-4001, "Change price in legs"),
        (-4003, "Change quantity in legs"),
        (-1111, "Give price and quantity in legs fewer digits"),
        (-1121, "Check symbol in legs"),
        (-1128, "symbol in legs"),
        (-6005, "not registered as a market maker"),
        (-2010, ""),
        (-6048, ""),
        (-1130, ""),
    ],
)
def test_a_refusal_is_final(exchange: Exchange, keep: Run, code: int, what_to_change: str) -> None:
    exchange.arm("code", "create", code=code, count=None)
    returned = keep()
    assert of_one(returned) == ("failed", "refused")
    assert returned["orders"][0]["error"]["code"] == code
    assert str(code) in returned["msg"]
    assert what_to_change in returned["msg"]
    assert not returned["changed"]
    assert len(exchange.journal("create")) == 1


def test_a_created_order_that_appears_late_is_verified_when_it_does(exchange: Exchange, keep: Run) -> None:
    exchange.set_switches(appear_lag_ms=700)
    returned = keep()
    assert of_one(returned) == ("created", None)
    assert returned["orders"][0]["verified"]


@pytest.mark.parametrize(("verify_timeout", "expected"), [(0, ("created", None)), (1, ("failed", "not_shown"))])
def test_a_created_order_that_does_not_appear(
    exchange: Exchange, keep: Run, verify_timeout: int, expected: tuple[str, str | None]
) -> None:
    exchange.set_switches(appear_lag_ms="never")
    returned = keep(verify_timeout=verify_timeout)
    assert of_one(returned) == expected
    assert returned["changed"]
    assert returned["orders"][0]["block_order_matching_key"] == open_keys(exchange)[0]
    assert len(exchange.journal("create")) == 1


@pytest.mark.parametrize("finished", ["order", "empty", "-2013"])
@pytest.mark.parametrize(("ending", "reason"), [("accept", "executed"), ("cancel_by_other", None)])
def test_a_created_order_that_ends_at_once(
    exchange: Exchange, keep: Run, finished: str, ending: str, reason: str | None
) -> None:
    exchange.set_switches(finished_key_query=finished)
    exchange.at(lambda: getattr(exchange, ending)(exchange.orders()[0].key), "create", nth=1, when="after")
    returned = keep(verify_timeout=1)
    assert of_one(returned) == ("failed", reason or ("ended" if finished == "order" else "not_shown"))
    assert returned["changed"]
    assert len(exchange.orders()) == 1
    assert [warning for warning in returned["warnings"] if "was executed" in warning] or reason is None


SELL = [{"symbol": SYMBOL, "side": "SELL", "price": "2.8", "quantity": "1.2"}]


@pytest.mark.parametrize("switch", [{"liquidity_form": "lower"}, {"sell_quantity": "negative"}])
def test_the_same_terms_in_another_form_are_no_other_order(
    exchange: Exchange, keep: Run, switch: dict[str, str]
) -> None:
    exchange.set_switches(**switch)
    assert [of_one(keep(legs=SELL))[0] for _number in range(2)] == ["created", "present"]
    assert len(exchange.journal("create")) == 1


def test_an_order_without_liquidity_is_not_created_again(exchange: Exchange, keep: Run) -> None:
    order = {"blockTradeSettlementKey": "there", "status": "RECEIVED", "expireTime": 9 * 10**12, "legs": SELL}
    exchange.arm("answer", "listing", document=[order], count=None)
    assert of_one(keep(legs=SELL))[0] == "present"
    assert exchange.journal("create") == []


@pytest.mark.parametrize("switch", [{"sell_quantity": "negative"}, {"trade_side": "missing"}, {"numbers": "numbers"}])
def test_a_lost_order_that_was_taken_at_once_is_recognised_in_its_trade(
    exchange: Exchange, keep: Run, switch: dict[str, str]
) -> None:
    exchange.set_switches(**switch)
    exchange.arm("502_html", "create", when="after")
    exchange.at(lambda: [exchange.accept(order.key) for order in exchange.orders()], "create", nth=1, when="after")
    returned = keep(legs=SELL, recv_window=300, confirm_delay=0.1)
    assert of_one(returned) == ("failed", "executed")
    assert len(exchange.journal("create")) == 1


@pytest.mark.parametrize("expire_time", [None, "soon"])
def test_an_expiry_that_cannot_be_read_is_not_late_enough(exchange: Exchange, keep: Run, expire_time: Any) -> None:
    order = {"blockTradeSettlementKey": "there", "status": "RECEIVED", "expireTime": expire_time}
    exchange.arm("answer", "query", document=[order], count=None)
    returned = keep(block_order_matching_key="there", min_lifetime=1200, check_mode=True)
    assert of_one(returned)[0] == "would_extend"


# By key


@pytest.mark.parametrize("check_mode", [False, True])
def test_keys_are_extended_only_where_it_is_needed(exchange: Exchange, keep: Run, check_mode: bool) -> None:
    short, long = exchange.seed(expires_in_ms=5 * MINUTE), exchange.seed(expires_in_ms=25 * MINUTE)
    returned = keep(block_order_matching_key=[short, long], min_lifetime=1200, check_mode=check_mode)
    assert [entry["outcome"] for entry in returned["orders"]] == [
        "would_extend" if check_mode else "extended",
        "present",
    ]
    assert len(exchange.journal("extend")) == (0 if check_mode else 1)


def test_extended_keys_that_a_listing_lacks_are_queried(exchange: Exchange, keep: Run) -> None:
    keys = exchange.seed_many(2, expires_in_ms=5 * MINUTE)
    exchange.at(lambda: exchange.set_switches(hide_open=True), "extend", nth=1)
    returned = keep(block_order_matching_key=keys, min_lifetime=1200)
    assert [(entry["outcome"], entry["verified"]) for entry in returned["orders"]] == [("extended", True)] * 2


@pytest.mark.parametrize("answer", ["order", "{}"])
def test_an_extension_is_verified_by_a_query(exchange: Exchange, keep: Run, answer: str) -> None:
    key = exchange.seed(expires_in_ms=5 * MINUTE)
    exchange.set_switches(extend_answer=answer)
    returned = keep(block_order_matching_key=key, min_lifetime=1200)
    assert of_one(returned) == ("extended", None)
    assert returned["orders"][0]["after"]["expire_time"] > returned["orders"][0]["before"]["expire_time"]
    assert [entry.operation for entry in exchange.journal()] == ["query", "extend", "query"]


@pytest.mark.parametrize("when", ["before", "after"])
def test_an_extension_whose_answer_was_lost_is_seen_in_the_expiry(exchange: Exchange, keep: Run, when: str) -> None:
    key = exchange.seed(expires_in_ms=5 * MINUTE)
    exchange.arm("reset", "extend", when=when)
    returned = keep(block_order_matching_key=key, min_lifetime=1200)
    assert of_one(returned) == ("extended", None)
    assert returned["orders"][0]["verified"]
    assert len(exchange.journal("extend")) == (1 if when == "after" else 2)


@pytest.mark.parametrize(("lag_ms", "expected"), [(700, ("extended", None)), ("never", ("failed", "not_extended"))])
def test_the_new_expiry_shows_late(
    exchange: Exchange, keep: Run, lag_ms: int | str, expected: tuple[str, str | None]
) -> None:
    key = exchange.seed(expires_in_ms=5 * MINUTE)
    exchange.set_switches(extend_lag_ms=lag_ms)
    returned = keep(block_order_matching_key=key, min_lifetime=1200, verify_timeout=1)
    assert of_one(returned) == expected
    assert returned["changed"]


@pytest.mark.parametrize(("left_s", "outcome"), [(1190, "extended"), (1210, "present"), (1300, "present")])
def test_a_host_that_is_behind_measures_the_clock_where_that_decides(
    exchange: Exchange, keep: Run, left_s: int, outcome: str
) -> None:
    exchange.set_skew(40_000)
    key = exchange.seed(expires_in_ms=left_s * 1000)
    returned = keep(block_order_matching_key=key, min_lifetime=1200, recv_window=60_000)
    assert returned["orders"][0]["outcome"] == outcome
    assert returned["orders"][0]["verified"]
    assert len(exchange.journal("time")) == (left_s < 1220)


@pytest.mark.parametrize(
    ("ending", "reason"), [("accept", "executed"), ("expire", "ended"), ("cancel_by_other", "ended")]
)
@pytest.mark.parametrize("finished", ["order", "empty", "-2013"])
@pytest.mark.parametrize("moment", ["before the query", "before the extension"])
@pytest.mark.parametrize("answer", ["-6028", "order"])
def test_an_order_that_is_gone_is_not_brought_back(
    exchange: Exchange, keep: Run, ending: str, reason: str, finished: str, moment: str, answer: str
) -> None:
    key = exchange.seed(expires_in_ms=5 * MINUTE)
    exchange.set_switches(finished_key_query=finished, extend_finished=answer)
    exchange.schedule(ending, {"key": key}, "query" if moment == "before the query" else "extend")
    returned = keep(block_order_matching_key=key, min_lifetime=1200, confirm_delay=0.1)
    hidden_before = moment == "before the query" and finished != "order"
    assert of_one(returned) == ("failed", "not_found" if hidden_before else reason)
    assert not returned["changed"]
    assert len(exchange.orders()) == 1


def test_a_key_that_one_query_does_not_show_is_queried_again(exchange: Exchange, keep: Run) -> None:
    key = exchange.seed()
    exchange.set_switches(key_query_flaps=[0])
    assert of_one(keep(block_order_matching_key=key, confirm_delay=0.1)) == ("present", None)


def test_what_is_gone_does_not_count_against_max_orders(exchange: Exchange, keep: Run) -> None:
    keys = [exchange.seed(expires_in_ms=5 * MINUTE), exchange.seed(status="EXPIRED"), exchange.seed()]
    returned = keep(block_order_matching_key=keys, min_lifetime=1200, max_orders=1)
    assert [entry["outcome"] for entry in returned["orders"]] == ["extended", "failed", "present"]
    assert keep(block_order_matching_key=keys, min_lifetime=1800, max_orders=1)["error"]["reason"] == "max_orders"
