# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a module in this process, against a simulated exchange."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from unittest import mock

from ansible.module_utils.common import warnings as ansible_warnings

from ansible_collections.marketops.binance.plugins.modules import binance_block_order

from .module_arguments import patch_module_args, warning_text

DESK = {"api_key": "FakeApiKeyOfDesk" * 4, "api_secret": "FakeSecretOfDesk" * 4}


def run_module(**options: Any) -> dict[str, Any]:
    """Return what ``binance_block_order`` returns with these options; see ``run``."""
    return run(binance_block_order, options)


@contextlib.contextmanager
def as_on_a_target() -> Iterator[None]:
    """Let warnings go into the result, although another test has imported code that runs on the controller."""
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(ImportError, AttributeError):  # before ansible-core 2.19 there is no such switch
            internal = importlib.import_module("ansible.module_utils._internal")
            stack.enter_context(mock.patch.object(internal, "is_controller", False))
        yield


def run(module: ModuleType, options: dict[str, Any]) -> dict[str, Any]:
    """Return what the module returns, warnings as texts; ``check_mode`` among the options is Ansible's."""
    check_mode = options.get("check_mode", False)
    # Waiting for a confirmation is the subject of few tests.
    arguments = {name: value for name, value in options.items() if value is not None and name != "check_mode"}
    if module is binance_block_order:
        arguments.setdefault("confirm_delay", 0)
    # Ansible keeps warnings for the life of the process.
    ansible_warnings._global_warnings.clear()
    output = io.StringIO()
    with (
        as_on_a_target(),
        patch_module_args({**arguments, "_ansible_check_mode": check_mode}),
        contextlib.redirect_stdout(output),
        contextlib.suppress(SystemExit),
    ):
        module.main()
    returned: dict[str, Any] = json.loads(output.getvalue())
    returned.setdefault("failed", False)
    returned["warnings"] = [warning_text(warning) for warning in returned.get("warnings", [])]
    return returned
