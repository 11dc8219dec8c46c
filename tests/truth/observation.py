# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run one task, and record what it returned, what was true before and after, and what was sent."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

from ansible_collections.marketops.binance.plugins.module_utils._options.connection import make_api
from ansible_collections.marketops.binance.plugins.modules import binance_block_order
from ansible_collections.marketops.binance.tests.exchange import wait_until_idle
from ansible_collections.marketops.binance.tests.exchange.journal import Entry
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.exchange.switches import Switches
from ansible_collections.marketops.binance.tests.exchange.world import Order, underlying_of
from ansible_collections.marketops.binance.tests.support.running import DESK, run_module
from ansible_collections.marketops.binance.tests.support.stepped_clock import LocalClock

from .stall import pulse

ACCOUNT = "desk"

_LONGEST_TRANSIT_S = 5.0

# Nothing is carried out later than this.
_LONGEST_DELAY_S = 1.5


@dataclass(frozen=True)
class Task:
    """The options of one task. With neither keys nor underlying it is about every open order of the account."""

    keys: tuple[str, ...] | None = None
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
    def selected_keys(self) -> list[str] | None:
        return None if self.keys is None else list(dict.fromkeys(key.strip() for key in self.keys))

    def selects(self, order: Order) -> bool:
        if self.selected_keys is not None:
            return order.key in self.selected_keys
        return self.underlying in (None, underlying_of(order.leg.symbol))

    def may_concern(self, order: Order) -> bool:
        """Whether the order is one that this account has something to do with."""
        return order.account == ACCOUNT

    def options(self) -> dict[str, Any]:
        selector: dict[str, Any] = {"all_open": True}
        if self.keys is not None:
            selector = {"block_order_matching_key": list(self.keys)}
        elif self.underlying is not None:
            selector = {"underlying": self.underlying}
        own = {name: value for name, value in vars(self).items() if name not in ("keys", "underlying")}
        return {"state": "absent", **selector, **own}


@dataclass(frozen=True)
class Run:
    """A task that has ended. Orders are as the exchange knew them, by key; only those that may concern it."""

    task: Task
    returned: dict[str, Any]
    seconds: float
    started_ms: int
    before: dict[str, Order]
    after: dict[str, Order]
    journal: list[Entry]
    switches: Switches
    stall: float
    """How long this machine stood still, in s."""
    suspended_s: float = 0.0
    """How long the host slept, by its stepped clock."""

    @property
    def orders(self) -> list[dict[str, Any]]:
        entries: list[dict[str, Any]] = self.returned["orders"]
        return entries

    def warned(self, *codes: str) -> set[str]:
        """The keys that the warnings with these codes name."""
        warnings = self.returned["warning_codes"]
        return {key for warning in warnings if warning["code"] in codes for key in map(_key, warning["orders"])}

    def warns(self, code: str) -> bool:
        return any(warning["code"] == code for warning in self.returned["warning_codes"])

    def asked(self, *operations: str, key: str | None = None) -> list[Entry]:
        return [entry for entry in self.journal if entry.operation in operations and key in (None, entry.key)]

    def cancelled_here(self, key: str) -> bool:
        """Whether a request of this run ended the order."""
        order = self.after.get(key)
        return order is not None and order.cancelled_by_request in self.numbers

    @property
    def overslept(self) -> bool:
        """This host slept for longer than an answer may take: any answer may be lost, whatever the exchange sent."""
        return self.suspended_s > self.task.request_timeout

    @property
    def longest_transit(self) -> float:
        """The longest time, in s, from a request's signature to its arrival: the exchange's thread may stand still.

        By differences, since the clocks are apart, and anew whenever the client has measured that. Where a clock was
        stepped, they say nothing.
        """
        transits: list[list[int]] = [[]]
        for entry in self.journal:
            if entry.operation == "time":
                transits.append([])
            elif "timestamp" in entry.parameters and entry.timing_ok:
                transits[-1].append(entry.arrived_ms - int(entry.parameters["timestamp"]))
        longest = max(max(some, default=0) - min(some, default=0) for some in transits) / 1000
        return longest if longest < _LONGEST_TRANSIT_S else 0.0

    @property
    def numbers(self) -> set[int]:
        """Of its requests, in the journal."""
        return {entry.number for entry in self.journal}

    def story(self) -> str:
        """Everything, for a human."""
        lines = [
            f"task: {self.task}",
            f"took {self.seconds:.2f} s, of which the machine stood still {self.stall:.2f} s",
            f"a request was under way for up to {self.longest_transit:.2f} s",
            "switches that are not in their first position:",
        ]
        usual = Switches().positions()
        lines += [f"  {name} = {value}" for name, value in self.switches.positions().items() if value != usual[name]]
        lines.append(f"returned: {json.dumps(self.returned, indent=1)}")
        lines.append("journal:")
        start = self.journal[0].arrived if self.journal else 0.0
        lines += [
            f"  {entry.number} +{entry.arrived - start:.3f} s {entry.operation} {entry.key or ''} "
            f"carried_out={entry.carried_out} fault={entry.fault} {entry.http_status} {entry.code} {entry.shown or ''}"
            for entry in self.journal
        ]
        lines.append(f"orders, began at {self.started_ms}:")
        for key, order in self.after.items():
            first = self.before.get(key)
            lines.append(f"  {key}: {first.status if first else 'not there'} -> {order}")
        return "\n".join(lines)


def observe(exchange: Exchange, task: Task, clock: LocalClock | None = None) -> Run:
    """Run the module in this process against ``exchange``, and wait until nothing of it is under way any more.

    ``clock`` controls the host's clock, if that is stepped in the meantime.
    """
    clients: list[Any] = []

    def remembered(module: Any) -> Any:
        clients.append(make_api(module))
        return clients[-1]

    number = len(exchange.log.entries)
    before, started_ms = _orders(exchange, task), exchange.clock.now_ms()
    started = time.monotonic()
    with mock.patch.object(binance_block_order, "make_api", remembered), pulse() as measured:
        returned = run_module(api_url=exchange.url, **DESK, **task.options())
    seconds = time.monotonic() - started
    after = _orders(exchange, task)
    # The connections of a module end with its process, which is not this one.
    for client in clients:
        client._transport.close()
    if any(entry.fault in ("delay", "delay_carry_out") for entry in exchange.journal(after=number)):
        # A slow connection goes on after it was abandoned, and changes nothing any more.
        with contextlib.suppress(TimeoutError):
            wait_until_idle(exchange, _LONGEST_DELAY_S)
    with exchange.lock:
        switches = replace(exchange.switches)
    return Run(
        task,
        returned,
        seconds,
        started_ms,
        before,
        after,
        exchange.journal(after=number),
        switches,
        measured.longest_gap,
        clock.suspended_s if clock else 0.0,
    )


def _key(order: dict[str, str]) -> str:
    return order["block_order_matching_key"]


def _orders(exchange: Exchange, task: Task) -> dict[str, Order]:
    with exchange.lock:
        return {order.key: replace(order) for order in exchange.world.orders() if task.may_concern(order)}
