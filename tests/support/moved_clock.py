# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Clocks for durations that a test moves ahead, in this process or in another one that has the file mapped."""

from __future__ import annotations

import mmap
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_FORMAT = "d"

FOLLOW = """
import mmap, struct, sys, time
with open(sys.argv.pop(), "rb") as ahead:
    ahead = mmap.mmap(ahead.fileno(), 8, access=mmap.ACCESS_READ)
def follow(read):
    return lambda *clock: read(*clock) + struct.unpack("d", ahead[:8])[0]
time.monotonic, time.clock_gettime = follow(time.monotonic), follow(time.clock_gettime)
"""
"""A program that follows the clock whose path is its argument. What its sockets wait is not moved."""


class MovedClock:
    """Goes on by itself, and is ahead by what it was moved."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.write_bytes(struct.pack(_FORMAT, 0.0))
        with path.open("r+b") as file:
            self._ahead = mmap.mmap(file.fileno(), struct.calcsize(_FORMAT))

    @property
    def ahead(self) -> float:
        (seconds,) = struct.unpack(_FORMAT, self._ahead[:])
        return float(seconds)

    def move(self, seconds: float) -> None:
        self._ahead[:] = struct.pack(_FORMAT, self.ahead + seconds)

    def follow(self, read: Callable[..., float]) -> Callable[..., float]:
        """A function like ``read`` that is ahead."""

        def moved(*clock: Any) -> float:
            return read(*clock) + self.ahead

        return moved

    def install(self, monkeypatch: Any) -> None:
        """Let the clocks of this process follow."""
        for name in ("monotonic", "clock_gettime"):
            monkeypatch.setattr(time, name, self.follow(getattr(time, name)))
