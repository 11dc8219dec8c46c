# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The result of a task: complete and consistent."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ansible_collections.marketops.binance.tests.support.running import DESK

from ..account import OUTCOMES
from ..shown import answered, apart, may_be_answered
from .observation import OptionRun
from .shown import CANCELS, acknowledged, is_final, name_of

_DONE = ("cancelled", "would_cancel")
_UNDONE = ("failed", "not_attempted")
_WARNINGS = (
    "executed",
    "partially_executed",
    "not_verified",
    "fills_not_read",
    "fills_refused",
    "acknowledgements_trusted",
    "also_cancelled",
)
_RETURNED = {"changed", "complete", "diff", "error", "msg", "orders", "requests", "summary", "warning_codes"}
_ENTRY = {
    "order_id",
    "client_order_id",
    "symbol",
    "quantity",
    "executed_quantity",
    "outcome",
    "verified",
    "before",
    "after",
    "requests_sent",
    "error",
    "reason",
}
_ID = re.compile(r"[0-9]{1,19}\Z", re.ASCII)
_DECIMAL = re.compile(r"[0-9]+(\.[0-9]+)?\Z", re.ASCII)
_ENUM = re.compile(r"[a-z][a-z0-9_]*\Z")


def check_account(run: OptionRun) -> Iterator[str]:
    """Entries, counts, flags and texts of what was returned."""
    returned = run.returned
    missing = _RETURNED - returned.keys()
    if missing:
        yield f"not returned: {missing}"
        return
    outcomes = [entry["outcome"] for entry in run.orders]
    if not set(outcomes) <= set(OUTCOMES):
        yield f"there is no such outcome: {outcomes}"
    counts = {**dict.fromkeys(OUTCOMES, 0), **Counter(outcomes), "selected": len(outcomes)}
    if any(returned["summary"].get(name) != count for name, count in counts.items()):
        yield "the summary does not fit the entries"
    if returned["changed"] != any(outcome in _DONE for outcome in outcomes):
        yield "changed does not fit the outcomes"
    undone = any(outcome in _UNDONE for outcome in outcomes)
    if returned["failed"] != (undone or not returned["complete"]):
        yield "whether the task failed does not fit the outcomes and the listing"
    for entry in run.orders:
        yield from (f"{entry.get('order_id')}: {problem}" for problem in _entry(entry))
    codes = {warning["code"] for warning in returned["warning_codes"]}
    if not codes <= set(_WARNINGS):
        yield f"there is no such warning: {codes}"
    if codes and not returned["warnings"]:
        yield "there are codes of warnings, and no warning"
    yield from _selection(run)
    text = json.dumps(returned)
    for secret in (*DESK.values(), *(entry.signature for entry in run.journal)):
        if secret and secret in text:
            yield "a secret or a signature was returned"


def _entry(entry: dict[str, Any]) -> Iterator[str]:
    missing = _ENTRY - entry.keys()
    if missing:
        yield f"its entry lacks {missing}"
        return
    if not (entry["order_id"] is None or (isinstance(entry["order_id"], str) and _ID.match(entry["order_id"]))):
        yield "its ID is no text of digits"
    for name in ("quantity", "executed_quantity"):
        if not (entry[name] is None or (isinstance(entry[name], str) and _DECIMAL.match(entry[name]))):
            yield f"{name} is no decimal text"
    if entry["quantity"] and Decimal(entry["executed_quantity"] or "0") > Decimal(entry["quantity"]):
        yield "more was executed than its quantity"
    undone = entry["outcome"] in _UNDONE
    if undone != (entry["error"] is not None):
        yield "the error does not fit the outcome"
    if undone != (isinstance(entry["reason"], str) and _ENUM.match(entry["reason"]) is not None):
        yield "the reason does not fit the outcome"
    if not isinstance(entry["verified"], bool):
        yield "whether it is verified is no boolean"


def _selection(run: OptionRun) -> Iterator[str]:
    ids = [entry["order_id"] for entry in run.orders if entry["order_id"] is not None]
    if len(set(ids)) != len(ids):
        yield "an order has several entries"
    # With the wrong symbol, an ID means no order.
    shown = {entry["order_id"] for entry in run.orders if entry["before"]}
    strange = {order_id for order_id in shown if order_id in run.after and not run.task.selects(run.after[order_id])}
    if strange:
        yield f"entries for orders that were not selected: {strange}"
    if run.task.ids is not None:
        member = "order_id" if run.task.order_id is not None else "client_order_id"
        if [entry[member] for entry in run.orders] != run.task.ids:
            yield f"the entries are not the selected orders {run.task.ids}, in their order"
        if not run.returned["complete"]:
            yield "IDs are complete by themselves"
        return
    listings = run.asked("option_listing")
    if run.returned["complete"] and not any(map(may_be_answered, listings)):
        yield "nothing was listed, and the selection is said to be complete"
    # After a stop, answers that are still under way are not read.
    heard = [entry for entry in listings if answered(entry)][: 1 if run.returned["failed"] else None]
    for entry in heard:
        for order_id, status in entry.shown.items():
            order = run.after.get(order_id)
            # A listing that lags brings nothing back of which a record of the account's history had shown the end.
            ended = any(
                is_final(each.shown.get(order_id, ""))
                for each in run.asked("option_history")
                if each.number < entry.number
            )
            known = order_id in ids or (ended and order_id in run.warned("also_cancelled"))
            if not is_final(status) and not known and order is not None and run.task.selects(order):
                yield f"{order_id} was listed as open in request {entry.number}, and has no entry"
    # In check mode, orders that are listed as open need no confirmation.
    if not run.returned["failed"] and not (run.task.check_mode and ids):
        yield from _confirmed(run)


def _confirmed(run: OptionRun) -> Iterator[str]:
    """Success rests on two listings without open orders, ``confirm_delay`` apart, both after the last cancel.

    A listing is of the whole account, or of one symbol: each symbol that was seen needs its own two then.
    """
    task = run.task
    last_cancel = max((entry.number for entry in run.asked(*CANCELS)), default=0)
    listings = [entry for entry in run.asked("option_listing") if entry.number > last_cancel and may_be_answered(entry)]
    # What was filled may still be listed, and with verify_timeout 0 what was acknowledged.
    settled = {entry["order_id"] for entry in run.orders if entry["outcome"] == "executed"}
    if not task.verify_timeout:
        settled |= {order_id for order_id, order in run.after.items() if acknowledged(run, name_of(order))}
    whole = [entry for entry in listings if not entry.key]
    groups = [whole]
    if task.symbol is not None:
        groups = [[entry for entry in listings if entry.key in (None, "", task.symbol)]]
    for group in groups:
        empty = [
            entry
            for entry in group
            if all(
                is_final(status) or order_id in settled or not task.selects(run.after[order_id])
                for order_id, status in entry.shown.items()
                if order_id in run.after
            )
        ]
        if not empty or empty[-1] is not group[-1]:
            yield "the last listing is not empty, and the task did not fail"
        elif not apart(empty[0], empty[-1], task.confirm_delay) or (task.confirm_delay and len(empty) < 2):
            yield "one listing without open orders was not confirmed by a later one"
