# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show the results of a playbook of this collection. Documented as the module of the same name."""

from __future__ import annotations

import textwrap
import typing as t

from ansible import constants as C
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore_result import restore_summary
from ansible_collections.marketops.binance.plugins.plugin_utils._window.result import summary
from ansible_collections.marketops.binance.plugins.plugin_utils._window.table import cancelled_lines, order_table


class ActionModule(ActionBase):  # type: ignore[misc]  # ansible-core has no type information
    _requires_connection = False
    _supports_check_mode = True

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> dict[str, t.Any]:
        result: dict[str, t.Any] = super().run(tmp, task_vars)
        variables, name = task_vars or {}, self._task.args["register"]
        found = {
            account: variables["hostvars"][account].get(name) for account in variables.get("ansible_play_hosts_all", ())
        }
        lines, color = _SHOWN[self._task.args["show"]](found)
        Display().display("\n".join(lines), color=color)
        return {**result, "changed": False}


def _windows(results: t.Mapping[str, t.Any]) -> tuple[list[str], str | None]:
    good = all((found or {}).get("succeeded") for found in results.values())
    return summary(results), C.COLOR_OK if good else C.COLOR_ERROR


def _restored(results: t.Mapping[str, t.Any]) -> tuple[list[str], str | None]:
    good = all((found or {}).get("succeeded") for found in results.values())
    return restore_summary(results), C.COLOR_OK if good else C.COLOR_ERROR


def _orders(results: t.Mapping[str, t.Any]) -> tuple[list[str], str | None]:
    lines: list[str] = []
    for account, found in results.items():
        parts = (found or {}).get("results") or []
        if not parts or not all("orders" in part for part in parts):
            problem = next((part["msg"] for part in parts if "orders" not in part and "msg" in part), "no result")
            lines += textwrap.wrap(f"{account}: NOT LISTED: {problem}", 80, subsequent_indent="  ")
            continue
        orders = {order["block_order_matching_key"]: order for part in parts for order in part["orders"]}
        lines += order_table(account, list(orders.values()), max(part["read_at"] for part in parts))
    return lines, None


def _cancelled(results: t.Mapping[str, t.Any]) -> tuple[list[str], str | None]:
    return [line for account, found in results.items() for line in cancelled_lines(account, found or {})], None


_SHOWN = {"windows": _windows, "orders": _orders, "cancelled": _cancelled, "restored": _restored}
