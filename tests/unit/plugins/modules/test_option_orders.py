# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordinary option orders are made absent: over all switches and faults, the judges find nothing to object to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.modules import binance_option_order
from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support import running
from ansible_collections.marketops.binance.tests.support.running import DESK
from ansible_collections.marketops.binance.tests.truth.options import OptionRun, OptionTask, check_truth, observe

BTC, PUT, ETH = "BTC-261225-100000-C", "BTC-261225-100000-P", "ETH-261225-4000-P"
FIRST = 4611875134427365377
IDS = tuple(str(FIRST + number) for number in range(3))

SELECTORS: dict[str, dict[str, Any]] = {
    "one id": {"order_id": IDS[:1], "symbol": BTC},
    "ids": {"order_id": (*IDS, "77"), "symbol": BTC},
    "client ids": {"client_order_id": ("quote-1", "quote-3", "unknown"), "symbol": BTC},
    "symbol": {"symbol": BTC},
    "underlying": {"underlying": "BTCUSDT"},
    "account": {},
}
every_selector = pytest.mark.parametrize("selector", SELECTORS)
WIDE = ("symbol", "underlying", "account")
every_wide = pytest.mark.parametrize("selector", WIDE)
CANCELS = {
    "one id": "option_cancel",
    "ids": "option_cancel",
    "client ids": "option_cancel",
    "symbol": "option_cancel_symbol",
    "underlying": "option_cancel_underlying",
    "account": "option_cancel_underlying",
}


@pytest.fixture(autouse=True)
def _world(exchange: Exchange) -> None:
    """Two open orders and a partly filled one on a symbol, and one each of what may not be touched by all selectors."""
    exchange.seed_option_orders(2)
    exchange.seed_option_order(executed="0.4")
    exchange.seed_option_order(symbol=PUT)
    exchange.seed_option_order(symbol=ETH)
    exchange.seed_option_order(account="other")
    exchange.seed_option_order(status="FILLED")


def drain(exchange: Exchange, selector: str, **options: Any) -> OptionRun:
    usual = {"verify_timeout": 1, "confirm_delay": 0.05, "max_wait": 5, "request_timeout": 0.5}
    task = OptionTask(**{**usual, **SELECTORS[selector], **options})
    run = observe(
        exchange, task, lambda given: running.run(binance_option_order, {"api_url": exchange.url, **DESK, **given})
    )
    check_truth(run)
    return run


def outcomes(run: OptionRun) -> dict[str, str]:
    return {entry["order_id"] or entry["client_order_id"]: entry["outcome"] for entry in run.orders}


def nothing_open(run: OptionRun) -> bool:
    return not any(order.open for order in run.after.values() if run.task.selects(order))


@every_selector
def test_orders_are_cancelled(exchange: Exchange, selector: str) -> None:
    run = drain(exchange, selector)
    assert nothing_open(run)
    assert not run.returned["failed"], run.story()
    assert outcomes(run)[IDS[0]] == "cancelled"


WORLDS: dict[str, Callable[[Exchange, str], object]] = {
    "a fill before the cancel": lambda exchange, cancel: exchange.schedule("fill", {"order_id": IDS[0]}, cancel),
    "a partial fill before the cancel": lambda exchange, cancel: exchange.schedule(
        "fill", {"order_id": IDS[0], "quantity": "0.1"}, cancel
    ),
    "somebody else cancels": lambda exchange, cancel: exchange.schedule(
        "cancel_option_by_other", {"order_id": IDS[1]}, cancel
    ),
    "a new order after the cancel": lambda exchange, cancel: exchange.schedule(
        "seed_option_order", {"symbol": BTC}, cancel, when="after"
    ),
    "a countdown ends": lambda exchange, cancel: (
        exchange.set_countdown("BTCUSDT", 60_000),
        exchange.schedule("end_countdown", {"underlying": "BTCUSDT"}, cancel),
    ),
}


@every_selector
@pytest.mark.parametrize("world", WORLDS)
def test_what_happens_meanwhile(exchange: Exchange, selector: str, world: str) -> None:
    WORLDS[world](exchange, CANCELS[selector])
    run = drain(exchange, selector)
    assert nothing_open(run)
    assert not run.returned["failed"], run.story()


@every_wide
@pytest.mark.parametrize("answer", ["success", "lost", "unknown"])
def test_a_bulk_cancel_that_is_carried_out_in_part(exchange: Exchange, selector: str, answer: str) -> None:
    exchange.arm("partly", CANCELS[selector], answer=answer, leaves=2)
    run = drain(exchange, selector)
    assert nothing_open(run)
    assert not run.returned["failed"], run.story()
