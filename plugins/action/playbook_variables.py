# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check the extra variables of a playbook of this collection. Documented as the module of the same name."""

from __future__ import annotations

import os
import typing as t

from ansible.plugins.action import ActionBase
from ansible.utils.vars import load_extra_vars

from ansible_collections.marketops.binance.plugins.plugin_utils._window.options import BadOption, check_is_text
from ansible_collections.marketops.binance.plugins.plugin_utils._window.variables import (
    check_names,
    check_serial,
    check_values,
    check_variables,
)


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no type information
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        variables = task_vars or {}
        try:
            playbook = str(self._task.args["playbook"])
            check_variables(playbook, load_extra_vars(self._loader))
            check_names(variables, "")
            for account in variables.get("ansible_play_hosts", ()):
                # Not templated: what a template makes of a variable is checked where it is used.
                found = variables["hostvars"].raw_get(account)
                check_names(found, f" of {account}")
                check_values(playbook, str(account), found)
            check_serial(self._templar.template(variables.get("binance_serial")))
            if variables.get("binance_window_id") is not None:
                check_is_text(variables["binance_window_id"])  # a template of ansible-core 2.16 makes text of anything
            _check_hook(self._templar.template(variables.get("binance_after_verdict")))
        except BadOption as problem:
            return {**result, "changed": False, "failed": True, "msg": str(problem)}
        return {**result, "changed": False}


def _check_hook(path: t.Any) -> None:
    if path is not None and not os.path.isfile(os.path.abspath(os.path.expanduser(str(path)))):
        raise BadOption(f"binance_after_verdict={path}: there is no such file. Give the absolute path of a tasks file.")
