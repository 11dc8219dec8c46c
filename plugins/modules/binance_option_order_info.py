#!/usr/bin/python

# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
"""

EXAMPLES = r"""
"""

RETURN = r"""
"""

import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._exchange.api import Api
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.module import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.option_orders import ID_OPTIONS, read_filter
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.option_lookup import find_option_orders
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.worker_pool import WorkerPool


def main() -> None:
    options = {**ID_OPTIONS, "underlying": {"type": "str"}}
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, **options), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    keys, scope = read_filter(module.params)
    pool = WorkerPool(module.params["concurrency"])

    def ask(api: Api) -> dict[str, t.Any]:
        orders, missing = find_option_orders(api, pool, keys, scope)
        number = f"{len(orders)} option order{'' if len(orders) == 1 else 's'}"
        still_open = sum(order.open for order in orders)
        lacking = f" The exchange does not show {len(missing)} of the {len(keys or ())} IDs." if missing else ""
        return {
            "orders": [order.as_result() for order in orders],
            "not_found": missing,
            "msg": (f"{number}, {still_open} of them open." if orders else "No option order found.") + lacking,
        }

    return query(module, ask)


if __name__ == "__main__":
    main()
