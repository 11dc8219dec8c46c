# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints: what each operation does to the world, and what it answers. Knows no HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .accounts import Account
from .answers import order_object, status_name, trade_object
from .call import KEY
from .errors import ApiError
from .legs import one_leg
from .switches import Switches
from .world import UNDERLYINGS, Leg, Order, Trade, World, underlying_of

_END_OF_TIME = 10**18
_EXAMPLE = Leg("BTC-261225-100000-C", "BUY", "1", "1")


@dataclass(frozen=True)
class Result:
    """What an operation answers, and whether it did what was asked."""

    document: Any
    carried_out: bool = True


class Api:
    """One method per signed operation. They raise ``ApiError``."""

    def __init__(self, world: World, switches: Switches) -> None:
        self._world = world
        self._switches = switches
        self.restart_flaps()

    def restart_flaps(self) -> None:
        """Count listings and queries by key anew, for the switches that hide open orders in some of them."""
        self._listings = 0
        self._key_queries: Counter[str] = Counter()

    def carry_out(self, operation: str, account: Account, parameters: dict[str, str], request: int) -> Result:
        """Do what the checked request with that number in the journal asks for."""
        asked = _Asked(account.name, parameters, request)
        method = {
            "create": self._create,
            "cancel": self._cancel,
            "extend": self._extend,
            "accept": self._accept,
            "details": self._details,
            "query": self._query,
            "listing": self._listing,
            "trades": self._trades,
        }[operation]
        return method(asked)

    def _create(self, asked: _Asked) -> Result:
        if asked.parameters["liquidity"] not in ("MAKER", "TAKER"):
            raise ApiError(-1130, "liquidity")
        order = self._world.add(asked.account, one_leg(asked.parameters["legs"]), asked.parameters["liquidity"])
        return Result(order_object(order, order.status, self._switches, create_time=False))

    def _cancel(self, asked: _Asked) -> Result:
        order = self._own(asked)
        if order is not None and order.open and not self._appears(order) and self._switches.cancel_unseen != "done":
            raise ApiError(int(self._switches.cancel_unseen))
        if order is None or not order.open:
            answer = self._switches.cancel_unknown if order is None else self._switches.cancel_finished
            if answer == "{}":
                return Result({}, carried_out=False)
            raise ApiError(int(answer))
        self._world.cancel(order, asked.request)
        return Result({} if self._switches.cancel_answer == "{}" else self._object(order, order.status))

    def _extend(self, asked: _Asked) -> Result:
        order = self._own(asked)
        if order is None:
            raise ApiError(-2013)
        if not order.open:
            raise ApiError(-6028)
        self._world.extend(order)
        return Result(self._object(order, order.status))

    def _accept(self, asked: _Asked) -> Result:
        order = self._world.find(asked.key)
        if order is None:
            raise ApiError(-2013)
        if not order.open:
            raise ApiError(-6028)
        if order.account == asked.account:
            raise ApiError(-6048)
        self._world.accept(order, asked.account)
        return Result(order_object(order, self._switches.accept_status, self._switches))

    def _details(self, asked: _Asked) -> Result:
        # Who knows the key may see the order: that is how a counterparty gets to know it.
        order = self._world.find(asked.key)
        if order is None:
            raise ApiError(-2013)
        return Result(self._object(order, self._seen(order)[0]))

    def _query(self, asked: _Asked) -> Result:
        order = self._own(asked)
        if order is None or not self._appears(order):
            return Result(_missing(self._switches.unknown_key_query))
        shown = _nth(self._switches.key_query_flaps, self._key_queries[order.key])
        self._key_queries[order.key] += 1
        if shown == 0 and self._seen(order)[1]:
            return Result(_missing(self._switches.unknown_key_query))
        if not self._selected(asked, order.leg.symbol, order.create_time):
            return Result([])
        status, is_open = self._seen(order)
        shape = self._switches.open_key_query_shape if is_open else self._switches.finished_key_query
        if shape in ("array", "order", "object"):
            document = self._object(order, status)
            return Result(document if shape == "object" else [document])
        return Result(_missing(shape))

    def _listing(self, asked: _Asked) -> Result:
        documents = [self._object(order, status, listed=True) for order, status in self._listed(asked)]
        limit = self._switches.listing_limit
        if limit is not None and limit < len(documents):
            newest = self._switches.listing_keeps == "newest"
            documents = documents[len(documents) - limit :] if newest else documents[:limit]
        return Result(documents)

    def _listed(self, asked: _Asked) -> Iterator[tuple[Order, str]]:
        oldest = 0
        open_shown = _nth(self._switches.listing_flaps, self._listings)
        self._listings += 1
        default_range = self._switches.listing_default_range_ms
        if default_range is not None and not asked.parameters.get("startTime"):
            oldest = self._world.clock.now_ms() - default_range
        mine = (order for order in self._world.orders() if order.account == asked.account and self._appears(order))
        for order in sorted(mine, key=lambda order: order.create_time):
            if order.create_time < oldest or not self._selected(asked, order.leg.symbol, order.create_time):
                continue
            status, is_open = self._seen(order)
            shown = not self._switches.hide_open if is_open else self._switches.listing_finished
            if is_open and open_shown is not None:
                shown = shown and open_shown > 0
                open_shown -= int(shown)
            if shown:
                yield order, status

    def _trades(self, asked: _Asked) -> Result:
        now = self._world.clock.now_ms()
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
            return [self._object(order, order.status) for order in orders]
        return [trade_object(Trade(0, order, account, 0), account, self._switches) for order in orders]

    def _own(self, asked: _Asked) -> Order | None:
        """The order with the key, if it is the account's own: another's is unknown to it."""
        order = self._world.find(asked.key)
        return order if order is not None and order.account == asked.account else None

    def _appears(self, order: Order) -> bool:
        return order.appears(self._world.clock.now_ms(), self._switches.appear_lag_ms)

    def _seen(self, order: Order) -> tuple[str, bool]:
        return order.seen(self._world.clock.now_ms(), self._switches.lag_ms)

    def _object(self, order: Order, status: str, listed: bool = False) -> dict[str, Any]:
        name = status_name(status, self._switches)
        if listed:
            name = self._switches.listing_status_names.get(name, name)
        return order_object(order, name, self._switches)

    @staticmethod
    def _selected(asked: _Asked, symbol: str, time: int) -> bool:
        return asked.start <= time <= asked.end and asked.underlying in (None, underlying_of(symbol))


@dataclass(frozen=True)
class _Asked:
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


def _nth(pattern: Sequence[int | None], index: int) -> int | None:
    return pattern[index] if index < len(pattern) else None


def _missing(answer: str) -> list[Any]:
    if answer == "empty":
        return []
    raise ApiError(int(answer))
