# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One cell of the matrix: one fault and one column, with the settings of the exchange's switches."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.stepped_clock import stepped_clock
from ansible_collections.marketops.binance.tests.truth import Stalled

from .columns import COLUMNS, arrange
from .rows import CLOCK, Fault
from .settings import spread

_TRIES = 5


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


def run_one(exchange: Exchange, fault: Fault, column: str, positions: dict[str, Any], targets: tuple[str, ...]) -> Any:
    """Run the task of the column and check it, again while that is no verdict. Raises ``AssertionError``."""
    meant = COLUMNS[column]
    for _try in range(_TRIES):
        arrange(exchange, column, positions)
        with stepped_clock() as clock:
            fault.arm(exchange, clock, *targets)
            run = meant.observe(exchange, meant.task, clock)
        with contextlib.suppress(Stalled):
            meant.check(run)
            return run
    raise AssertionError(f"the machine is too busy for a verdict\n{run.story()}")


def run_cell(row: int, fault: Fault, column: str) -> Cell:
    failures, meant = [], COLUMNS[column]
    if fault.name == CLOCK and not meant.clock:
        return Cell(row, column, 0, 0, ())
    every, targets = meant.settings(), meant.targets
    if fault.name:
        # Columns with the same settings share the lags: each lag meets each fault in one of three columns.
        alike = [name for name in COLUMNS if COLUMNS[name].settings == meant.settings]
        every = spread(every, row + alike.index(column), min(3, len(alike)))
    else:
        targets = targets[:1]
    with Exchange() as exchange:
        for positions in every:
            for operations in targets:
                try:
                    run_one(exchange, fault, column, positions, operations)
                except AssertionError as problem:
                    switches = ", ".join(f"{name}={value}" for name, value in positions.items())
                    failures.append(Failure(f"{switches or 'first positions'} at {'/'.join(operations)}", str(problem)))
    return Cell(row, column, len(every), len(every) * len(targets), tuple(failures))
