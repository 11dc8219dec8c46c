# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .option_client import OptionClient

SET = {
    "underlyingId": 2,
    "underlying": "BTCUSDT",
    "windowTimeInMilliseconds": 1000,
    "frozenTimeInMilliseconds": 0,
    "qtyLimit": "2",
    "deltaLimit": "0.50",
    "lastTriggerTime": 0,
}


def test_setting_and_reading(desk: OptionClient, exchange: Exchange) -> None:
    assert desk.set_protection().document == SET
    assert desk.read_protection().document == SET
    assert desk.set_protection(qtyLimit="3").document == {**SET, "qtyLimit": "3"}
    assert exchange.protections()["BTCUSDT"]["quantity_limit"] == "3"
    assert exchange.protections("other") == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"underlying": "BTCEUR"}, -1128),
        ({"windowTimeInMilliseconds": 0}, -1130),
        ({"windowTimeInMilliseconds": 5001}, -1130),
        ({"frozenTimeInMilliseconds": -1}, -1100),
        ({"frozenTimeInMilliseconds": None}, -1102),
        ({"qtyLimit": "0"}, -1130),
        ({"deltaLimit": "1e3"}, -1130),
        ({"deltaLimit": None}, -1102),
    ],
)
def test_bounds(desk: OptionClient, exchange: Exchange, changes: dict[str, Any], code: int) -> None:
    assert desk.set_protection(**changes).refusal == (400, code)
    assert exchange.protections() == {}


def test_a_trigger_cancels_protected_orders_and_refuses_new_ones(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_protection("BTCUSDT")
    protected, ordinary = exchange.seed_option_order(mmp=True), exchange.seed_option_order()
    exchange.trigger_protection("BTCUSDT")
    assert exchange.option_truth(protected).ended_by == "mmp"
    assert exchange.option_truth(ordinary).open
    assert desk.read_protection().document["lastTriggerTime"] == exchange.option_truth(protected).ended_at
    assert desk.place(isMmp="true").refusal == (400, -2010)
    assert desk.place().status == 200
    desk.set_protection()
    assert desk.place(isMmp="true").refusal == (400, -2010)
    assert desk.reset_protection().document["qtyLimit"] == "2"
    assert desk.place(isMmp="true").status == 200


def test_a_frozen_time_ends(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_protection("BTCUSDT", frozen_ms=10_000)
    exchange.trigger_protection("BTCUSDT")
    exchange.set_skew(9000)
    assert desk.place(isMmp="true").refusal == (400, -2010)
    exchange.set_skew(10_000)
    assert desk.place(isMmp="true").status == 200


@pytest.mark.parametrize("position", ["zeros", "{}", "-2013"])
def test_mmp_unset(desk: OptionClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(mmp_unset=position)
    for answer in (desk.read_protection(), desk.reset_protection()):
        if position == "-2013":
            assert answer.refusal == (400, -2013)
        elif position == "{}":
            assert answer.document == {}
        else:
            assert answer.document == {**SET, "windowTimeInMilliseconds": 0, "qtyLimit": "0", "deltaLimit": "0"}
    assert not exchange.journal()[-1].carried_out


def test_limits_with_8_places(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_switches(option_numbers="padded")
    document = desk.set_protection().document
    assert (document["qtyLimit"], document["deltaLimit"]) == ("2.00000000", "0.50000000")


def test_what_makes_no_sense_is_refused(exchange: Exchange) -> None:
    with pytest.raises(ValueError, match="no protection"):
        exchange.trigger_protection("BTCUSDT")
    with pytest.raises(ValueError, match="no underlying"):
        exchange.set_protection("BTCEUR")
    with pytest.raises(ValueError, match="no underlying"):
        exchange.set_countdown("BTCEUR", 1)
