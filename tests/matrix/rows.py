# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The rows of the matrix: what goes wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.faults import BULK_KINDS, KINDS, MAINTENANCE
from ansible_collections.marketops.binance.tests.exchange.option_operations import BULK_CANCELS
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.stepped_clock import SET, SUSPEND, ClockStep, LocalClock

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
    # Only bulk cancels meet these.
    return found + [Fault("partly", "after", {"answer": answer}) for answer in ("success", "lost", "unknown")]


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
    **{name: [{}, {"unreadable": True}] for name in ("429", "418")},
    "451": [{"http_status": 451}, {"http_status": 403}, {"http_status": 400}],
    "ban_text": [{"http_status": status, "banned_s": 5} for status in (418, 429, 403, 400)],
    "interim": [{"delay_ms": 0}, {"delay_ms": 100}, {"delay_ms": 300}, {"delay_ms": 20, "repeat": None}],
    "surplus": [{"delay_ms": 0}, {"delay_ms": 20}],
    "wrong_kind": [{"kind": None}, {"kind": "time"}],
}
