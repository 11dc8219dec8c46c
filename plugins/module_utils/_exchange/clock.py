# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's clock, as measured by this host."""

from __future__ import annotations

import threading
import time

from .._http.elapsed import now

# The exchange refuses a timestamp that is further ahead of its clock.
_LARGEST_LEAD_MS = 1000


class ExchangeClock:
    """The exchange's time: at first the host's, then the measured one, advanced by the elapsed time.

    The host's wall clock is read once, so that its later steps change nothing.
    """

    def __init__(self) -> None:
        self.offset_ms: int | None = None
        self.error_ms = 0.0
        self._started_ms: int | None = None
        self._started = now()
        self._reference = (self._started, time.time() * 1000)
        self._lock = threading.Lock()
        self._given: set[int] = set()

    @property
    def measured(self) -> bool:
        return self.offset_ms is not None

    def at(self, elapsed: float) -> int:
        """The exchange's time in ms at a moment of ``elapsed.now``."""
        moment, time_ms = self._reference
        return int(time_ms + (elapsed - moment) * 1000)

    def at_least(self, elapsed: float) -> int:
        """A time in ms that the exchange's clock had surely reached at this moment; 0 if it was not measured."""
        return int(self.at(elapsed) - self.error_ms) if self.measured else 0

    def now_ms(self) -> int:
        return self.at(now())

    def started_ms(self) -> int:
        """When the run started, in ms of the exchange's time: fixed when the exchange first accepts a timestamp."""
        if self._started_ms is None:
            self._started_ms = self.at(self._started)
        return self._started_ms

    def started_after_ms(self) -> int:
        """The latest time at which the run had surely not started yet, in ms of the exchange's time."""
        if self.measured:
            return int(self.at(self._started) - self.error_ms)
        return self.started_ms() - _LARGEST_LEAD_MS

    def timestamp(self) -> int:
        """A timestamp for one request, in ms: unique, since two equal requests must not share a signature."""
        with self._lock:
            stamp = self.now_ms()
            while stamp in self._given:
                stamp -= 1
            self._given.add(stamp)
            return stamp

    def measure(self, server_ms: int, round_trip_ms: float) -> None:
        """Record the exchange's time from a response that has just arrived; it was true half a round trip ago."""
        time_ms = server_ms + round_trip_ms / 2
        self._reference = (now(), time_ms)
        if self._started_ms is not None:
            # It was known less exactly; what is asked for since then must never start later than the run.
            self._started_ms = min(self._started_ms, self.at(self._started))
        self.offset_ms = round(time_ms - time.time() * 1000)
        self.error_ms = round_trip_ms / 2
