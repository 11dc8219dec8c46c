# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's clock, as far as this machine knows it."""

from __future__ import annotations

import threading
import time


class ExchangeClock:
    """Local time plus the measured offset; gives every request a timestamp of its own."""

    def __init__(self) -> None:
        self.offset_ms: int | None = None
        self.error_ms = 0.0
        self._started = time.monotonic()
        self._lock = threading.Lock()
        self._given: set[int] = set()

    def started_ms(self) -> int:
        """When this clock was made, in ms of the exchange's time."""
        return self.now_ms() - int((time.monotonic() - self._started) * 1000)

    @property
    def measured(self) -> bool:
        return self.offset_ms is not None

    def now_ms(self) -> int:
        return int(time.time() * 1000) + (self.offset_ms or 0)

    def timestamp(self) -> int:
        """A timestamp for one request, in ms: unique, since two equal requests must not share a signature."""
        with self._lock:
            moment = self.now_ms()
            while moment in self._given:
                moment -= 1
            self._given.add(moment)
            return moment

    def measure(self, server_ms: int, round_trip_ms: float) -> None:
        """Note the exchange's time from an answer that has just arrived; it was true half a round trip ago."""
        self.offset_ms = round(server_ms + round_trip_ms / 2 - time.time() * 1000)
        self.error_ms = round_trip_ms / 2
