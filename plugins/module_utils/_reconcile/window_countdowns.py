# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Auto-cancel in a step of a maintenance window: read the countdowns of underlyings, or start them anew."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api
from .auto_cancel import AutoCancel
from .settings_report import reconcile_settings

Json = dict[str, t.Any]


def set_countdowns(api: Api, wanted: t.Mapping[str, float], only_read: bool) -> list[Json]:
    """The result for each underlying. ``wanted``: in s by underlying; 0: off. Does not raise."""
    entries: list[Json] = []
    for countdown in sorted(set(wanted.values())):
        underlyings = [underlying for underlying in wanted if wanted[underlying] == countdown]
        setting = AutoCancel(api, round(1000 * countdown), restart=True)
        found = reconcile_settings(api, setting, underlyings, only_read)
        entries += map(_entry, found["settings"])
    return sorted(entries, key=lambda entry: list(wanted).index(entry["underlying"]))


def _entry(entry: Json) -> Json:
    return {
        **{name: entry[name] for name in ("underlying", "outcome", "verified", "error")},
        **{name: _seconds(entry[name]) for name in ("before", "after")},
    }


def _seconds(values: Json | None) -> float | None:
    """0: off; ``None``: not known."""
    return None if values is None else values["countdown"] or 0.0
