# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A scenario: a world, and tasks that are run in it one after the other while things happen and go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.stepped_clock import ClockStep, stepped_clock
from ansible_collections.marketops.binance.tests.truth import PresentTask, Run, Task, check_truth, observe
from ansible_collections.marketops.binance.tests.truth.shown import ended_in_disguise

# So long an order has to live on, whatever the clocks and the recvWindow are.
_DAWDLE_MS = 90_000


@dataclass(frozen=True)
class World:
    """What there is before the first task. ``orders`` are arguments of ``seed``."""

    orders: tuple[dict[str, Any], ...] = ()
    switches: dict[str, Any] = field(default_factory=dict)
    limits: dict[str, Any] = field(default_factory=dict)
    used_weight: int = 0
    skew_ms: int = 0
    permissions: tuple[str, ...] | None = None
    market_maker: bool = True
    funds: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Step:
    """A task, and what happens while it runs. ``faults`` are arguments of ``arm``, ``actions`` of ``schedule``."""

    task: Task
    faults: tuple[dict[str, Any], ...] = ()
    actions: tuple[dict[str, Any], ...] = ()
    clock: tuple[ClockStep, ...] = ()


@dataclass(frozen=True)
class Scenario:
    world: World
    steps: tuple[Step, ...]


def play(exchange: Exchange, scenario: Scenario) -> Iterator[Run]:
    """Run and check the tasks of ``scenario``, and each again on an exchange without faults."""
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
    exchange.restrict(market_maker=world.market_maker)
    exchange.set_funds(**world.funds)
    for fault in step.faults:
        exchange.arm(**fault)
    for action in step.actions:
        exchange.schedule(**action)


def _calm(exchange: Exchange) -> None:
    """No more faults, limits or lags; what the exchange is like otherwise stays."""
    exchange.disarm()
    exchange.set_switches(lag_ms=0, trades_lag_ms=0, appear_lag_ms=0, extend_lag_ms=0)
    exchange.set_switches(listing_flaps=[], key_query_flaps=[])
    exchange.restrict(permissions=["read", "trade", "trades"], market_maker=True)
    exchange.set_funds()
    with exchange.lock:
        exchange.plan.reset()
        exchange.limits.reset()


def _try_again(exchange: Exchange, task: Task) -> Run:
    """The second run: if there is nothing to do any more, it changes nothing and sends nothing that would."""
    usual = Task()
    names = ("check_mode", "max_orders", "verify_timeout", "max_wait", "recv_window", "request_weight_limit")
    again = replace(task, request_timeout=3.0, **{name: getattr(usual, name) for name in names})
    run = observe(exchange, again)
    check_truth(run)
    if _is_done(run):
        quiet = not run.returned["changed"] and not run.asked("cancel", "create", "extend", "accept")
        assert quiet, f"there was nothing to do, and the second run did something\n{run.story()}"
    return run


def _is_done(run: Run) -> bool:
    """Whether everything was as the task wants it before it started, and every query shows that."""
    task, selected = run.task, [order for order in run.before.values() if run.task.selects(order)]
    if isinstance(task, PresentTask):
        long_enough = run.started_ms + task.min_lifetime * 1000 + _DAWDLE_MS
        lasting = [order.open and order.expire_time > long_enough for order in selected]
        hidden = run.switches.hide_open or run.switches.listing_limit is not None
        return any(lasting) and not hidden if task.terms is not None else all(lasting)
    return not any(order.open or ended_in_disguise(run, order) for order in selected)
