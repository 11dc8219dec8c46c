# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Queries of ordinary option orders. Raises ``Stopped`` and ``Refused``."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api
from .._exchange.kind import Lookup, Scope
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
    lookups: dict[OptionKey, Lookup] = {}

    def look_up(key: OptionKey) -> None:
        lookups[key] = option_orders.fetch(key)

    pool.run(look_up, keys)
    found = [lookups[key].order for key in keys if lookups[key].order is not None]
    return found, [key.order_id or key.client_order_id or "" for key in keys if lookups[key].order is None]
