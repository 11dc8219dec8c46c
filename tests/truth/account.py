# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The result of a task: complete and consistent."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ansible_collections.marketops.binance.tests.support.running import DESK

from .observation import Run
from .shown import acknowledged, answered, apart, is_final, may_be_answered

OUTCOMES = ("cancelled", "would_cancel", "absent", "executed", "failed", "not_attempted")
_DONE = ("cancelled", "would_cancel")
_UNDONE = ("failed", "not_attempted")
_WARNINGS = (
    *("executed", "not_verified", "trades_not_read", "trades_refused", "acknowledgements_trusted"),
    *("several", "creation_assumed"),
)
_RETURNED = {"changed", "complete", "diff", "error", "msg", "orders", "requests", "summary", "warning_codes"}
_ENUM = re.compile(r"[a-z][a-z0-9_]*\Z")


def check_account(run: Run) -> Iterator[str]:
    """Entries, counts, flags and texts of what was returned."""
    yield from check_form(run, OUTCOMES)
    if run.returned.keys() >= _RETURNED:
        outcomes = [entry["outcome"] for entry in run.orders]
        if run.returned["changed"] != any(outcome in _DONE for outcome in outcomes):
            yield "changed does not fit the outcomes"
        yield from _accounts_for_all(run, [entry["block_order_matching_key"] for entry in run.orders])


def check_form(run: Run, possible: Sequence[str]) -> Iterator[str]:
    """What holds of the returned values of every state."""
    returned = run.returned
    missing = _RETURNED - returned.keys()
    if missing:
        yield f"not returned: {missing}"
        return
    keys = [entry["block_order_matching_key"] for entry in run.orders]
    outcomes = [entry["outcome"] for entry in run.orders]
    if len(set(keys)) != len(keys):
        yield "an order has several entries"
    if not set(outcomes) <= set(possible):
        yield f"there is no such outcome: {outcomes}"
    if any(returned["summary"].get(name) != count for name, count in _counts(outcomes, possible).items()):
        yield "the summary does not fit the entries"
    undone = any(outcome in _UNDONE for outcome in outcomes)
    if returned["failed"] != (undone or not returned["complete"]):
        yield "whether the task failed does not fit the outcomes and the listing"
    if returned["error"] is not None and not _is_reason(returned["error"]["reason"]):
        yield "the error has no reason"
    for entry in run.orders:
        yield from (f"{entry['block_order_matching_key']}: {problem}" for problem in _entry(entry))
    for side in ("before", "after"):
        # An order without a key is named by its terms.
        names = [line.split(":")[0] for line in returned["diff"][side].splitlines()]
        if len(names) != len(keys) or any(key not in (None, name) for key, name in zip(keys, names, strict=True)):
            yield f"the diff's {side} does not fit the entries"
    yield from _warnings(run)
    text = json.dumps(returned)
    for secret in (*DESK.values(), *(entry.signature for entry in run.journal)):
        if secret and secret in text:
            yield "a secret or a signature was returned"


def _counts(outcomes: list[str], possible: Sequence[str]) -> dict[str, int]:
    return {**dict.fromkeys(possible, 0), **Counter(outcomes), "selected": len(outcomes)}


def _is_reason(value: Any) -> bool:
    return isinstance(value, str) and _ENUM.match(value) is not None


def _entry(entry: dict[str, Any]) -> Iterator[str]:
    undone = entry["outcome"] in _UNDONE
    if undone != (entry["error"] is not None):
        yield "the error does not fit the outcome"
    if _is_reason(entry["reason"]) if undone else entry["reason"] is None:
        pass
    else:
        yield f"the reason {entry['reason']!r} does not fit the outcome"
    if not isinstance(entry["verified"], bool):
        yield "whether it is verified is no boolean"
    if not undone and not entry["evidence"]:
        yield "nothing proves the outcome"
    for side in ("before", "after"):
        shown = entry[side]
        if shown is not None and shown["block_order_matching_key"] != entry["block_order_matching_key"]:
            yield f"{side} is another order"


def _warnings(run: Run) -> Iterator[str]:
    codes = [warning["code"] for warning in run.returned["warning_codes"]]
    if not set(codes) <= set(_WARNINGS):
        yield f"there is no such warning: {codes}"
    if codes and not run.returned["warnings"]:
        yield "there are codes of warnings, and no warning"
    outcomes = {entry["block_order_matching_key"]: entry["outcome"] for entry in run.orders}
    strange = [key for key in run.warned("executed") if outcomes.get(key) not in ("executed", "failed")]
    strange += [key for key in run.warned(*set(_WARNINGS) - {"several"}) if key not in outcomes]
    if strange:
        yield f"warnings name {strange}, which they do not concern"
    if run.warns("trades_refused") and all(map(answered, run.asked("trades"))):
        yield "the trades are said to be refused, and were not"


def _accounts_for_all(run: Run, keys: list[str]) -> Iterator[str]:
    task = run.task
    if task.selected_keys is not None:
        if keys != task.selected_keys:
            yield f"the entries {keys} are not the selected orders {task.selected_keys}"
        if not run.returned["complete"]:
            yield "keys are complete by themselves"
        return
    strange = set(keys) - {key for key, order in run.after.items() if task.selects(order)}
    if strange:
        yield f"entries for orders that were not selected: {strange}"
    listings = run.asked("listing")
    if run.returned["complete"] and not any(map(may_be_answered, listings)):
        yield "nothing was listed, and the selection is said to be complete"
    # After a stop, answers that are still under way are not read.
    heard = [entry for entry in listings if answered(entry)][: 1 if run.returned["failed"] else None]
    for entry in heard:
        for key, status in entry.shown.items():
            if not is_final(status) and key not in keys:
                yield f"{key} was listed as open in request {entry.number}, and has no entry"
    # In check mode, orders that are listed as open need no confirmation.
    if not run.returned["failed"] and not (task.check_mode and keys):
        yield from _confirmed(run)


def _confirmed(run: Run) -> Iterator[str]:
    """Success rests on two listings without open orders, ``confirm_delay`` apart, both after the last cancel.

    An exchange whose listings lack open orders for longer than that can't be promised anything about.
    """
    last_cancel = max((entry.number for entry in run.asked("cancel")), default=0)
    listings = [entry for entry in run.asked("listing") if entry.number > last_cancel and may_be_answered(entry)]
    # What is known to be executed may still be listed, and with verify_timeout 0 what was acknowledged.
    settled = {entry["block_order_matching_key"] for entry in run.orders if entry["outcome"] == "executed"}
    if not run.task.verify_timeout:
        settled |= {key for key in run.after if acknowledged(run, key)}
    empty = [
        entry for entry in listings if all(is_final(status) or key in settled for key, status in entry.shown.items())
    ]
    if not empty or empty[-1] is not listings[-1]:
        yield "the last listing is not empty, and the task did not fail"
    elif not apart(empty[0], empty[-1], run.task.confirm_delay) or (run.task.confirm_delay and len(empty) < 2):
        yield "one listing without open orders was not confirmed by a later one"
