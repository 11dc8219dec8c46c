# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's clock: this machine's, plus a skew."""

from __future__ import annotations

from dataclasses import dataclass

# A name of its own: tests that step their process's clock leave this one alone.
from time import time_ns


@dataclass
class Clock:
    """``skew_ms`` is how far the exchange's clock is ahead of this machine's."""

    skew_ms: int = 0

    def now_ms(self) -> int:
        return time_ns() // 1_000_000 + self.skew_ms
