# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.exchange.checks import in_time

from .raw_client import CREATE, ORDERS, TIME, RawClient

NOW = 1_800_000_000_000


@pytest.mark.parametrize(
    ("timestamp", "taken"),
    [(NOW + 999, True), (NOW + 1000, False), (NOW, True), (NOW - 5000, True), (NOW - 5001, False)],
)
def test_timing_rule(timestamp: int, taken: bool) -> None:
    assert in_time(timestamp, 5000, NOW) is taken


@pytest.mark.parametrize(
    ("parameters", "refusal"),
    [
        ({"timestamp": None}, (400, -1102)),
        ({"timestamp": ""}, (400, -1105)),
        ({"timestamp": "soon"}, (400, -1100)),
        ({"timestamp": NOW // 2}, (400, -1021)),
        ({"timestamp": NOW * 2}, (400, -1021)),
        ({"recvWindow": 60001}, (400, -1131)),
        ({"recvWindow": "5s"}, (400, -1100)),
        ({"recvWindow": -1}, (400, -1100)),
        ({"startTime": "yesterday"}, (400, -1100)),
        ({"startTime": 2, "endTime": 1}, (400, -1130)),
        ({"underlying": "btcusdt"}, (400, -1100)),
        ({"underlying": "BTCEUR"}, (400, -1128)),
        ({"blockOrderMatchingKey": "a/b"}, (400, -1100)),
        ({"symbol": "BTC-261225-100000-C"}, (400, -1103)),
    ],
)
def test_parameters_of_a_listing(client: RawClient, parameters: dict[str, Any], refusal: tuple[int, int]) -> None:
    assert client.listing(**parameters).refusal == refusal


def test_a_wide_window_takes_an_old_request(client: RawClient, exchange: Exchange) -> None:
    timestamp = exchange.clock.now_ms() - 20000
    assert client.listing(timestamp=timestamp).refusal == (400, -1021)
    assert client.listing(timestamp=timestamp, recvWindow=30000).status == 200


def test_the_window_follows_the_exchanges_clock(client: RawClient, exchange: Exchange) -> None:
    timestamp = exchange.clock.now_ms()
    exchange.set_skew(7000)
    assert client.listing(timestamp=timestamp).refusal == (400, -1021)
    exchange.set_skew(-7000)
    assert client.listing(timestamp=timestamp).refusal == (400, -1021)
    assert abs(client.raw("GET", TIME).document["serverTime"] - (timestamp - 7000)) < 1000


def test_a_missing_signature(client: RawClient, exchange: Exchange) -> None:
    assert client.raw("GET", f"{ORDERS}?timestamp={exchange.clock.now_ms()}").refusal == (400, -1102)


def test_a_wrong_signature(client: RawClient) -> None:
    client.sign = lambda text: "0" * 64
    assert client.listing().refusal == (400, -1022)


def test_a_parameter_sent_twice(client: RawClient, exchange: Exchange) -> None:
    text = f"underlying=BTCUSDT&underlying=ETHUSDT&timestamp={exchange.clock.now_ms()}"
    assert client.raw("GET", f"{ORDERS}?{text}&signature={client.sign(text)}").refusal == (400, -1101)


@pytest.mark.parametrize(("api_key", "code"), [("short", -2014), ("", -2014), ("x" * 64, -2015)])
def test_a_wrong_api_key(client: RawClient, api_key: str, code: int) -> None:
    client.api_key = api_key
    assert client.listing().refusal == (401, code)


def test_an_address_that_is_not_allowed(client: RawClient, exchange: Exchange) -> None:
    exchange.restrict("desk", address_allowed=False)
    assert client.listing().refusal == (401, -2015)
    exchange.restrict("desk", address_allowed=True)
    assert client.listing().status == 200


def test_permissions(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed()
    exchange.restrict("desk", permissions=["read"])
    assert client.query(key).status == 200
    assert client.cancel(key).refusal == (401, -2015)
    assert client.trades().refusal == (401, -2015)
    exchange.restrict("desk", permissions=["trade", "trades"])
    assert client.listing().refusal == (401, -2015)
    assert client.trades().status == 200
    assert client.cancel(key).status == 200


@pytest.mark.parametrize(("key", "code"), [(None, -1102), ("", -1105)])
@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_a_change_needs_a_key(client: RawClient, exchange: Exchange, method: str, key: str | None, code: int) -> None:
    order = exchange.seed()
    assert client.send(method, CREATE, blockOrderMatchingKey=key).refusal == (400, code)
    assert exchange.truth(order).open


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"liquidity": "BOTH"}, -1130),
        ({"liquidity": b"\xff"}, -1100),
        ({"symbol": "BTCUSDT"}, -1121),
        ({"symbol": "EUR-261225-1-C"}, -1121),
        ({"side": "HOLD"}, -1117),
        ({"type": "MARKET"}, -1116),
        ({"price": 2.8}, -1102),
        ({"price": "1e3"}, -1130),
        ({"price": "0.0"}, -4001),
        ({"quantity": "0"}, -4003),
        ({"quantity": "-1"}, -1130),
    ],
)
def test_a_new_order(client: RawClient, exchange: Exchange, changes: dict[str, Any], code: int) -> None:
    assert client.create(**changes).refusal == (400, code)
    assert exchange.orders() == []


@pytest.mark.parametrize("legs", ["", "no JSON", "{}", "[]", "[1]"])
def test_legs_that_are_none(client: RawClient, legs: str) -> None:
    code = -1130 if legs else -1105
    assert client.send("POST", CREATE, liquidity="MAKER", legs=legs).refusal == (400, code)


def test_at_most_one_leg(client: RawClient) -> None:
    leg = {"symbol": "BTC-261225-100000-C", "side": "BUY", "type": "LIMIT", "price": "1", "quantity": "1"}
    assert client.send("POST", CREATE, liquidity="MAKER", legs=json.dumps([leg, leg])).refusal == (400, -1130)
    assert client.send("POST", CREATE, liquidity="MAKER", legs=json.dumps([leg])).status == 200


def test_public_operations_take_nothing(client: RawClient) -> None:
    assert client.raw("GET", f"{TIME}?x=1").refusal == (400, -1103)


def test_paths_that_are_none(client: RawClient) -> None:
    assert client.send("GET", "/eapi/v1/block/order/nothing").refusal == (404, -5000)
    assert client.send("GET", CREATE).refusal == (404, -5000)
