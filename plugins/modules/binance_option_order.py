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
from contextlib import closing

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS, make_api
from ansible_collections.marketops.binance.plugins.module_utils._options.module import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.option_orders import (
    OPTION_ORDER_OPTIONS,
    read_wanted,
)
from ansible_collections.marketops.binance.plugins.module_utils._options.selection import read_policy
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.run import reconcile


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, **OPTION_ORDER_OPTIONS), supports_check_mode=True)
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Reconcile, and return the result. Raises ``BadOption`` before anything is sent."""
    wanted, policy = read_wanted(module.params), read_policy(module.params, module.check_mode)
    with closing(make_api(module)) as api:
        return reconcile(api, wanted, policy, module.params["concurrency"], module.warn)


if __name__ == "__main__":
    main()
