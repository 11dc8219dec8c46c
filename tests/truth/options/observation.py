# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one task about ordinary orders, and record what it returned and sent, and what was true before and after."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ansible_collections.marketops.binance.tests.exchange import OptionSwitches, wait_until_idle
from ansible_collections.marketops.binance.tests.exchange.journal import Entry
from ansible_collections.marketops.binance.tests.exchange.option_orders import OptionOrder
from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from ..stall import pulse

ACCOUNT = "desk"

# Nothing is carried out later than this.
_LONGEST_DELAY_S = 1.5
_SELECTORS = ("order_id", "client_order_id", "symbol", "underlying")

Returned = dict[str, Any]


@dataclass(frozen=True)
class OptionTask:
    """The options of one task. With no selector it is about every open ordinary order of the account.

    IDs are selected on a symbol.
    """

    order_id: tuple[str, ...] | None = None
    client_order_id: tuple[str, ...] | None = None
    symbol: str | None = None
    underlying: str | None = None
    check_mode: bool = False
    max_orders: int | None = None
    verify_timeout: int = 2
    confirm_delay: float = 0.1
    max_wait: int = 10
    request_timeout: float = 1.0
    concurrency: int = 8
    recv_window: int = 5000
    request_weight_limit: int = 2000

    @property
    def ids(self) -> list[str] | None:
        """The IDs that are asked for, of either kind; ``None``: what is open decides."""
        found = self.order_id if self.order_id is not None else self.client_order_id
        return None if found is None else list(dict.fromkeys(found))

    def name_of(self, order: OptionOrder) -> str:
        """The name of the order for the task."""
        return order.client_order_id if self.client_order_id is not None else str(order.order_id)

    def selects(self, order: OptionOrder) -> bool:
        if self.symbol not in (None, order.leg.symbol) or self.underlying not in (None, order.underlying):
            return False
        return self.ids is None or self.name_of(order) in self.ids

    def options(self) -> dict[str, Any]:
        options = {name: value for name, value in vars(self).items() if value is not None}
        if not options.keys() & set(_SELECTORS):
            options["all_open"] = True
        lists = {name: list(options[name]) for name in _SELECTORS[:2] if name in options}
        return {"state": "absent", **options, **lists}


@dataclass(frozen=True)
class OptionRun:
    """A task that has ended. Orders are as the exchange knew them, by ID; only the account's own."""

    task: OptionTask
    returned: Returned
    seconds: float
    started_ms: int
    before: dict[str, OptionOrder]
    after: dict[str, OptionOrder]
    foreign: list[OptionOrder]
    """Those of other accounts, afterwards."""
    journal: list[Entry]
    switches: OptionSwitches
    stall: float
    """How long this machine stood still, in s."""

    @property
    def orders(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.returned["orders"]
        return entries

    def warned(self, *codes: str) -> set[str]:
        """The IDs that the warnings with these codes name."""
        warnings = [warning for warning in self.returned["warning_codes"] if warning["code"] in codes]
        return {str(order["order_id"]) for warning in warnings for order in warning["orders"]}

    def warns(self, code: str) -> bool:
        return any(warning["code"] == code for warning in self.returned["warning_codes"])

    def asked(self, *operations: str) -> list[Entry]:
        return [entry for entry in self.journal if entry.operation in operations]

    def cancelled_here(self, order: OptionOrder) -> bool:
        """Whether a request of this run ended the order."""
        return order.cancelled_by_request in {entry.number for entry in self.journal}

    def story(self) -> str:
        """Everything, for a human."""
        usual = OptionSwitches().positions()
        turned = {name: value for name, value in self.switches.positions().items() if value != usual[name]}
        lines = [
            f"task: {self.task}",
            f"took {self.seconds:.2f} s, of which the machine stood still {self.stall:.2f} s; switches: {turned}",
            f"returned: {json.dumps(self.returned, indent=1)}",
            f"journal, began at {self.started_ms}:",
        ]
        start = self.journal[0].arrived if self.journal else 0.0
        lines += [
            f"  {entry.number} +{entry.arrived - start:.3f} s {entry.operation} {entry.key or ''} carried_out="
            f"{entry.carried_out} fault={entry.fault} {entry.http_status} {entry.code} {entry.shown} {entry.executed}"
            for entry in self.journal
        ]
        lines += [f"  {order_id}: {order}" for order_id, order in self.after.items()]
        return "\n".join(lines)


def observe(exchange: Exchange, task: OptionTask, run: Callable[[dict[str, Any]], Returned]) -> OptionRun:
    """Let ``run`` do the task with these options, and wait until nothing of it is under way any more."""
    number = len(exchange.log.entries)
    before, started_ms = _orders(exchange), exchange.clock.now_ms()
    started = time.monotonic()
    with pulse() as measured:
        returned = run(task.options())
    seconds = time.monotonic() - started
    if any(entry.fault in ("delay", "delay_carry_out") for entry in exchange.journal(after=number)):
        # What is slow goes on after it was abandoned, and changes nothing any more.
        with contextlib.suppress(TimeoutError):
            wait_until_idle(exchange, _LONGEST_DELAY_S)
    after = _orders(exchange)
    with exchange.lock:
        switches = replace(exchange.option_switches)
    return OptionRun(
        task,
        returned,
        seconds,
        started_ms,
        {order_id: order for order_id, order in before.items() if order.account == ACCOUNT},
        {order_id: order for order_id, order in after.items() if order.account == ACCOUNT},
        [order for order in after.values() if order.account != ACCOUNT],
        exchange.journal(after=number),
        switches,
        measured.longest_gap,
    )


def _orders(exchange: Exchange) -> dict[str, OptionOrder]:
    with exchange.lock:
        orders = exchange.options.settle().book.orders()
        return {str(order.order_id): replace(order, states=list(order.states)) for order in orders}
