# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Notice when this machine is too busy: then time-outs occur without a fault, and a run proves nothing."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

_TICK_S = 0.02


class Stalled(Exception):
    """Something did not hold, but the machine stood still for so long that this is no verdict: run it again."""


@dataclass
class Pulse:
    """The longest time, in s, for which no thread of this process got to run."""

    longest_gap: float = 0.0


@contextlib.contextmanager
def pulse() -> Iterator[Pulse]:
    measured, end = Pulse(), threading.Event()

    def beat() -> None:
        last = time.monotonic()
        while not end.wait(_TICK_S):
            now = time.monotonic()
            measured.longest_gap = max(measured.longest_gap, now - last - _TICK_S)
            last = now

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield measured
    finally:
        end.set()
        thread.join()
