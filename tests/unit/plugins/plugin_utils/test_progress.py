# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An operator who waits is told so."""

from __future__ import annotations

import queue

from ansible_collections.marketops.binance.plugins.plugin_utils._window.progress import REMIND_AFTER, Progress


class Terminal:
    def __init__(self) -> None:
        self.lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def display(self, text: str, color: str | None = None) -> None:
        self.lines.put(text)


def test_a_long_wait_is_reported_again_and_again_until_it_is_over() -> None:
    terminal = Terminal()
    with Progress("desk_b", terminal, remind_after=1 / 64).working("batch 2 of 3"):
        lines = [terminal.lines.get(timeout=60) for _line in range(3)]
    assert lines == [f"desk_b: batch 2 of 3: still waiting after {seconds} s" for seconds in (0, 0, 0)]
    assert REMIND_AFTER <= 30


def test_a_short_wait_says_nothing() -> None:
    terminal = Terminal()
    with Progress("desk_b", terminal, remind_after=3600).working("batch 2 of 3"):
        pass
    assert terminal.lines.empty()
