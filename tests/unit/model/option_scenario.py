# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A scenario about ordinary option orders: a world, and a task that is run in it while things happen and go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.matrix.option_columns import run_option_module
from ansible_collections.marketops.binance.tests.truth.options import OptionRun, OptionTask, check_truth, observe
from ansible_collections.marketops.binance.tests.truth.options.shown import CANCELS, is_final

_CALM: dict[str, Any] = {
    **dict.fromkeys(("option_listing_lag_ms", "option_query_lag_ms", "option_appear_lag_ms", "history_lag_ms"), 0),
    **dict.fromkeys(("option_listing_flaps", "option_query_flaps"), ()),
    "option_listing_hides": "none",
    "bulk_delay_ms": 0,
}
_SELECTORS = ("order_id", "client_order_id", "symbol", "underlying", "confirm_delay", "concurrency")


@dataclass(frozen=True)
class World:
    """What there is before the task. ``orders`` are arguments of ``seed_option_order``."""

    orders: tuple[dict[str, Any], ...] = ()
    switches: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, Any] = field(default_factory=dict)
    used_weight: int = 0
    skew_ms: int = 0


@dataclass(frozen=True)
class Scenario:
    """``faults`` are arguments of ``arm``, ``actions`` of ``schedule``."""

    world: World
    task: OptionTask
    faults: tuple[dict[str, Any], ...] = ()
    actions: tuple[dict[str, Any], ...] = ()


def play(exchange: Exchange, scenario: Scenario) -> Iterator[OptionRun]:
    """Run and check the task, and then run it again on an exchange without faults."""
    world = scenario.world
    exchange.reset()
    exchange.set_skew(world.skew_ms)
    for order in world.orders:
        exchange.seed_option_order(**order)
    exchange.set_switches(**world.switches)
    exchange.set_limits(**world.limits)
    exchange.use_weight(world.used_weight)
    for fault in scenario.faults:
        exchange.arm(**fault)
    for action in scenario.actions:
        exchange.schedule(**action)
    run = _run(exchange, scenario.task)
    yield run
    exchange.disarm()
    exchange.set_switches(**_CALM)
    with exchange.lock:
        exchange.plan.reset()
        exchange.limits.reset()
    yield _try_again(exchange, scenario.task)


def _run(exchange: Exchange, task: OptionTask) -> OptionRun:
    run = observe(exchange, task, lambda options: run_option_module(exchange, options))
    check_truth(run)
    return run


def _try_again(exchange: Exchange, task: OptionTask) -> OptionRun:
    """The second run: if nothing is open any more, it changes nothing and sends no cancel."""
    selectors = {name: getattr(task, name) for name in _SELECTORS}
    run = _run(exchange, replace(OptionTask(**selectors), request_timeout=3.0))
    names = run.switches.option_status_names
    selected = [order for order in run.before.values() if task.selects(order)]
    if not any(order.open or not is_final(names.get(order.state.status, order.state.status)) for order in selected):
        quiet = not run.returned["changed"] and not run.asked(*CANCELS)
        assert quiet, f"nothing was open, and the second run did something\n{run.story()}"
    return run
