# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's clock, while this host's is set and the host sleeps."""

from __future__ import annotations

import threading
import time

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.api import Api
from ansible_collections.marketops.binance.plugins.module_utils._exchange.block_orders import BlockOrders
from ansible_collections.marketops.binance.plugins.module_utils._exchange.clock import ExchangeClock
from ansible_collections.marketops.binance.plugins.module_utils._exchange.kind import Scope
from ansible_collections.marketops.binance.plugins.module_utils._http.elapsed import now
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.stepped_clock import LocalClock

HOUR = 3600

needs_boottime = pytest.mark.skipif(not hasattr(time, "CLOCK_BOOTTIME"), reason="no clock counts suspended time")


@pytest.mark.parametrize("seconds", [300, HOUR, -HOUR])
def test_a_step_of_the_wall_clock_changes_nothing(local_clock: LocalClock, seconds: float) -> None:
    clock = ExchangeClock()
    before = clock.now_ms()
    local_clock.step(seconds)
    assert 0 <= clock.now_ms() - before < HOUR * 500
    assert 0 <= clock.timestamp() - before < HOUR * 500


@needs_boottime
def test_suspended_time_counts(local_clock: LocalClock, exchange: Exchange) -> None:
    clock = ExchangeClock()
    before = clock.now_ms()
    local_clock.suspend(HOUR, exchange)
    assert clock.now_ms() - before >= HOUR * 1000


def test_a_request_after_a_step_is_accepted_at_once(local_clock: LocalClock, exchange: Exchange, api: Api) -> None:
    BlockOrders(api).list(Scope())
    local_clock.step(HOUR)
    BlockOrders(api).list(Scope())
    assert [entry.operation for entry in exchange.journal()] == ["listing", "listing"]
    assert all(entry.timing_ok for entry in exchange.journal())


@pytest.mark.parametrize("change", ["a step", "a measurement"])
def test_the_start_of_the_run_is_fixed_once(local_clock: LocalClock, exchange: Exchange, api: Api, change: str) -> None:
    BlockOrders(api).list(Scope())
    started = api.clock.started_ms()
    assert started <= exchange.journal("listing")[0].arrived_ms
    if change == "a step":
        local_clock.step(HOUR)
    else:
        exchange.set_skew(HOUR * 1000)
    BlockOrders(api).list(Scope())
    assert api.clock.started_ms() == started
    assert api.clock.measured == (change == "a measurement")


@pytest.mark.parametrize("skew_s", [HOUR, -HOUR])
def test_the_start_is_in_the_exchange_s_time(exchange: Exchange, api: Api, skew_s: int) -> None:
    exchange.set_skew(skew_s * 1000)
    BlockOrders(api).list(Scope())
    first_accepted = exchange.journal("listing")[-1].arrived_ms
    assert 0 <= first_accepted - api.clock.started_ms() < HOUR * 500


def test_a_time_that_was_surely_reached_needs_a_measurement() -> None:
    clock = ExchangeClock()
    assert clock.at_least(now()) == 0
    clock.measure(1_000_000, round_trip_ms=400)
    moment = now()
    assert clock.at(moment) - 200 == clock.at_least(moment) >= 1_000_000


def test_timestamps_are_unique_for_all_workers() -> None:
    clock, given = ExchangeClock(), list[int]()
    workers = [
        threading.Thread(target=lambda: given.extend(clock.timestamp() for _number in range(200)))
        for _worker in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(set(given)) == 800
