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
from ansible_collections.marketops.binance.plugins.module_utils._exchange.auto_cancel import countdown, countdowns
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.module import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.queries import query
from ansible_collections.marketops.binance.plugins.module_utils._options.underlying import read_underlyings


def main() -> None:
    underlying = {"type": "list", "elements": "str"}
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, underlying=underlying), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Query the exchange, and return the result. Raises ``BadOption`` before anything is sent."""
    underlyings = read_underlyings(module.params)

    def ask(api: Api) -> dict[str, t.Any]:
        if underlyings is None:
            found = countdowns(api)
        else:
            found = {underlying: countdown(api, underlying) for underlying in underlyings}
        on = sum(map(bool, found.values()))
        return {
            "auto_cancels": [
                {"underlying": underlying, "countdown": milliseconds / 1000 if milliseconds else None}
                for underlying, milliseconds in found.items()
            ],
            "msg": f"Auto-cancel is on for {on} underlying{'' if on == 1 else 's'}.",
        }

    return query(module, ask)


if __name__ == "__main__":
    main()
