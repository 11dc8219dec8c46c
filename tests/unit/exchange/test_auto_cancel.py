# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .option_client import ETH, OptionClient

SET = {"underlying": "BTCUSDT", "countdownTime": 30_000}


def test_setting_and_reading(desk: OptionClient, exchange: Exchange) -> None:
    assert desk.set_countdown(30_000).document == SET
    assert desk.read_countdown().document == SET
    assert desk.read_countdown(None).document == [SET]
    desk.set_countdown(5000, "ETHUSDT")
    assert desk.read_countdown(None).document == [SET, {"underlying": "ETHUSDT", "countdownTime": 5000}]
    assert desk.set_countdown(0).document == {"underlying": "BTCUSDT", "countdownTime": 0}
    assert [countdown["underlying"] for countdown in desk.read_countdown(None).document] == ["ETHUSDT"]
    assert exchange.countdowns("other") == {}


def test_the_shortest_countdown(desk: OptionClient, exchange: Exchange) -> None:
    assert desk.set_countdown(4999).refusal == (400, -1130)
    assert desk.set_countdown(30_000, "BTCEUR").refusal == (400, -1128)
    assert exchange.countdowns() == {}


def test_it_cancels_the_ordinary_orders_of_the_underlying(desk: OptionClient, exchange: Exchange) -> None:
    order, partly = exchange.seed_option_order(), exchange.seed_option_order(executed="0.1")
    ether, foreign = exchange.seed_option_order(symbol=ETH), exchange.seed_option_order(account="other")
    block = exchange.seed()
    desk.set_countdown(30_000)
    ends_at = exchange.countdowns()["BTCUSDT"]["ends_at"]
    exchange.set_skew(29_000)
    assert desk.listed() == [order, partly, ether]
    exchange.set_skew(31_000)
    assert desk.listed() == [ether]
    truth = exchange.option_truth(partly)
    assert (truth.status, truth.executed_quantity, truth.ended_by, truth.ended_at) == (
        "CANCELLED",
        "0.1",
        "countdown",
        ends_at,
    )
    assert exchange.option_truth(foreign).open
    assert exchange.truth(block).open


def test_a_heartbeat_starts_it_anew(desk: OptionClient, exchange: Exchange) -> None:
    order = exchange.seed_option_order()
    desk.set_countdown(30_000)
    exchange.set_skew(29_000)
    assert desk.heartbeat("BTCUSDT,ETHUSDT").document == {"underlyings": ["BTCUSDT"]}
    exchange.set_skew(58_000)
    assert exchange.option_truth(order).open
    exchange.set_skew(60_000)
    assert not exchange.option_truth(order).open
    assert desk.heartbeat("ETHUSDT").document == {"underlyings": []}
    assert not exchange.journal()[-1].carried_out
    assert desk.heartbeat("BTCEUR").refusal == (400, -1128)


def test_it_cancels_only_once(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_countdown("BTCUSDT", 10)
    assert exchange.end_countdown("BTCUSDT")
    assert not exchange.end_countdown("BTCUSDT")
    assert not exchange.end_countdown("ETHUSDT")
    order = str(desk.place().document["orderId"])
    desk.set_countdown(30_000, "ETHUSDT")
    exchange.set_skew(60_000)
    assert exchange.countdowns()["ETHUSDT"]["expired"]
    assert exchange.option_truth(order).open
    desk.heartbeat()
    exchange.set_skew(120_000)
    assert exchange.option_truth(order).ended_by == "countdown"


def test_an_end_at_the_moment_of_a_request(desk: OptionClient, exchange: Exchange) -> None:
    order = exchange.seed_option_order()
    desk.set_countdown(30_000)
    exchange.schedule("end_countdown", {"underlying": "BTCUSDT"}, "option_cancel", key=order)
    assert desk.cancel_order(order).refusal == (400, -2011)
    assert exchange.option_truth(order).ended_by == "countdown"


@pytest.mark.parametrize("position", [False, True])
def test_countdown_refuses_new(desk: OptionClient, exchange: Exchange, position: bool) -> None:
    exchange.set_switches(countdown_refuses_new=position)
    desk.set_countdown(5000)
    assert desk.place().status == 200
    exchange.end_countdown("BTCUSDT")
    assert desk.place().status == (400 if position else 200)
    assert desk.place(symbol=ETH).status == 200
    desk.heartbeat()
    assert desk.place().status == 200
    exchange.end_countdown("BTCUSDT")
    if position:
        assert desk.place().refusal == (400, -2010)
    desk.set_countdown(0)
    assert desk.place().status == 200


@pytest.mark.parametrize(("position", "document"), [("stays", [SET]), ("off", [])])
def test_countdown_after(desk: OptionClient, exchange: Exchange, position: str, document: list[Any]) -> None:
    exchange.set_switches(countdown_after=position)
    desk.set_countdown(30_000)
    exchange.end_countdown("BTCUSDT")
    assert desk.read_countdown(None).document == document


@pytest.mark.parametrize(("position", "none", "one"), [("array", [], [SET]), ("object", {}, SET)])
def test_countdown_read_all(desk: OptionClient, exchange: Exchange, position: str, none: Any, one: Any) -> None:
    exchange.set_switches(countdown_read_all=position)
    assert desk.read_countdown(None).document == none
    desk.set_countdown(30_000)
    assert desk.read_countdown(None).document == one
    desk.set_countdown(30_000, "ETHUSDT")
    assert len(desk.read_countdown(None).document) == 2


@pytest.mark.parametrize(("position", "document"), [("object", SET), ("array", [SET])])
def test_countdown_read_one(desk: OptionClient, exchange: Exchange, position: str, document: Any) -> None:
    exchange.set_switches(countdown_read_one=position)
    desk.set_countdown(30_000)
    assert desk.read_countdown().document == document


@pytest.mark.parametrize(
    ("position", "document"), [("{}", {}), ("[]", []), ("zero", {"underlying": "BTCUSDT", "countdownTime": 0})]
)
def test_countdown_read_off(desk: OptionClient, exchange: Exchange, position: str, document: Any) -> None:
    exchange.set_switches(countdown_read_off=position)
    assert desk.read_countdown().document == document
    exchange.set_switches(countdown_read_off="-2013")
    assert desk.read_countdown().refusal == (400, -2013)


def test_due_cancels_and_countdowns_come_in_their_order(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_switches(bulk_delay_ms=10_000)
    first, second = exchange.seed_option_order(), exchange.seed_option_order(symbol=ETH)
    desk.cancel_underlying("BTCUSDT")
    desk.cancel_underlying("ETHUSDT")
    desk.set_countdown(20_000, "BTCUSDT")
    desk.set_countdown(5000, "ETHUSDT")
    exchange.set_skew(60_000)
    assert [exchange.option_truth(order).ended_by for order in (first, second)] == ["cancel", "countdown"]
