# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .raw_client import CREATE, EXECUTE, RawClient

MINUTE = 60_000


def test_a_new_order_lives_30_minutes(client: RawClient, exchange: Exchange) -> None:
    document = client.create(price="2.80", quantity="1.20").document
    assert sorted(document) == ["blockTradeSettlementKey", "expireTime", "legs", "liquidity", "status"]
    assert document["status"] == "RECEIVED"
    assert document["legs"] == [
        {"symbol": "BTC-261225-100000-C", "side": "BUY", "quantity": "1.20", "price": "2.80"},
    ]
    listed = client.listing().document[0]
    assert listed["expireTime"] - listed["createTime"] == 30 * MINUTE
    assert exchange.truth(document["blockTradeSettlementKey"]).account == "desk"


def test_an_order_expires_at_its_moment(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed(expires_in_ms=50_000)
    expire_time = client.query(key).document[0]["expireTime"]
    exchange.set_skew(49_000)
    assert exchange.truth(key).open
    exchange.set_skew(51_000)
    assert client.cancel(key).refusal == (400, -2013)
    assert exchange.truth(key).ended_by == "expiry"
    assert exchange.truth(key).ended_at == expire_time


def test_extending(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed(age_ms=20 * MINUTE)
    document = client.send("PUT", CREATE, blockOrderMatchingKey=key).document
    assert abs(document["expireTime"] - exchange.clock.now_ms() - 30 * MINUTE) < 5000
    exchange.expire(key)
    assert client.send("PUT", CREATE, blockOrderMatchingKey=key).refusal == (400, -6028)
    assert client.send("PUT", CREATE, blockOrderMatchingKey="none").refusal == (400, -2013)


def test_a_cancel_works_once(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed()
    assert client.cancel(key).body == b"{}"
    truth = exchange.truth(key)
    assert (truth.status, truth.open, truth.ended_by, truth.cancelled_by_request) == ("CANCELLED", False, "cancel", 1)
    assert client.cancel(key).refusal == (400, -2013)
    assert exchange.truth(key) == truth
    assert [entry.carried_out for entry in exchange.journal()] == [True, False]


def test_accepting_makes_a_trade_for_both(client: RawClient, other: RawClient, exchange: Exchange) -> None:
    key = exchange.seed(side="BUY", liquidity="TAKER", price="2.80", quantity="1.20")
    assert client.send("POST", EXECUTE, blockOrderMatchingKey=key).refusal == (400, -6048)
    assert other.send("POST", EXECUTE, blockOrderMatchingKey=key).document["status"] == "ACCEPTED"
    assert other.send("POST", EXECUTE, blockOrderMatchingKey=key).refusal == (400, -6028)
    assert other.send("POST", EXECUTE, blockOrderMatchingKey="none").refusal == (400, -2013)
    assert exchange.truth(key).ended_by == "accept"
    [mine], [theirs] = client.trades().document, other.trades().document
    assert mine["blockTradeSettlementKey"] == theirs["blockTradeSettlementKey"] == key
    assert mine["parentOrderId"] != theirs["parentOrderId"]
    assert [trade["legs"][0]["orderSide"] for trade in (mine, theirs)] == ["BUY", "SELL"]
    assert [trade["legs"][0]["liquidity"] for trade in (mine, theirs)] == ["TAKER", "MAKER"]
    assert sorted(mine) == ["blockTradeSettlementKey", "crossType", "legs", "parentOrderId"]
    amounts = ["orderPrice", "orderQuantity", "executedQty", "executedAmount", "fee", "tradePrice", "tradeQty"]
    times = ["createTime", "updateTime", "tradeTime"]
    names = ["symbol", "orderId", "orderStatus", "orderType", "orderSide", "id", "tradeId", "liquidity", "commission"]
    assert sorted(mine["legs"][0]) == sorted([*amounts, *times, *names])
    assert b'"executedAmount":3.3600,' in client.trades().body


def test_details_show_the_order_to_who_knows_its_key(client: RawClient, other: RawClient, exchange: Exchange) -> None:
    key = exchange.seed()
    for who in (client, other):
        assert who.send("GET", EXECUTE, blockOrderMatchingKey=key).document["status"] == "RECEIVED"
    assert other.send("GET", EXECUTE, blockOrderMatchingKey="none").refusal == (400, -2013)


def test_an_order_of_another_account_is_unknown(client: RawClient, other: RawClient, exchange: Exchange) -> None:
    key = exchange.seed()
    assert other.query(key).document == []
    assert other.listing().document == []
    assert other.cancel(key).refusal == (400, -2013)
    exchange.accept(key, "other")
    assert other.query(key).document == []
    assert client.query(key).document[0]["status"] == "ACCEPTED"


def test_an_empty_key_means_all_orders(client: RawClient, exchange: Exchange) -> None:
    keys = exchange.seed_many(3)
    assert sorted(client.listed_keys(blockOrderMatchingKey="")) == sorted(keys)
    assert exchange.journal()[-1].operation == "listing"


def test_filters_of_orders(client: RawClient, exchange: Exchange) -> None:
    old, bitcoin = exchange.seed(age_ms=10 * MINUTE), exchange.seed(age_ms=MINUTE)
    ether = exchange.seed(symbol="ETH-261225-4000-P")
    assert client.listed_keys() == [old, bitcoin, ether]
    assert client.listed_keys(underlying="BTCUSDT") == [old, bitcoin]
    since = exchange.clock.now_ms() - 5 * MINUTE
    assert client.listed_keys(startTime=since) == [bitcoin, ether]
    assert client.listed_keys(endTime=since) == [old]
    assert client.send("GET", "/eapi/v1/block/order/orders", blockOrderMatchingKey=old, startTime=since).document == []


def test_filters_of_trades(client: RawClient, exchange: Exchange) -> None:
    old = exchange.seed(status="ACCEPTED", age_ms=20 * MINUTE, ended_ago_ms=10 * MINUTE)
    ether = exchange.seed(symbol="ETH-261225-4000-P", age_ms=20 * MINUTE)
    assert exchange.accept(ether)

    def traded(**filters: object) -> list[str]:
        return [trade["blockTradeSettlementKey"] for trade in client.trades(**filters).document]

    since = exchange.clock.now_ms() - MINUTE
    assert traded() == [old, ether]
    assert traded(startTime=since) == [ether]
    assert traded(endTime=since) == [old]
    assert traded(underlying="BTCUSDT") == [old]


def test_exchange_information_is_large_and_has_the_limits(client: RawClient) -> None:
    answer = client.raw("GET", "/eapi/v1/exchangeInfo")
    assert len(answer.body) > 1_000_000
    assert answer.document["rateLimits"] == [
        {"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 2400},
        {"rateLimitType": "ORDERS", "interval": "SECOND", "intervalNum": 10, "limit": 300},
        {"rateLimitType": "ORDERS", "interval": "MINUTE", "intervalNum": 1, "limit": 1200},
    ]
    assert answer.headers["x-mbx-used-weight-1m"] == "1"
