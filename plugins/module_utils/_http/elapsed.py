# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Elapsed time for deadlines. Counts the time in which the machine was suspended too, where the platform can tell."""

from __future__ import annotations

import time


def now() -> float:
    """Seconds since some fixed moment. Steps of the wall clock do not change it."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)  # Linux
    return time.monotonic() if clock is None else time.clock_gettime(clock)
