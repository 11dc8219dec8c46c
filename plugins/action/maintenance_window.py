# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Open and close a maintenance window. Documented as the module of the same name."""

from __future__ import annotations

import typing as t

from ansible_collections.marketops.binance.plugins.plugin_utils._window.action import TargetModule, WindowAction
from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import Failure, Report
from ansible_collections.marketops.binance.plugins.plugin_utils._window.journal import now_ms
from ansible_collections.marketops.binance.plugins.plugin_utils._window.options import Options, read_options
from ansible_collections.marketops.binance.plugins.plugin_utils._window.render import compile_templates
from ansible_collections.marketops.binance.plugins.plugin_utils._window.session import Session
from ansible_collections.marketops.binance.plugins.plugin_utils._window.steps import Request, read_result

compile_templates()


class ActionModule(WindowAction):
    MODULE = "maintenance_window_step"
    SESSION = Session
    REFUSED: t.ClassVar[dict[str, t.Any]] = {"drained": False, "closed": False, "executed": []}

    def read_options(self, arguments: dict[str, t.Any]) -> Options:
        return read_options(arguments)

    def make_target(self, module: TargetModule) -> t.Any:
        return _Target(module)


class _Target:
    def __init__(self, module: TargetModule) -> None:
        self._module = module
        self._offset_ms: int | None = None

    def run(self, request: Request) -> Report | Failure:
        returned = self._module.run(request.options())
        if isinstance(returned, Failure):
            return returned
        found = read_result(returned, request.purpose, self._offset_ms, now_ms())
        if isinstance(found, Report) and found.clock_offset_ms is not None:
            self._offset_ms = found.clock_offset_ms
        return found
