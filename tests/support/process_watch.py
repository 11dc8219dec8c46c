# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the process list shows to every user of the host of a command that runs, and of all that it starts."""

from __future__ import annotations

import contextlib
import os
import threading
from pathlib import Path


class ProcessWatch:
    """Notes the command lines of processes, again and again, while the ``with`` block lasts.

    Only of those whose ``HOME`` is ``home``: give the command one of its own. What other programs of the machine show
    in the process list is none of its business.
    """

    def __init__(self, home: Path) -> None:
        self.seen: set[str] = set()
        self._mark = b"HOME=" + os.fsencode(home)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> ProcessWatch:
        self._thread.start()
        return self

    def __exit__(self, *_problem: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            for process in Path("/proc").iterdir():
                if process.name.isdigit():
                    # Processes end while they are looked at.
                    with contextlib.suppress(OSError):
                        if self._mark in (process / "environ").read_bytes().split(b"\0"):
                            line = (process / "cmdline").read_bytes()
                            self.seen.add(line.replace(b"\0", b" ").decode("utf-8", "replace"))
