# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keep the evidence of a maintenance window. Documented as the module of the same name."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleActionFail
from ansible.plugins.action import ActionBase

from ansible_collections.marketops.binance.plugins.plugin_utils._window import ACTIONS
from ansible_collections.marketops.binance.plugins.plugin_utils._window_keeper import NotKept, keep


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no type information
    """Adds a step, and returns what the steps so far prove. Fails if nothing was or can be written."""

    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        _validation, given = self.validate_argument_spec(
            argument_spec={
                "evidence_dir": {"type": "path", "required": True},
                "id": {"type": "str", "required": True},
                "account": {"type": "str", "required": True},
                "run": {"type": "str", "required": True},
                "action": {"type": "str", "choices": list(ACTIONS), "required": True},
                "step": {"type": "dict", "required": True},
                "draft": {"type": "dict"},
            }
        )
        try:
            kept = keep(given, bool(self._task.check_mode))
        except NotKept as problem:
            raise AnsibleActionFail(str(problem)) from None
        return {**result, **kept}
