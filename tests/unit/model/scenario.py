# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A scenario: a world, and tasks that are run in it one after the other while things happen and go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.stepped_clock import ClockStep, stepped_clock
from ansible_collections.marketops.binance.tests.truth import Run, Task, check_truth, observe
from ansible_collections.marketops.binance.tests.truth.shown import ended_in_disguise


@dataclass(frozen=True)
class World:
    """What there is before the first task. ``orders`` are arguments of ``seed``."""

    orders: tuple[dict[str, Any], ...] = ()
    switches: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, Any] = field(default_factory=dict)
    used_weight: int = 0
    skew_ms: int = 0
    permissions: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Step:
    """A task, and what happens meanwhile. ``faults`` are arguments of ``arm``, ``actions`` of ``schedule``."""

    task: Task
    faults: tuple[dict[str, Any], ...] = ()
    actions: tuple[dict[str, Any], ...] = ()
    clock: tuple[ClockStep, ...] = ()


@dataclass(frozen=True)
class Scenario:
    world: World
    steps: tuple[Step, ...]


def play(exchange: Exchange, scenario: Scenario) -> Iterator[Run]:
    """Run and check the tasks of ``scenario``, and after each the same wish on an exchange that has calmed down."""
    world = scenario.world
    exchange.reset()
    exchange.set_skew(world.skew_ms)
    for order in world.orders:
        exchange.seed(**order)
    for step in scenario.steps:
        _disturb(exchange, world, step)
        with stepped_clock() as clock:
            for change in step.clock:
                change.plan(exchange, clock)
            run = observe(exchange, step.task, clock)
        check_truth(run)
        yield run
        _calm(exchange)
        yield _try_again(exchange, step.task)


def _disturb(exchange: Exchange, world: World, step: Step) -> None:
    exchange.set_switches(**world.switches)
    exchange.set_limits(**world.limits)
    exchange.use_weight(world.used_weight)
    if world.permissions is not None:
        exchange.restrict(permissions=world.permissions)
    for fault in step.faults:
        exchange.arm(**fault)
    for action in step.actions:
        exchange.schedule(**action)


def _calm(exchange: Exchange) -> None:
    """No more faults, limits or lags; what the exchange is like otherwise stays."""
    exchange.disarm()
    exchange.set_switches(lag_ms=0, trades_lag_ms=0, appear_lag_ms=0, listing_flaps=[], key_query_flaps=[])
    exchange.restrict(permissions=["read", "trade", "trades"])
    with exchange.lock:
        exchange.plan.reset()
        exchange.limits.reset()


def _try_again(exchange: Exchange, task: Task) -> Run:
    """The second run: if nothing is open any more, it changes nothing and sends no cancel."""
    again = Task(
        keys=task.keys,
        underlying=task.underlying,
        confirm_delay=task.confirm_delay,
        concurrency=task.concurrency,
        request_timeout=3.0,
    )
    run = observe(exchange, again)
    check_truth(run)
    selected = [order for order in run.before.values() if again.selects(order)]
    if not any(order.open or ended_in_disguise(run, order) for order in selected):
        quiet = not run.returned["changed"] and not run.asked("cancel")
        assert quiet, f"nothing was open, and the second run did something\n{run.story()}"
    return run
