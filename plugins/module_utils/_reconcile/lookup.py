# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries of orders and trades, for modules that change nothing. Raises ``Stopped`` and ``Refused``."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api
from .._exchange.block_order_record import BlockOrder
from .._exchange.block_orders import BlockOrders, details
from .._exchange.block_trades import trades
from .._exchange.kind import Lookup, Order, Scope
from .._exchange.symbols import legs_are_on
from .worker_pool import WorkerPool

Listed = t.TypeVar("Listed", bound=Order)


class Found(t.NamedTuple):
    """Orders, keys of which the exchange shows no order, and orders that it lists under another underlying.

    ``missing``: of the keys asked for or, where orders are shown as their counterparty sees them, of those listed.
    """

    orders: list[BlockOrder]
    missing: list[str]
    foreign: list[BlockOrder]


def find_orders(
    api: Api, pool: WorkerPool, keys: t.Sequence[str] | None, scope: Scope, open_only: bool, as_counterparty: bool
) -> Found:
    """The block orders with these keys, or those that are listed, as far as they are within ``scope``."""
    block_orders = BlockOrders(api)
    if keys is None:
        listed = each_once(block_orders.list(scope))
        keys_found = [order.key for order in listed] if as_counterparty else []
    else:
        listed, keys_found = [], list(keys)
    if keys_found:
        lookups: dict[str, Lookup] = {}

        def look_up(key: str) -> None:
            lookups[key] = details(api, key) if as_counterparty else block_orders.fetch(key)

        pool.run(look_up, keys_found)
        listed = [lookups[key].order for key in keys_found if lookups[key].order is not None]
    shown = {order.key for order in listed}
    orders = [order for order in listed if (order.open or not open_only) and _within(order, scope)]
    foreign = [order for order in orders if scope.underlying and not order.is_on(scope.underlying)]
    return Found(
        [order for order in orders if order not in foreign],
        [key for key in keys_found if key not in shown],
        foreign if keys is None else [],
    )


def each_once(orders: t.Iterable[Listed]) -> list[Listed]:
    """A listing may show an order twice. If one of the entries is open, that one counts."""
    found: dict[t.Any, Listed] = {}
    for order in orders:
        if order.key not in found or order.open:
            found[order.key] = order
    return list(found.values())


def find_trades(api: Api, scope: Scope) -> tuple[list[dict[str, t.Any]], int]:
    """The account's block trades within ``scope``, and how many on another underlying were left out."""
    found = trades(api, scope)
    meant = [trade for trade in found if not scope.underlying or legs_are_on(trade["legs"], scope.underlying)]
    return meant, len(found) - len(meant)


def _within(order: BlockOrder, scope: Scope) -> bool:
    """Whether it was created in that time, as far as that is known."""
    created = order.create_time
    return created is None or (scope.start_time or 0) <= created <= (
        created if scope.end_time is None else scope.end_time
    )
