# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Auto-cancel as a setting of an underlying."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Reply
from .._exchange.auto_cancel import countdown, set_countdown
from .._exchange.verdict import Effect
from .settings import Change, Values


def values_of(countdown_ms: int) -> Values:
    """The countdown in s; ``None``: it is off."""
    return {"countdown": countdown_ms / 1000 if countdown_ms else None}


class AutoCancel:
    """``countdown_ms`` is the wanted countdown; 0: off.

    ``restart``: send it even if it is set already. The exchange does not show whether a countdown has ended, and only a
    request starts it anew.
    """

    noun = "auto-cancel"

    def __init__(self, api: Api, countdown_ms: int, restart: bool = False) -> None:
        self._api = api
        self._restart = restart
        self._acknowledged = False
        self._wanted = values_of(countdown_ms)
        self._countdown_ms = countdown_ms

    def read(self, underlying: str) -> Values:
        return values_of(countdown(self._api, underlying))

    def changes(self, current: Values, now_ms: t.Callable[[], int]) -> t.Sequence[Change]:
        if current != self._wanted:
            return [Change(self._countdown_ms, lambda values: values == self._wanted)]
        if not self._restart:
            return []
        # A query showed the same before, so it proves nothing alone.
        self._acknowledged = False
        return [Change(self._countdown_ms, lambda values: self._acknowledged and values == self._wanted)]

    def expected(self, current: Values) -> Values:
        return self._wanted

    def send(self, underlying: str, request: int) -> Reply:
        reply = set_countdown(self._api, underlying, request)
        self._acknowledged = reply.verdict is not None and reply.verdict.effect is Effect.APPLIED
        return reply

    def describe(self, values: Values) -> str:
        return "off" if values["countdown"] is None else f"{values['countdown']:g} s"
