# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What may keep a task from doing what it should. Without one of these, nothing may be left undone."""

from __future__ import annotations

from typing import Any

from ansible_collections.marketops.binance.plugins.module_utils._exchange.verdict import DENIED, NO_SUCH_ORDER
from ansible_collections.marketops.binance.tests.exchange.journal import Entry
from ansible_collections.marketops.binance.tests.exchange.world import Order

from .observation import Run
from .shown import SLOW, ended_in_disguise, lag_ms

# An acknowledged cancel that shows so little before ``verify_timeout`` is over may be overlooked.
_TOO_CLOSE_MS = 500
_FIRST_CONTACT_S = 10


def excuses(run: Run, said: dict[str, Any], order: Order | None) -> list[str]:
    """Why an order may be said to be ``failed``."""
    found = stop_excuses(run)
    key = said["block_order_matching_key"]
    if order is not None and lag_ms(run) > run.task.verify_timeout * 1000 - _TOO_CLOSE_MS:
        found.append("the listing may lag for longer than verify_timeout")
    if order is not None and ended_in_disguise(run, order):
        found.append("a status that counts as open stays")
    if any(_refused_by_fault(entry) for entry in run.asked("cancel", key=key)):
        found.append("a cancel was refused without reason")
    if any(_refused_query(entry) for entry in run.asked("query", key=key)):
        found.append("the query was refused")
    return found


def stop_excuses(run: Run) -> list[str]:
    """Why a task may have stopped before it was done."""
    found = []
    entries, msg = run.journal, run.returned["msg"]
    if any(_stops(entry) for entry in entries):
        found.append("the key, the address or the path was refused")
    if any(entry.operation == "listing" and _refused_query(entry) for entry in entries):
        found.append("the listing was refused")
    if sum(entry.code == -1021 for entry in entries) >= 5:
        found.append("no timestamp is right")
    if run.task.max_orders is not None and "max_orders" in msg:
        found.append("max_orders is exceeded")
    # Of headers without an end no answer ever comes.
    came = any(entry.http_status for entry in entries if entry.fault not in (*SLOW, "endless_headers"))
    if not came and run.seconds > min(run.task.max_wait, _FIRST_CONTACT_S) - 0.1:
        found.append("no answer of any kind came")
    over = "has to wait" in msg or run.seconds > run.task.max_wait - 0.1
    if "max_wait" in msg and over and _troubled(run):
        found.append("the time is over")
    return found


def _troubled(run: Run) -> bool:
    """Something took the task's time: faults, limits, a lagging listing, a status that stays."""
    lagging = lag_ms(run) > 0 or any(ended_in_disguise(run, order) for order in run.after.values())
    near_limit = any(entry.used_weight + 50 > run.task.request_weight_limit for entry in run.journal)
    return lagging or near_limit or any(entry.fault or entry.http_status != 200 for entry in run.journal)


def _stops(entry: Entry) -> bool:
    if entry.http_status in (403, 418) or (entry.http_status is not None and 300 <= entry.http_status < 400):
        return True
    # That a key may not read the trades stops nothing.
    return entry.operation != "trades" and (entry.http_status == 401 or entry.code in DENIED)


def _refused_by_fault(entry: Entry) -> bool:
    return entry.fault is not None and entry.code is not None


def _refused_query(entry: Entry) -> bool:
    if entry.code is None:
        return entry.http_status in (404, 405, 410)
    return (entry.http_status or 0) < 500 and entry.code not in NO_SUCH_ORDER
