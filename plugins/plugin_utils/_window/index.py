# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The index of a window over all accounts, for dashboards and as the data of the page."""

from __future__ import annotations

import typing as t

from .codec import Json
from .verdict import Verdict, worst

INDEX_SCHEMA, INDEX_VERSION = "marketops.binance.maintenance_window.index", 1

_ORDER = {verdict.value: number for number, verdict in enumerate(Verdict)}


def index_document(window_id: str, entries: t.Mapping[str, Json]) -> Json:
    """The index. ``entries``: the accounts, by folder. The worst come first."""
    accounts = sorted(entries.values(), key=lambda entry: (-_ORDER[entry["verdict"]], entry["account"]))
    verdicts = [Verdict(entry["verdict"]) for entry in accounts]
    return {
        "schema": INDEX_SCHEMA,
        "schema_version": INDEX_VERSION,
        "id": window_id,
        "verdict": worst(*verdicts).value,
        "accounts_good": sum(verdict.good for verdict in verdicts),
        "accounts_executed": sum(bool(entry["executed"]) for entry in accounts),
        "as_of": max(entry["figures"]["as_of"] if entry["figures"] else 0 for entry in accounts),
        "accounts": accounts,
    }
