# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finished ordinary orders and their fills."""

from __future__ import annotations

from typing import Any

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .option_client import API, ETH, OptionClient

MINUTE = 60_000
DAY = 24 * 60 * MINUTE


def test_history(desk: OptionClient, exchange: Exchange) -> None:
    exchange.seed_option_order()
    filled = exchange.seed_option_order(executed="1.2", age_ms=2 * DAY)
    cancelled = exchange.seed_option_order(executed="0.2", status="CANCELLED", age_ms=DAY)
    rejected = exchange.seed_option_order(status="REJECTED", age_ms=MINUTE)
    exchange.seed_option_order(status="CANCELLED", age_ms=6 * DAY, ended_ago_ms=6 * DAY)
    exchange.seed_option_order(symbol=ETH, status="CANCELLED")

    def found(**filters: Any) -> list[str]:
        return [str(order["orderId"]) for order in desk.history(**filters).document]

    assert [(order["status"], order["executedQty"]) for order in desk.history().document] == [
        ("FILLED", "1.2"),
        ("CANCELLED", "0.2"),
        ("REJECTED", "0"),
    ]
    assert found(limit=2) == [cancelled, rejected]
    assert found(orderId=cancelled, limit=2) == [cancelled, rejected]
    assert found(endTime=exchange.clock.now_ms() - DAY - MINUTE) == [filled]
    assert desk.history(limit=0).refusal == (400, -1130)
    assert desk.history(limit=1001).refusal == (400, -1130)
    assert desk.send("GET", f"{API}/historyOrders").refusal == (400, -1102)


def test_old_orders_without_a_fill_are_forgotten(desk: OptionClient, exchange: Exchange) -> None:
    old: dict[str, Any] = {"status": "CANCELLED", "age_ms": 4 * DAY, "ended_ago_ms": 4 * DAY}
    assert desk.query_order(exchange.seed_option_order(**old)).refusal == (400, -2013)
    assert desk.query_order(exchange.seed_option_order(**old, executed="0.1")).document["status"] == "CANCELLED"


def test_fills(desk: OptionClient, exchange: Exchange) -> None:
    exchange.seed_option_order(executed="1", quantity="2", age_ms=10 * MINUTE)
    order = exchange.seed_option_order(side="SELL", quantity="0.5", price="3.00")
    exchange.fill(order)
    exchange.seed_option_order(symbol=ETH, executed="1")
    exchange.seed_option_order(account="other", executed="1")
    old, new = desk.fills().document
    assert (new["orderId"], new["side"], new["price"], new["quantity"]) == (int(order), "SELL", "3.00", "0.5")
    assert new["id"] > 2**53
    assert new["fee"] == "0.0004500"
    assert desk.fills(startTime=exchange.clock.now_ms() - MINUTE).document == [new]
    assert desk.fills(limit=1).document == [new]
    assert desk.fills(fromId=old["id"], limit=1).document == [old]
