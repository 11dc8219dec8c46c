# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange, Switches, choices

from .raw_client import CREATE, EXECUTE, RawClient

HOUR = 3_600_000


@pytest.mark.parametrize("position", [True, False])
def test_listing_finished(client: RawClient, exchange: Exchange, position: bool) -> None:
    exchange.set_switches(listing_finished=position)
    keys = [exchange.seed(status=status) for status in ("RECEIVED", "CANCELLED", "ACCEPTED", "EXPIRED")]
    assert client.listed_keys() == (keys if position else keys[:1])


@pytest.mark.parametrize("position", [True, False])
def test_hide_open(client: RawClient, exchange: Exchange, position: bool) -> None:
    exchange.set_switches(hide_open=position, listing_finished=True)
    is_open, finished = exchange.seed(), exchange.seed(status="CANCELLED")
    assert client.listed_keys() == ([finished] if position else [is_open, finished])
    assert len(client.query(is_open).document) == 1


@pytest.mark.parametrize(
    ("limit", "keeps", "kept"),
    [
        (None, "newest", (0, 1, 2)),
        (2, "newest", (1, 2)),
        (2, "oldest", (0, 1)),
        (0, "newest", ()),
        (3, "oldest", (0, 1, 2)),
    ],
)
def test_listing_limit(
    client: RawClient, exchange: Exchange, limit: int | None, keeps: str, kept: tuple[int, ...]
) -> None:
    exchange.set_switches(listing_limit=limit, listing_keeps=keeps)
    newest, oldest, middle = (exchange.seed(age_ms=age) for age in (1000, 3000, 2000))
    keys = [oldest, middle, newest]
    assert client.listed_keys() == [keys[index] for index in kept]


def test_listing_default_range(client: RawClient, exchange: Exchange) -> None:
    old, new = exchange.seed(age_ms=HOUR, expires_in_ms=HOUR), exchange.seed()
    assert client.listed_keys() == [old, new]
    exchange.set_switches(listing_default_range_ms=HOUR // 2)
    assert client.listed_keys() == [new]
    assert client.listed_keys(startTime=1) == [old, new]
    assert len(client.query(old).document) == 1


def test_listing_status_names(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed()
    exchange.set_switches(listing_status_names={"RECEIVED": "NEW"})
    assert client.listing().document[0]["status"] == "NEW"
    assert client.query(key).document[0]["status"] == "RECEIVED"


@pytest.mark.parametrize("position", choices()["unknown_key_query"])
def test_unknown_key_query(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(unknown_key_query=position)
    for key in ("none", exchange.seed(account="other")):
        if position == "empty":
            assert client.query(key).document == []
        else:
            assert client.query(key).refusal == (400, int(position))


@pytest.mark.parametrize("position", choices()["finished_key_query"])
def test_finished_key_query(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(finished_key_query=position)
    answer = client.query(exchange.seed(status="CANCELLED"))
    if position == "empty":
        assert answer.document == []
    elif position == "order":
        assert answer.document[0]["status"] == "CANCELLED"
    elif position == "object":
        assert answer.document["status"] == "CANCELLED"
    else:
        assert answer.refusal == (400, int(position))
    assert client.query(exchange.seed()).document[0]["status"] == "RECEIVED"


@pytest.mark.parametrize("position", choices()["open_key_query_shape"])
def test_open_key_query_shape(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(open_key_query_shape=position)
    document = client.query(exchange.seed()).document
    assert (document if position == "object" else document[0])["status"] == "RECEIVED"
    assert isinstance(client.listing().document, list)


@pytest.mark.parametrize("position", choices()["cancel_answer"])
def test_cancel_answer(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(cancel_answer=position)
    document = client.cancel(exchange.seed()).document
    assert document.get("status") == ("CANCELLED" if position == "order" else None)


@pytest.mark.parametrize("position", choices()["cancel_finished"])
@pytest.mark.parametrize("finished", [True, False])
def test_cancel_of_what_is_not_open(client: RawClient, exchange: Exchange, position: str, finished: bool) -> None:
    key = exchange.seed(status="ACCEPTED") if finished else "none"
    exchange.set_switches(**{"cancel_finished" if finished else "cancel_unknown": position})
    answer = client.cancel(key)
    if position == "{}":
        assert (answer.status, answer.body) == (200, b"{}")
    else:
        assert answer.refusal == (400, int(position))
    assert not exchange.journal()[-1].carried_out
    assert not finished or exchange.truth(key).ended_by == "accept"


def shown(client: RawClient, key: str) -> tuple[Any, Any]:
    return client.query(key).document[0]["status"], [order["status"] for order in client.listing().document]


@pytest.mark.parametrize(("ending", "status"), [("cancel_by_other", "CANCELLED"), ("accept", "ACCEPTED")])
def test_lag(client: RawClient, exchange: Exchange, ending: str, status: str) -> None:
    exchange.set_switches(lag_ms=20_000, listing_finished=True)
    key = exchange.seed()
    getattr(exchange, ending)(key)
    assert exchange.truth(key).status == status
    assert shown(client, key) == ("RECEIVED", ["RECEIVED"])
    exchange.set_skew(19_000)
    assert shown(client, key) == ("RECEIVED", ["RECEIVED"])
    exchange.set_skew(20_000)
    assert shown(client, key) == (status, [status])
    exchange.set_skew(HOUR // 3)
    exchange.set_switches(lag_ms="never")
    assert shown(client, key) == ("RECEIVED", ["RECEIVED"])


def test_an_expiry_does_not_lag(client: RawClient, exchange: Exchange) -> None:
    exchange.set_switches(lag_ms="never", listing_finished=True)
    expired, cancelled = exchange.seed(), exchange.seed()
    exchange.expire(expired)
    assert client.query(expired).document[0]["status"] == "EXPIRED"
    assert client.cancel(cancelled).status == 200
    exchange.set_skew(HOUR)
    assert client.query(cancelled).document[0]["status"] == "EXPIRED"
    assert exchange.truth(cancelled).status == "CANCELLED"
    assert client.query(exchange.seed(status="EXPIRED")).document[0]["status"] == "EXPIRED"


def test_appear_lag(client: RawClient, exchange: Exchange) -> None:
    exchange.set_switches(appear_lag_ms=5000)
    old, new = exchange.seed(age_ms=6000), exchange.seed()
    assert client.listed_keys() == [old]
    assert client.query(new).document == []
    exchange.set_switches(unknown_key_query="-2013")
    assert client.query(new).refusal == (400, -2013)
    exchange.set_skew(5000)
    assert client.listed_keys() == [old, new]
    assert len(client.query(new).document) == 1
    exchange.set_switches(appear_lag_ms="never")
    assert client.listed_keys() == []
    # Whatever the clock does: without a lag, every order appears.
    exchange.set_switches(appear_lag_ms=0)
    exchange.set_skew(-60_000)
    assert client.listed_keys() == [old, new]


@pytest.mark.parametrize("position", choices()["cancel_unseen"])
def test_a_cancel_of_what_does_not_appear_yet(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(appear_lag_ms=5000, cancel_unseen=position)
    key = exchange.seed()
    answer = client.cancel(key)
    assert exchange.truth(key).open is (position != "done")
    assert answer.status == 200 if position == "done" else answer.refusal == (400, int(position))
    exchange.set_skew(5000)
    assert client.cancel(exchange.seed(age_ms=5000)).status == 200


def test_listing_flaps(client: RawClient, exchange: Exchange) -> None:
    keys = [exchange.seed(age_ms=3000 - number) for number in range(3)]
    finished = exchange.seed(status="CANCELLED")
    exchange.seed(symbol="ETH-261225-4000-P", age_ms=9000)
    client.listing()
    exchange.set_switches(listing_flaps=[2, 0, None, 1], listing_finished=True)
    listed = [client.listed_keys(underlying="BTCUSDT") for _number in range(5)]
    open_shown = [[key for key in shown if key != finished] for shown in listed]
    assert open_shown == [keys[:2], [], keys, keys[:1], keys]
    assert all(finished in shown for shown in listed)
    assert len(client.query(keys[0]).document) == 1


def test_key_query_flaps(client: RawClient, exchange: Exchange) -> None:
    first, second = exchange.seed_many(2)
    exchange.set_switches(key_query_flaps=[0, None, 0])
    assert [len(client.query(key).document) for key in (first, second, first, first, second, first)] == [
        0,
        0,
        1,
        0,
        1,
        1,
    ]
    assert client.listed_keys() == [first, second]
    exchange.set_switches(key_query_flaps=(0,))
    exchange.cancel_by_other(first)
    assert len(client.query(first).document) == 1


def test_trades_lag(client: RawClient, exchange: Exchange) -> None:
    exchange.set_switches(trades_lag_ms=5000)
    exchange.accept(exchange.seed())
    exchange.set_skew(4000)
    assert client.trades().document == []
    exchange.set_skew(5000)
    assert len(client.trades().document) == 1
    exchange.set_switches(trades_lag_ms="never")
    assert client.trades().document == []


@pytest.mark.parametrize("position", choices()["key_name"])
def test_key_name(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(key_name=position)
    exchange.accept(exchange.seed())
    exchange.seed()
    names = {"blockTradeSettlementKey", "blockOrderMatchingKey"}
    for document in (*client.listing().document, *client.trades().document, client.create().document):
        assert names & document.keys() == (names if position == "both" else {position})


@pytest.mark.parametrize("position", choices()["cancelled_status"])
def test_cancelled_status(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(cancelled_status=position)
    assert client.query(exchange.seed(status="CANCELLED")).document[0]["status"] == position


@pytest.mark.parametrize("position", choices()["executed_status"])
def test_executed_status(client: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(executed_status=position)
    assert client.query(exchange.seed(status="ACCEPTED")).document[0]["status"] == position


@pytest.mark.parametrize("position", choices()["accept_status"])
def test_accept_status(other: RawClient, exchange: Exchange, position: str) -> None:
    exchange.set_switches(accept_status=position)
    answer = other.send("POST", EXECUTE, blockOrderMatchingKey=exchange.seed())
    assert answer.document["status"] == position


@pytest.mark.parametrize(
    ("position", "order", "trade"),
    [("reference", b'"1.20"', b"1.20"), ("strings", b'"1.20"', b'"1.20"'), ("numbers", b"1.20", b"1.20")],
)
def test_numbers(client: RawClient, exchange: Exchange, position: str, order: bytes, trade: bytes) -> None:
    exchange.set_switches(numbers=position)
    exchange.accept(exchange.seed(quantity="1.20"))
    exchange.seed(quantity="1.20")
    assert b'"quantity":' + order + b"," in client.listing().body
    assert b'"tradeQty":' + trade + b"," in client.trades().body


@pytest.mark.parametrize("position", choices()["error_http_status"])
def test_error_http_status(client: RawClient, exchange: Exchange, position: int) -> None:
    exchange.set_switches(error_http_status=position)
    assert client.cancel("none").refusal == (position, -2013)
    client.api_key = "x" * 64
    assert client.listing().refusal == (200 if position == 200 else 401, -2015)


@pytest.mark.parametrize(("position", "count"), [("create", "1"), ("all", "3")])
def test_orders_counted(client: RawClient, exchange: Exchange, position: str, count: str) -> None:
    exchange.set_switches(orders_counted=position)
    exchange.set_limits(order_limits={86400: 100})
    key = client.create().document["blockTradeSettlementKey"]
    client.send("PUT", CREATE, blockOrderMatchingKey=key)
    assert client.cancel(key).headers["x-mbx-order-count-1d"] == count


@pytest.mark.parametrize(("status", "is_open"), [("PENDING_REVIEW", True), ("REJECTED", False), ("FILLED", False)])
def test_any_status(client: RawClient, exchange: Exchange, status: str, is_open: bool) -> None:
    seeded, changed = exchange.seed(status=status), exchange.seed()
    exchange.set_status(changed, status)
    for key in (seeded, changed):
        assert client.query(key).document[0]["status"] == status
        assert exchange.truth(key).open is is_open
    assert client.listed_keys() == ([seeded, changed] if is_open else [])
    assert len(client.trades().document) == (2 if status == "FILLED" else 0)


def test_whether_a_status_is_open_can_be_said(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed(status="ARCHIVED", is_open=False)
    assert client.query(key).document[0]["status"] == "ARCHIVED"
    assert client.cancel(key).refusal == (400, -2013)


@pytest.mark.parametrize(
    "position",
    [
        {"no_such_switch": True},
        {"listing_finished": 1},
        {"error_http_status": True},
        {"listing_limit": -1},
        {"listing_limit": True},
        {"lag_ms": "ever"},
        {"lag_ms": None},
        {"listing_status_names": {"RECEIVED": 1}},
        {"key_name": "key"},
        {"listing_flaps": 1},
        {"listing_flaps": [-1]},
        {"key_query_flaps": [True]},
    ],
)
def test_illegal_positions(exchange: Exchange, position: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="switch"):
        exchange.set_switches(cancel_answer="order", **position)
    assert exchange.switches == Switches()


def test_reset(exchange: Exchange) -> None:
    exchange.switches.lag_ms = 5
    exchange.set_switches(listing_finished=True, listing_limit=4)
    exchange.reset()
    assert exchange.switches == Switches()
