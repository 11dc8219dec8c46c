# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's limits: request weight per address and orders per account, each in windows of the exchange's clock.

Only the headers of the responses show what the address has used, since other programs share it. Not thread-safe by
itself; ``RequestGate`` calls it under its lock.
"""

from __future__ import annotations

import re
import typing as t

from .clock import ExchangeClock

_MINUTE = 60
_WEIGHT, _ORDERS = "the address's request weight", "the account's orders"
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_HEADER = re.compile(r"x-mbx-(used-weight|order-count)-([1-9][0-9]{0,3})([smhd])\Z")

# The exchange's own limit. If it is used up, not even the exchange's time may be queried.
_WHOLE_LIMIT = 2400

# A value beyond any limit need not be exact.
_ABSURD = 10**9

# Orders per account and seconds, from the sample of rateLimits in the reference.
_ORDER_LIMITS = {10: 300, _MINUTE: 1200}

# Enter a window a little late rather than early: a request that is early counts in the previous window, which is full.
_MARGIN_MS = 50


class _Window:
    """One limit, and what is used of it in the running window, as far as the responses show it."""

    def __init__(self, name: str, seconds: int, limit: int) -> None:
        self.name, self.seconds, self.limit = name, seconds, limit
        self.index = -1
        self.used = 0
        self.known = False

    def index_at(self, now_ms: int) -> int:
        return now_ms // (self.seconds * 1000)

    def turn(self, now_ms: int) -> None:
        index = self.index_at(now_ms)
        if index != self.index:
            self.index, self.used, self.known = index, 0, False


class Permit:
    """The right to send one request. ``windows``: the window of each limit in which it was issued."""

    def __init__(self, weight: int, order: bool) -> None:
        self.weight, self.order = weight, order
        self.windows: dict[_Window, int] = {}


class Wait(t.NamedTuple):
    """How long to wait, and for what. ``reason`` is empty if it waits only for a response in flight."""

    seconds: float
    reason: str = ""


_UNTIL_A_RESPONSE = Wait(1.0)


class RateLimiter:
    """Decides when the next request fits under the limits."""

    def __init__(self, clock: ExchangeClock, weight_limit: int) -> None:
        self.used_weight: int | None = None
        self.weight_limit = weight_limit
        self._clock = clock
        self._announced = False
        self._weights = {_MINUTE: _Window(_WEIGHT, _MINUTE, weight_limit)}
        self._orders: dict[int, _Window] = {}
        self._in_flight: list[Permit] = []

    def delay(self, weight: int, order: bool) -> Wait | None:
        """How long a request must wait. ``None``: the exchange's clock has to be measured first."""
        longest = Wait(0.0)
        for window, amount in self._windows(weight, order):
            window.turn(self._clock.now_ms())
            in_flight = [permit for permit in self._in_flight if window in permit.windows]
            if not window.known and any(permit.windows[window] == window.index for permit in in_flight):
                # The first request of a window goes alone: its response shows what others have used of it.
                longest = max(longest, _UNTIL_A_RESPONSE)
                continue
            under_way = sum(1 if window.name == _ORDERS else permit.weight for permit in in_flight)
            if window.used + under_way + amount <= window.limit:
                continue
            if in_flight and window.used + amount <= window.limit:
                longest = max(longest, _UNTIL_A_RESPONSE)
                continue
            left = window.seconds * 1000
            if self._clock.measured:
                left -= self._clock.now_ms() % left
            elif window.used + under_way < _WHOLE_LIMIT:
                return None
            reason = f"the limit of {window.name} ({window.used} used of {window.limit} in {window.seconds} s)"
            longest = max(longest, Wait((left + _MARGIN_MS + self._clock.error_ms) / 1000.0, reason))
        return longest

    def has_room(self, weight: int) -> bool:
        """Whether a quarter of the weight limit stays free after such a request, as far as the responses show."""
        for window in self._weights.values():
            window.turn(self._clock.now_ms())
        return all(4 * (window.used + weight) <= 3 * window.limit for window in self._weights.values())

    def clock_measured(self) -> None:
        """The clock was measured: the use of the running windows is unchanged, but they end at another time."""
        for window in (*self._weights.values(), *self._orders.values()):
            window.index = window.index_at(self._clock.now_ms())

    def take(self, permit: Permit) -> None:
        for window, _amount in self._windows(permit.weight, permit.order):
            window.turn(self._clock.now_ms())
            permit.windows[window] = window.index
        self._in_flight.append(permit)

    def record(self, permit: Permit, headers: t.Mapping[str, str], accepted: bool = False) -> None:
        """Record what the response to ``permit`` shows of the limits (no headers: no response).

        ``accepted``: the request was not refused, so no limit was exceeded.
        """
        self._in_flight.remove(permit)
        for name, value in headers.items():
            header = _HEADER.match(name) if name.startswith("x-mbx-") else None
            if header and re.match(r"[0-9]+\Z", value):
                seconds = int(header.group(2)) * _SECONDS[header.group(3)]
                self._record(header.group(1), seconds, int(value) if len(value) < 10 else _ABSURD, permit, accepted)
        if headers and not self._announced:
            # Without such headers only the use by this task is known.
            for window, amount in self._windows(permit.weight, False):
                window.turn(self._clock.now_ms())
                window.used, window.known = window.used + amount, True

    def hold_for(self, orders: bool) -> float:
        """How long to send nothing, in s, after a rate-limit response without that information."""
        windows = self._orders if orders else self._weights
        return float(min(windows or (10,)))

    def _windows(self, weight: int, order: bool) -> list[tuple[_Window, int]]:
        windows = [(window, weight) for window in self._weights.values()]
        return windows + [(window, 1) for window in self._orders.values()] if order else windows

    def _record(self, what: str, seconds: int, value: int, permit: Permit, accepted: bool) -> None:
        if what == "used-weight":
            if not self._announced:
                self._announced = True
                self._weights = {s: w for s, w in self._weights.items() if s == seconds}
            if seconds <= _MINUTE:
                self._weights = {s: w for s, w in self._weights.items() if s <= _MINUTE}
            elif any(s <= _MINUTE for s in self._weights):
                return  # this is the limit per minute, not that of an hour or a day
            window = self._weights.setdefault(seconds, _Window(_WEIGHT, seconds, self.weight_limit))
        elif seconds in _ORDER_LIMITS:
            window = self._orders.setdefault(seconds, _Window(_ORDERS, seconds, _ORDER_LIMITS[seconds]))
            if accepted and value > window.limit:
                window.limit = _ABSURD  # this account's limit is higher; a refusal will tell when it is reached
        else:
            return
        window.turn(self._clock.now_ms())
        # A response that straddles the end of a window may count in either.
        if permit.windows.get(window, window.index) == window.index:
            window.used, window.known = max(window.used, value), True
        if what == "used-weight" and (seconds == _MINUTE or _MINUTE not in self._weights):
            # If responses overtook each other, the highest value is the newest.
            self.used_weight = window.used if window.known else value
