# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Market-maker protection as a setting of an underlying."""

from __future__ import annotations

import typing as t
from decimal import Decimal

from .._exchange.api import Api, Reply
from .._exchange.protection import Protection, protection, reset_protection, set_protection
from .settings import Change, Incomplete, Values

_TIMES, _LIMITS = ("window", "frozen_time"), ("quantity_limit", "delta_limit")


def values_of(found: Protection | None) -> Values:
    """The values as results; all ``None`` if no protection is set."""
    return found._asdict() if found else dict.fromkeys(Protection._fields)


class MarketMakerProtection:
    """``wanted`` are the values that are given; the others stay. ``reset``: end a freeze that was triggered."""

    noun = "market-maker protection"

    def __init__(self, api: Api, wanted: Values, reset: bool) -> None:
        self._api = api
        self._wanted = {name: value for name, value in wanted.items() if value is not None}
        self._reset = reset

    def read(self, underlying: str) -> Values:
        return values_of(protection(self._api, underlying))

    def changes(self, current: Values, now_ms: t.Callable[[], int]) -> t.Sequence[Change]:
        found = []
        if self._wanted and not self._is_set(current):
            missing = [name for name, value in self.expected(current).items() if value is None and name in _NEEDED]
            if missing:
                raise Incomplete(f"no protection is set, so {' and '.join(missing)} must be given too")
            found.append(Change(Protection(**self.expected(current)), self._is_set))
        if self._reset and _is_frozen(current, now_ms):
            found.append(Change(None, None, "reset"))
        return found

    def expected(self, current: Values) -> Values:
        return {**current, **self._wanted}

    def _is_set(self, values: Values) -> bool:
        return all(_equal(values[name], wanted) for name, wanted in self._wanted.items())

    def send(self, underlying: str, request: Protection | None) -> Reply:
        if request is None:
            return reset_protection(self._api, underlying)
        return set_protection(self._api, underlying, request)

    def describe(self, values: Values) -> str:
        if values["window"] is None:
            return "not set"
        times = [f"{name} {values[name]} ms" for name in _TIMES]
        return ", ".join([*times, *(f"{name} {values[name]}" for name in _LIMITS)])


_NEEDED = (*_TIMES, *_LIMITS)


def _equal(shown: t.Any, wanted: t.Any) -> bool:
    return shown is not None and Decimal(shown) == Decimal(wanted)


def _is_frozen(current: Values, now_ms: t.Callable[[], int]) -> bool:
    """Whether it was triggered, and may still refuse orders: without a frozen time, until a reset."""
    triggered, frozen_time = current["last_trigger_time"], current["frozen_time"]
    return bool(triggered) and (not frozen_time or now_ms() < triggered + frozen_time)
