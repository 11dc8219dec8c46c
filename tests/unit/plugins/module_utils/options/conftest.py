# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options as a module gets them: after Ansible has converted what was given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.marketops.binance.plugins.module_utils._options.states import STATE_OPTIONS

SPEC = {**STATE_OPTIONS, "state": {"type": "str", "choices": ["absent", "present", "accepted"]}}
Convert = Callable[..., dict[str, Any]]


@pytest.fixture
def converted() -> Convert:
    """Return the parameters of a module; ``AssertionError`` with Ansible's sentence if it refuses them itself."""

    def convert(**options: Any) -> dict[str, Any]:
        result = ArgumentSpecValidator(SPEC).validate(options)
        if any("NoneType" in message for message in result.error_messages):
            pytest.skip("ansible-core before 2.19 refuses null itself")
        assert not result.error_messages, result.error_messages
        parameters: dict[str, Any] = result.validated_parameters
        return parameters

    return convert
