# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that is true besides block orders: ordinary orders, positions, auto-cancel and protection."""

from __future__ import annotations

from collections.abc import Iterator

from .clock import Clock
from .option_book import OptionBook
from .option_orders import OptionOrder
from .option_switches import OptionSwitches
from .positions import Change, Position, changes_of_fill, changes_of_trade, positions
from .protection import Countdowns, Protections
from .world import World


class OptionWorld:
    """Call ``settle`` before reading or changing it."""

    def __init__(self, clock: Clock, world: World, switches: OptionSwitches) -> None:
        self.clock = clock
        self.book = OptionBook(clock)
        self.countdowns = Countdowns(self.book)
        self.protections = Protections(self.book)
        self._world = world
        self._switches = switches
        self.reset()

    def reset(self) -> None:
        self.seeded: list[Change] = []
        """Positions that no order of this exchange made."""
        for part in (self.book, self.countdowns, self.protections):
            part.reset()

    def settle(self) -> OptionWorld:
        """Apply everything that is due, in order; return the world."""
        now = self.clock.now_ms()
        stays = self._switches.countdown_after == "stays"
        for moment in sorted({*self.book.due(now), *self.countdowns.due(now)}):
            self.countdowns.settle(moment, stays)
            self.book.settle(moment)
        return self

    def positions(self, account: str, lag_ms: int | str = 0) -> dict[str, Position]:
        return positions(self._changes(), account, self.clock.now_ms(), lag_ms)

    def own(self, account: str) -> Iterator[OptionOrder]:
        """The account's orders by their time of creation."""
        mine = (order for order in self.book.orders() if order.account == account)
        return iter(sorted(mine, key=lambda order: (order.create_time, order.order_id)))

    def _changes(self) -> Iterator[Change]:
        yield from self.seeded
        for fill in self.book.fills:
            yield from changes_of_fill(fill)
        for trade in self._world.trades:
            yield from changes_of_trade(trade)
