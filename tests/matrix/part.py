# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of the matrix that the unit tests run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .cell import run_one
from .columns import COLUMNS, OPTION_COLUMNS
from .rows import CLOCK, Fault, faults


class Case(NamedTuple):
    """One cell, with one setting."""

    fault: Fault
    column: str
    positions: dict[str, Any]
    targets: int = 0


def part() -> list[Case]:
    return list(_cells())


def _cells() -> Iterator[Case]:
    """Every fault, with a column that wants orders absent and with one of another state in turn; every setting once."""
    block = [name for name in COLUMNS if name not in OPTION_COLUMNS]
    wide, others = block[:4], block[4:]
    for number, fault in enumerate(faults()):
        column = wide[number // 2 % 4] if number % 2 else others[number // 2 % len(others)]
        settings = COLUMNS[column].settings()
        yield Case(fault, column, settings[number % len(settings)])
    for columns in (("several keys", "underlying"), ("create", "keep alive", "extend keys"), ("accept",)):
        for number, positions in enumerate(COLUMNS[columns[0]].settings()):
            yield Case(Fault(), columns[number % len(columns)], positions)


def option_part() -> list[Case]:
    """The same of ordinary option orders: every fault at both targets, every setting with a few columns."""
    names, settings = list(OPTION_COLUMNS), next(iter(OPTION_COLUMNS.values())).settings()
    found = [
        Case(fault, names[(number + target) % len(names)], settings[(number + 7 * target) % len(settings)], target)
        for number, fault in enumerate(faults())
        for target in (0, 1)
        if fault.name != CLOCK
    ]
    columns = ("several IDs", "symbol", "option underlying")
    return found + [Case(Fault(), column, positions) for positions in settings for column in columns]


def try_cases(cases: list[Case]) -> list[str]:
    """What does not hold in these cases."""
    found = []
    with Exchange() as exchange:
        for case in cases:
            try:
                run_one(exchange, case.fault, case.column, case.positions, COLUMNS[case.column].targets[case.targets])
            except AssertionError as problem:
                found.append(f"{case}: {problem}")
    return found
