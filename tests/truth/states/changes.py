# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the answers to creations, extensions and acceptances say, and what may keep a task from its goal."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.marketops.binance.tests.exchange.journal import Entry
from ansible_collections.marketops.binance.tests.exchange.switches import NEVER

from ..excuses import TOO_CLOSE_MS, TRANSIENT, refused_query, stop_excuses
from ..observation import Run
from ..shown import acknowledges, is_final, surely_read

CHANGES = ("create", "extend", "accept")

_UNKNOWN_CODES = frozenset((-1000, -1006, -1007))
_DENYING_STATUSES = frozenset((401, 403, 418, 429, 451))
_DENYING_FAULTS = ("503_unavailable", "503_internal")


def acknowledged(run: Run, entry: Entry) -> bool:
    """The change was answered in the way that says that it was applied."""
    if not acknowledges(entry):
        return False
    if entry.operation == "create":
        return run.switches.create_answer in ("reference", "full")
    if entry.operation == "extend" and run.switches.extend_answer != "order":
        return False
    # An order object that shows the order unchanged also shows that the change was not applied.
    return all(is_final(status) == (entry.operation == "accept") for status in entry.shown.values())


def denied(entry: Entry) -> bool:
    """The answer says that the change was surely not applied."""
    if entry.http_status in _DENYING_STATUSES or entry.fault in _DENYING_FAULTS:
        return True
    if entry.http_status is not None and 300 <= entry.http_status < 400:
        return True
    below_500 = (entry.http_status or 0) < 500 or entry.code in (-1001, -1008)
    return entry.code is not None and below_500 and entry.code not in _UNKNOWN_CODES


def refused(entry: Entry) -> bool:
    """Denied for good: sent again, it would be denied again."""
    return denied(entry) and entry.code is not None and entry.code not in TRANSIENT


def lost(run: Run, entry: Entry) -> bool:
    """Its answer does not show whether it was applied."""
    return not acknowledged(run, entry) and not denied(entry)


def check_changed(run: Run, applied: set[int], assumed: bool) -> Iterator[str]:
    """``changed`` is true exactly if the books were changed by the requests with these numbers.

    If the answer was lost and the task had to stop, that is not known, nor is it if the answer was not surely read.
    ``assumed``: what was seen is taken for what a request with a lost answer did.
    """
    changed = run.returned["changed"]
    if run.task.check_mode:
        if any(entry.operation in CHANGES for entry in run.journal):
            yield "something was changed in check mode"
        if changed != any(said["outcome"].startswith("would_") for said in run.orders):
            yield "changed does not fit what would be done"
        return
    if changed and not applied and not assumed:
        yield "changed, but nothing was applied"
    known = any(
        acknowledged(run, entry) and surely_read(run, entry) for entry in run.journal if entry.number in applied
    )
    if applied and not changed and (known or not run.returned["failed"]):
        yield "not changed, but something was applied"


def stopped(run: Run) -> list[str]:
    """Why a task may have stopped before it was done."""
    most = run.task.max_orders
    return stop_excuses(run) + (["max_orders is exceeded"] if most is not None and most < len(run.orders) else [])


def common_excuses(run: Run, *keys: str | None) -> list[str]:
    """Why an order may be reported as ``failed``, for every state."""
    found = stopped(run)
    sent = [entry for entry in run.asked(*CHANGES) if entry.key in keys or entry.operation == "create"]
    if any(refused(entry) for entry in sent):
        found.append("the change was refused")
    if any(refused_query(entry) for entry in run.asked("query", "details") if entry.key in keys):
        found.append("the query was refused")
    patience_ms = run.task.verify_timeout * 1000 - TOO_CLOSE_MS
    switches = run.switches
    if any(lag == NEVER or int(lag) > max(patience_ms, 0) for lag in (switches.lag_ms, switches.appear_lag_ms)):
        found.append("queries may lag for longer than verify_timeout")
    return found
