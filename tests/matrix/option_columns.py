# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The columns of the matrix for ordinary option orders."""

from __future__ import annotations

from typing import Any

from ansible_collections.marketops.binance.plugins.modules import binance_option_order
from ansible_collections.marketops.binance.tests.exchange.option_switches import OptionSwitches
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.exchange.switch_board import NEVER, choices_of
from ansible_collections.marketops.binance.tests.support import running
from ansible_collections.marketops.binance.tests.support.stepped_clock import LocalClock
from ansible_collections.marketops.binance.tests.truth.options import OptionRun, OptionTask, observe

from .settings import CONFIRM_DELAY, VERIFY_TIMEOUT

BTC, PUT, ETH = "BTC-261225-100000-C", "BTC-261225-100000-P", "ETH-261225-4000-P"
FIRST = 4611875134427365377
IDS = tuple(str(FIRST + number) for number in range(5))

SELECTORS: dict[str, dict[str, Any]] = {
    "one ID": {"order_id": IDS[:1], "symbol": BTC},
    "several IDs": {"order_id": (*IDS, "77"), "symbol": BTC},
    "client IDs": {"client_order_id": ("quote-1", "quote-2", "unknown"), "symbol": BTC},
    "symbol": {"symbol": BTC},
    "option underlying": {"underlying": "BTCUSDT"},
    "option account": {},
}

_CANCELS = ("option_cancel", "option_cancel_symbol", "option_cancel_underlying")
# What a fault meets in one run: the cancels and the history, or the listings and queries.
TARGETS = ((*_CANCELS, "option_history"), ("option_query", "option_listing"))


def settings() -> list[dict[str, Any]]:
    """Every position of every switch, the others in their first one, and what only works together."""
    usual = OptionSwitches().positions()
    found: list[dict[str, Any]] = [{}]
    for name, positions in choices_of(OptionSwitches).items():
        if not name.startswith(("countdown", "mmp", "position", "fills")):
            found += [{name: position} for position in positions if position != usual[name]]
    late = VERIFY_TIMEOUT * 1000
    for name in ("option_listing_lag_ms", "option_query_lag_ms", "history_lag_ms"):
        # Shown late: before verify_timeout is over, after it, never.
        found += [{name: late // 4}, {name: late + 600}, {name: NEVER}]
    return [
        *found,
        {"option_listing_lag_ms": late // 4, "option_query_lag_ms": late // 4},
        {"option_listing_limit": 1},
        {"option_listing_flaps": [0]},
        {"option_listing_flaps": [1, 0]},
        {"option_listing_flaps": [None, 0]},
        {"option_query_flaps": [0]},
        {"option_query_flaps": [None, 0]},
        {"bulk_delay_ms": late // 4},
        {"bulk_delay_ms": late + 600},
        {"history_default_limit": 1},
        {"option_appear_lag_ms": round(CONFIRM_DELAY * 500)},
        {"option_appear_lag_ms": round(CONFIRM_DELAY * 4000)},
        {"option_appear_lag_ms": NEVER},
        {"option_status_names": {"PARTIALLY_FILLED": "PARTIAL"}},
        {"option_finished_query": "-2013", "option_cancel_answer": "before"},
        {"option_finished_query": "-2013", "history_lag_ms": late // 4},
        {"option_listing_finished": True, "option_cancelled_status": "CANCELED", "option_cancel_finished": "order"},
    ]


def arrange(exchange: Exchange) -> None:
    """A small world: orders that stay, are filled, in part or whole, or end otherwise, at the moment of a cancel."""
    exchange.seed_option_order(symbol=BTC, age_ms=60_000)
    exchange.seed_option_order(symbol=BTC, executed="0.4")
    exchange.seed_option_orders(2, symbol=BTC)
    exchange.seed_option_order(symbol=BTC, status="FILLED")
    exchange.seed_option_order(symbol=PUT)
    exchange.seed_option_order(symbol=ETH)
    exchange.seed_option_order(account="other")
    for number, cancel in enumerate(_CANCELS):
        exchange.schedule("fill", {"order_id": IDS[2]}, cancel)
        exchange.schedule("fill", {"order_id": IDS[1], "quantity": "0.2"}, cancel)
        exchange.schedule("cancel_option_by_other", {"order_id": IDS[3]}, cancel)
        late = {"symbol": BTC, "order_id": str(FIRST + 100 + number)}
        exchange.schedule("seed_option_order", late, cancel, when="after")


def task(selector: str) -> OptionTask:
    return OptionTask(
        **SELECTORS[selector],
        verify_timeout=VERIFY_TIMEOUT,
        confirm_delay=CONFIRM_DELAY,
        max_wait=3,
        request_timeout=0.2,
    )


def run(exchange: Exchange, task: OptionTask, clock: LocalClock | None = None) -> OptionRun:
    return observe(exchange, task, lambda options: run_option_module(exchange, options))


def run_option_module(exchange: Exchange, options: dict[str, Any]) -> dict[str, Any]:
    return running.run(binance_option_order, {"api_url": exchange.url, **running.DESK, **options})
