# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The account that a task gives of itself: complete, and in agreement with itself."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from ansible_collections.marketops.binance.plugins.module_utils._reconcile.decisions import Outcome
from ansible_collections.marketops.binance.tests.support.running import DESK

from .observation import Run
from .shown import answered, hides_open_orders, may_be_answered

OUTCOMES = [outcome.value for outcome in Outcome]
_DONE = ("cancelled", "would_cancel")
_UNDONE = ("failed", "not_attempted")


def check_account(run: Run) -> Iterator[str]:
    """Entries, counts, flags and texts of what was returned."""
    returned = run.returned
    missing = {"changed", "msg", "orders", "summary", "requests", "diff"} - returned.keys()
    if missing:
        yield f"not returned: {missing}"
        return
    keys = [entry["block_order_matching_key"] for entry in run.orders]
    outcomes = [entry["outcome"] for entry in run.orders]
    if len(set(keys)) != len(keys):
        yield "an order has several entries"
    if not set(outcomes) <= set(map(str, OUTCOMES)):
        yield f"there is no such outcome: {outcomes}"
    if returned["summary"] != {**dict.fromkeys(OUTCOMES, 0), **Counter(outcomes), "selected": len(keys)}:
        yield "the summary does not fit the entries"
    if returned["changed"] != any(outcome in _DONE for outcome in outcomes):
        yield "changed does not fit the outcomes"
    undone = any(outcome in _UNDONE for outcome in outcomes)
    if undone and not returned["failed"]:
        yield "an order is not done, and the task did not fail"
    if returned["failed"] and not undone and "could not be read" not in returned["msg"]:
        yield "the task failed, and no entry says why"
    for entry in run.orders:
        if (entry["outcome"] in _UNDONE) != (entry["error"] is not None):
            yield f"{entry['block_order_matching_key']}: the error does not fit the outcome"
        if entry["outcome"] not in _UNDONE and not entry["evidence"]:
            yield f"{entry['block_order_matching_key']}: nothing proves the outcome"
    for side in ("before", "after"):
        if [line.split(":")[0] for line in returned["diff"][side].splitlines()] != keys:
            yield f"the diff's {side} does not fit the entries"
    yield from _accounts_for_all(run, keys)
    text = json.dumps(returned)
    for secret in (*DESK.values(), *(entry.signature for entry in run.journal)):
        if secret and secret in text:
            yield "a secret or a signature was returned"


def _told_that_it_trusts(run: Run) -> bool:
    """With ``verify_timeout: 0``, what still fills a short listing hides others; an operator is told that."""
    short = run.switches.listing_limit is not None and run.task.verify_timeout == 0
    return short and any("is taken for it" in warning for warning in run.returned["warnings"])


def _accounts_for_all(run: Run, keys: list[str]) -> Iterator[str]:
    task = run.task
    if task.selected_keys is not None:
        if keys != task.selected_keys:
            yield f"the entries {keys} are not the selected orders {task.selected_keys}"
        return
    strange = set(keys) - {key for key, order in run.after.items() if task.selects(order)}
    if strange:
        yield f"entries for orders that were not selected: {strange}"
    if not run.returned["failed"] and not any(map(may_be_answered, run.asked("listing"))):
        yield "nothing was listed, and the task did not fail"
    listings = [entry for entry in run.asked("listing") if answered(entry)]
    if not listings or hides_open_orders(run.switches):
        return
    # A truncated listing shows one open order at least until there is none, so only the last one proves "none".
    whole = run.switches.listing_limit is None
    first, last = (entry.carried_out_ms or 0 for entry in (listings[0], listings[-1]))
    for key, order in run.after.items():
        ended = order.ended_at if not order.open else None
        if not task.selects(order) or (ended is not None and ended <= first) or key in keys:
            continue
        if whole and key in run.before:
            yield f"{key} was open when the orders were listed, and has no entry"
        elif order.open and not run.returned["failed"] and not task.check_mode and order.create_time < last:
            if _told_that_it_trusts(run):
                continue
            yield f"{key} was open when the orders were listed last, and has no entry"
