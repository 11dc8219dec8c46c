# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the steps of a window prove about auto-cancel: its former setting, and whether it is armed or put back."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from .evidence import Countdown, CountdownEntry, Report, Run
from .terms import Purpose, Setting, State

# A window always sets it, since a countdown that reads the same may have ended. Unchanged: another program was quicker.
_DONE = (Setting.CHANGED, Setting.UNCHANGED)


@dataclass
class Guard:
    """Auto-cancel of one underlying, in s; 0: off. ``armed`` is ``None`` if that is not known."""

    underlying: str
    original: float
    armed_by: str
    seconds: float | None = None
    armed: bool | None = None
    armed_at: int = 0  # ms
    put_back: bool = False
    entry: CountdownEntry | None = None  # the last one about it

    @property
    def is_left(self) -> bool:
        """Whether it may be armed, and was not put back."""
        return not self.put_back and self.armed is not False

    @property
    def would_be_put_back(self) -> bool:
        """Whether closing in check mode has read it."""
        return self.entry is not None and self.entry.outcome is Setting.WOULD_CHANGE


def guards(runs: t.Iterable[Run]) -> list[Guard]:
    """The auto-cancels that the window armed, or may have armed. The former setting is what the first arming read."""
    found: dict[str, Guard] = {}
    for run in runs:
        for step in run.steps:
            if step.guarding and step.guarding.arms:
                for before in step.guarding.before:
                    known = found.get(before.underlying)
                    if known is None or known.put_back or known.armed is False:
                        found[before.underlying] = Guard(before.underlying, before.seconds or 0.0, run.run)
                for wanted in step.guarding.wanted:
                    found[wanted.underlying].seconds, found[wanted.underlying].armed = wanted.seconds, None
            elif step.report:
                for entry in step.report.countdowns or ():
                    if entry.underlying in found:
                        _add(found[entry.underlying], entry, step.report, run)
    return list(found.values())


def _add(guard: Guard, entry: CountdownEntry, report: Report, run: Run) -> None:
    done = entry.outcome in _DONE
    if report.purpose is Purpose.GUARD:
        first = guard.armed_by == run.run
        if first and entry.before is not None:
            guard.original = entry.before
        guard.entry = entry
        if done:
            guard.armed, guard.armed_at = True, report.time
        elif first and entry.outcome is Setting.NOT_ATTEMPTED:
            guard.armed = False
    elif run.state is State.CLOSED:
        guard.entry, guard.put_back = entry, guard.put_back or done


def to_put_back(runs: t.Iterable[Run]) -> list[Countdown]:
    """What auto-cancel has to be again when the window closes."""
    return [Countdown(guard.underlying, guard.original) for guard in guards(runs) if guard.is_left]


def not_put_back(runs: t.Iterable[Run]) -> list[str]:
    """The underlyings whose auto-cancel is not what it was, and would not be after a closing in check mode."""
    return [guard.underlying for guard in guards(runs) if guard.is_left and not guard.would_be_put_back]


def unguarded(run: Run) -> list[str]:
    """The underlyings whose auto-cancel this run should have armed, but may not have."""
    if run.asked.auto_cancel is None:
        return []
    armed = {
        entry.underlying
        for report in run.reports
        if report.purpose is Purpose.GUARD
        for entry in report.countdowns or ()
        if entry.outcome in _DONE
    }
    return [underlying for underlying in run.asked.scope.underlyings if underlying not in armed]
