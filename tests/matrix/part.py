# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The part of the matrix that the unit tests run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .cell import run_one
from .columns import COLUMNS
from .rows import Fault, faults


class Case(NamedTuple):
    """One cell, with one setting."""

    fault: Fault
    column: str
    positions: dict[str, Any]


def part() -> list[Case]:
    return list(_cells())


def _cells() -> Iterator[Case]:
    """Every fault, with a column that wants orders absent and with one of another state in turn; every setting once."""
    wide, others = list(COLUMNS)[:4], list(COLUMNS)[4:]
    for number, fault in enumerate(faults()):
        column = wide[number // 2 % 4] if number % 2 else others[number // 2 % len(others)]
        settings = COLUMNS[column].settings()
        yield Case(fault, column, settings[number % len(settings)])
    for columns in (("several keys", "underlying"), ("create", "keep alive", "extend keys"), ("accept",)):
        for number, positions in enumerate(COLUMNS[columns[0]].settings()):
            yield Case(Fault(), columns[number % len(columns)], positions)


def try_cases(cases: list[Case]) -> list[str]:
    """What does not hold in these cases."""
    found = []
    with Exchange() as exchange:
        for case in cases:
            try:
                run_one(exchange, case.fault, case.column, case.positions, COLUMNS[case.column].targets[0])
            except AssertionError as problem:
                found.append(f"{case}: {problem}")
    return found
