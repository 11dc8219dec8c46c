# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordinary option orders, positions and settings, as they are read from answers: nothing odd is read as "none"."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.auto_cancel import read_countdowns
from ansible_collections.marketops.binance.plugins.module_utils._exchange.documents import Unreadable, has_code_0, parse
from ansible_collections.marketops.binance.plugins.module_utils._exchange.kind import Scope
from ansible_collections.marketops.binance.plugins.module_utils._exchange.option_order_record import (
    OptionKey,
    OptionOrder,
    read_option_orders,
)
from ansible_collections.marketops.binance.plugins.module_utils._exchange.positions import read_positions
from ansible_collections.marketops.binance.plugins.module_utils._exchange.protection import read_protection

ID = 4611875134427365377
ORDER: dict[str, Any] = {
    "orderId": ID,
    "symbol": "BTC-261225-100000-C",
    "price": "2.80",
    "quantity": "1.2",
    "executedQty": "0",
    "side": "BUY",
    "status": "ACCEPTED",
    "clientOrderId": "quote-1",
    "quoteAsset": "USDT",
}
POSITION = {"symbol": "BTC-261225-100000-C", "side": "SHORT", "quantity": "-1.2", "quoteAsset": "USDT"}
PROTECTION = {
    "underlying": "BTCUSDT",
    "windowTimeInMilliseconds": 1000,
    "frozenTimeInMilliseconds": 0,
    "qtyLimit": "10",
    "deltaLimit": "5",
    "lastTriggerTime": 0,
}


def order(finished: bool = False, **more: Any) -> OptionOrder:
    (found,) = read_option_orders(parse(json.dumps([{**ORDER, **more}]).encode()), finished)
    return found


def test_ten_thousand_orders_are_read_with_all_their_fields() -> None:
    entry = {**ORDER, **{f"field{number}": "0" for number in range(14)}}
    assert len(read_option_orders(parse(json.dumps([entry] * 10_000).encode()))) == 10_000


@pytest.mark.parametrize("written", [ID, str(ID), 2**63 - 1])
def test_an_id_is_kept_as_its_digits(written: Any) -> None:
    assert order(orderId=written).order_id == str(written)
    assert order(orderId=written).as_result()["order_id"] == str(written)


@pytest.mark.parametrize(
    ("status", "executed", "is_open", "is_executed", "is_cancelled"),
    [
        ("ACCEPTED", "0", True, False, False),
        ("PARTIALLY_FILLED", "0.4", True, False, False),
        ("NEW", "0", True, False, False),
        (None, "0", True, False, False),
        ("FILLED", "1.2", False, True, False),
        # All of it was executed, whatever that is called.
        ("DONE", "1.20", False, True, False),
        ("cancelled", "0", False, False, True),
        ("CANCELED", "0.4", False, False, True),
        ("REJECTED", "0", False, False, False),
        ("EXPIRED", "0", False, False, False),
    ],
)
def test_a_status_says_whether_it_is_open(
    status: str | None, executed: str, is_open: bool, is_executed: bool, is_cancelled: bool
) -> None:
    found = order(status=status, executedQty=executed)
    assert (found.open, found.executed, found.cancelled) == (is_open, is_executed, is_cancelled)


def test_a_finished_order_is_not_open_whatever_its_status_is_called() -> None:
    assert not order(finished=True, status="DONE").open


@pytest.mark.parametrize("status", ["ACCEPTED", "partially_filled", "NEW"])
def test_an_order_that_is_open_by_its_status_is_not_finished_wherever_it_is_listed(status: str) -> None:
    assert order(finished=True, status=status).open


@pytest.mark.parametrize(("written", "read"), [("0.40", "0.40"), (0.4, "0.4"), (1e-7, "0.0000001"), (1, "1")])
def test_a_quantity_is_a_decimal_text(written: Any, read: str) -> None:
    assert order(executedQty=written).filled == read


def test_a_quantity_has_no_sign() -> None:
    found = order(side="SELL", quantity="-1.2", executedQty="-0.4")
    assert (found.quantity, found.filled, found.open) == ("1.2", "0.4", True)
    assert not order(side="SELL", quantity="-1.2", executedQty="-1.2").open


@pytest.mark.parametrize(
    "wrong",
    [
        {"orderId": None}, {"orderId": 4.6e18}, {"orderId": "quote-1"}, {"orderId": True}, {"orderId": -1},
        {"symbol": None}, {"executedQty": None}, {"executedQty": "--1"}, {"executedQty": "NaN"},
        {"executedQty": "much"}, {"tradeId": 1}, {"legs": []}, {"blockTradeSettlementKey": "key"},
    ],
)  # fmt: skip
def test_an_odd_order_makes_the_answer_unreadable(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        order(**wrong)


@pytest.mark.parametrize("document", [None, "text", 1, [[]], [None], {}, {"code": 0}])
def test_what_is_no_list_of_orders_is_unreadable(document: Any) -> None:
    with pytest.raises(Unreadable):
        read_option_orders(document)


def test_an_order_is_on_its_underlying() -> None:
    assert order().is_in(Scope("BTCUSDT"))
    assert not order().is_in(Scope("ETHUSDT"))
    assert not order(quoteAsset="USDC").is_in(Scope("BTCUSDT"))
    assert order(quoteAsset=None).is_in(Scope("BTCUSDT"))
    assert order().is_in(Scope(symbol="BTC-261225-100000-C"))
    assert not order().is_in(Scope(symbol="BTC-261225-100000-P"))


def test_keys_are_equal_by_the_ids_of_the_exchange() -> None:
    assert order().key == OptionKey("BTC-261225-100000-C", str(ID)) != OptionKey("BTC-261225-100000-P", str(ID))
    assert len({order().key, OptionKey("BTC-261225-100000-C", str(ID))}) == 1
    assert order().alias == OptionKey("BTC-261225-100000-C", None, "quote-1") != order().key
    assert order(clientOrderId="").alias is None


@pytest.mark.parametrize(
    ("document", "acknowledges"),
    [
        ({"code": 0, "msg": "success"}, True), ({"code": "0"}, True), ({"code": 0, "data": 3}, True),
        ({}, False), ([], False), (None, False), ({"code": False}, False), ({"code": -1}, False),
        ({"code": 200}, False), ({"code": None}, False), ({"status": 1, "msg": "System maintenance."}, False),
    ],
)  # fmt: skip
def test_only_code_0_acknowledges_a_bulk_cancel(document: Any, acknowledges: bool) -> None:
    assert has_code_0(document) is acknowledges


@pytest.mark.parametrize(
    ("more", "quantity", "side"),
    [
        ({}, "-1.2", "SHORT"),
        ({"quantity": "1.2"}, "-1.2", "SHORT"),
        ({"quantity": "1.2", "side": "LONG"}, "1.2", "LONG"),
        ({"quantity": 2, "side": "LONG"}, "2", "LONG"),
        ({"quantity": "1.2", "side": "short"}, "-1.2", "SHORT"),
        ({"quantity": "-1.2E+1"}, "-12", "SHORT"),
    ],
)
def test_a_short_position_is_negative(more: dict[str, Any], quantity: str, side: str) -> None:
    (found,) = read_positions([{**POSITION, **more}])
    assert (found.quantity, found.side) == (quantity, side)


def test_a_closed_position_is_none() -> None:
    assert read_positions([{**POSITION, "quantity": "0.00"}, {**POSITION, "quantity": "-0E-8"}]) == []


@pytest.mark.parametrize("wrong", [{"symbol": None}, {"quantity": None}, {"quantity": "much"}, {"orderId": 1}])
def test_an_odd_position_makes_the_answer_unreadable(wrong: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read_positions([{**POSITION, **wrong}])


def test_countdowns_are_read() -> None:
    on = {"underlying": "BTCUSDT", "countdownTime": 30000}
    assert read_countdowns(on) == read_countdowns([on]) == {"BTCUSDT": 30000}
    assert read_countdowns({}) == read_countdowns([]) == read_countdowns({**on, "countdownTime": 0}) == {}


@pytest.mark.parametrize("document", [None, "off", [None], {"status": 1}, {"underlying": "BTCUSDT"}])
def test_an_odd_countdown_is_unreadable(document: Any) -> None:
    with pytest.raises(Unreadable):
        read_countdowns(document)


@pytest.mark.parametrize(
    "document",
    [
        None,
        "off",
        {"status": 1},
        {**PROTECTION, "underlying": "ETHUSDT"},
        {**PROTECTION, "qtyLimit": "x"},
        [PROTECTION] * 2,
    ],
)
def test_an_odd_protection_is_unreadable(document: Any) -> None:
    with pytest.raises(Unreadable):
        read_protection(document, "BTCUSDT")


def test_a_protection_that_is_off_needs_no_limits() -> None:
    off = {"underlying": "BTCUSDT", "windowTimeInMilliseconds": 0, "qtyLimit": None}
    assert read_protection(off, "BTCUSDT") is None


def test_a_protection_is_read() -> None:
    found = read_protection(PROTECTION, "BTCUSDT")
    assert found is not None
    assert (found.window, found.quantity_limit) == (1000, "10")
    assert read_protection({**PROTECTION, "windowTimeInMilliseconds": 0}, "BTCUSDT") is None
    assert read_protection({}, "BTCUSDT") is None
