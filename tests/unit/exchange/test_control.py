# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest
import requests

from ansible_collections.marketops.binance.tests.exchange import Exchange, Remote

from .raw_client import RawClient


@pytest.fixture
def remote(exchange: Exchange) -> Remote:
    return Remote(exchange.url)


def test_a_remote_does_what_the_exchange_does(client: RawClient, exchange: Exchange, remote: Remote) -> None:
    key = remote.seed(symbol="ETH-261225-4000-P", price="1.50")
    remote.set_switches(cancel_answer="order")
    remote.set_limits(order_limits={10: 7})
    remote.arm("500", "listing", count=None)
    assert exchange.switches.cancel_answer == "order"
    assert exchange.limits.settings.order_limits == {10: 7}
    assert client.listing().status == 500
    assert client.cancel(key).document["legs"][0]["price"] == "1.50"
    assert remote.truth(key) == exchange.truth(key)
    assert remote.orders() == exchange.orders()
    assert remote.journal() == exchange.journal()
    assert remote.journal("cancel", after=1)[0].key == key
    assert remote.armed()[0]["name"] == "500"
    assert remote.accounts()[0]["api_key"] == client.api_key
    assert remote.state()["connections_open"] >= 2
    remote.reset()
    assert exchange.orders() == remote.journal() == []


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("truth", {"key": "none"}, "no order none"),
        ("truth", {}, "missing .* required"),
        ("seed", {"colour": "red"}, "unexpected keyword"),
        ("seed", {"symbol": "EUR"}, "Invalid symbol"),
        ("seed", {"liquidity": "BOTH"}, "MAKER or TAKER"),
        ("seed", {"account": "nobody"}, "no account nobody"),
        ("set_switches", {"lag": 1}, "no switch lag"),
        ("restrict", {"permissions": ["everything"]}, "permissions are"),
        ("add_account", {"name": "new", "api_key": "x" * 64}, "either"),
        ("add_account", {"name": "new", "api_key": "x", "api_secret": "y"}, "64 letters"),
        ("schedule", {"action": "dance"}, "no action dance"),
        ("schedule", {"action": "expire"}, "missing a required argument"),
        ("schedule", {"action": "disarm", "operation": "dance"}, "no operation dance"),
        ("schedule", {"action": "disarm", "nth": 0}, "first or a later"),
    ],
)
def test_what_makes_no_sense_is_refused(
    exchange: Exchange, remote: Remote, method: str, arguments: dict[str, Any], message: str
) -> None:
    for target in (exchange, remote):
        with pytest.raises((TypeError, ValueError), match=message):
            getattr(target, method)(**arguments)


def test_other_methods_are_none(exchange: Exchange, remote: Remote) -> None:
    with pytest.raises(AttributeError):
        remote.stop()
    answer = requests.post(f"{exchange.url}/_control/stop", timeout=30)
    assert (answer.status_code, answer.json()) == (400, {"error": "there is no control method stop"})
    answer = requests.post(f"{exchange.url}/_control/seed", data="[1]", timeout=30)
    assert answer.status_code == 400


def test_control_is_no_traffic(exchange: Exchange, remote: Remote) -> None:
    remote.seed()
    assert exchange.journal() == []
    assert exchange.use_weight(0) == 0


def test_a_key_is_taken_once(exchange: Exchange) -> None:
    exchange.seed("key")
    with pytest.raises(ValueError, match="already"):
        exchange.seed("key")


def test_what_has_ended_stays_as_it_is(exchange: Exchange) -> None:
    key = exchange.seed()
    assert exchange.cancel_by_other(key)
    truth = exchange.truth(key)
    assert (truth.status, truth.ended_by, truth.cancelled_by_request) == ("CANCELLED", "other", None)
    assert not exchange.accept(key)
    assert not exchange.expire(key)
    assert not exchange.cancel_by_other(key)
    assert exchange.truth(key) == truth


def test_the_counterparty_is_another_account(exchange: Exchange, client: RawClient, other: RawClient) -> None:
    exchange.accept(exchange.seed(account="other"))
    assert len(client.trades().document) == len(other.trades().document) == 1


def test_lifetime(exchange: Exchange, client: RawClient) -> None:
    exchange.set_lifetime(60_000)
    order = client.query(client.create().document["blockTradeSettlementKey"]).document[0]
    assert order["expireTime"] - order["createTime"] == 60_000
    exchange.reset()
    order = client.query(client.create().document["blockTradeSettlementKey"]).document[0]
    assert order["expireTime"] - order["createTime"] == 1_800_000


@pytest.mark.parametrize(
    ("action", "ended_by"), [("accept", "accept"), ("expire", "expiry"), ("cancel_by_other", "other")]
)
def test_an_end_just_before_the_cancel(client: RawClient, exchange: Exchange, action: str, ended_by: str) -> None:
    key = exchange.seed()
    exchange.schedule(action, {"key": key}, operation="cancel", key=key)
    assert client.listed_keys() == [key]
    assert client.cancel(exchange.seed()).status == 200
    assert exchange.truth(key).open
    assert client.cancel(key).refusal == (400, -2013)
    assert exchange.truth(key).ended_by == ended_by


def test_an_end_just_after_a_query(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed()
    exchange.schedule("expire", {"key": key}, operation="query", nth=2, when="after")
    assert [client.query(key).document[0]["status"] for _number in range(3)] == ["RECEIVED", "RECEIVED", "EXPIRED"]


def test_an_order_made_in_between(client: RawClient, exchange: Exchange) -> None:
    exchange.schedule("seed", {"key": "new"}, operation="listing", when="after")
    exchange.schedule("accept", {"key": "new"}, operation="listing", nth=3)
    assert [client.listed_keys() for _number in range(3)] == [[], ["new"], []]
    assert exchange.truth("new").ended_by == "accept"


def test_what_is_scheduled_happens_although_the_request_meets_a_fault(client: RawClient, exchange: Exchange) -> None:
    before, after = exchange.seed_many(2)
    exchange.arm("500")
    exchange.schedule("expire", {"key": before})
    exchange.schedule("expire", {"key": after}, when="after")
    assert client.listing().status == 500
    assert not exchange.truth(before).open
    assert not exchange.truth(after).open


def test_the_clock_may_step_at_a_request(client: RawClient, exchange: Exchange) -> None:
    exchange.schedule("set_skew", {"skew_ms": 300_000}, "listing", nth=2)
    client.listing()
    timestamp = exchange.clock.now_ms()
    assert client.listing(timestamp=timestamp).refusal == (400, -1021)
    first, second = exchange.journal()
    assert second.arrived_ms - first.arrived_ms < 10_000
    assert exchange.state()["now_ms"] - second.arrived_ms >= 300_000


def test_a_test_may_call_any_function_at_a_request(client: RawClient, exchange: Exchange) -> None:
    called: list[str] = []
    exchange.at(lambda: called.append("before"), "listing", nth=2)
    exchange.at(lambda: called.append("after"), "listing", nth=2, when="after")
    client.listing()
    assert called == []
    client.listing()
    assert called == ["before", "after"]


def test_reset_forgets_what_is_scheduled(client: RawClient, exchange: Exchange) -> None:
    exchange.schedule("seed", {"key": "new"})
    exchange.reset()
    client.listing()
    assert exchange.orders() == []
