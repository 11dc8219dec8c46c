# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import time

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .raw_client import CREATE, RawClient


def test_an_entry_tells_everything(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed()
    text = client.query_string(blockOrderMatchingKey=key)
    before = exchange.clock.now_ms(), time.monotonic()
    client.raw("DELETE", f"{CREATE}?{text}", **{"User-Agent": "raw"})
    [entry] = exchange.journal()
    assert before[0] <= entry.arrived_ms <= exchange.clock.now_ms()
    assert before[1] <= entry.arrived <= time.monotonic()
    assert (entry.number, entry.operation, entry.method, entry.path) == (1, "cancel", "DELETE", CREATE)
    assert (entry.query, entry.body, entry.key) == (text, "", key)
    assert entry.parameters["signature"] == entry.signature == client.sign(text.partition("&signature=")[0])
    assert (entry.api_key, entry.account) == (client.api_key, "desk")
    assert (entry.signature_ok, entry.timing_ok) == (True, True)
    assert (entry.http_status, entry.code, entry.fault, entry.went_on) == (200, None, None, False)
    assert entry.carried_out
    assert entry.carried_out_ms is not None
    assert entry.carried_out_ms >= entry.arrived_ms
    assert entry.user_agent == "raw"
    assert entry.header_names == ["Host", "Accept-Encoding", "X-MBX-APIKEY", "User-Agent"]


def test_what_was_wrong_is_recorded(client: RawClient, exchange: Exchange) -> None:
    client.sign = lambda text: "0" * 64
    client.listing(timestamp=1)
    [entry] = exchange.journal()
    assert (entry.signature_ok, entry.timing_ok, entry.carried_out) == (False, False, False)
    assert (entry.http_status, entry.code) == (400, -1021)
    client.api_key = "x" * 64
    client.listing()
    assert (exchange.journal()[1].account, exchange.journal()[1].signature_ok) == (None, None)


def test_entries_are_copies_in_order(client: RawClient, exchange: Exchange) -> None:
    client.listing()
    client.trades()
    client.listing()
    assert [entry.number for entry in exchange.journal()] == [1, 2, 3]
    assert [entry.number for entry in exchange.journal("listing")] == [1, 3]
    assert [entry.operation for entry in exchange.journal(after=1)] == ["trades", "listing"]
    exchange.journal()[0].operation = "changed"
    assert exchange.journal()[0].operation == "listing"


def test_connections_are_numbered(client: RawClient, exchange: Exchange) -> None:
    opened = exchange.state()["connections_opened"]
    client.listing()
    client.listing()
    second = RawClient(exchange)
    second.listing()
    second.close()
    numbers = [entry.connection for entry in exchange.journal()]
    assert numbers == [opened + 1, opened + 1, opened + 2]
    assert exchange.state()["connections_opened"] == opened + 2


def test_what_an_answer_showed_is_recorded(client: RawClient, exchange: Exchange) -> None:
    taken, other = exchange.seed_many(2)
    exchange.accept(taken)
    exchange.set_switches(listing_finished=True, executed_status="FILLED", key_name="blockOrderMatchingKey")
    exchange.arm("reset", "query", when="after")
    client.listing()
    client.trades()
    client.cancel("none")
    client.close()
    with pytest.raises(ConnectionResetError):
        client.query(other)
    assert [entry.shown for entry in exchange.journal()] == [
        {taken: "FILLED", other: "RECEIVED"},
        {taken: ""},
        {},
        {other: "RECEIVED"},
    ]
