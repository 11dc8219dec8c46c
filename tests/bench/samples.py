# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Durations that were measured, by what was measured."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterable


def name(subject: str, orders: int, latency_ms: int) -> str:
    """What a duration belongs to, as text that a JSON file can have for a key."""
    return f"{subject}, {orders} orders, {latency_ms} ms"


class Samples:
    """Seconds, any number of them for each name."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)

    def add(self, subject: str, orders: int, latency_ms: int, seconds: Iterable[float]) -> None:
        self.seconds[name(subject, orders, latency_ms)] += seconds

    def median(self, subject: str, orders: int, latency_ms: int) -> float | None:
        """``None`` if it was not measured."""
        return self.medians().get(name(subject, orders, latency_ms))

    def medians(self) -> dict[str, float]:
        return {subject: statistics.median(seconds) for subject, seconds in self.seconds.items()}
