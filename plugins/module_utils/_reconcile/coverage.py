# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whether listings prove that nothing is open in a selection without keys: an underlying, or the whole account."""

from __future__ import annotations

import typing as t


class Listing(t.NamedTuple):
    """One listing of the scope. ``clean``: it shows no open order that counts. Times are those of ``elapsed.now``."""

    started: float
    at: float
    clean: bool


class Coverage:
    """The listings of a run, in order, and when its last request was answered."""

    def __init__(self) -> None:
        self.listings: list[Listing] = []
        self.changed_at = 0.0

    def clean_since(self) -> float | None:
        """The end of the first of the consecutive clean listings at the end, all after the last request."""
        since = None
        for listing in reversed(self.listings):
            if not listing.clean or listing.started < self.changed_at:
                break
            since = listing.at
        return since

    def is_confirmed(self, delay: float) -> bool:
        """Whether two clean listings, ``delay`` s apart or more, came after the last request; without a delay one."""
        since = self.clean_since()
        return since is not None and (delay <= 0 or self.listings[-1].started >= since + delay)

    def due(self, delay: float) -> float | None:
        """When the confirming listing is due; ``None``: the last listing showed an open order."""
        since = self.clean_since()
        return None if since is None else since + delay
