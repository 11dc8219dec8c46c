# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules that list option orders and positions."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.modules import binance_option_order_info, binance_position_info
from ansible_collections.marketops.binance.tests.exchange import Exchange

from .conftest import Ask

BTC, ETH = "BTC-261225-100000-C", "ETH-261225-4000-P"


def ids(returned: dict[str, Any]) -> list[str]:
    return [order["order_id"] for order in returned["orders"]]


def test_open_orders_are_listed(exchange: Exchange, ask: Ask) -> None:
    exchange.set_switches(option_listing_finished=True)
    bitcoin = exchange.seed_option_order(symbol=BTC, executed="0.4")
    ether = exchange.seed_option_order(symbol=ETH)
    exchange.seed_option_order(symbol=BTC, status="CANCELLED")
    assert ids(ask(binance_option_order_info)) == [bitcoin, ether]
    assert ids(ask(binance_option_order_info, underlying="ETHUSDT")) == [ether]
    returned = ask(binance_option_order_info, symbol=BTC)
    assert ids(returned) == [bitcoin]
    assert returned["orders"][0]["executed_quantity"] == "0.4"
    assert [entry.weight for entry in exchange.journal()] == [40, 40, 1]


@pytest.mark.parametrize("shape", ["object", "array"])
@pytest.mark.parametrize("unknown", ["-2013", "-2011"])
def test_orders_are_queried_by_either_id(exchange: Exchange, ask: Ask, shape: str, unknown: str) -> None:
    exchange.set_switches(option_query_shape=shape, option_unknown_query=unknown)
    first = exchange.seed_option_order(symbol=BTC)
    ended = exchange.seed_option_order(symbol=BTC, status="CANCELLED")
    returned = ask(binance_option_order_info, symbol=BTC, order_id=[ended, "77", first])
    assert ids(returned) == [ended, first]
    assert returned["not_found"] == ["77"]
    assert ids(ask(binance_option_order_info, symbol=BTC, client_order_id="quote-1")) == [first]


def test_an_empty_list_asks_for_nothing(exchange: Exchange, ask: Ask) -> None:
    assert ask(binance_option_order_info, symbol=BTC, order_id=[])["orders"] == []
    assert not exchange.journal()


@pytest.mark.parametrize("sign", ["signed", "unsigned"])
@pytest.mark.parametrize("closed", ["absent", "zero"])
def test_positions_are_listed(exchange: Exchange, ask: Ask, sign: str, closed: str) -> None:
    exchange.set_switches(position_sign=sign, position_closed=closed)
    exchange.seed_position(BTC, "-1.2")
    exchange.seed_position(ETH, "3")
    exchange.seed_position("ETH-261225-5000-P", "1")
    exchange.seed_position("ETH-261225-5000-P", "-1")
    found = ask(binance_position_info)["positions"]
    assert [(each["symbol"], each["side"], each["quantity"]) for each in found] == [
        (BTC, "SHORT", "-1.2"),
        (ETH, "LONG", "3"),
    ]
    assert [each["symbol"] for each in ask(binance_position_info, underlying="ETHUSDT")["positions"]] == [ETH]
    assert [each["symbol"] for each in ask(binance_position_info, symbol=BTC)["positions"]] == [BTC]


@pytest.mark.parametrize(
    ("module", "permission"), [(binance_option_order_info, "read_orders"), (binance_position_info, "read_positions")]
)
def test_what_may_not_be_read_is_no_empty_list(
    exchange: Exchange, ask: Ask, module: ModuleType, permission: str
) -> None:
    others = {"read", "trade", "trades", "read_orders", "trade_orders", "read_fills", "read_positions"} - {permission}
    exchange.restrict("desk", permissions=sorted(others))
    returned = ask(module)
    assert returned["failed"]
    assert returned["error"]["code"] == -2015
    assert not {"orders", "positions"} & returned.keys()


@pytest.mark.parametrize("operation", ["option_listing", "positions"])
@pytest.mark.parametrize("fault", ["reset", "200_html", "wrong_kind", "200_other_object", "504_html"])
def test_a_broken_answer_is_asked_for_again(exchange: Exchange, ask: Ask, operation: str, fault: str) -> None:
    exchange.seed_option_order(symbol=BTC)
    exchange.seed_position(BTC, "2")
    exchange.arm(fault, operation, count=2)
    module = binance_option_order_info if operation == "option_listing" else binance_position_info
    returned = ask(module)
    assert not returned["failed"]
    assert returned["orders" if operation == "option_listing" else "positions"]
    assert len(exchange.journal(operation)) == 3
