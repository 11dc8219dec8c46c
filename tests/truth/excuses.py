# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Valid reasons for a task to fail. Without one of these, it must succeed."""

from __future__ import annotations

from typing import Any

from ansible_collections.marketops.binance.tests.exchange.journal import Entry
from ansible_collections.marketops.binance.tests.exchange.world import Order

from .observation import Run
from .shown import NO_SUCH_ORDER, SLOW, ended_in_disguise, lag_ms

# An acknowledged cancel that shows so little before ``verify_timeout`` is over may be overlooked.
TOO_CLOSE_MS = 500
_FIRST_CONTACT_S = 10

# No later request with this key will be accepted either; none from this address or to this URL, whatever the key may.
_DENIED = frozenset((-1002, -1022, -1109, -2008, -2014, -2015, -2017))
_ELSEWHERE = frozenset((-5000, -71012))
# Answers that tell to wait, perhaps for longer than the task may.
_WAIT = frozenset((-1003, -1008, -1015))
# Answers that leave it open, or tell to try again: none of these is a refusal.
TRANSIENT = _WAIT | {-1000, -1001, -1004, -1006, -1007, -1016, -1021, -1034, -5028}
# Pages of a gateway: an answer that will not get better, after two more tries.
GATEWAY_ANSWERS = ("4xx_html", "202_challenge", "400_no_code")
GATEWAY_TRIES = 3


def excuses(run: Run, said: dict[str, Any], order: Order | None) -> list[str]:
    """Why an order may be reported as ``failed``."""
    found = stop_excuses(run)
    key = said["block_order_matching_key"]
    if order is not None and lag_ms(run) > run.task.verify_timeout * 1000 - TOO_CLOSE_MS:
        found.append("the listing may lag for longer than verify_timeout")
    if order is not None and ended_in_disguise(run, order):
        found.append("a status that counts as open stays")
    if any(refused_by_fault(entry) for entry in run.asked("cancel", key=key)):
        found.append("a cancel was refused without reason")
    if any(refused_query(entry) for entry in run.asked("query", key=key)):
        found.append("the query was refused")
    return found


def stop_excuses(run: Run) -> list[str]:
    """Why a task may have stopped before it was done."""
    found = []
    entries, task = run.journal, run.task
    if any(stops(entry) for entry in entries):
        found.append("the key, the address or the path was refused")
    if any(entry.operation == "listing" and refused_query(entry) for entry in entries):
        found.append("the listing was refused")
    if sum(entry.code == -1021 for entry in entries) >= 5:
        found.append("no timestamp is right")
    if sum(entry.fault in GATEWAY_ANSWERS for entry in entries) >= GATEWAY_TRIES:
        found.append("a gateway answers in the exchange's place")
    seen_open = sum(bool(said["before"] and said["before"]["open"]) for said in run.orders)
    if task.max_orders is not None and seen_open > task.max_orders:
        found.append("max_orders is exceeded")
    # Of headers without an end no answer ever comes.
    came = any(entry.http_status for entry in entries if entry.fault not in (*SLOW, "endless_headers"))
    if not came and run.seconds > min(task.max_wait, _FIRST_CONTACT_S) - 0.1:
        found.append("no answer of any kind came")
    if _time_is_over(run) and _troubled(run):
        found.append("the time is over")
    return found


def _time_is_over(run: Run) -> bool:
    """Also if a wait would have outlasted it, which a task need not begin: for a limit, or before it confirms."""
    task = run.task
    waits = any(map(tells_to_wait, run.journal)) or _near_limit(run)
    return waits or run.seconds + run.suspended_s > task.max_wait - task.confirm_delay - 0.1


def _near_limit(run: Run) -> bool:
    return any(entry.used_weight + 50 > run.task.request_weight_limit for entry in run.journal)


def _troubled(run: Run) -> bool:
    """Something delayed the task: faults, limits, a lagging or flapping exchange, a status that stays, sleep."""
    switches = run.switches
    late = lag_ms(run) > 0 or switches.appear_lag_ms != 0 or switches.listing_flaps or switches.key_query_flaps
    disguised = any(ended_in_disguise(run, order) for order in run.after.values())
    trouble = any(entry.fault or entry.http_status != 200 for entry in run.journal)
    return bool(late or disguised or trouble or run.suspended_s or _near_limit(run))


def tells_to_wait(entry: Entry) -> bool:
    return entry.http_status == 429 or entry.code in _WAIT


def stops(entry: Entry) -> bool:
    if entry.http_status in (403, 418, 451) or entry.fault in ("451", "ban_text"):
        return True
    if entry.http_status is not None and 300 <= entry.http_status < 400:
        return True
    if entry.code in _ELSEWHERE:
        return True
    # That a key may not read the trades or fills stops nothing.
    return entry.operation not in ("trades", "option_fills") and (entry.http_status == 401 or entry.code in _DENIED)


def refused_by_fault(entry: Entry) -> bool:
    return entry.fault is not None and entry.code is not None and entry.code not in TRANSIENT


def refused_query(entry: Entry) -> bool:
    if entry.code is None:
        return entry.http_status in (404, 405, 410)
    return (entry.http_status or 0) < 500 and entry.code not in NO_SUCH_ORDER | TRANSIENT
