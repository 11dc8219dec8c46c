# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Auto-cancel as a setting of an underlying."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Reply
from .._exchange.auto_cancel import countdown, set_countdown
from .settings import Change, Values


def values_of(countdown_ms: int) -> Values:
    """The countdown in s; ``None``: it is off."""
    return {"countdown": countdown_ms / 1000 if countdown_ms else None}


class AutoCancel:
    """``countdown_ms`` is the wanted countdown; 0: off."""

    noun = "auto-cancel"

    def __init__(self, api: Api, countdown_ms: int) -> None:
        self._api = api
        self._wanted = values_of(countdown_ms)
        self._countdown_ms = countdown_ms

    def read(self, underlying: str) -> Values:
        return values_of(countdown(self._api, underlying))

    def changes(self, current: Values, now_ms: t.Callable[[], int]) -> t.Sequence[Change]:
        return [] if current == self._wanted else [Change(self._countdown_ms, lambda values: values == self._wanted)]

    def expected(self, current: Values) -> Values:
        return self._wanted

    def send(self, underlying: str, request: int) -> Reply:
        return set_countdown(self._api, underlying, request)

    def describe(self, values: Values) -> str:
        return "off" if values["countdown"] is None else f"{values['countdown']:g} s"
