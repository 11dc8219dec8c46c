# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Endpoints, and the results of calls."""

from __future__ import annotations

import typing as t

from .stops import Stop
from .verdict import Verdict

_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0


class Endpoint(t.NamedTuple):
    """One operation of the API. ``weight`` counts against the address, ``order`` against the account's orders."""

    name: str
    method: str
    path: str
    weight: int
    order: bool = False


class Refused(Exception):
    """The exchange understood a query, and refused to answer it."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.describe())
        self.verdict = verdict


class Reply(t.NamedTuple):
    """The result of one change.

    ``verdict`` is that of the last try (``None``: no try). ``sent`` is how often it was sent. ``valid_until_ms``: the
    last try can be accepted until then, by the exchange's clock. ``stop`` is why it was not tried again.
    """

    verdict: Verdict | None
    sent: int
    valid_until_ms: int = 0
    stop: Stop | None = None


def pauses() -> t.Iterator[float]:
    """Growing pauses between tries, in s."""
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)
