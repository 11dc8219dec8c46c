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
from ansible_collections.marketops.binance.plugins.module_utils._exchange.protection import protection
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.module import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._options.settings import UNDERLYINGS_OPTION
from ansible_collections.marketops.binance.plugins.module_utils._options.underlying import read_underlyings
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.protection import values_of


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, underlying=UNDERLYINGS_OPTION), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    underlyings = read_underlyings(module.params) or []

    def ask(api: Api) -> dict[str, t.Any]:
        found = [{"underlying": name, **values_of(protection(api, name))} for name in underlyings]
        number = sum(entry["window"] is not None for entry in found)
        return {
            "protections": found,
            "msg": f"Market-maker protection is set for {number} of {len(found)} underlyings.",
        }

    return query(module, ask)


if __name__ == "__main__":
    main()
