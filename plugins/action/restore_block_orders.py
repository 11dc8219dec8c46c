# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Create the orders of a window again. Documented as the module of the same name."""

from __future__ import annotations

import typing as t

from ansible_collections.marketops.binance.plugins.plugin_utils._window.action import TargetModule, WindowAction
from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import Failure
from ansible_collections.marketops.binance.plugins.plugin_utils._window.journal import now_ms
from ansible_collections.marketops.binance.plugins.plugin_utils._window.options import Options, read_restore_options
from ansible_collections.marketops.binance.plugins.plugin_utils._window.render import compile_templates
from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore_session import RestoreSession
from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore_step import Step, read_step

compile_templates()


class ActionModule(WindowAction):
    MODULE = "restore_step"
    SESSION = RestoreSession
    JUDGES = False
    REFUSED: t.ClassVar[dict[str, t.Any]] = {"orders": []}

    def read_options(self, arguments: dict[str, t.Any]) -> Options:
        return read_restore_options(arguments)

    def make_target(self, module: TargetModule) -> t.Any:
        return _Target(module)


class _Target:
    def __init__(self, module: TargetModule) -> None:
        self._module = module

    def run(self, options: dict[str, t.Any]) -> Step | Failure:
        returned = self._module.run(options)
        return returned if isinstance(returned, Failure) else read_step(returned, now_ms())
