# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Limits: request weight of the address, orders of an account, and bans for going on after a 429.

Only loopback addresses reach this exchange, and all of them count as one.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field
from typing import Any

from .clock import Clock
from .errors import ApiError

_MINUTE = 60
_BANNED = 418
_UNITS = ((86400, "DAY"), (3600, "HOUR"), (_MINUTE, "MINUTE"), (1, "SECOND"))


def interval(seconds: int) -> tuple[int, str]:
    """``(1, "MINUTE")`` for 60, ``(10, "SECOND")`` for 10."""
    length, unit = next(pair for pair in _UNITS if seconds % pair[0] == 0)
    return seconds // length, unit


def interval_name(seconds: int) -> str:
    """``1M`` for 60, ``10S`` for 10."""
    number, unit = interval(seconds)
    return f"{number}{unit[0]}"


@dataclass
class Settings:
    weight_limit: int = 2400
    window_s: int = _MINUTE
    """Windows are aligned to the exchange's clock."""
    order_limits: dict[int, int] = field(default_factory=lambda: {10: 300, _MINUTE: 1200})
    """Orders per account in so many s."""
    neighbour_per_minute: int = 0
    """Weight that another program behind the address uses, evenly."""
    ban_s: float = 120
    """The first ban's length; each further one is twice as long."""
    grace_ms: int = 250
    """Requests that arrive so soon after a 429 or 418 was sent were under way, and are no offence."""
    latency_ms: int = 0
    """Every answer comes so late."""

    def __post_init__(self) -> None:
        # JSON has no numbers as names.
        self.order_limits = {int(seconds): int(limit) for seconds, limit in self.order_limits.items()}
        if any(seconds < 1 for seconds in (self.window_s, *self.order_limits)):
            raise ValueError("a window has at least 1 s")


@dataclass
class _Window:
    seconds: int
    index: int = -1
    used: int = 0

    def add(self, amount: int, now_ms: int) -> int:
        index = now_ms // (self.seconds * 1000)
        if index != self.index:
            self.index, self.used = index, 0
        self.used += amount
        return self.used


@dataclass
class _Barrier:
    """A time in which nothing may be sent, since a 429 or 418 said so. Monotonic s."""

    http_status: int
    until: float = 0.0
    innocent_until: float = 0.0
    text: str | None = None

    def set_up(self, seconds: float, grace_s: float, text: str | None = None) -> None:
        now = time.monotonic()
        self.until, self.innocent_until, self.text = now + seconds, now + grace_s, text

    @property
    def left(self) -> float:
        return self.until - time.monotonic()

    @property
    def ignored(self) -> bool:
        """Whether a request that arrives now must have been sent in spite of it."""
        return self.left > 0 and time.monotonic() > self.innocent_until


@dataclass(frozen=True)
class Refusal:
    """A 429 or 418. ``went_on``: the request should not have been sent.

    With a ``text``, only that contains the end of the ban, and there is no ``Retry-After``.
    """

    http_status: int
    retry_after: int
    went_on: bool
    text: str | None = None


class Limits:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        self.settings = Settings()
        self._weight = _Window(self.settings.window_s)
        self._orders: dict[tuple[str, int], _Window] = {}
        self._limited, self._banned = _Barrier(429), _Barrier(_BANNED)
        self._bans = 0

    def set(self, **settings: Any) -> None:
        """Change some of the ``Settings``; with another window, counting begins anew. Raises ``ValueError``."""
        unknown = settings.keys() - vars(self.settings).keys()
        if unknown:
            raise ValueError(f"there is no setting {', '.join(sorted(unknown))}")
        self.settings = Settings(**{**vars(self.settings), **settings})
        if self.settings.window_s != self._weight.seconds:
            self._weight = _Window(self.settings.window_s)

    def use(self, weight: int) -> int:
        """Count ``weight`` and return what the address has used in this window, the neighbour's share included."""
        now = self._clock.now_ms()
        elapsed_ms = now % (self.settings.window_s * 1000)
        neighbour = self.settings.neighbour_per_minute * elapsed_ms // (_MINUTE * 1000)
        return self._weight.add(weight, now) + neighbour

    def refusal(self, used: int) -> Refusal | None:
        """Why the request that brought the used weight to ``used`` is not served, if so."""
        if self._banned.left > 0:
            return self._refuse(self._banned, self._banned.ignored)
        if self._limited.ignored:
            self.ban()
            return self._refuse(self._banned, True)
        if self._limited.left > 0:
            return self._refuse(self._limited, False)
        if used > self.settings.weight_limit:
            return self.limit(self._window_left_s(self.settings.window_s))
        return None

    def limit(self, seconds: float) -> Refusal:
        """From now on 429, for so long."""
        self._limited.set_up(seconds, self._grace_s)
        return self._refuse(self._limited, False)

    def ban(self, seconds: float | None = None) -> Refusal:
        """From now on 418, for so long, or as long as the settings say."""
        if seconds is None:
            seconds = self.settings.ban_s * 2**self._bans
            self._bans += 1
        self._banned.http_status = _BANNED
        self._banned.set_up(seconds, self._grace_s)
        return self._refuse(self._banned, False)

    def ban_in_words(self, seconds: float, http_status: int) -> Refusal:
        """From now on a ban for so long, whose end is only in the text of the answer."""
        until = self._clock.now_ms() + round(seconds * 1000)
        self._banned.http_status = http_status
        self._banned.set_up(seconds, self._grace_s, f"Way too many requests; IP banned until {until}.")
        return self._refuse(self._banned, False)

    def error(self) -> ApiError:
        return ApiError(-1003, self.settings.weight_limit, interval_name(self.settings.window_s))

    def count_order(self, account: str, counts: bool) -> dict[str, str]:
        """Count an order of ``account`` if it ``counts``; return the headers that tell. Raises ``ApiError`` -1015."""
        now = self._clock.now_ms()
        windows = {
            seconds: self._orders.setdefault((account, seconds), _Window(seconds))
            for seconds in self.settings.order_limits
        }
        for seconds, limit in self.settings.order_limits.items():
            if counts and windows[seconds].add(0, now) >= limit:
                wait = math.ceil(self._window_left_s(seconds))
                raise ApiError(-1015, limit, interval_name(seconds), retry_after=wait)
        return {
            f"X-MBX-ORDER-COUNT-{interval_name(seconds)}": str(window.add(int(counts), now))
            for seconds, window in windows.items()
        }

    def headers(self, used: int) -> dict[str, str]:
        return {f"X-MBX-USED-WEIGHT-{interval_name(self.settings.window_s)}": str(used)}

    def rate_limits(self) -> list[dict[str, Any]]:
        """As exchange information gives them."""
        limits = [("REQUEST_WEIGHT", self.settings.window_s, self.settings.weight_limit)]
        limits += [("ORDERS", seconds, limit) for seconds, limit in self.settings.order_limits.items()]
        return [
            {"rateLimitType": kind, "interval": unit, "intervalNum": number, "limit": limit}
            for kind, seconds, limit in limits
            for number, unit in [interval(seconds)]
        ]

    @property
    def _grace_s(self) -> float:
        return (self.settings.latency_ms + self.settings.grace_ms) / 1000

    def _window_left_s(self, seconds: int) -> float:
        return (seconds * 1000 - self._clock.now_ms() % (seconds * 1000)) / 1000

    @staticmethod
    def _refuse(barrier: _Barrier, went_on: bool) -> Refusal:
        return Refusal(barrier.http_status, max(1, math.ceil(barrier.left)), went_on, barrier.text)
