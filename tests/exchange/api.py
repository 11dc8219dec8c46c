# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints: what each operation does to the world, and what it answers. Knows no HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from .accounts import Account
from .answers import trade_object
from .changes import Changes
from .errors import ApiError
from .switches import Switches
from .view import Asked, Result, View
from .world import Leg, Order, Trade, World, underlying_of

_EXAMPLE = Leg("BTC-261225-100000-C", "BUY", "1", "1")


class Api:
    """One method per signed operation. They raise ``ApiError``."""

    def __init__(self, world: World, switches: Switches) -> None:
        self._world = world
        self._switches = switches
        self._view = View(world, switches)
        self._changes = Changes(world, switches, self._view)
        self.restart_flaps()

    def restart_flaps(self) -> None:
        """Count listings and queries by key anew, for the switches that hide open orders in some of them."""
        self._listings = 0
        self._key_queries: Counter[str] = Counter()

    def carry_out(self, operation: str, account: Account, parameters: dict[str, str], request: int) -> Result:
        """Do what the checked request with that number in the journal asks for."""
        asked = Asked(account.name, parameters, request)
        method = {
            "create": self._changes.create,
            "cancel": self._changes.cancel,
            "extend": self._changes.extend,
            "accept": self._changes.accept,
            "details": self._details,
            "query": self._query,
            "listing": self._listing,
            "trades": self._trades,
        }[operation]
        return method(asked)

    def _details(self, asked: Asked) -> Result:
        # Who knows the key may see the order, as the counterparty would trade it.
        order = self._world.find(asked.key)
        if order is None:
            raise ApiError(int(self._switches.details_unknown))
        status, is_open = self._view.seen(order)
        if not is_open and self._switches.details_finished != "order":
            raise ApiError(int(self._switches.details_finished))
        return Result(self._view.object(order.as_counterparty, status))

    def _query(self, asked: Asked) -> Result:
        order = self._view.own(asked)
        if order is None or not self._view.appears(order):
            return Result(_missing(self._switches.unknown_key_query))
        shown = _nth(self._switches.key_query_flaps, self._key_queries[order.key])
        self._key_queries[order.key] += 1
        if shown == 0 and self._view.seen(order)[1]:
            return Result(_missing(self._switches.unknown_key_query))
        if not self._selected(asked, order.leg.symbol, order.create_time):
            return Result([])
        status, is_open = self._view.seen(order)
        shape = self._switches.open_key_query_shape if is_open else self._switches.finished_key_query
        if shape in ("array", "order", "object"):
            document = self._view.object(order, status)
            return Result(document if shape == "object" else [document])
        return Result(_missing(shape))

    def _listing(self, asked: Asked) -> Result:
        documents = [self._view.object(order, status, listed=True) for order, status in self._listed(asked)]
        limit = self._switches.listing_limit
        if limit is not None and limit < len(documents):
            newest = self._switches.listing_keeps == "newest"
            documents = documents[len(documents) - limit :] if newest else documents[:limit]
        return Result(documents)

    def _listed(self, asked: Asked) -> Iterator[tuple[Order, str]]:
        oldest = 0
        open_shown = _nth(self._switches.listing_flaps, self._listings)
        self._listings += 1
        default_range = self._switches.listing_default_range_ms
        if default_range is not None and not asked.parameters.get("startTime"):
            oldest = self._world.clock.now_ms() - default_range
        mine = (order for order in self._world.orders() if order.account == asked.account and self._view.appears(order))
        for order in sorted(mine, key=lambda order: order.create_time):
            if order.create_time < oldest or not self._selected(asked, order.leg.symbol, order.create_time):
                continue
            status, is_open = self._view.seen(order)
            shown = not self._switches.hide_open if is_open else self._switches.listing_finished
            if is_open and open_shown is not None:
                shown = shown and open_shown > 0
                open_shown -= int(shown)
            if shown:
                yield order, status

    def _trades(self, asked: Asked) -> Result:
        now, most = self._world.clock.now_ms(), self._switches.trades_longest_range_h
        if most is not None and min(asked.end, now) - asked.start > most * 3600_000:
            raise ApiError(-1127, most)
        return Result(
            [
                trade_object(trade, asked.account, self._switches)
                for trade in self._world.trades
                if asked.account in (trade.order.account, trade.counterparty)
                and trade.seen(now, self._switches.trades_lag_ms)
                and self._selected(asked, trade.order.leg.symbol, trade.time)
            ]
        )

    def document(self, kind: str, account: str) -> Any:
        """All orders of the account, a trade for each of them, or the time: never an empty list."""
        if kind == "time":
            return {"serverTime": self._world.clock.now_ms()}
        orders = [order for order in self._world.orders() if order.account == account]
        orders = orders or [Order("no-such-order", account, _EXAMPLE, "TAKER", 0, 0)]
        if kind == "orders":
            return [self._view.object(order, order.status) for order in orders]
        return [trade_object(Trade(0, order, account, 0), account, self._switches) for order in orders]

    @staticmethod
    def _selected(asked: Asked, symbol: str, time: int) -> bool:
        return asked.start <= time <= asked.end and asked.underlying in (None, underlying_of(symbol))


def _nth(pattern: Sequence[int | None], index: int) -> int | None:
    return pattern[index] if index < len(pattern) else None


def _missing(answer: str) -> list[Any]:
    if answer == "empty":
        return []
    raise ApiError(int(answer))
