# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time that one request may take, from resolving a name to the last byte of the answer."""

from __future__ import annotations

import socket

from .elapsed import now

# What sockets raise. Before Python 3.10 socket.timeout is no TimeoutError.
TIMEOUTS = (TimeoutError, socket.timeout)


class TimeUp(Exception):
    """The deadline has passed."""


class Deadline:
    """Gives each socket operation the time that is left, since the time-out of a socket is per operation."""

    def __init__(self, seconds: float) -> None:
        self._end = now() + seconds

    def left(self) -> float:
        """How many seconds are left. Raises ``TimeUp`` if there are none."""
        left = self._end - now()
        if left <= 0:
            raise TimeUp
        return left
