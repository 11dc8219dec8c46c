# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Block orders that are identified by their terms until the exchange has given them a key."""

from __future__ import annotations

import typing as t

from .api import Api
from .block_orders import BlockOrders
from .block_trades import trades
from .calls import Reply
from .kind import Action, Batch, Fills, Lookup, Scope
from .terms import Terms

# How far ahead of its clock the exchange accepts a timestamp, in ms.
_CLOCK_MARGIN_MS = 1000


class _Traded:
    """The orders of trades, by keys or terms.

    ``taken``: keys that are not meant by any terms. ``since_ms``: earlier trades are not of an order with these terms.
    """

    def __init__(self, found: t.Sequence[t.Mapping[str, t.Any]], taken: t.Container[str], since_ms: int) -> None:
        self._trades = found
        self._taken = taken
        self._since_ms = since_ms

    def __contains__(self, subject: t.Any) -> bool:
        if isinstance(subject, Terms):
            return any(
                subject.may_fit(trade["legs"])
                and trade["block_order_matching_key"] not in self._taken
                and all((leg["trade_time"] or self._since_ms) >= self._since_ms for leg in trade["legs"])
                for trade in self._trades
            )
        return any(trade["block_order_matching_key"] == subject for trade in self._trades)


class WantedBlockOrders(BlockOrders):
    """Block orders that are selected by their terms, as long as they have no key. A subject is ``Terms`` or a key.

    ``taken``: keys of orders that no terms mean, because they belong to another subject. ``replaced``: the key of the
    ended order that the terms replace. If it is listed as open before a create was sent, a query shows that order.
    """

    def __init__(self, api: Api, taken: t.Container[str] = (), replaced: str | None = None) -> None:
        super().__init__(api)
        self._taken = taken
        self._replaced = replaced
        self._created_ms = 0  # when the first create was sent

    def identify(self, subject: t.Any) -> dict[str, t.Any]:
        return super().identify(None if isinstance(subject, Terms) else subject)

    def name(self, subject: t.Any) -> str:
        return subject.describe() if isinstance(subject, Terms) else super().name(subject)

    def fetch(self, subject: t.Any) -> Lookup:
        """The open order with these terms that expires last."""
        if not isinstance(subject, Terms):
            return super().fetch(subject)
        listed = [order for order in self.list(Scope()) if order.open]
        for order in listed:
            if order.key == self._replaced and not self._created_ms:
                return Lookup(order)
        fitting = [
            order
            for order in listed
            if order.key not in self._taken and subject.fit(order.liquidity or subject.liquidity, order.legs)
        ]
        fitting.sort(key=lambda order: order.expire_time or 0, reverse=True)
        return Lookup(fitting[0] if fitting else None, others=tuple(order.key for order in fitting[1:]))

    def send(self, action: Action, batch: Batch) -> Reply:
        if action is Action.CREATE and not self._created_ms:
            self._created_ms = self._api.clock.now_ms() - _CLOCK_MARGIN_MS
        return super().send(action, batch)

    def read_fills(self, batch: Batch, since_ms: int) -> Fills:
        """The keys and terms of the account's block trades since ``since_ms``. ``Refused`` if it may not read them."""
        return Fills(
            _Traded(trades(self._api, Scope(start_time=since_ms)), self._taken, max(since_ms, self._created_ms)),
            account=True,
        )
