# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A clock for durations."""

from __future__ import annotations

import time


def now() -> float:
    """Seconds since some fixed point. The time that the machine is suspended counts where the platform can tell."""
    try:
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    except (AttributeError, OSError):
        return time.monotonic()
