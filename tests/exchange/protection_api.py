# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints for auto-cancel and market-maker protection. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from .errors import ApiError
from .option_answers import protection_object
from .option_request import OptionRequest
from .option_switches import OptionSwitches
from .option_world import OptionWorld
from .protection import Protection
from .view import Result
from .world import UNDERLYINGS

_SHORTEST_COUNTDOWN_MS = 5000
_LONGEST_WINDOW_MS = 5000
_UNSET = Protection(0, 0, Decimal(0), Decimal(0))


class ProtectionApi:
    """``methods`` has one for each signed operation. They raise ``ApiError``."""

    def __init__(self, world: OptionWorld, switches: OptionSwitches) -> None:
        self._world = world
        self._switches = switches
        self.methods: Mapping[str, Callable[[OptionRequest], Result]] = {
            "countdown_set": self._set_countdown,
            "countdown_read": self._read_countdown,
            "heartbeat": self._heartbeat,
            "mmp_read": self._read_protection,
            "mmp_set": self._set_protection,
            "mmp_reset": self._reset_protection,
        }

    def _set_countdown(self, asked: OptionRequest) -> Result:
        underlying, countdown = asked.parameters["underlying"], asked.number("countdownTime")
        if 0 < countdown < _SHORTEST_COUNTDOWN_MS:
            raise ApiError(-1130, "countdownTime")
        self._world.countdowns.set(asked.account, underlying, countdown, self._world.clock.now_ms())
        return Result(_countdown(underlying, countdown))

    def _read_countdown(self, asked: OptionRequest) -> Result:
        found = {name: each.countdown_ms for name, each in self._world.countdowns.of(asked.account).items()}
        if asked.underlying is None:
            documents = [_countdown(name, milliseconds) for name, milliseconds in found.items()]
            if self._switches.countdown_read_all == "object" and len(documents) < 2:
                return Result(documents[0] if documents else {})
            return Result(documents)
        if asked.underlying in found:
            document = _countdown(asked.underlying, found[asked.underlying])
            return Result([document] if self._switches.countdown_read_one == "array" else document)
        off = self._switches.countdown_read_off
        if off == "-2013":
            raise ApiError(-2013)
        answers: dict[str, Any] = {"{}": {}, "[]": [], "zero": _countdown(asked.underlying, 0)}
        return Result(answers[off])

    def _heartbeat(self, asked: OptionRequest) -> Result:
        """Only underlyings whose countdown is set are in the answer."""
        names = [name.strip() for name in asked.parameters["underlyings"].split(",")]
        if any(name not in UNDERLYINGS for name in names):
            raise ApiError(-1128)
        found = self._world.countdowns.of(asked.account)
        alive = [name for name in names if name in found]
        for name in alive:
            found[name].restart(self._world.clock.now_ms())
        return Result({"underlyings": alive}, carried_out=bool(alive))

    def _read_protection(self, asked: OptionRequest) -> Result:
        underlying = asked.parameters["underlying"]
        protection = self._world.protections.of(asked.account).get(underlying)
        return Result(self._unset(underlying) if protection is None else self._object(underlying, protection))

    def _set_protection(self, asked: OptionRequest) -> Result:
        window, frozen = asked.number("windowTimeInMilliseconds"), asked.number("frozenTimeInMilliseconds")
        if not 1 <= window <= _LONGEST_WINDOW_MS:
            raise ApiError(-1130, "windowTimeInMilliseconds")
        protection = Protection(window, frozen, asked.amount("qtyLimit"), asked.amount("deltaLimit"))
        self._world.protections.set(asked.account, asked.parameters["underlying"], protection)
        return Result(self._object(asked.parameters["underlying"], protection))

    def _reset_protection(self, asked: OptionRequest) -> Result:
        underlying = asked.parameters["underlying"]
        protection = self._world.protections.of(asked.account).get(underlying)
        if protection is None:
            return Result(self._unset(underlying), carried_out=False)
        protection.active = False
        return Result(self._object(underlying, protection))

    def _unset(self, underlying: str) -> dict[str, Any]:
        if self._switches.mmp_unset == "-2013":
            raise ApiError(-2013)
        return {} if self._switches.mmp_unset == "{}" else self._object(underlying, _UNSET)

    def _object(self, underlying: str, protection: Protection) -> dict[str, Any]:
        return protection_object(underlying, protection, self._switches)


def _countdown(underlying: str, milliseconds: int) -> dict[str, Any]:
    return {"underlying": underlying, "countdownTime": milliseconds}
