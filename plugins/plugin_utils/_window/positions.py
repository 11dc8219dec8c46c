# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option positions before and after a window, and whether the executions that were seen explain the difference."""

from __future__ import annotations

import typing as t
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .decimals import decimal_text
from .evidence import Error, Leg, Position, Report, Run
from .terms import State


@dataclass(frozen=True)
class PositionChange:
    """A changed position: decimals as text, negative is short or sold. ``executed``: the executions that were seen."""

    symbol: str
    before: str
    after: str
    change: str
    executed: str

    @property
    def explained(self) -> bool:
        return Decimal(self.change) == Decimal(self.executed)


@dataclass(frozen=True)
class Positions:
    """``None``: not read. ``changes``: only known after closing. ``error``: why ``before`` or ``after`` is missing."""

    before: list[Position] | None
    after: list[Position] | None
    changes: list[PositionChange] | None
    error: Error | None


def compare_positions(opened: t.Sequence[Run], closed: Run | None, executed: t.Iterable[Leg]) -> Positions:
    """``opened``: the runs of the window. ``closed``: the one that closed it."""
    first = [report for run in opened if run.state is State.OPEN for report in run.reports]
    last = closed.reports if closed else []
    before = next((report.positions for report in first if report.positions is not None), None)
    after = next((report.positions for report in reversed(last) if report.positions is not None), None)
    error = _error(first) if before is None else None
    if after is None:
        error = error or _error(last)
    changes = None if before is None or after is None else _changes(before, after, executed)
    return Positions(before, after, changes, error)


def _error(reports: t.Sequence[Report]) -> Error | None:
    return next((report.positions_error for report in reports if report.positions_error), None)


def _changes(before: list[Position], after: list[Position], executed: t.Iterable[Leg]) -> list[PositionChange]:
    old = {position.symbol: Decimal(position.quantity) for position in before}
    new = {position.symbol: Decimal(position.quantity) for position in after}
    seen: dict[str, Decimal] = defaultdict(Decimal)
    for leg in executed:
        seen[leg.symbol or "?"] += _signed(leg)
    nothing = Decimal(0)
    return [
        PositionChange(
            symbol,
            decimal_text(old.get(symbol, nothing)),
            decimal_text(new.get(symbol, nothing)),
            decimal_text(new.get(symbol, nothing) - old.get(symbol, nothing)),
            decimal_text(seen.get(symbol, nothing)),
        )
        for symbol in sorted({*old, *new, *seen})
        if new.get(symbol, nothing) != old.get(symbol, nothing) or seen.get(symbol, nothing)
    ]


def _signed(leg: Leg) -> Decimal:
    try:
        quantity = Decimal(leg.quantity or 0)
    except InvalidOperation:
        return Decimal(0)
    return -quantity if leg.side == "SELL" else quantity
