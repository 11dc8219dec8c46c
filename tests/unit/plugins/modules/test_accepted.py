# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Orders of others that are accepted, and every way in which another account is first."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .conftest import Run

Sent = Callable[[], list[str]]
Offer = Callable[..., str]

SYMBOL = "BTC-261225-100000-C"
# What the seeded orders are from this account's point of view.
TERMS = {"liquidity": "MAKER", "legs": [{"symbol": SYMBOL, "side": "SELL", "price": "2.8", "quantity": "1.2"}]}
THIRD = {"name": "third", "api_key": "FakeKeyOfThird00" * 4, "api_secret": "FakeSecretOfThird" * 4}


@pytest.fixture
def offer(exchange: Exchange) -> Offer:
    """Have another account offer an order, and return its key."""
    exchange.add_account(**THIRD)
    return partial(exchange.seed, account="other")


@pytest.fixture
def accept(run: Run) -> Run:
    return lambda key, **options: run(**{"state": "accepted", "block_order_matching_key": key, **options})


def of_one(returned: dict[str, Any]) -> tuple[str, str | None]:
    """Outcome and reason of the only order."""
    (entry,) = returned["orders"]
    return entry["outcome"], entry["reason"]


def test_an_offered_order_is_accepted(exchange: Exchange, accept: Run, sent: Sent, offer: Offer) -> None:
    key = offer()
    returned = accept(key)
    assert of_one(returned) == ("accepted", None)
    assert returned["orders"][0]["verified"]
    assert returned["changed"]
    assert exchange.truth(key).accepted_by == "desk"
    assert sorted(sent()[:2]) == ["details", "trades"]
    assert sent()[2] == "accept"
    assert sorted(sent()[3:]) == ["details", "trades"]
    again = accept(key)
    assert of_one(again) == ("already_accepted", None)
    assert not again["changed"]


@pytest.mark.parametrize("finished", ["order", "-2013", "-6028"])
def test_an_order_that_was_accepted_before_is_found_in_the_trades(
    exchange: Exchange, accept: Run, offer: Offer, finished: str
) -> None:
    key = offer()
    exchange.accept(key, account="desk")
    exchange.set_switches(details_finished=finished)
    returned = accept(key, confirm_delay=0.1)
    assert of_one(returned) == ("already_accepted", None)
    assert all(int(entry.parameters["startTime"]) > 0 for entry in exchange.journal("trades"))


@pytest.mark.parametrize("finished", ["order", "-2013"])
def test_an_order_that_was_accepted_before_and_is_still_shown_as_open_is_not_accepted_again(
    exchange: Exchange, accept: Run, offer: Offer, finished: str
) -> None:
    key = offer()
    exchange.set_switches(lag_ms="never", details_finished=finished, accept_finished="order")
    exchange.accept(key, account="desk")
    returned = accept(key)
    assert of_one(returned) == ("already_accepted", None)
    assert exchange.journal("accept") == []


@pytest.mark.parametrize(("details", "query"), [("order", "order"), ("order", "empty"), ("-2013", "order")])
@pytest.mark.parametrize("check_mode", [False, True])
def test_an_own_order_that_another_account_took_is_not_accepted(
    exchange: Exchange, accept: Run, details: str, query: str, check_mode: bool
) -> None:
    key = exchange.seed()
    exchange.accept(key)
    exchange.set_switches(details_finished=details, finished_key_query=query)
    # The trades come before the details.
    exchange.arm("delay", "details", delay_ms=200)
    returned = accept(key, check_mode=check_mode, confirm_delay=0.1, verify_timeout=0)
    assert of_one(returned) == ("failed", "taken_by_other" if details == "order" else "not_found")


@pytest.mark.parametrize("check_mode", [False, True])
@pytest.mark.parametrize(
    ("expected", "fits"),
    [
        (TERMS, True),
        ({"liquidity": "MAKER"}, True),
        ({"liquidity": "TAKER"}, False),
        ({**TERMS, "legs": [{**TERMS["legs"][0], "price": "2.81"}]}, False),  # type: ignore[dict-item]
        ({**TERMS, "legs": [{**TERMS["legs"][0], "side": "BUY"}]}, False),  # type: ignore[dict-item]
        ({**TERMS, "legs": [{**TERMS["legs"][0], "quantity": "12"}]}, False),  # type: ignore[dict-item]
    ],
)
def test_nothing_is_sent_unless_the_terms_are_those_expected(
    exchange: Exchange,
    accept: Run,
    sent: Sent,
    offer: Offer,
    expected: dict[str, Any],
    fits: bool,
    check_mode: bool,
) -> None:
    key = offer()
    returned = accept(key, check_mode=check_mode, **expected)
    if fits:
        assert of_one(returned) == ("would_accept" if check_mode else "accepted", None)
    else:
        assert of_one(returned) == ("failed", "terms_differ")
        assert "expected" in returned["msg"]
        assert f"found SELL 1.2 {SYMBOL} at 2.80 (MAKER)" in returned["msg"]
        assert sorted(sent()) == ["details", "trades"]
    assert exchange.truth(key).open == (check_mode or not fits)


@pytest.mark.sampled(3)
@pytest.mark.parametrize("finished", ["order", "-2013", "-6028"])
@pytest.mark.parametrize("answer", ["-6028", "-2013", "order"])
@pytest.mark.parametrize("moment", ["details", "accept"])
@pytest.mark.parametrize("ending", ["third", "cancel_by_other", "expire"])
def test_another_account_gets_there_first(
    exchange: Exchange,
    accept: Run,
    offer: Offer,
    ending: str,
    moment: str,
    answer: str,
    finished: str,
) -> None:
    key = offer()
    exchange.set_switches(accept_finished=answer, details_finished=finished)
    if ending == "third":
        exchange.at(partial(exchange.accept, key, account="third"), moment, nth=1)
    else:
        exchange.schedule(ending, {"key": key}, moment)
    returned = accept(key, confirm_delay=0.1, verify_timeout=1)
    outcome, reason = of_one(returned)
    assert outcome == "failed"
    assert not returned["changed"], reason
    if finished == "order" and moment == "details":
        assert reason == ("taken_by_other" if ending == "third" else "ended")
    assert exchange.truth(key).accepted_by in ("third", None)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("finished", ["order", "-2013"])
@pytest.mark.parametrize("fault", ["reset", "504_html", "200_other_object"])
def test_an_acceptance_whose_answer_was_lost(
    exchange: Exchange, accept: Run, offer: Offer, fault: str, when: str, finished: str
) -> None:
    key = offer()
    exchange.set_switches(details_finished=finished)
    exchange.arm(fault, "accept", when=when)
    returned = accept(key)
    assert of_one(returned) == ("accepted", None)
    assert exchange.truth(key).accepted_by == "desk"
    assert len(exchange.journal("accept")) == (1 if when == "after" else 2)


@pytest.mark.parametrize("finished", ["order", "-2013"])
def test_an_acceptance_that_was_lost_while_another_one_won(
    exchange: Exchange, accept: Run, offer: Offer, finished: str
) -> None:
    key = offer()
    exchange.set_switches(details_finished=finished)
    exchange.arm("reset", "accept", when="before")
    exchange.at(partial(exchange.accept, key, account="third"), "accept", nth=1)
    returned = accept(key, verify_timeout=1)
    assert of_one(returned) == ("failed", "taken_by_other" if finished == "order" else "ended")
    assert not returned["changed"]


def test_a_lost_acceptance_and_a_refused_one_of_an_order_that_stays_open(
    exchange: Exchange, accept: Run, offer: Offer
) -> None:
    key = offer()
    exchange.arm("reset", "accept", when="before")
    exchange.arm("code", "accept", code=-2018, count=None)
    returned = accept(key, verify_timeout=1)
    assert of_one(returned) == ("failed", "refused")
    assert "still shown with status RECEIVED" in returned["msg"]


@pytest.mark.parametrize("finished", ["order", "-2013"])
@pytest.mark.parametrize("count", [1, 2])
def test_a_trade_that_is_listed_late_proves_it_when_it_is(
    exchange: Exchange, accept: Run, offer: Offer, finished: str, count: int
) -> None:
    keys = [offer() for _number in range(count)]
    exchange.set_switches(trades_lag_ms=700, details_finished=finished)
    returned = accept(keys)
    assert [(entry["outcome"], entry["verified"]) for entry in returned["orders"]] == [("accepted", True)] * count
    assert exchange.journal("listing") == [], "the account's own orders are another matter"


@pytest.mark.parametrize(
    ("finished", "verify_timeout", "expected"),
    [
        ("order", 1, ("accepted", None)),
        ("-2013", 1, ("accepted", None)),
        ("order", 0, ("accepted", None)),
    ],
)
def test_a_trade_that_is_not_listed(
    exchange: Exchange,
    accept: Run,
    offer: Offer,
    finished: str,
    verify_timeout: int,
    expected: tuple[str, str | None],
) -> None:
    key = offer()
    exchange.set_switches(trades_lag_ms="never", details_finished=finished)
    returned = accept(key, verify_timeout=verify_timeout)
    assert of_one(returned) == expected
    assert returned["changed"]
    assert not returned["orders"][0]["verified"]


def test_a_key_that_may_not_read_trades_can_accept(exchange: Exchange, accept: Run, offer: Offer) -> None:
    key = offer()
    exchange.restrict(permissions=["read", "trade"])
    returned = accept(key)
    assert of_one(returned) == ("accepted", None)
    assert not returned["orders"][0]["verified"]
    assert [warning["code"] for warning in returned["warning_codes"]] == ["trades_refused", "not_verified"]
    assert "only the answer to an acceptance shows which account took an order" in returned["warnings"][0]
    assert "no query has confirmed it" in returned["warnings"][1]


@pytest.mark.parametrize("lost", [False, True])
def test_a_trade_of_an_earlier_run_that_is_listed_late_is_waited_for(
    exchange: Exchange, accept: Run, offer: Offer, lost: bool
) -> None:
    key = offer()
    exchange.set_switches(trades_lag_ms=700)
    if lost:
        exchange.set_switches(lag_ms=500, accept_finished="-6028")  # details and trades lag, the refusal does not
    exchange.accept(key, account="desk")
    returned = accept(key)
    assert of_one(returned) == ("already_accepted", None)
    assert not returned["changed"]


@pytest.mark.parametrize("status", ["REJECTED", "CANCELLED"])
def test_an_acknowledgement_that_every_query_contradicts_is_not_believed(
    exchange: Exchange, accept: Run, offer: Offer, status: str
) -> None:
    key = offer()
    exchange.set_switches(trades_lag_ms="never")
    exchange.at(lambda: exchange.set_status(key, status, False), "accept", key, 1, when="after")
    returned = accept(key, verify_timeout=1)
    assert of_one(returned) == ("failed", "ended")
    assert returned["changed"]


def test_a_trade_without_a_side_proves_an_acceptance_whose_answer_was_lost(
    exchange: Exchange, accept: Run, offer: Offer
) -> None:
    key = offer()
    exchange.set_switches(trade_side="missing")
    exchange.arm("502_html", "accept", when="after")
    assert of_one(accept(key)) == ("accepted", None)


def test_trades_are_read_where_a_range_of_a_day_is_the_longest(exchange: Exchange, accept: Run, offer: Offer) -> None:
    key = offer()
    exchange.accept(key, account="desk")
    exchange.set_switches(trades_longest_range_h=24)
    assert of_one(accept(key)) == ("already_accepted", None)
    assert len(exchange.journal("trades")) == 1


def test_an_order_that_is_older_than_the_trades_that_were_read_may_be_taken_by_this_account(
    exchange: Exchange, accept: Run, offer: Offer
) -> None:
    key = offer(age_ms=26 * 3600_000, expires_in_ms=60_000)
    exchange.accept(key, account="third")
    assert of_one(accept(key, verify_timeout=0)) == ("failed", "taker_unknown")


def test_without_the_trades_nobody_knows_who_took_it(exchange: Exchange, accept: Run, offer: Offer) -> None:
    key = offer()
    exchange.accept(key, account="desk")
    exchange.restrict(permissions=["read", "trade"])
    assert of_one(accept(key)) == ("failed", "taker_unknown")


@pytest.mark.parametrize("code", [-2018, -2027, -6048, -1130])
def test_a_refusal_is_final(exchange: Exchange, accept: Run, offer: Offer, code: int) -> None:
    key = offer()
    exchange.arm("code", "accept", code=code, count=None)
    returned = accept(key)
    assert of_one(returned) == ("failed", "refused")
    assert returned["orders"][0]["error"]["code"] == code
    assert len(exchange.journal("accept")) == 1


def test_details_that_are_refused_after_the_acceptance_leave_it_to_the_trades(
    exchange: Exchange, accept: Run, offer: Offer
) -> None:
    key = offer()
    exchange.arm("code", "details", code=-6018, skip=1, count=None)
    returned = accept(key)
    assert of_one(returned) == ("accepted", None)
    assert returned["orders"][0]["verified"]


def test_details_that_are_refused_and_trades_that_lag_leave_it_unverified(
    exchange: Exchange, accept: Run, offer: Offer
) -> None:
    key = offer()
    exchange.set_switches(trades_lag_ms="never")
    exchange.arm("code", "details", code=-6018, skip=1, count=None)
    returned = accept(key)
    assert of_one(returned) == ("accepted", None)
    assert not returned["orders"][0]["verified"]
    assert len(exchange.journal("details")) == 2


def test_only_what_would_be_accepted_counts_against_max_orders(exchange: Exchange, accept: Run, offer: Offer) -> None:
    keys = [offer(), offer(quantity="9")]
    returned = accept(keys, max_orders=1, **TERMS)
    assert [entry["outcome"] for entry in returned["orders"]] == ["accepted", "failed"]
    more = accept([offer(), offer()], max_orders=1, **TERMS)
    assert [entry["outcome"] for entry in more["orders"]] == ["not_attempted"] * 2


def test_an_unknown_key_is_not_found(exchange: Exchange, accept: Run) -> None:
    returned = accept("nobody", confirm_delay=0.1)
    assert of_one(returned) == ("failed", "not_found")
    assert len(exchange.journal("details")) == 2


def test_trades_that_were_read_count_although_the_task_had_to_stop_then(
    exchange: Exchange, accept: Run, offer: Offer
) -> None:
    key = offer()
    exchange.accept(key, account="desk")
    # The trades come before the details, and the query whether it is an own order stops the task.
    exchange.arm("delay", "details", delay_ms=300)
    exchange.arm("418", "query")
    assert of_one(accept(key)) == ("already_accepted", None)
