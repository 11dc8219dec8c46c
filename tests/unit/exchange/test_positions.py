# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .option_client import BTC, ETH, OptionClient


def rows(desk: OptionClient, **filters: Any) -> list[tuple[str, str, str, str]]:
    names = ("symbol", "side", "quantity", "entryPrice")
    return [tuple(row[name] for name in names) for row in desk.positions(**filters).document]


def test_a_position_object(desk: OptionClient, exchange: Exchange) -> None:
    exchange.seed_position(ETH, "-0.5", "3.00")
    [document] = desk.positions().document
    assert document == {
        "entryPrice": "3",
        "symbol": ETH,
        "side": "SHORT",
        "quantity": "-0.5",
        "markValue": "-1.500",
        "markPrice": "3.00",
        "unrealizedPNL": "0.000",
        "strikePrice": "4000",
        "expiryDate": 1798185600000,
        "priceScale": 2,
        "quantityScale": 2,
        "optionSide": "PUT",
        "quoteAsset": "USDT",
        "time": document["time"],
        "bidQuantity": "0",
        "askQuantity": "0",
    }


def test_fills_change_positions(desk: OptionClient, exchange: Exchange) -> None:
    exchange.seed_position(BTC, "1", "2.00")
    bought, sold = exchange.seed_option_order(quantity="3", price="4.00"), exchange.seed_option_order(side="SELL")
    exchange.fill(bought, "1")
    assert rows(desk) == [(BTC, "LONG", "2", "3")]
    exchange.fill(sold, "0.5")
    assert rows(desk) == [(BTC, "LONG", "1.5", "3")]
    assert exchange.positions() == {BTC: "1.5"}
    exchange.cancel_option_by_other(bought)
    assert exchange.positions() == {BTC: "1.5"}


def test_a_position_turns_around(desk: OptionClient, exchange: Exchange) -> None:
    exchange.seed_position(BTC, "1", "2.00")
    exchange.fill(exchange.seed_option_order(side="SELL", quantity="3", price="5.00"))
    assert rows(desk) == [(BTC, "SHORT", "-2", "5.00")]


def test_block_trades_change_the_positions_of_both_sides(exchange: Exchange) -> None:
    exchange.accept(exchange.seed(symbol=ETH, side="SELL", quantity="2"))
    exchange.accept(exchange.seed(account="other", symbol=BTC, side="BUY", quantity="1.5"))
    assert exchange.positions() == {ETH: "-2", BTC: "-1.5"}
    assert exchange.positions("other") == {ETH: "2", BTC: "1.5"}


def test_filter_and_accounts(desk: OptionClient, exchange: Exchange) -> None:
    for symbol, account in ((BTC, "desk"), (ETH, "desk"), (BTC, "other")):
        exchange.seed_position(symbol, "1", account=account)
    assert [row[0] for row in rows(desk)] == [BTC, ETH]
    assert [row[0] for row in rows(desk, symbol=ETH)] == [ETH]
    assert desk.positions(symbol="ETH").refusal == (400, -1121)


@pytest.mark.parametrize(("position", "quantities"), [("absent", []), ("zero", ["0.0"])])
def test_position_closed(desk: OptionClient, exchange: Exchange, position: str, quantities: list[str]) -> None:
    exchange.set_switches(position_closed=position)
    assert rows(desk) == []
    exchange.seed_position(BTC, "1.2")
    exchange.fill(exchange.seed_option_order(side="SELL"))
    assert [row[2] for row in rows(desk)] == quantities
    assert exchange.positions() == {}


@pytest.mark.parametrize(("position", "quantity"), [("signed", "-1"), ("unsigned", "1")])
def test_position_sign(desk: OptionClient, exchange: Exchange, position: str, quantity: str) -> None:
    exchange.set_switches(position_sign=position)
    exchange.seed_position(BTC, "-1")
    assert [row[1:3] for row in rows(desk)] == [("SHORT", quantity)]


def test_positions_lag(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_switches(positions_lag_ms=5000)
    exchange.fill(exchange.seed_option_order())
    assert rows(desk) == []
    assert exchange.positions() == {BTC: "1.2"}
    exchange.set_skew(5000)
    assert [row[2] for row in rows(desk)] == ["1.2"]
    exchange.set_switches(positions_lag_ms="never")
    assert rows(desk) == []
