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
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Kind
from ansible_collections.marketops.binance.plugins.plugin_utils._window.wording import kind_words


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
        result["changed"] = False
        if not any(found.values()):  # such as with --start-at-task
            result.update(failed=True, msg="No account was looked at. Run the whole playbook.")
        return result


def _windows(results: t.Mapping[str, t.Any]) -> tuple[list[str], str | None]:
    good = all((found or {}).get("succeeded") for found in results.values())
    return summary(results), C.COLOR_OK if good else C.COLOR_ERROR


def _restored(results: t.Mapping[str, t.Any]) -> tuple[list[str], str | None]:
    good = all((found or {}).get("succeeded") for found in results.values())
    return restore_summary(results), C.COLOR_OK if good else C.COLOR_ERROR


def _orders(results: t.Mapping[str, t.Any]) -> tuple[list[str], str | None]:
    lines: list[str] = []
    for account, found in results.items():
        found = found or {}
        listings = {Kind(listing["kind"]): listing for listing in found.get("listings") or ()}
        refused = {Kind(entry["kind"]): entry["error"]["msg"] for entry in found.get("not_listed") or ()}
        for kind in Kind:
            if kind in listings:
                listing = listings[kind]
                lines += order_table(account, kind, listing["orders"], listing["read_at"], listing["underlyings"])
            elif kind in refused and listings:
                lines += _wrapped(f"{account}: {kind_words(kind)} NOT LISTED: {refused[kind]}")
        if not listings:
            lines += _wrapped(f"{account}: NOT LISTED: {found.get('msg') or 'no result'}")
    return lines, None


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 80, subsequent_indent="  ")


def _cancelled(results: t.Mapping[str, t.Any]) -> tuple[list[str], str | None]:
    return [line for account, found in results.items() for line in cancelled_lines(account, found or {})], None


_SHOWN = {"windows": _windows, "orders": _orders, "cancelled": _cancelled, "restored": _restored}
