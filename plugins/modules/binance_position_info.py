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
from ansible_collections.marketops.binance.plugins.module_utils._exchange.positions import positions
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.module import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.option_orders import read_scope_symbol
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._options.underlying import read_underlying


def main() -> None:
    options = {"symbol": {"type": "str"}, "underlying": {"type": "str"}}
    module = Module(
        argument_spec=dict(CONNECTION_OPTIONS, **options),
        mutually_exclusive=[("symbol", "underlying")],
        supports_check_mode=True,
    )
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    symbol, underlying = read_scope_symbol(module.params), read_underlying(module.params)

    def ask(api: Api) -> dict[str, t.Any]:
        found = [position.as_result() for position in positions(api, symbol, underlying)]
        number = f"{len(found)} open position{'' if len(found) == 1 else 's'}"
        return {"positions": found, "msg": f"{number}." if found else "No open position."}

    return query(module, ask)


if __name__ == "__main__":
    main()
