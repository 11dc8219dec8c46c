# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""This process's wall clock, and its clock that counts suspended time, in the hands of a test."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from unittest import mock

from ansible_collections.marketops.binance.tests.exchange.faults import ANY, BEFORE
from ansible_collections.marketops.binance.tests.exchange.simulation import Simulation

SET, SUSPEND = "set", "suspend"
_BOOTTIME = getattr(time, "CLOCK_BOOTTIME", None)


class LocalClock:
    """``time.time`` and ``time.clock_gettime`` of this process. The simulated exchange has a clock of its own.

    Call ``step`` and ``suspend`` at a request with ``exchange.at``.
    """

    def __init__(self) -> None:
        self._wall_s = 0.0
        self.suspended_s = 0.0
        self._gettime, self._gettime_ns = time.clock_gettime, time.clock_gettime_ns

    def step(self, seconds: float) -> None:
        """Somebody sets this host's clock: the wall clock steps, nothing else does."""
        self._wall_s += seconds

    def suspend(self, seconds: float, exchange: Simulation) -> None:
        """This host sleeps: the wall clock, ``CLOCK_BOOTTIME`` and the exchange go on, ``time.monotonic`` does not."""
        self._wall_s += seconds
        self.suspended_s += seconds
        exchange.set_skew(exchange.clock.skew_ms + round(seconds * 1000))

    def _ahead_s(self, clock: int) -> float:
        return {time.CLOCK_REALTIME: self._wall_s, _BOOTTIME: self.suspended_s}.get(clock, 0.0)

    def time(self) -> float:
        return self.clock_gettime(time.CLOCK_REALTIME)

    def time_ns(self) -> int:
        return self.clock_gettime_ns(time.CLOCK_REALTIME)

    def clock_gettime(self, clock: int) -> float:
        return self._gettime(clock) + self._ahead_s(clock)

    def clock_gettime_ns(self, clock: int) -> int:
        return self._gettime_ns(clock) + round(self._ahead_s(clock) * 10**9)


@dataclass(frozen=True)
class ClockStep:
    """At the ``nth`` request of ``operation``, this host's clock is set, or the host sleeps, for so many seconds."""

    how: str
    seconds: float
    operation: str = ANY
    nth: int = 1
    when: str = BEFORE

    def plan(self, exchange: Simulation, clock: LocalClock) -> None:
        """Have it happen to ``clock``."""
        change = partial(clock.step, self.seconds)
        if self.how == SUSPEND:
            change = partial(clock.suspend, self.seconds, exchange)
        exchange.at(change, self.operation, nth=self.nth, when=self.when)


@contextlib.contextmanager
def stepped_clock() -> Iterator[LocalClock]:
    """Let a test step this process's clock; right again at the end."""
    clock = LocalClock()
    with mock.patch.multiple(
        time,
        time=clock.time,
        time_ns=clock.time_ns,
        clock_gettime=clock.clock_gettime,
        clock_gettime_ns=clock.clock_gettime_ns,
    ):
        yield clock
