# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .option_client import API, BTC, ETH, OptionClient

MINUTE = 60_000
FIRST = "4611875134427365377"


def test_an_order_object(desk: OptionClient) -> None:
    document = desk.place(clientOrderId="mine", isMmp="true").document
    times = document["createTime"], document["updateTime"]
    assert document == {
        "orderId": 4611875134427365377,
        "symbol": BTC,
        "price": "2.80",
        "quantity": "1.2",
        "executedQty": "0",
        "side": "BUY",
        "type": "LIMIT",
        "timeInForce": "GTC",
        "reduceOnly": False,
        "postOnly": False,
        "createTime": times[0],
        "updateTime": times[0],
        "status": "ACCEPTED",
        "avgPrice": "0",
        "clientOrderId": "mine",
        "priceScale": 2,
        "quantityScale": 2,
        "optionSide": "CALL",
        "quoteAsset": "USDT",
        "mmp": True,
        "selfTradePreventionMode": "NONE",
    }


def test_ids_are_exact(desk: OptionClient, exchange: Exchange) -> None:
    first, second = exchange.seed_option_orders(2)
    assert (first, second) == (FIRST, "4611875134427365378")
    assert float(first) == float(second)
    assert desk.listed() == [first, second]
    assert desk.cancel_order(first).document["orderId"] == int(first)
    assert desk.listed() == [second]


def test_partial_fills_add_up(desk: OptionClient, exchange: Exchange) -> None:
    order = exchange.seed_option_order(quantity="3", price="2.00")
    assert exchange.fill(order, "0.5")
    assert exchange.fill(order, "0.5", price="1.00")
    document = desk.query_order(order).document
    assert (document["status"], document["executedQty"], document["avgPrice"]) == ("PARTIALLY_FILLED", "1.0", "1.5")
    assert desk.listed() == [order]
    assert exchange.fill(order)
    truth = exchange.option_truth(order)
    assert (truth.status, truth.open, truth.executed_quantity, truth.ended_by) == ("FILLED", False, "3.0", "fill")
    assert desk.listed() == []
    assert desk.query_order(order).document["status"] == "FILLED"
    assert not exchange.fill(order)
    assert [fill["quantity"] for fill in desk.fills().document] == ["0.5", "0.5", "2.0"]


def test_a_fill_is_at_most_what_remains(exchange: Exchange) -> None:
    order = exchange.seed_option_order(quantity="1.2")
    assert exchange.fill(order, "7")
    assert exchange.option_truth(order).executed_quantity == "1.2"


def test_a_partly_filled_order_is_cancelled(desk: OptionClient, exchange: Exchange) -> None:
    order = exchange.seed_option_order(executed="0.4")
    document = desk.cancel_order(order).document
    assert (document["status"], document["executedQty"]) == ("CANCELLED", "0.4")
    assert "createDate" in document
    assert "createTime" not in document
    truth = exchange.option_truth(order)
    assert (truth.ended_by, truth.cancelled_by_request, truth.executed_quantity) == ("cancel", 1, "0.4")


def test_a_fill_at_any_moment(desk: OptionClient, exchange: Exchange) -> None:
    order, other = exchange.seed_option_orders(2)
    exchange.schedule("fill", {"order_id": order, "quantity": "0.2"}, "option_listing", when="after")
    exchange.schedule("fill", {"order_id": order}, "option_cancel", key=order)
    exchange.schedule("seed_option_order", {"client_order_id": "new"}, "option_cancel", key=other, when="after")
    assert [entry["executedQty"] for entry in desk.listing().document] == ["0", "0"]
    assert [entry["executedQty"] for entry in desk.listing().document] == ["0.2", "0"]
    assert desk.cancel_order(other).status == 200
    assert desk.cancel_order(order).refusal == (400, -2011)
    assert exchange.option_truth(order).ended_by == "fill"
    assert [entry["clientOrderId"] for entry in desk.listing().document] == ["new"]


def test_orders_by_the_clients_id(desk: OptionClient, exchange: Exchange) -> None:
    order = exchange.seed_option_order(client_order_id="mine")
    document = desk.send("GET", f"{API}/order", symbol=BTC, clientOrderId="mine").document
    assert document["orderId"] == int(order)
    assert desk.place(clientOrderId="mine").refusal == (400, -2010)
    assert desk.send("DELETE", f"{API}/order", symbol=BTC, clientOrderId="mine").status == 200
    assert exchange.journal()[-1].key == "mine"
    assert desk.place(clientOrderId="mine").status == 200


@pytest.mark.parametrize("method", ["GET", "DELETE"])
@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"orderId": FIRST}, -1102),
        ({"symbol": "", "orderId": FIRST}, -1105),
        ({"symbol": "BTCUSDT", "orderId": FIRST}, -1121),
        ({"symbol": BTC}, -1102),
        ({"symbol": BTC, "orderId": ""}, -1102),
        ({"symbol": BTC, "orderId": "4.6e18"}, -1100),
        ({"symbol": BTC, "orderId": FIRST, "underlying": "BTCUSDT"}, -1103),
    ],
)
def test_one_order_must_be_named(
    desk: OptionClient, exchange: Exchange, method: str, parameters: dict[str, Any], code: int
) -> None:
    order = exchange.seed_option_order()
    assert desk.send(method, f"{API}/order", **parameters).refusal == (400, code)
    assert exchange.option_truth(order).open


@pytest.mark.parametrize(("symbol", "account"), [(ETH, "desk"), (BTC, "other")])
def test_orders_of_others_are_unknown(desk: OptionClient, exchange: Exchange, symbol: str, account: str) -> None:
    order = exchange.seed_option_order(account=account)
    assert desk.query_order(order, symbol).refusal == (400, -2013)
    assert desk.cancel_order(order, symbol).refusal == (400, -2011)
    assert desk.listed(symbol=symbol) == []
    assert exchange.option_truth(order).open


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"symbol": "BTCUSDT"}, -1121),
        ({"side": "HOLD"}, -1117),
        ({"type": "MARKET"}, -1116),
        ({"timeInForce": "DAY"}, -1115),
        ({"price": None}, -1102),
        ({"price": "1e3"}, -1130),
        ({"quantity": "0"}, -4003),
        ({"isMmp": "maybe"}, -1130),
        ({"clientOrderId": "a b"}, -1100),
    ],
)
def test_new_orders_that_are_refused(
    desk: OptionClient, exchange: Exchange, changes: dict[str, Any], code: int
) -> None:
    assert desk.place(**changes).refusal == (400, code)
    assert exchange.option_orders() == []


def test_filters_of_the_listing(desk: OptionClient, exchange: Exchange) -> None:
    old = exchange.seed_option_order(age_ms=10 * MINUTE)
    new, ether = exchange.seed_option_order(), exchange.seed_option_order(symbol=ETH)
    since = exchange.clock.now_ms() - MINUTE
    assert desk.listed() == [old, new, ether]
    assert desk.listed(symbol=BTC) == [old, new]
    assert desk.listed(startTime=since) == [new, ether]
    assert desk.listed(endTime=since) == [old]
    assert desk.listed(orderId=new) == [new, ether]
    assert desk.listing(symbol="BTCUSDT").refusal == (400, -1121)


def test_weights(desk: OptionClient, exchange: Exchange) -> None:
    order = exchange.seed_option_order()
    desk.listing()
    desk.listing(symbol="")
    desk.listing(symbol=BTC)
    desk.query_order(order)
    desk.history()
    desk.fills()
    desk.positions()
    desk.place()
    desk.cancel_order(order)
    desk.batch([order])
    desk.cancel_symbol()
    desk.cancel_underlying()
    desk.set_countdown(5000)
    desk.read_countdown()
    desk.heartbeat()
    desk.set_protection()
    desk.read_protection()
    desk.reset_protection()
    weights = [40, 40, 1, 1, 3, 5, 5, 0, 1, 5, 1, 5, 1, 1, 10, 1, 1, 1]
    assert [entry.weight for entry in exchange.journal()] == weights
    assert exchange.journal()[-1].used_weight == sum(weights)


def test_orders_are_counted(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_limits(order_limits={86400: 2})
    order = desk.place()
    assert order.headers["x-mbx-order-count-1d"] == "1"
    assert desk.cancel_order(order.document["orderId"]).headers["x-mbx-order-count-1d"] == "1"
    exchange.set_switches(orders_counted="all")
    assert desk.cancel_underlying().headers["x-mbx-order-count-1d"] == "2"
    assert desk.place().refusal == (429, -1015)
    assert "x-mbx-order-count-1d" not in desk.set_countdown(5000).headers


def test_what_the_journal_tells(desk: OptionClient, exchange: Exchange) -> None:
    order, partly = exchange.seed_option_order(), exchange.seed_option_order(executed="0.1")
    desk.listing(symbol=BTC)
    desk.cancel_order(order)
    desk.cancel_order(order)
    listing, first, second = exchange.journal()
    assert (listing.operation, listing.key) == ("option_listing", BTC)
    assert listing.shown == {order: "ACCEPTED", partly: "PARTIALLY_FILLED"}
    assert listing.executed == {order: "0", partly: "0.1"}
    assert (first.operation, first.key, first.carried_out, first.code) == ("option_cancel", order, True, None)
    assert (second.carried_out, second.code) == (False, -2011)


@pytest.mark.parametrize("status", ["CANCELLED", "CANCELED", "EXPIRED", "FILLED", "PENDING_CANCEL"])
def test_any_status(desk: OptionClient, exchange: Exchange, status: str) -> None:
    seeded, changed = exchange.seed_option_order(status=status), exchange.seed_option_order()
    exchange.set_option_status(changed, status)
    is_open = status == "PENDING_CANCEL"
    for order in (seeded, changed):
        assert desk.query_order(order).document["status"] == status
        assert exchange.option_truth(order).open is is_open
    assert len(desk.listed()) == 2 * is_open
    assert len(desk.fills().document) == 2 * (status == "FILLED")


def test_whether_a_status_is_open_can_be_said(exchange: Exchange) -> None:
    order = exchange.seed_option_order(status="ARCHIVED", is_open=False)
    assert not exchange.option_truth(order).open
    assert exchange.cancel_option_by_other(exchange.seed_option_order())
    assert not exchange.cancel_option_by_other(order)
