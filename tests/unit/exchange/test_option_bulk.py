# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import http.client
import json
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange, wait_until_idle

from .option_client import API, BTC, ETH, OptionClient


def still_open(exchange: Exchange) -> list[str]:
    return [order.order_id for order in exchange.option_orders() if order.open]


def test_all_on_a_symbol(desk: OptionClient, exchange: Exchange) -> None:
    mine = exchange.seed_option_orders(2)
    put, ether = exchange.seed_option_order(symbol="BTC-261225-100000-P"), exchange.seed_option_order(symbol=ETH)
    foreign, block = exchange.seed_option_order(account="other"), exchange.seed()
    assert desk.cancel_symbol().document == {"code": 0, "msg": "success"}
    assert still_open(exchange) == [put, ether, foreign]
    assert {exchange.option_truth(order).cancelled_by_request for order in mine} == {1}
    assert exchange.truth(block).open


def test_all_on_an_underlying(desk: OptionClient, exchange: Exchange) -> None:
    exchange.seed_option_orders(2)
    exchange.seed_option_order(symbol="BTC-261225-100000-P")
    ether = exchange.seed_option_order(symbol=ETH)
    assert desk.cancel_underlying().document == {"code": 0, "msg": "success"}
    assert still_open(exchange) == [ether]
    assert exchange.journal()[0].carried_out
    assert desk.cancel_underlying().status == 200
    assert not exchange.journal()[1].carried_out


@pytest.mark.parametrize(("path", "name"), [("allOpenOrders", "symbol"), ("allOpenOrdersByUnderlying", "underlying")])
@pytest.mark.parametrize(("value", "code"), [(None, -1102), ("", -1105)])
def test_nothing_named_is_not_everything(
    desk: OptionClient, exchange: Exchange, path: str, name: str, value: str | None, code: int
) -> None:
    exchange.seed_option_order()
    assert desk.send("DELETE", f"{API}/{path}", **{name: value}).refusal == (400, code)
    assert len(still_open(exchange)) == 1


def test_symbol_and_underlying_must_exist(desk: OptionClient) -> None:
    assert desk.cancel_symbol("BTCUSDT").refusal == (400, -1121)
    assert desk.cancel_underlying("BTCEUR").refusal == (400, -1128)


def test_a_batch(desk: OptionClient, exchange: Exchange) -> None:
    first, gone, last, other = exchange.seed_option_orders(4)
    exchange.fill(gone)
    answers = desk.batch([first, gone, "77", last]).document
    assert [answer.get("status") or answer["code"] for answer in answers] == ["CANCELLED", -2011, -2011, "CANCELLED"]
    assert still_open(exchange) == [other]
    assert desk.batch([gone]).document == [{"code": -2011, "msg": "Unknown order sent."}]
    assert [entry.carried_out for entry in exchange.journal()] == [True, False]


def test_a_batch_by_the_clients_ids(desk: OptionClient, exchange: Exchange) -> None:
    exchange.seed_option_order(client_order_id="a")
    names = json.dumps(["a", "b"])
    answers = desk.send("DELETE", f"{API}/batchOrders", symbol=BTC, clientOrderIds=names).document
    assert [answer.get("status") or answer["code"] for answer in answers] == ["CANCELLED", -2011]


@pytest.mark.parametrize("ids", ["", "[]", "7", '["7"]', "[7.0]", "[true]", "no JSON"])
def test_batches_that_are_none(desk: OptionClient, ids: str) -> None:
    refusal = (400, -1130 if ids else -1102)
    assert desk.send("DELETE", f"{API}/batchOrders", symbol=BTC, orderIds=ids).refusal == refusal


@pytest.mark.parametrize(
    ("position", "document"),
    [
        ("number", {"code": 0, "msg": "success"}),
        ("string", {"code": "0", "msg": "success"}),
        ("data", {"code": 0, "msg": "success", "data": 3}),
    ],
)
def test_bulk_answer(desk: OptionClient, exchange: Exchange, position: str, document: dict[str, Any]) -> None:
    exchange.set_switches(bulk_answer=position)
    exchange.seed_option_orders(3)
    assert desk.cancel_symbol().document == document


@pytest.mark.parametrize("position", ["success", "-2011", "-2013"])
def test_bulk_of_none(desk: OptionClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(bulk_of_none=position)
    answer = desk.cancel_underlying()
    assert answer.document["code"] == (0 if position == "success" else int(position))


def test_bulk_delay(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_switches(bulk_delay_ms=20_000)
    order, filled = exchange.seed_option_orders(2)
    assert desk.cancel_underlying().document["code"] == 0
    new = exchange.seed_option_order()
    assert desk.listed() == [order, filled, new]
    exchange.fill(filled)
    exchange.set_skew(20_000)
    assert desk.listed() == [new]
    truth = exchange.option_truth(order)
    assert (truth.ended_by, truth.cancelled_by_request) == ("cancel", 1)
    assert exchange.option_truth(filled).ended_by == "fill"


def test_batch_limit(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_switches(batch_limit=1)
    orders = exchange.seed_option_orders(2)
    assert desk.batch(orders).refusal == (400, -1130)
    assert still_open(exchange) == orders


@pytest.mark.parametrize("operation", ["option_cancel_symbol", "option_cancel_underlying"])
@pytest.mark.parametrize("leaves", [1, 5])
def test_partly_with_success(desk: OptionClient, exchange: Exchange, operation: str, leaves: int) -> None:
    orders = exchange.seed_option_orders(3)
    exchange.arm("partly", operation, leaves=leaves)
    answer = desk.cancel_symbol() if operation == "option_cancel_symbol" else desk.cancel_underlying()
    assert answer.document == {"code": 0, "msg": "success"}
    assert still_open(exchange) == orders[-leaves:]
    assert exchange.journal()[0].carried_out is (leaves < 3)


def test_partly_without_an_answer(exchange: Exchange) -> None:
    orders = exchange.seed_option_orders(2)
    exchange.arm("partly", "option_cancel_underlying", answer="lost")
    client = OptionClient(exchange)
    with pytest.raises(http.client.RemoteDisconnected):
        client.cancel_underlying()
    client.close()
    wait_until_idle(exchange)
    assert still_open(exchange) == orders[1:]


def test_partly_and_nobody_knows(desk: OptionClient, exchange: Exchange) -> None:
    orders = exchange.seed_option_orders(2)
    exchange.arm("partly", "option_cancel_symbol", answer="unknown")
    assert desk.cancel_symbol().refusal == (400, -1000)
    assert still_open(exchange) == orders[1:]


def test_a_batch_partly(desk: OptionClient, exchange: Exchange) -> None:
    orders = exchange.seed_option_orders(3)
    exchange.arm("partly", "option_batch_cancel", leaves=2)
    answers = desk.batch(orders).document
    assert [answer.get("status") or answer["code"] for answer in answers] == ["CANCELLED", -1000, -1000]
    assert still_open(exchange) == orders[1:]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"operation": "option_cancel"}, "partly is a fault of"),
        ({"operation": "any"}, "partly is a fault of"),
        ({"operation": "option_batch_cancel", "answer": "no"}, "partly answers"),
        ({"operation": "option_batch_cancel", "when": "before"}, "can't come before"),
    ],
)
def test_partly_elsewhere(exchange: Exchange, fault: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        exchange.arm("partly", **fault)
