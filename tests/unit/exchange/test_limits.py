# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import math

import pytest

from ansible_collections.marketops.binance.tests.exchange import Entry, Exchange

from .raw_client import TIME, RawClient

MINUTE = 60_000


def to_the_start_of_a_window(exchange: Exchange, window_ms: int = MINUTE, after_ms: int = 0) -> None:
    """Put the exchange's clock there, so that no window ends within a test."""
    exchange.set_skew(0)
    exchange.set_skew(window_ms - exchange.clock.now_ms() % window_ms + after_ms)


@pytest.fixture(autouse=True)
def _start_of_a_window(exchange: Exchange) -> None:
    to_the_start_of_a_window(exchange)


def used(client: RawClient, name: str = "1m") -> int:
    return int(client.raw("GET", TIME).headers[f"x-mbx-used-weight-{name}"])


def seconds_left(entry: Entry) -> int:
    """Whole seconds from the request to the end of its minute."""
    return math.ceil((MINUTE - entry.arrived_ms % MINUTE) / 1000)


def test_weights_add_up_over_all_accounts(client: RawClient, other: RawClient, exchange: Exchange) -> None:
    assert client.listing().headers["x-mbx-used-weight-1m"] == "5"
    assert other.trades().headers["x-mbx-used-weight-1m"] == "10"
    assert client.cancel("none").headers["x-mbx-used-weight-1m"] == "15"
    assert used(client) == 16
    assert [(entry.weight, entry.used_weight) for entry in exchange.journal()] == [(5, 5), (5, 10), (5, 15), (1, 16)]


def test_a_window_ends_by_the_exchanges_clock(client: RawClient, exchange: Exchange) -> None:
    client.listing()
    to_the_start_of_a_window(exchange, after_ms=59_000)
    assert used(client) == 6
    to_the_start_of_a_window(exchange, after_ms=60_000)
    assert used(client) == 1


@pytest.mark.parametrize(("window_s", "name"), [(2, "2s"), (10, "10s"), (120, "2m"), (3600, "1h")])
def test_other_windows(client: RawClient, exchange: Exchange, window_s: int, name: str) -> None:
    exchange.set_limits(window_s=window_s)
    to_the_start_of_a_window(exchange, window_s * 1000)
    assert used(client, name) == 1
    assert used(client, name) == 2


def test_over_the_limit(client: RawClient, exchange: Exchange) -> None:
    exchange.set_limits(weight_limit=10)
    key = exchange.seed()
    assert [client.listing().status for _number in range(2)] == [200, 200]
    answer = client.cancel(key)
    assert answer.refusal == (429, -1003)
    assert int(answer.headers["retry-after"]) == seconds_left(exchange.journal()[-1])
    assert answer.headers["x-mbx-used-weight-1m"] == "15"
    assert exchange.truth(key).open
    assert not exchange.journal()[-1].carried_out


def test_what_was_under_way_is_no_offence(client: RawClient, exchange: Exchange) -> None:
    exchange.set_limits(weight_limit=0, grace_ms=60_000)
    assert [client.listing().status for _number in range(3)] == [429, 429, 429]
    assert not any(entry.went_on for entry in exchange.journal())


def test_going_on_brings_bans_each_longer(client: RawClient, exchange: Exchange) -> None:
    exchange.set_limits(weight_limit=0, grace_ms=0, ban_s=0.02)
    answers = [client.raw("GET", TIME) for _number in range(2)]
    assert [answer.status for answer in answers] == [429, 418]
    exchange.set_limits(ban_s=100)
    while (answer := client.raw("GET", TIME)).headers["retry-after"] == "1":
        assert answer.status == 418
    assert (answer.status, answer.headers["retry-after"]) == (418, "200")
    assert [entry.went_on for entry in exchange.journal()[:3]] == [False, True, True]


def test_a_neighbour(client: RawClient, exchange: Exchange) -> None:
    exchange.set_limits(neighbour_per_minute=600)
    to_the_start_of_a_window(exchange, after_ms=30_000)
    # 10 a second.
    first = used(client)
    exchange.use_weight(1000)
    assert [first, used(client)] == [
        own + entry.arrived_ms % MINUTE // 100 for own, entry in zip((1, 1002), exchange.journal(), strict=True)
    ]
    assert first >= 301


def test_a_neighbour_in_a_short_window(client: RawClient, exchange: Exchange) -> None:
    exchange.set_limits(neighbour_per_minute=600, window_s=10)
    to_the_start_of_a_window(exchange, 10_000, after_ms=5_000)
    weight = used(client, "10s")
    assert weight == 1 + exchange.journal()[0].arrived_ms % 10_000 // 100 >= 51


def test_orders_are_counted_per_account(client: RawClient, other: RawClient, exchange: Exchange) -> None:
    exchange.set_limits(order_limits={60: 2, 3600: 100})
    assert client.create().headers["x-mbx-order-count-1m"] == "1"
    answer = client.create()
    assert (answer.headers["x-mbx-order-count-1m"], answer.headers["x-mbx-order-count-1h"]) == ("2", "2")
    refused = client.create()
    assert refused.refusal == (429, -1015)
    assert int(refused.headers["retry-after"]) == seconds_left(exchange.journal()[-1])
    assert len(exchange.orders()) == 2
    assert other.create().headers["x-mbx-order-count-1m"] == "1"
    assert "x-mbx-order-count-1m" not in client.listing().headers
    # It is no limit of the address, nor of cancels: nobody is banned for it.
    assert client.create().refusal == (429, -1015)
    assert client.cancel(exchange.seed()).headers["x-mbx-order-count-1m"] == "2"


def test_latency(client: RawClient, exchange: Exchange) -> None:
    exchange.set_limits(latency_ms=80)
    sent = exchange.clock.now_ms()
    client.listing()
    assert exchange.clock.now_ms() - sent >= 80


@pytest.mark.parametrize("settings", [{"window_s": 0}, {"order_limits": {0: 1}}, {"weight": 5}])
def test_illegal_settings(exchange: Exchange, settings: dict[str, object]) -> None:
    before = exchange.limits.settings
    with pytest.raises(ValueError, match=r"setting|window"):
        exchange.set_limits(**settings)
    assert exchange.limits.settings == before
