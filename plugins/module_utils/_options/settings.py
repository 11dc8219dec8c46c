# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules that change settings of underlyings have in common."""

from __future__ import annotations

import typing as t
from contextlib import closing

from ansible.module_utils.basic import AnsibleModule

from .._exchange.api import Api
from .._reconcile.settings import Setting
from .._reconcile.settings_report import reconcile_settings
from .connection import make_api
from .underlying import read_underlyings

UNDERLYINGS_OPTION: dict[str, t.Any] = {"type": "list", "elements": "str", "required": True}


def start_setting(module: AnsibleModule, setting: t.Callable[[Api], Setting]) -> dict[str, t.Any]:
    """Set what is wanted, and return the result. Raises ``BadOption`` before anything is sent."""
    underlyings = read_underlyings(module.params) or []
    with closing(make_api(module)) as api:
        return reconcile_settings(api, setting(api), underlyings, module.check_mode)
