# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lines that a window of an account shows on the terminal while it runs."""

from __future__ import annotations

import contextlib
import threading
import typing as t

from ansible import constants as C

REMIND_AFTER = 30.0
"""How often an operator is told that the work still goes on, in s."""


class Progress:
    """Lines on the terminal, each with the account. ``display`` is Ansible's."""

    def __init__(self, account: str, display: t.Any, remind_after: float = REMIND_AFTER) -> None:
        self._account, self._display, self._remind_after = account, display, remind_after

    def say(self, text: str) -> None:
        """Show one line."""
        self._display.display(f"{self._account}: {text}")

    def show(self, text: str, failed: bool) -> None:
        """Show the closing block."""
        self._display.display(text, color=C.COLOR_ERROR if failed else C.COLOR_OK)

    @contextlib.contextmanager
    def working(self, what: str) -> t.Iterator[None]:
        """Show from time to time that the work is still going on, until the block has ended."""
        done = threading.Event()

        def remind() -> None:
            seconds = 0.0
            while not done.wait(self._remind_after):
                seconds += self._remind_after
                self.say(f"{what}: still waiting after {seconds:.0f} s")

        thread = threading.Thread(target=remind, daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
