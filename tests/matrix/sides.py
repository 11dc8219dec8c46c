# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The three sides of the matrix: faults, selectors, and what the exchange is like where its reference is silent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.faults import BULK_KINDS, KINDS, MAINTENANCE
from ansible_collections.marketops.binance.tests.exchange.option_operations import BULK_CANCELS
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.exchange.switches import NEVER, Switches, choices
from ansible_collections.marketops.binance.tests.support.stepped_clock import SET, SUSPEND, ClockStep, LocalClock
from ansible_collections.marketops.binance.tests.truth import Run, Task, check_truth, observe

__all__ = ["SELECTORS", "TARGETS", "Fault", "arrange", "check_truth", "faults", "run", "settings", "task"]

_BTC, _ETH = "BTC-261225-100000-C", "ETH-261225-4000-P"
VERIFY_TIMEOUT = 1
CONFIRM_DELAY = 0.1
CLOCK = "clock"


@dataclass(frozen=True)
class Fault:
    """``None``: nothing goes wrong. ``parameters`` are those of ``arm``, or of ``ClockStep`` for ``CLOCK``."""

    name: str | None = None
    when: str | None = None
    parameters: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.name is None:
            return "no fault"
        return " ".join([self.name, *map(str, self.parameters.values()), f"({self.when})"])

    def arm(self, exchange: Exchange, clock: LocalClock, *operations: str) -> None:
        """Break the next request of each of ``operations``, or step ``clock`` at the first of them."""
        for operation in operations:
            if self.name in BULK_KINDS and operation not in BULK_CANCELS:
                continue
            if self.name == CLOCK:
                step = ClockStep(**self.parameters, operation=operation, when=self.when or "before")
                step.plan(exchange, clock)
                break
            if self.name is not None:
                exchange.arm(self.name, operation, when=self.when, **self.parameters)


def faults() -> list[Fault]:
    """Steps of the host's clock, every fault at every moment, and the refusals that are not faults of their own."""
    found = [Fault()]
    for how, seconds in ((SET, 300), (SET, 3600), (SET, -300), (SUSPEND, 1), (SUSPEND, 300)):
        found += [Fault(CLOCK, when, {"how": how, "seconds": seconds}) for when in ("before", "after")]
    for name, kind in KINDS.items():
        if name not in ("answer", "code", "200_negative_code"):
            found += [Fault(name, when, parameters) for parameters in _FORMS.get(name, [{}]) for when in kind.moments]
    for code in (-1000, -1006, -1007):
        found += [Fault("code", when, {"code": code, "http_status": 400}) for when in ("before", "after")]
        found.append(Fault("200_negative_code", "after", {"code": code}))
    for code, status in _REFUSALS.items():
        found.append(Fault("code", "before", {"code": code, "http_status": status}))
    return found


_REFUSALS = {
    -1001: 500,
    -1003: 429,
    -1004: 400,
    -1008: 503,
    -1015: 400,
    -1016: 503,
    -1020: 400,
    -1034: 400,
    -1109: 400,
    -2008: 400,
    -2017: 400,
    -5000: 404,
    -5028: 400,
    -6063: 400,
    -71012: 400,
}

# Forms of a fault, with waits that suit a time-out of 0.2 s.
_FORMS: dict[str, list[dict[str, Any]]] = {
    "delay": [{"delay_ms": 100}],
    "delay_carry_out": [{"delay_ms": 300}],
    "slow_body": [{"interval_ms": 50}],
    "slow_headers": [{"interval_ms": 50}],
    "200_other_object": [{"document": document} for document in MAINTENANCE],
    "4xx_html": [{"http_status": status} for status in (404, 409, 421)],
    "451": [{"http_status": 451}, {"http_status": 403}],
    "ban_text": [{"http_status": status, "banned_s": 5} for status in (418, 429, 403, 400)],
    "interim": [{"delay_ms": 0}, {"delay_ms": 100}, {"delay_ms": 300}, {"delay_ms": 20, "repeat": None}],
    "surplus": [{"delay_ms": 0}, {"delay_ms": 20}],
    "wrong_kind": [{"kind": None}, {"kind": "time"}],
}


def settings() -> list[dict[str, Any]]:
    """Every position of every switch, the others in their first one, and what only works together."""
    usual = Switches().positions()
    found: list[dict[str, Any]] = [{}]
    for name, positions in choices().items():
        found += [{name: position} for position in positions if position != usual[name]]
    late = VERIFY_TIMEOUT * 1000
    return [
        *found,
        {"listing_limit": 1},
        {"listing_limit": 1, "listing_keeps": "oldest"},
        {"listing_limit": 1, "listing_finished": True},
        {"listing_default_range_ms": 30_000},
        {"listing_status_names": {"RECEIVED": "NEW"}},
        # Shown late: before verify_timeout is over, after it, never.
        {"lag_ms": late // 4},
        {"lag_ms": late + 600},
        {"lag_ms": NEVER},
        # Shown late or not for a moment: for less than confirm_delay, and for longer.
        {"appear_lag_ms": round(CONFIRM_DELAY * 500)},
        {"appear_lag_ms": round(CONFIRM_DELAY * 500), "unknown_key_query": "-2013", "cancel_unseen": "-2013"},
        {"appear_lag_ms": round(CONFIRM_DELAY * 4000)},
        {"appear_lag_ms": NEVER},
        {"listing_flaps": [0]},
        {"listing_flaps": [1, 0]},
        {"listing_flaps": [None, 0]},
        {"key_query_flaps": [0]},
        {"key_query_flaps": [None, 0]},
        {"trades_lag_ms": 200},
        {"trades_lag_ms": NEVER},
        {"finished_key_query": "empty", "cancel_finished": "{}"},
        {"finished_key_query": "-2013", "cancel_finished": "{}", "error_http_status": 200},
        {"listing_finished": True, "finished_key_query": "object", "cancel_answer": "order"},
    ]


SELECTORS: dict[str, dict[str, Any]] = {
    "one key": {"keys": ("open",)},
    "several keys": {"keys": ("open", "taken", "expiring", "gone", "executed", "unknown", "foreign")},
    "underlying": {"underlying": "BTCUSDT"},
    "all_open": {},
}


def arrange(exchange: Exchange, positions: dict[str, Any]) -> None:
    """A small world: orders that stay, end before the run, and end at the moment of their own cancel."""
    exchange.reset()
    exchange.set_switches(**positions)
    exchange.seed(key="open", symbol=_BTC, age_ms=60_000)
    exchange.seed(key="taken", symbol=_BTC)
    exchange.seed(key="expiring", symbol=_ETH)
    exchange.seed(key="gone", symbol=_BTC, status="CANCELLED")
    exchange.seed(key="executed", symbol=_BTC, status="ACCEPTED")
    exchange.seed(key="foreign", symbol=_BTC, account="other")
    exchange.schedule("accept", {"key": "taken"}, "cancel", key="taken")
    exchange.schedule("expire", {"key": "expiring"}, "cancel", key="expiring")
    exchange.schedule("seed", {"key": "new", "symbol": _BTC}, "cancel", key="open", when="after")


def task(selector: str) -> Task:
    return Task(
        **SELECTORS[selector],
        verify_timeout=VERIFY_TIMEOUT,
        confirm_delay=CONFIRM_DELAY,
        max_wait=3,
        request_timeout=0.2,
    )


def run(exchange: Exchange, task: Task, clock: LocalClock) -> Run:
    return observe(exchange, task, clock)


# What a fault meets in one run: the cancels and the look at the trades, or the looks at the orders.
TARGETS = (("cancel", "trades"), ("query", "listing"))
