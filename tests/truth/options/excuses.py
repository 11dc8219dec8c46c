# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Valid reasons for a task about ordinary orders to fail."""

from __future__ import annotations

from ansible_collections.marketops.binance.tests.exchange.option_orders import OptionOrder

from ..excuses import GATEWAY_ANSWERS, GATEWAY_TRIES, refused_by_fault, refused_query, stops, tells_to_wait
from .observation import OptionRun
from .shown import Name, acknowledged, as_ms, cancels, is_final, lag_ms

# An acknowledged cancel that shows so little before ``verify_timeout`` is over may be overlooked.
_TOO_CLOSE_MS = 500
_FIRST_CONTACT_S = 10
_QUERIES = ("option_listing", "option_query", "option_history")


def excuses(run: OptionRun, name: Name, order: OptionOrder | None) -> list[str]:
    """Why an order may be reported as ``failed``."""
    found = stop_excuses(run)
    patience_ms = run.task.verify_timeout * 1000 - _TOO_CLOSE_MS
    if order is not None and lag_ms(run) > patience_ms:
        found.append("listings or queries may lag for longer than verify_timeout")
    hidden = run.switches.option_finished_query != "order" and as_ms(run.switches.history_lag_ms) > patience_ms
    if order is not None and not order.open and hidden and not acknowledged(run, name):
        found.append("no query and no history shows in time how it ended")
    if order is not None and not order.open and not is_final(order.state.status):
        found.append("a status that counts as open stays")
    if any(refused_by_fault(entry) for entry in cancels(run, name)):
        found.append("a cancel was refused without reason")
    if any(entry.key in name.ids and refused_query(entry) for entry in run.asked("option_query")):
        found.append("the query was refused")
    return found


def stop_excuses(run: OptionRun) -> list[str]:
    """Why a task may have stopped before it was done."""
    found = []
    entries, task = run.journal, run.task
    if any(map(stops, entries)):
        found.append("the key, the address or the path was refused")
    if any(entry.operation == "option_listing" and refused_query(entry) for entry in entries):
        found.append("the listing was refused")
    if sum(entry.code == -1021 for entry in entries) >= 5:
        found.append("no timestamp is right")
    if sum(entry.fault in GATEWAY_ANSWERS for entry in entries) >= GATEWAY_TRIES:
        found.append("a gateway answers in the exchange's place")
    seen_open = sum(bool(said["before"] and said["before"]["open"]) for said in run.orders)
    if task.max_orders is not None and seen_open > task.max_orders:
        found.append("max_orders is exceeded")
    if not any(entry.http_status for entry in entries) and run.seconds > min(task.max_wait, _FIRST_CONTACT_S) - 0.1:
        found.append("no answer of any kind came")
    if _time_is_over(run) and _troubled(run):
        found.append("the time is over")
    return found


def _time_is_over(run: OptionRun) -> bool:
    """Also if a wait would have outlasted it, which a task need not begin: for a limit, or before it confirms."""
    waits = any(map(tells_to_wait, run.journal)) or _near_limit(run)
    return waits or run.seconds > run.task.max_wait - run.task.confirm_delay - 0.1


def _near_limit(run: OptionRun) -> bool:
    return any(entry.used_weight + 50 > run.task.request_weight_limit for entry in run.journal)


def _troubled(run: OptionRun) -> bool:
    """Something delayed the task: faults, limits, a lagging or flapping exchange, a status that stays."""
    switches = run.switches
    late = lag_ms(run) > 0 or switches.option_appear_lag_ms != 0
    flaps = switches.option_listing_flaps or switches.option_query_flaps
    disguised = any(not order.open and not is_final(order.state.status) for order in run.after.values())
    trouble = any(entry.fault or entry.http_status != 200 for entry in run.journal)
    return bool(late or flaps or disguised or trouble or _near_limit(run))
