# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured how often: in a few minutes, and thoroughly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SIZES = (1, 10, 100, 1000)


@dataclass(frozen=True)
class Setting:
    """Numbers of orders to cancel at one latency, by the module and the hand-written client, and by slower ways."""

    latency_ms: int
    sizes: Sequence[int]
    loop: Sequence[int]
    sdk: Sequence[int]


@dataclass(frozen=True)
class Plan:
    """``repeats``: of one order; ``rounds``: of many orders. ``window_s``: of the request weight, 60 in reality."""

    name: str
    repeats: int
    rounds: int
    settings: Sequence[Setting]
    window_s: int


QUICK = Plan(
    "quick",
    repeats=9,
    rounds=3,
    settings=(
        Setting(0, SIZES, loop=(100,), sdk=(1, 10, 100)),
        Setting(20, SIZES[:3], loop=(), sdk=(100,)),
        Setting(50, SIZES, loop=(), sdk=(100,)),
    ),
    window_s=6,
)
LONG = Plan(
    "long",
    repeats=25,
    rounds=5,
    settings=tuple(Setting(latency_ms, SIZES, loop=SIZES[:3], sdk=SIZES) for latency_ms in (0, 20, 50)),
    window_s=60,
)
