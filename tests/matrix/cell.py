# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One cell of the matrix: one fault and one selector, with every setting of the exchange's switches."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.stepped_clock import stepped_clock
from ansible_collections.marketops.binance.tests.truth import Stalled

from . import option_sides, sides
from .sides import Fault

_TRIES = 5

# What the matrix is made of, for each kind of order.
SIDES: dict[str, Any] = {"block orders": sides, "option orders": option_sides}


@dataclass(frozen=True)
class Failure:
    """What did not hold, with which switches and at which requests."""

    where: str
    story: str


@dataclass(frozen=True)
class Cell:
    row: int
    column: str
    settings: int
    tasks: int
    failures: tuple[Failure, ...]

    def __str__(self) -> str:
        return f"FAIL {self.failures[0].where}" if self.failures else f"ok {self.settings}"


def run_one(
    exchange: Exchange,
    fault: Fault,
    selector: str,
    positions: dict[str, Any],
    targets: tuple[str, ...],
    kind: str = "block orders",
) -> Any:
    """Run one task and check it, again while that is no verdict. Raises ``AssertionError``."""
    side = SIDES[kind]
    for _try in range(_TRIES):
        side.arrange(exchange, positions)
        with stepped_clock() as clock:
            fault.arm(exchange, clock, *targets)
            run = side.run(exchange, side.task(selector), clock)
        with contextlib.suppress(Stalled):
            side.check_truth(run)
            return run
    raise AssertionError(f"the machine is too busy for a verdict\n{run.story()}")


def run_cell(row: int, fault: Fault, selector: str, kind: str) -> Cell:
    failures, side = [], SIDES[kind]
    every, targets = side.settings(), side.TARGETS if fault.name else side.TARGETS[:1]
    with Exchange() as exchange:
        for positions in every:
            for operations in targets:
                try:
                    run_one(exchange, fault, selector, positions, operations, kind)
                except AssertionError as problem:
                    switches = ", ".join(f"{name}={value}" for name, value in positions.items())
                    failures.append(Failure(f"{switches or 'first positions'} at {'/'.join(operations)}", str(problem)))
    return Cell(row, selector, len(every), len(every) * len(targets), tuple(failures))
