# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules that only ask: what they return, what they send, and what they never take for nothing."""

from __future__ import annotations

import socket
import time
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange import request_gate
from ansible_collections.marketops.binance.plugins.modules import (
    binance_block_order_info,
    binance_block_trade_info,
    binance_time_info,
)
from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .conftest import Ask

ORDERS, TRADES, TIME = binance_block_order_info, binance_block_trade_info, binance_time_info
ALL = (ORDERS, TRADES, TIME)


def keys_of(returned: dict[str, Any], what: str = "orders") -> list[str]:
    return [entry["block_order_matching_key"] for entry in returned[what]]


def test_an_exchange_that_is_not_there_is_reported_by_every_module(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_gate, "_FIRST_CONTACT", 1.0)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        for module in ALL:
            returned = ask(module, api_url=f"http://127.0.0.1:{unused.getsockname()[1]}")
            assert "could not be reached for 1 s: the connection was refused" in returned["msg"]


def test_an_address_where_no_exchange_answers_is_reported_soon(exchange: Exchange, ask: Ask) -> None:
    for module in ALL:
        exchange.arm("answer", http_status=404, document="not here", count=None)
        returned = ask(module)
        exchange.disarm()
        assert returned["error"]["reason"] == "wrong_url"
        assert "HTTP 404" in returned["msg"]
        assert "Check api_url" in returned["msg"]
    assert len(exchange.journal()) == 3 * len(ALL)


def test_a_clock_that_cannot_be_read_says_what_was_answered(exchange: Exchange, ask: Ask) -> None:
    exchange.arm("-1021", "time", count=None)
    # The time that runs out here is the real one: a host that sleeps would be late for the last answer as well.
    assert "-1021" in ask(TIME, max_wait=3)["msg"]


def test_a_listed_order_without_details_is_not_left_out_silently(exchange: Exchange, ask: Ask) -> None:
    hidden, shown = exchange.seed_many(2)
    exchange.arm("code", "details", key=hidden, code=-2013)
    returned = ask(ORDERS, details=True)
    assert (keys_of(returned), returned["not_found"]) == ([shown], [hidden])
    assert "lists 1 more" in returned["msg"]


def test_one_listing_shows_the_orders(exchange: Exchange, ask: Ask) -> None:
    key, other = exchange.seed(symbol="BTC-261225-100000-C"), exchange.seed(symbol="ETH-261225-4000-P")
    exchange.seed(account="other")
    returned = ask(ORDERS)
    assert keys_of(returned) == [key, other]
    assert returned["orders"][0]["legs"] == [
        {"symbol": "BTC-261225-100000-C", "side": "BUY", "quantity": "1.2", "price": "2.80"}
    ]
    assert returned["msg"] == "2 block orders, 2 of them open."
    assert not returned["changed"]
    assert returned["requests"]["weight"] == 5
    assert abs(returned["read_at"] - time.time() * 1000) < 30_000
    assert [entry.operation for entry in exchange.journal()] == ["listing"]


def test_filters_are_the_exchanges_and_open_only_is_ours(exchange: Exchange, ask: Ask) -> None:
    exchange.set_switches(listing_finished=True)
    old = exchange.seed(age_ms=600_000)
    new = exchange.seed(age_ms=1000)
    exchange.seed(symbol="ETH-261225-4000-P")
    gone = exchange.seed(status="CANCELLED", age_ms=2000)
    odd = exchange.seed(status="PENDING_REVIEW", age_ms=500)
    now = int(time.time() * 1000)
    assert keys_of(ask(ORDERS, underlying="BTCUSDT")) == [old, gone, new, odd]
    assert keys_of(ask(ORDERS, underlying="BTCUSDT", open_only=True)) == [old, new, odd]
    assert keys_of(ask(ORDERS, end_time=now - 300_000)) == [old]
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now / 1000 - 300))
    returned = ask(ORDERS, underlying="BTCUSDT", start_time=moment)
    assert keys_of(returned) == [gone, new, odd]
    assert exchange.journal()[-1].parameters["startTime"] == str((now // 1000 - 300) * 1000)


def test_keys_are_looked_up_one_by_one(exchange: Exchange, ask: Ask) -> None:
    exchange.set_switches(hide_open=True)
    first, second = exchange.seed_many(2)
    returned = ask(ORDERS, block_order_matching_key=[second, "no-such-key", first, second])
    assert keys_of(returned) == [second, first]
    assert returned["not_found"] == ["no-such-key"]
    assert "does not show 1 of the 3 keys" in returned["msg"]
    assert [entry.operation for entry in exchange.journal()] == ["query"] * 3


@pytest.mark.parametrize("switches", [{}, {"finished_key_query": "object"}, {"finished_key_query": "-2013"}])
def test_a_finished_order_is_shown_as_the_exchange_shows_it(
    exchange: Exchange, ask: Ask, switches: dict[str, str]
) -> None:
    exchange.set_switches(**switches)
    key = exchange.seed(status="EXPIRED")
    returned = ask(ORDERS, matching_key=key)
    hidden = switches == {"finished_key_query": "-2013"}
    assert keys_of(returned) == ([] if hidden else [key])
    assert returned["not_found"] == ([key] if hidden else [])
    assert keys_of(ask(ORDERS, matching_key=key, open_only=True)) == []


def test_keys_and_filters_go_together(exchange: Exchange, ask: Ask) -> None:
    bitcoin, ether = exchange.seed(symbol="BTC-261225-100000-C"), exchange.seed(symbol="ETH-261225-4000-P")
    returned = ask(ORDERS, matching_key=[bitcoin, ether], underlying="BTCUSDT")
    assert keys_of(returned) == [bitcoin]
    assert returned["not_found"] == []
    assert returned["warnings"] == []
    assert keys_of(ask(ORDERS, matching_key=[bitcoin], end_time=int(time.time() * 1000) - 60_000)) == []


def test_an_empty_list_asks_for_nothing(exchange: Exchange, ask: Ask) -> None:
    exchange.seed()
    returned = ask(ORDERS, block_order_matching_key=[])
    assert returned["orders"] == []
    assert exchange.journal() == []


def test_an_order_that_is_listed_where_it_does_not_belong_is_left_out_and_reported(
    exchange: Exchange, ask: Ask
) -> None:
    order = {"blockTradeSettlementKey": "stray", "status": "RECEIVED", "legs": [{"symbol": "ETH-261225-4000-P"}]}
    exchange.arm("answer", "listing", document=[order])
    returned = ask(ORDERS, underlying="BTCUSDT")
    assert returned["orders"] == []
    (warning,) = returned["warnings"]
    assert "stray" in warning
    assert "ETH-261225-4000-P" in warning


def test_a_trade_that_is_listed_where_it_does_not_belong_is_left_out_and_reported(exchange: Exchange, ask: Ask) -> None:
    strays = [
        {"blockTradeSettlementKey": key, "legs": [{"symbol": symbol}]}
        for key, symbol in (("meant", "BTC-261225-100000-C"), ("stray", "ETH-261225-4000-P"))
    ]
    exchange.arm("answer", "trades", document=strays)
    returned = ask(TRADES, underlying="BTCUSDT")
    assert keys_of(returned, "trades") == ["meant"]
    (warning,) = returned["warnings"]
    assert "lists 1 block trades under BTCUSDT" in warning


def test_trades_are_shown_with_the_exchanges_digits(exchange: Exchange, ask: Ask) -> None:
    key = exchange.seed(symbol="BTC-261225-100000-C", quantity="1.20", price="2310.50", liquidity="MAKER")
    exchange.accept(key)
    exchange.accept(exchange.seed(symbol="ETH-261225-4000-P"))
    returned = ask(TRADES, underlying="BTCUSDT")
    assert keys_of(returned, "trades") == [key]
    (leg,) = returned["trades"][0]["legs"]
    assert (leg["symbol"], leg["side"], leg["quantity"], leg["price"]) == (
        "BTC-261225-100000-C",
        "BUY",
        "1.20",
        "2310.50",
    )
    assert (leg["liquidity"], leg["order_status"]) == ("MAKER", "FILLED")
    assert abs(leg["trade_time"] - time.time() * 1000) < 30_000
    assert leg["trade_id"].isdigit()
    assert len(ask(TRADES)["trades"]) == 2
    assert ask(TRADES, start_time=int(time.time() * 1000) + 60_000)["trades"] == []


@pytest.mark.parametrize("end", [None, 0])
def test_a_range_that_is_too_long_is_asked_for_in_pieces(exchange: Exchange, ask: Ask, end: int | None) -> None:
    key, now = exchange.seed(), int(time.time() * 1000)
    exchange.accept(key)
    exchange.set_switches(trades_longest_range_h=24)
    times = {"start_time": now - 60 * 3600_000, **({} if end is None else {"end_time": now + 3600_000})}
    assert keys_of(ask(TRADES, **times), "trades") == [key]
    asked = [each.parameters for each in exchange.journal("trades")]
    starts, ends = ([each.get(name) for each in asked] for name in ("startTime", "endTime"))
    assert len(asked) == 4
    assert starts[1:] == [starts[0], *(str(int(until or 0) + 1) for until in ends[1:3])]
    assert ends[3] == ends[0]


def test_an_order_that_is_listed_twice_counts_once(exchange: Exchange, ask: Ask) -> None:
    order = {"blockTradeSettlementKey": "twice", "legs": [{"symbol": "ETH-261225-4000-P"}]}
    exchange.arm("answer", "listing", document=[{**order, "status": "EXPIRED"}, {**order, "status": "RECEIVED"}])
    returned = ask(ORDERS)
    assert [entry["open"] for entry in returned["orders"]] == [True]


def test_no_records_are_no_trades(exchange: Exchange, ask: Ask) -> None:
    exchange.arm("code", "trades", code=-6037, msg="No records.")
    returned = ask(TRADES)
    assert returned["trades"] == []
    assert not returned["failed"]


@pytest.mark.parametrize("skew_ms", [0, -100_000, 100_000])
def test_the_clock_is_measured(exchange: Exchange, ask: Ask, skew_ms: int) -> None:
    exchange.set_skew(skew_ms)
    returned = ask(TIME)
    assert abs(returned["clock_offset_ms"] - skew_ms) <= returned["round_trip_ms"] / 2 + 2
    assert returned["round_trip_ms"] > 0
    assert abs(returned["read_at"] - time.time() * 1000 - skew_ms) < 30_000
    assert [entry.operation for entry in exchange.journal()] == ["time"]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("module", [ORDERS, TRADES])
@pytest.mark.parametrize("fault", ["502_html", "200_html", "200_empty", "200_bare_string", "timeout", "cut_off_body"])
def test_what_cannot_be_read_is_never_nothing(exchange: Exchange, ask: Ask, module: ModuleType, fault: str) -> None:
    exchange.seed()
    exchange.arm(fault, count=None)
    returned = ask(module, max_wait=1, request_timeout=0.3)
    assert returned["failed"]
    assert returned["msg"].startswith("Not read.")
    assert {"orders", "trades"} & returned.keys() == set()


@pytest.mark.parametrize("module", [ORDERS, TRADES])
def test_a_broken_answer_is_asked_for_again(exchange: Exchange, ask: Ask, module: ModuleType) -> None:
    exchange.accept(exchange.seed())
    exchange.seed()
    exchange.arm("503_html")
    assert not ask(module)["failed"]
    assert len({entry.signature for entry in exchange.journal()}) == 2


@pytest.mark.parametrize("module", [ORDERS, TRADES])
def test_a_wrong_key_is_explained(exchange: Exchange, ask: Ask, module: ModuleType) -> None:
    returned = ask(module, api_secret="y" * 64)
    assert returned["failed"]
    assert returned["error"]["code"] == -1022
    assert "api_secret" in returned["msg"]
    assert len(exchange.journal()) == 1


@pytest.mark.parametrize("module", ALL)
def test_nothing_is_sent_after_a_ban(exchange: Exchange, ask: Ask, module: ModuleType) -> None:
    exchange.arm("418", count=None)
    returned = ask(module)
    assert returned["failed"]
    assert returned["error"]["http_status"] == 418
    assert "banned" in returned["msg"]
    assert len(exchange.journal()) == 1


@pytest.mark.parametrize(
    ("module", "options", "words"),
    [
        (ORDERS, {"block_order_matching_key": ["a", " "]}, ["an empty key never means all orders"]),
        (ORDERS, {"block_order_matching_key": '["K1","K2"]'}, ["the text of a list", "KEY1,KEY2"]),
        (ORDERS, {"block_order_matching_key": "K1;K2"}, ["'K1;K2'", "semicolon"]),
        (ORDERS, {"block_order_matching_key": ["K1"], "concurrency": 33}, ["concurrency", "1 to 32"]),
        (TRADES, {"concurrency": 0}, ["concurrency", "1 to 32"]),
        (TIME, {"concurrency": 0}, ["concurrency", "1 to 32"]),
        (ORDERS, {"underlying": ""}, ["underlying", "BTCUSDT"]),
        (ORDERS, {"start_time": "yesterday"}, ["start_time", "ISO 8601"]),
        (ORDERS, {"end_time": "2026-11-25T03:00:00"}, ["end_time", "time zone"]),
        (ORDERS, {"end_time": "2026-13-25T03:00:00Z"}, ["end_time"]),
        (TRADES, {"start_time": "1730170315804", "end_time": "1730170315803"}, ["start_time is later"]),
        (TRADES, {"start_time": "-1"}, ["start_time"]),
        (TRADES, {"end_time": "1730170315"}, ["end_time '1730170315'", "seconds"]),
        (TRADES, {"underlying": "btc"}, ["underlying"]),
        (TIME, {"api_url": "http://eapi.binance.com"}, ["https://"]),
    ],
)
def test_bad_input_gets_a_clear_sentence_before_anything_is_sent(
    exchange: Exchange, ask: Ask, module: ModuleType, options: dict[str, Any], words: list[str]
) -> None:
    returned = ask(module, **options)
    assert returned["failed"]
    assert all(word in returned["msg"] for word in words), returned["msg"]
    assert exchange.journal() == []


@pytest.mark.parametrize(
    ("text", "milliseconds"),
    [
        ("0", 0),
        ("1730170315803", 1730170315803),
        ("2024-10-29T02:51:55.803Z", 1730170315803),
        ("2024-10-29 03:51:55.803+01:00", 1730170315803),
        ("2024-10-29T02:51:55.57Z", 1730170315570),
        ("2024-10-29T02:51+0000", 1730170260000),
    ],
)
def test_moments_are_read_in_either_form(exchange: Exchange, ask: Ask, text: str, milliseconds: int) -> None:
    ask(TRADES, start_time=text)
    assert exchange.journal()[-1].parameters["startTime"] == str(milliseconds)
