# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange, OptionSwitches, Switches
from ansible_collections.marketops.binance.tests.exchange.switch_board import choices_of

from .option_client import BTC, OptionClient

CHOICES = choices_of(OptionSwitches)


@pytest.mark.parametrize("position", [False, True])
def test_listing_finished(desk: OptionClient, exchange: Exchange, position: bool) -> None:
    exchange.set_switches(option_listing_finished=position)
    orders = [exchange.seed_option_order(status=status) for status in ("ACCEPTED", "CANCELLED", "FILLED")]
    assert desk.listed() == (orders if position else orders[:1])


@pytest.mark.parametrize(("position", "kept"), [("none", (0, 1, 2)), ("half", (0, 2)), ("all", ())])
def test_listing_hides(desk: OptionClient, exchange: Exchange, position: str, kept: tuple[int, ...]) -> None:
    exchange.set_switches(option_listing_hides=position)
    orders = exchange.seed_option_orders(3)
    assert desk.listed() == desk.listed(symbol=BTC) == [orders[number] for number in kept]
    assert desk.query_order(orders[1]).status == 200


def test_listing_flaps(desk: OptionClient, exchange: Exchange) -> None:
    orders = exchange.seed_option_orders(2)
    desk.listing()
    exchange.set_switches(option_listing_flaps=[None, 0, 1])
    assert [desk.listed() for _number in range(4)] == [orders, [], orders[:1], orders]
    exchange.set_switches(option_listing_flaps=[0])
    assert [desk.listed() for _number in range(2)] == [[], orders]


def test_listing_limit(desk: OptionClient, exchange: Exchange) -> None:
    orders = exchange.seed_option_orders(3)
    exchange.set_switches(option_listing_limit=2)
    assert desk.listed() == orders[1:]
    exchange.set_switches(option_listing_limit=0)
    assert desk.listed() == []


@pytest.mark.parametrize("position", CHOICES["option_finished_query"])
def test_finished_query(desk: OptionClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(option_finished_query=position)
    answer = desk.query_order(exchange.seed_option_order(executed="0.1", status="CANCELLED"))
    if position == "order":
        assert (answer.document["status"], answer.document["executedQty"]) == ("CANCELLED", "0.1")
    else:
        assert answer.refusal == (400, int(position))
    assert desk.query_order(exchange.seed_option_order()).document["status"] == "ACCEPTED"


@pytest.mark.parametrize("position", CHOICES["option_unknown_query"])
def test_unknown_query(desk: OptionClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(option_unknown_query=position)
    assert desk.query_order("7").refusal == (400, int(position))


def test_query_flaps(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_switches(option_query_flaps=[None, 0])
    order, other = exchange.seed_option_orders(2)
    assert [desk.query_order(order).status for _number in range(3)] == [200, 400, 200]
    assert desk.query_order(other).status == 200
    exchange.fill(other)
    assert desk.query_order(other).document["status"] == "FILLED"


@pytest.mark.parametrize("position", CHOICES["option_query_shape"])
def test_query_shape(desk: OptionClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(option_query_shape=position)
    document = desk.query_order(exchange.seed_option_order()).document
    assert (document if position == "object" else document[0])["status"] == "ACCEPTED"


@pytest.mark.parametrize(("position", "status"), [("after", "CANCELLED"), ("before", "PARTIALLY_FILLED")])
def test_cancel_answer(desk: OptionClient, exchange: Exchange, position: str, status: str) -> None:
    exchange.set_switches(option_cancel_answer=position)
    order = exchange.seed_option_order(executed="0.1")
    assert desk.cancel_order(order).document["status"] == status
    assert exchange.option_truth(order).status == "CANCELLED"


@pytest.mark.parametrize("position", CHOICES["option_cancel_finished"])
def test_cancel_finished(desk: OptionClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(option_cancel_finished=position)
    order = exchange.seed_option_order(status="FILLED")
    answer = desk.cancel_order(order)
    if position == "order":
        assert (answer.status, answer.document["status"]) == (200, "FILLED")
    else:
        assert answer.refusal == (400, int(position))
    assert not exchange.journal()[0].carried_out
    assert exchange.option_truth(order).ended_by == "fill"


@pytest.mark.parametrize("position", CHOICES["option_cancel_unknown"])
def test_cancel_unknown(desk: OptionClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(option_cancel_unknown=position)
    assert desk.cancel_order("7").refusal == (400, int(position))


@pytest.mark.parametrize("position", CHOICES["option_cancel_time_name"])
def test_cancel_time_name(desk: OptionClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(option_cancel_time_name=position)
    document = desk.cancel_order(exchange.seed_option_order()).document
    assert document.keys() & {"createDate", "createTime"} == {position}


@pytest.mark.parametrize("order", CHOICES["history_order"])
@pytest.mark.parametrize("keeps", CHOICES["history_keeps"])
def test_history(desk: OptionClient, exchange: Exchange, order: str, keeps: str) -> None:
    exchange.set_switches(history_order=order, history_keeps=keeps, history_default_limit=2)
    ids = exchange.seed_option_orders(3, status="CANCELLED")
    kept = ids[1:] if keeps == "newest" else ids[:2]
    found = [str(document["orderId"]) for document in desk.history().document]
    assert found == (kept if order == "oldest" else kept[::-1])


def test_fills_need_symbol(desk: OptionClient, exchange: Exchange) -> None:
    exchange.seed_option_order(executed="1")
    assert desk.fills(symbol=None).refusal == (400, -1102)
    exchange.set_switches(fills_need_symbol=False)
    assert len(desk.fills(symbol=None).document) == 1


def test_listing_and_query_lag(desk: OptionClient, exchange: Exchange) -> None:
    filled, cancelled = exchange.seed_option_orders(2)

    def seen() -> list[list[Any]]:
        queried = [desk.query_order(order).document for order in (filled, cancelled)]
        return [[order["executedQty"] for order in documents] for documents in (desk.listing().document, queried)]

    exchange.set_switches(option_listing_lag_ms=20_000, option_query_lag_ms=10_000)
    exchange.fill(filled, "0.2")
    assert desk.cancel_order(cancelled).document["status"] == "CANCELLED"
    assert seen() == [["0", "0"], ["0", "0"]]
    exchange.set_skew(15_000)
    assert seen() == [["0", "0"], ["0.2", "0"]]
    assert desk.query_order(cancelled).document["status"] == "CANCELLED"
    exchange.set_skew(20_000)
    assert seen() == [["0.2"], ["0.2", "0"]]
    exchange.set_switches(option_listing_lag_ms="never", option_query_lag_ms="never")
    assert seen() == [["0", "0"], ["0", "0"]]


def test_appear_lag(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_switches(option_appear_lag_ms=5000)
    order = str(desk.place().document["orderId"])
    assert desk.listed() == []
    assert desk.query_order(order).refusal == (400, -2013)
    exchange.set_skew(5000)
    assert desk.listed() == [order]
    assert desk.query_order(order).status == 200


@pytest.mark.parametrize(("switch", "method"), [("history_lag_ms", "history"), ("fills_lag_ms", "fills")])
def test_other_lags(desk: OptionClient, exchange: Exchange, switch: str, method: str) -> None:
    exchange.set_switches(**{switch: 5000})
    exchange.fill(exchange.seed_option_order())
    assert getattr(desk, method)().document == []
    exchange.set_skew(5000)
    assert len(getattr(desk, method)().document) == 1
    exchange.set_switches(**{switch: "never"})
    assert getattr(desk, method)().document == []


@pytest.mark.parametrize("position", CHOICES["option_cancelled_status"])
def test_cancelled_status(desk: OptionClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(option_cancelled_status=position)
    order = exchange.seed_option_order()
    assert desk.cancel_order(order).document["status"] == desk.query_order(order).document["status"] == position
    assert desk.history().document[0]["status"] == position


def test_status_names(desk: OptionClient, exchange: Exchange) -> None:
    exchange.set_switches(option_status_names={"PARTIALLY_FILLED": "PARTIAL"})
    order = exchange.seed_option_order(executed="0.1")
    assert desk.query_order(order).document["status"] == desk.listing().document[0]["status"] == "PARTIAL"


@pytest.mark.parametrize("position", CHOICES["option_id_form"])
def test_id_form(desk: OptionClient, exchange: Exchange, position: str) -> None:
    text = b"4611875134427365377" if position == "number" else b'"4611875134427365377"'
    exchange.set_switches(option_id_form=position)
    exchange.seed_option_order(executed="0.1")
    for answer in (desk.listing(), desk.fills()):
        assert b'"orderId":' + text + b"," in answer.body


@pytest.mark.parametrize(
    ("position", "texts"),
    [
        ("strings", (b'"1.20"', b'"0.1"')),
        ("padded", (b'"1.20000000"', b'"0.10000000"')),
        ("numbers", (b"1.20", b"0.1")),
    ],
)
def test_numbers(desk: OptionClient, exchange: Exchange, position: str, texts: tuple[bytes, bytes]) -> None:
    exchange.set_switches(option_numbers=position)
    order = exchange.seed_option_order(quantity="1.20", executed="0.1")
    body = desk.listing().body
    assert b'"quantity":' + texts[0] + b',"executedQty":' + texts[1] + b"," in body
    assert b'"quantity":' + texts[1] + b"," in desk.fills().body
    assert b'"quantity":' + texts[1] + b"," in desk.positions().body
    listing, fills, positions = exchange.journal()
    assert float(listing.executed[order]) == float(fills.executed[order]) == 0.1
    assert positions.executed == {}


@pytest.mark.parametrize("position", [{"option_id_form": "text"}, {"option_listing_flaps": [-1]}, {"lag": 1}])
def test_illegal_positions_change_nothing(exchange: Exchange, position: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="switch"):
        exchange.set_switches(cancel_answer="order", bulk_answer="data", **position)
    assert exchange.switches == Switches()
    assert exchange.option_switches == OptionSwitches()


def test_reset(exchange: Exchange) -> None:
    exchange.set_switches(bulk_answer="data", option_status_names={"FILLED": "DONE"})
    exchange.reset()
    assert exchange.option_switches == OptionSwitches()
