# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's official SDK at every endpoint for ordinary orders, positions, auto-cancel and protection."""

from __future__ import annotations

import logging

import pytest
from binance_common.errors import BadRequestError

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .test_sdk import Sdk, hmac_credentials, sdk

BTC, ETH = "BTC-261225-100000-C", "ETH-261225-4000-P"


@pytest.fixture
def desk(exchange: Exchange) -> Sdk:
    return sdk(exchange, hmac_credentials(exchange))


@pytest.fixture(autouse=True)
def _documents_fit_the_models(caplog: pytest.LogCaptureFixture) -> object:
    """The SDK logs a warning if an answer has other types than the reference says."""
    caplog.set_level(logging.WARNING)
    yield
    assert not caplog.records


def test_an_order_from_start_to_end(desk: Sdk, exchange: Exchange) -> None:
    terms = {"symbol": BTC, "side": "BUY", "type": "LIMIT", "quantity": 1.5, "price": 2.5, "time_in_force": "GTC"}
    made = desk.new_order(**terms, client_order_id="a", is_mmp=True).data()
    assert (made.order_id, made.status, made.mmp) == (4611875134427365377, "ACCEPTED", True)
    exchange.fill(str(made.order_id), "0.5")
    [listed] = desk.query_current_open_option_orders(symbol=BTC).data()
    assert (listed.order_id, listed.status, listed.executed_qty) == (made.order_id, "PARTIALLY_FILLED", "0.5")
    assert len(desk.query_current_open_option_orders().data()) == 1
    for name in ({"order_id": made.order_id}, {"client_order_id": "a"}):
        assert desk.query_single_order(symbol=BTC, **name).data().avg_price == "2.5"
    cancelled = desk.cancel_option_order(symbol=BTC, order_id=made.order_id).data()
    assert (cancelled.status, cancelled.create_date) == ("CANCELLED", made.create_time)
    assert exchange.option_truth(str(made.order_id)).ended_by == "cancel"
    [past] = desk.query_option_order_history(symbol=BTC).data()
    assert (past.order_id, past.status, past.executed_qty) == (made.order_id, "CANCELLED", "0.5")
    [fill] = desk.account_trade_list(symbol=BTC).data()
    assert (fill.order_id, fill.price, fill.quantity, fill.side) == (made.order_id, "2.5", "0.5", "BUY")
    with pytest.raises(BadRequestError, match="Unknown order") as raised:
        desk.cancel_option_order(symbol=BTC, client_order_id="a")
    assert raised.value.status_code == -2011
    assert all(entry.signature_ok for entry in exchange.journal())


def test_a_batch(desk: Sdk, exchange: Exchange) -> None:
    first, second, third = exchange.seed_option_orders(3)
    exchange.fill(second)
    answers = desk.cancel_multiple_option_orders(symbol=BTC, order_ids=[int(first), int(second)]).data()
    assert [answer.status for answer in answers] == ["CANCELLED", None]
    [answer] = desk.cancel_multiple_option_orders(symbol=BTC, client_order_ids=["quote-3"]).data()
    assert answer.order_id == int(third)
    assert not any(order.open for order in exchange.option_orders())


def test_all_orders(desk: Sdk, exchange: Exchange) -> None:
    exchange.seed_option_orders(2)
    exchange.seed_option_order(symbol=ETH)
    assert desk.cancel_all_option_orders_by_underlying(underlying="BTCUSDT").data().code == 0
    exchange.set_switches(bulk_answer="string")
    assert desk.cancel_all_option_orders_on_specific_symbol(symbol=ETH).data().code == "0"
    assert not any(order.open for order in exchange.option_orders())


def test_positions(desk: Sdk, exchange: Exchange) -> None:
    exchange.fill(exchange.seed_option_order(side="SELL"))
    [position] = desk.option_position_information(symbol=BTC).data()
    assert (position.symbol, position.side, position.quantity) == (BTC, "SHORT", "-1.2")
    assert position.unrealized_pnl == "0.000"
    assert desk.option_position_information(symbol=ETH).data() == []


def test_auto_cancel(desk: Sdk, exchange: Exchange) -> None:
    armed = desk.set_auto_cancel_all_open_orders(underlying="ETHUSDT", countdown_time=30_000).data()
    assert (armed.underlying, armed.countdown_time) == ("ETHUSDT", 30_000)
    assert desk.get_auto_cancel_all_open_orders(underlying="ETHUSDT").data().countdown_time == 30_000
    exchange.set_switches(countdown_read_all="object")
    assert desk.get_auto_cancel_all_open_orders().data().underlying == "ETHUSDT"
    assert desk.auto_cancel_all_open_orders(underlyings="BTCUSDT,ETHUSDT").data().underlyings == ["ETHUSDT"]
    desk.set_auto_cancel_all_open_orders(underlying="ETHUSDT", countdown_time=0)
    assert exchange.countdowns() == {}


def test_protection(desk: Sdk) -> None:
    desk.set_market_maker_protection_config(
        underlying="BTCUSDT",
        window_time_in_milliseconds=500,
        frozen_time_in_milliseconds=0,
        qty_limit=2.5,
        delta_limit=1.25,
    )
    found = desk.get_market_maker_protection_config(underlying="BTCUSDT").data()
    assert (found.window_time_in_milliseconds, found.qty_limit, found.delta_limit) == (500, "2.5", "1.25")
    reset = desk.reset_market_maker_protection_config(underlying="BTCUSDT").data()
    assert reset.to_dict() == found.to_dict()
