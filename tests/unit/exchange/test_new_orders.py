# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""New orders, extensions, acceptances and details: what is refused, what is answered, who gets there first."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange, choices, wait_until_idle

from .raw_client import CREATE, RawClient

MINUTE = 60_000
TERMS = {"symbol": "BTC-261225-100000-C", "side": "BUY", "quantity": "1.2", "price": "2.80"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"price": "2.801"}, -1111),
        ({"quantity": "1.205"}, -1111),
        ({"price": "0"}, -4001),
        ({"price": "0.05"}, -4013),
        ({"price": "30000.05"}, -4002),
        ({"price": "2.81"}, -4014),
        ({"quantity": "0"}, -4003),
        ({"quantity": "1000.01"}, -4005),
        ({"symbol": "BTC-261225-100000-X"}, -1121),
        ({"symbol": "btc-261225-100000-c"}, -1121),
        ({"side": "HOLD"}, -1117),
        ({"type": "MARKET"}, -1116),
        ({"price": "2.8e0"}, -1130),
        ({"quantity": "-1"}, -1130),
    ],
)
def test_terms_that_are_refused(client: RawClient, exchange: Exchange, changes: dict[str, str], code: int) -> None:
    assert client.create(**changes).refusal == (400, code)
    assert exchange.orders() == []
    assert not exchange.journal()[0].carried_out


@pytest.mark.parametrize("changes", [{"price": "2.80000"}, {"price": "30000"}, {"quantity": "0.010"}])
def test_terms_that_are_taken(client: RawClient, changes: dict[str, str]) -> None:
    assert client.create(**changes).status == 200


@pytest.mark.parametrize("legs", ["[]", "{}", "[1]", "no JSON", json.dumps([{**TERMS, "type": "LIMIT"}] * 2)])
def test_anything_but_one_leg_is_refused(client: RawClient, legs: str) -> None:
    assert client.send("POST", CREATE, liquidity="TAKER", legs=legs).refusal == (400, -1130)


def test_who_is_no_market_maker_makes_no_orders(client: RawClient, exchange: Exchange) -> None:
    exchange.restrict(market_maker=False)
    assert client.create().refusal == (400, -6005)


@pytest.mark.parametrize(("side", "funds", "code"), [("BUY", "balance", -2018), ("SELL", "margin", -2027)])
def test_funds(client: RawClient, other: RawClient, exchange: Exchange, side: str, funds: str, code: int) -> None:
    exchange.set_funds(**{funds: "3.35"})
    assert client.create(side=side).refusal == (400, code)
    assert client.create(side="SELL" if side == "BUY" else "BUY").status == 200
    exchange.set_funds(**{funds: "3.36"})
    assert client.create(side=side).status == 200
    # The counterparty is on the other side.
    exchange.set_funds(**{funds: "3.35"})
    theirs = other.create(side="SELL" if side == "BUY" else "BUY").document["blockTradeSettlementKey"]
    assert client.accept(theirs).refusal == (400, code)
    assert exchange.truth(theirs).open


@pytest.mark.parametrize("position", choices()["create_answer"])
def test_the_answer_to_a_new_order(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(create_answer=position)
    document = client.create().document
    [order] = exchange.orders()
    assert order.created_by_request == 1
    assert document.get("blockTradeSettlementKey") == (None if position == "{}" else order.key)
    assert {"createTime", "legs"} & document.keys() == {
        "reference": {"legs"},
        "full": {"createTime", "legs"},
        "key": set(),
        "{}": set(),
    }[position]


def test_a_lost_new_order_is_known_by_its_terms_alone(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("reset", "create", when="after")
    exchange.arm("reset", "create", when="before")
    for _number in range(2):
        with pytest.raises(ConnectionResetError):
            client.create()
        client.close()
    [listed] = client.listing().document
    assert listed["legs"] == [TERMS]
    assert [order.created_by_request for order in exchange.orders()] == [1]


def test_a_second_program_makes_the_same_order(client: RawClient, exchange: Exchange) -> None:
    exchange.schedule("seed", {"key": "theirs", **TERMS}, "create")
    client.create()
    theirs, ours = client.listing().document
    assert theirs["legs"] == ours["legs"]
    assert [order.created_by_request for order in exchange.orders()] == [None, 1]


@pytest.mark.parametrize(("recv_window", "made"), [(5000, True), (50, False)])
def test_a_new_order_may_come_late_and_not_after_its_window(
    client: RawClient, exchange: Exchange, recv_window: int, made: bool
) -> None:
    exchange.arm("delay_carry_out", "create", delay_ms=500)
    legs = json.dumps([{**TERMS, "type": "LIMIT"}])
    answer = client.send("POST", CREATE, liquidity="TAKER", legs=legs, recvWindow=recv_window)
    assert answer.status == 504
    wait_until_idle(exchange)
    assert len(exchange.orders()) == int(made)


def test_an_extension_shows_late(client: RawClient, exchange: Exchange) -> None:
    exchange.set_switches(extend_lag_ms=5000)
    key = exchange.seed(expires_in_ms=MINUTE)
    before = exchange.truth(key).expire_time
    answered = client.extend(key).document["expireTime"]
    assert answered == exchange.truth(key).expire_time > before + 28 * MINUTE
    assert exchange.truth(key).extended_by_request == 1
    assert client.query(key).document[0]["expireTime"] == client.listing().document[0]["expireTime"] == before
    exchange.set_skew(5000)
    assert client.query(key).document[0]["expireTime"] == answered


@pytest.mark.parametrize("position", choices()["extend_answer"])
def test_the_answer_to_an_extension(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(extend_answer=position)
    key = exchange.seed()
    document = client.extend(key).document
    assert document.get("blockTradeSettlementKey") == (key if position == "order" else None)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_an_order_expires_while_it_is_extended(client: RawClient, exchange: Exchange, moment: str) -> None:
    key = exchange.seed()
    exchange.schedule("expire", {"key": key}, "extend", when=moment)
    answer = client.extend(key)
    assert answer.refusal == (400, -6028) if moment == "before" else answer.status == 200
    assert exchange.truth(key).ended_by == "expiry"
    assert client.query(key).document[0]["status"] == "EXPIRED"


FINISHED: list[tuple[str, Callable[[RawClient, str], Any]]] = [
    ("extend", RawClient.extend),
    ("accept", RawClient.accept),
    ("details", RawClient.details),
]


@pytest.mark.parametrize(
    ("operation", "send", "position"),
    [(*pair, position) for pair in FINISHED for position in choices()[f"{pair[0]}_finished"]],
)
def test_what_is_answered_about_a_finished_order(
    client: RawClient, exchange: Exchange, operation: str, send: Callable[[RawClient, str], Any], position: str
) -> None:
    exchange.set_switches(**{f"{operation}_finished": position})
    key = exchange.seed(account="desk" if operation == "extend" else "other", status="CANCELLED")
    answer = send(client, key)
    if position == "order":
        assert answer.document["status"] == "CANCELLED"
    else:
        assert answer.refusal == (400, int(position))
    assert exchange.journal()[0].carried_out is (operation == "details" and position == "order")
    assert exchange.truth(key).ended_by == "other"


@pytest.mark.parametrize(
    ("operation", "send", "position"),
    [(*pair, position) for pair in FINISHED for position in choices()[f"{pair[0]}_unknown"]],
)
def test_what_is_answered_about_an_unknown_order(
    client: RawClient, exchange: Exchange, operation: str, send: Callable[[RawClient, str], Any], position: str
) -> None:
    exchange.set_switches(**{f"{operation}_unknown": position})
    assert send(client, "none").refusal == (400, int(position))


def test_who_accepts_first(client: RawClient, exchange: Exchange) -> None:
    ours, theirs = exchange.seed_many(2, account="other")
    exchange.schedule("accept", {"key": theirs, "account": "third"}, "accept", key=theirs)
    assert client.accept(theirs).refusal == (400, -6028)
    assert client.accept(ours).status == 200
    truths = [exchange.truth(key) for key in (ours, theirs)]
    assert [(truth.accepted_by, truth.accepted_by_request) for truth in truths] == [("desk", 2), ("third", None)]
    assert [trade["blockTradeSettlementKey"] for trade in client.trades().document] == [ours]


@pytest.mark.parametrize(("taker", "again"), [("desk", True), ("third", False)])
def test_an_acceptance_that_is_sent_again(client: RawClient, exchange: Exchange, taker: str, again: bool) -> None:
    exchange.set_switches(accept_finished="order")
    key = exchange.seed(account="other")
    exchange.accept(key, taker)
    answer = client.accept(key)
    assert answer.document["status"] == "ACCEPTED" if again else answer.refusal == (400, -6028)
    assert not exchange.journal()[0].carried_out


def test_details_are_the_counterpartys_view(client: RawClient, exchange: Exchange) -> None:
    exchange.set_switches(lag_ms="never", extend_lag_ms="never")
    for account in ("other", "desk"):
        key = exchange.seed(account=account, side="BUY", liquidity="TAKER")
        document = client.details(key).document
        assert (document["liquidity"], document["legs"][0]["side"]) == ("MAKER", "SELL")
        assert document["legs"][0]["quantity"] == "1.2"
        exchange.accept(key)
        assert client.details(key).document["status"] == "RECEIVED", "it shows as late as in queries"
