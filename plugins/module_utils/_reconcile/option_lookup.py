# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries of ordinary option orders. Raises ``Stopped`` and ``Refused``."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api
from .._exchange.kind import Scope
from .._exchange.option_order_record import OptionKey, OptionOrder
from .._exchange.option_orders import OptionOrders
from .lookup import each_once
from .worker_pool import WorkerPool


def find_option_orders(
    api: Api, pool: WorkerPool, keys: t.Sequence[OptionKey] | None, scope: Scope
) -> tuple[list[OptionOrder], list[str]]:
    """The orders with these IDs, and the IDs without an order; or the open orders in ``scope``."""
    option_orders = OptionOrders(api)
    if keys is None:
        listed = each_once(option_orders.list(scope))
        return [order for order in listed if order.open and order.is_in(scope)], []
    shown: dict[OptionKey, t.Any] = {}

    def look_up(key: OptionKey) -> None:
        shown[key] = option_orders.fetch(key).order

    pool.run(look_up, keys)
    doubtful = [key for key in keys if key.order_id is None and not (shown[key] and shown[key].open)]
    if doubtful:  # a query may show the first order that had the client's ID, although another one is open
        named = {order.alias: order for order in option_orders.list(scope) if order.open}
        for key in doubtful:
            if key in named and not (shown[key] and shown[key].key == named[key].key):
                shown[key] = named[key]
    found = [shown[key] for key in keys if shown[key] is not None]
    return found, [key.order_id or key.client_order_id or "" for key in keys if shown[key] is None]
