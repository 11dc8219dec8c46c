# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The figures to reach, and which of them were reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .samples import Samples
from .scenarios import QUOTES, QUOTES_LATENCY_MS, Cost

_MEMORY_ORDERS = 2000


@dataclass(frozen=True)
class Figure:
    name: str
    goal: float
    measured: float

    @property
    def reached(self) -> bool:
        return self.measured <= self.goal


def figures(samples: Samples, costs: Sequence[Cost], limited: Cost, ideal_s: float) -> list[Figure]:
    def median(subject: str, orders: int, latency_ms: int) -> float:
        seconds = samples.median(subject, orders, latency_ms)
        assert seconds is not None, "every plan measures it"
        return seconds

    def own(orders: int, latency_ms: int) -> float:
        """What the module takes beyond a module that does nothing."""
        return median("module", orders, latency_ms) - median("nothing", orders, latency_ms)

    def further(orders: int) -> float:
        """What each order after the first takes: the start, which hides growth, is left out."""
        return (median("module alone", orders, 0) - median("module alone", 1, 0)) / (orders - 1)

    def python_ms(orders: int) -> float:
        """Processor time for each order after the first."""
        subject = "module's own Python"
        return 1000 * (median(subject, orders, 0) - median(subject, 1, 0)) / (orders - 1)

    return [
        Figure("Python per order of 100, ms", 0.8, python_ms(100)),
        Figure("Python per order of 1,000, ms", 0.8, python_ms(1000)),
        Figure("one cancel / bare uri task", 0.98, median("one cancel", 1, 0) / median("uri", 1, 0)),
        Figure(
            "one cancel / two signed calls with requests", 1.0, median("one cancel", 1, 0) / median("two calls", 1, 0)
        ),
        Figure(
            "100 orders at 50 ms: (task - nothing) / hand-written client",
            1.1,
            own(100, 50) / median("hand_written", 100, 50),
        ),
        Figure(
            "500 ordinary orders at 50 ms: (task - nothing) / hand-written client",
            1.2,
            (
                median("module, quotes", QUOTES, QUOTES_LATENCY_MS)
                - median("nothing beside quotes", QUOTES, QUOTES_LATENCY_MS)
            )
            / median("hand_written, quotes", QUOTES, QUOTES_LATENCY_MS),
        ),
        Figure(
            "500 ordinary orders at 50 ms: first request to last answer / hand-written client",
            1.2,
            median("module, quotes on the exchange", QUOTES, QUOTES_LATENCY_MS)
            / median("hand_written, quotes on the exchange", QUOTES, QUOTES_LATENCY_MS),
        ),
        Figure("100 orders at 50 ms: task / official SDK", 0.22, median("module", 100, 50) / median("sdk", 100, 50)),
        Figure("100 orders: one task / loop of tasks", 0.05, median("module", 100, 0) / median("loop", 100, 0)),
        Figure("weight beyond 5 x (N + 3)", 0, max(abs(cost.weight - 5 * (cost.orders + 3)) for cost in costs)),
        Figure("time per further order, 1,000 / 100 orders", 1.1, further(1000) / further(100)),
        Figure("under the limit, beside a neighbour: 429s", 0, limited.refused),
        Figure("under the limit, beside a neighbour: time / ideal", 1.1, limited.seconds / ideal_s),
        Figure(
            "peak memory at 2,000 orders, MB",
            48,
            max(cost.peak_mb for cost in (*costs, limited) if cost.orders == _MEMORY_ORDERS),
        ),
    ]
