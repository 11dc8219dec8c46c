# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs a function before a signal ends the process."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import types
import typing as t

from .terms import Cause

CAUSES = {signal.SIGINT: Cause.SIGINT, signal.SIGTERM: Cause.SIGTERM, signal.SIGHUP: Cause.SIGHUP}


class Interruptions:
    """Handles the signals inside the ``with`` block. ``act`` runs once, and never inside ``hold``."""

    def __init__(self, act: t.Callable[[Cause], None]) -> None:
        self._act = act
        self._former: dict[int, t.Any] = {}
        self._held = 0
        self._pending: int | None = None
        self.happened = False

    def __enter__(self) -> Interruptions:
        if threading.current_thread() is threading.main_thread():
            for number in CAUSES:
                self._former[number] = signal.signal(number, self._handle)
        return self

    def __exit__(self, *_problem: object) -> None:
        if not self.happened:
            self._restore()

    @property
    def pending(self) -> bool:
        """Whether a signal waits for the end of ``hold``."""
        return self._pending is not None

    @contextlib.contextmanager
    def hold(self) -> t.Iterator[None]:
        """Signals wait for the end of the block."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1
            if self._pending is not None and not self._held:
                self._interrupt(self._pending)

    def _handle(self, number: int, _frame: types.FrameType | None) -> None:
        if self._held:
            self._pending = number
        else:
            self._interrupt(number)

    def _interrupt(self, number: int) -> None:
        # The next signal follows within milliseconds.
        for other in CAUSES:
            signal.signal(other, signal.SIG_IGN)
        self._pending, self.happened = None, True
        try:
            self._act(CAUSES[signal.Signals(number)])
        finally:
            self._restore()
            os.kill(os.getpid(), number)

    def _restore(self) -> None:
        for number, former in self._former.items():
            signal.signal(number, former if former is not None else signal.SIG_DFL)
