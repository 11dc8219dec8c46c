# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The orders as one request shows them to an account, through the switches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .answers import order_object, status_name
from .call import KEY
from .errors import ApiError
from .switches import Switches
from .world import UNDERLYINGS, Order, World

_END_OF_TIME = 10**18


@dataclass(frozen=True)
class Result:
    """What an operation answers, and whether it did what was asked."""

    document: Any
    carried_out: bool = True


@dataclass(frozen=True)
class Asked:
    account: str
    parameters: dict[str, str]
    request: int

    def __post_init__(self) -> None:
        if self.underlying is not None and self.underlying not in UNDERLYINGS:
            raise ApiError(-1128)
        if self.start > self.end:
            raise ApiError(-1130, "startTime")

    @property
    def key(self) -> str:
        return self.parameters[KEY]

    @property
    def underlying(self) -> str | None:
        return self.parameters.get("underlying") or None

    @property
    def start(self) -> int:
        return int(self.parameters.get("startTime") or 0)

    @property
    def end(self) -> int:
        return int(self.parameters.get("endTime") or _END_OF_TIME)


class View:
    """The orders of ``world`` as the exchange shows them."""

    def __init__(self, world: World, switches: Switches) -> None:
        self._world = world
        self._switches = switches

    def own(self, asked: Asked) -> Order | None:
        """The order with the key, if it is the account's own: another's is unknown to it."""
        order = self._world.find(asked.key)
        return order if order is not None and order.account == asked.account else None

    def appears(self, order: Order) -> bool:
        return order.appears(self._world.clock.now_ms(), self._switches.appear_lag_ms)

    def seen(self, order: Order) -> tuple[str, bool]:
        """Status, and whether that is open."""
        return order.seen(self._world.clock.now_ms(), self._switches.lag_ms)

    def object(self, order: Order, status: str, *, listed: bool = False, late: bool = True) -> dict[str, Any]:
        """The order with that status; ``late``: its expiry as queries show it."""
        name = status_name(status, self._switches)
        if listed:
            name = self._switches.listing_status_names.get(name, name)
        document = order_object(order, name, self._switches)
        if late:
            document["expireTime"] = order.seen_expire_time(self._world.clock.now_ms(), self._switches.extend_lag_ms)
        return document
