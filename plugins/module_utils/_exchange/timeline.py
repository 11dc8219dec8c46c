# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happened when, for a report to be made of it later."""

from __future__ import annotations

import time
import typing as t

from .clock import ExchangeClock

LOOK, CANCEL, TRADES, WAIT = "look", "cancel", "trades", "wait"


class Timeline:
    """Notes of all workers, in the order in which they were made."""

    def __init__(self, clock: ExchangeClock) -> None:
        self._clock = clock
        self._notes: list[tuple[float, str, str | None, str, float | None]] = []

    def note(self, kind: str, fact: str, key: str | None = None, seconds: float | None = None) -> None:
        """Note a fact about the order ``key`` (``None``: about all), or a wait of ``seconds`` that begins."""
        self._notes.append((time.time() * 1000, kind, key, fact, seconds))

    def as_result(self) -> list[dict[str, t.Any]]:
        """``time`` is in ms of the exchange's clock as far as it was measured, else of this host's."""
        offset_ms = self._clock.offset_ms or 0
        return [
            {
                "time": int(moment) + offset_ms,
                "kind": kind,
                "block_order_matching_key": key,
                "fact": fact,
                "seconds": seconds,
            }
            for moment, kind, key, fact, seconds in self._notes
        ]
