# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options as a module gets them: after Ansible has converted what was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.marketops.binance.plugins.module_utils._options.matching_keys import KEYS_OPTION
from ansible_collections.marketops.binance.plugins.module_utils._options.selection import MIN_LIFETIME_OPTION
from ansible_collections.marketops.binance.plugins.module_utils._options.terms import LEGS_OPTION, LIQUIDITY_OPTION

SPEC: dict[str, Any] = {
    "state": {"type": "str", "choices": ["absent", "present", "accepted"]},
    "block_order_matching_key": KEYS_OPTION,
    "underlying": {"type": "str"},
    "all_open": {"type": "bool", "default": False},
    "max_orders": {"type": "int"},
    "liquidity": LIQUIDITY_OPTION,
    "legs": LEGS_OPTION,
    "min_lifetime": MIN_LIFETIME_OPTION,
    "verify_timeout": {"type": "int", "default": 30},
    "confirm_delay": {"type": "float", "default": 2.0},
}
Convert = Callable[..., dict[str, Any]]


@pytest.fixture
def converted() -> Convert:
    """Return the parameters of a module; ``AssertionError`` with Ansible's sentence if it refuses them itself."""

    def convert(**options: Any) -> dict[str, Any]:
        result = ArgumentSpecValidator(SPEC).validate(options)
        assert not result.error_messages, result.error_messages
        parameters: dict[str, Any] = result.validated_parameters
        return parameters

    return convert
