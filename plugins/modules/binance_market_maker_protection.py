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

from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.module_utils._options.module import Module, run
from ansible_collections.marketops.binance.plugins.module_utils._options.protection import (
    PROTECTION_OPTIONS,
    start_protection,
)


def main() -> None:
    module = Module(argument_spec=dict(CONNECTION_OPTIONS, **PROTECTION_OPTIONS), supports_check_mode=True)
    run(module, start_protection)


if __name__ == "__main__":
    main()
