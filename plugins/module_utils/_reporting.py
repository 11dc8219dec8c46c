# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it can change in any release without notice.

"""What a task returns: entries, counts, the difference, and a sentence for an operator."""

from __future__ import annotations

import typing as t
from collections import Counter

from ._block_orders import CANCELLED_STATUSES, EXECUTED_STATUSES
from ._cases import ABSENT, CANCELLED, EXECUTED, FAILED, NOT_ATTEMPTED, OUTCOMES, WOULD_CANCEL, Case
from ._client import Client
from ._convergence import Result
from ._stops import Stop

_NAMED_IN_MSG = 5


def report(result: Result, client: Client) -> dict[str, t.Any]:
    """The returned values of a task that wanted block orders to be absent. ``failed`` is set if it failed."""
    counts = Counter(case.outcome for case in result.cases)
    return {
        "changed": bool(counts[CANCELLED] or counts[WOULD_CANCEL]),
        "failed": bool(counts[FAILED] or counts[NOT_ATTEMPTED]) or not result.listed,
        "msg": _sentence(result, counts),
        "orders": [_entry(case, result.stop) for case in result.cases],
        "summary": dict({outcome: counts[outcome] for outcome in OUTCOMES}, selected=len(result.cases)),
        "error": result.stop.as_result() if result.stop else None,
        "requests": client.requests_made(),
        "timeline": client.timeline.as_result(),
        "diff": {
            "before": "".join(f"{case.key}: {_before(case)}\n" for case in result.cases),
            "after": "".join(f"{case.key}: {_after(case)}\n" for case in result.cases),
        },
    }


def warnings(result: Result) -> list[str]:
    """What an operator must not overlook, even if the task went well."""
    found = list(result.warnings)
    for case in result.cases:
        if case.outcome == EXECUTED:
            found.append(
                f"Block order {case.key} was executed: the counterparty took it ({_execution(case)}). The position has "
                "changed: see the account's block trades."
            )
    for fact, what in (
        (
            "not verified",
            "the task had to stop before it could verify that the order is gone. {}Run the task again to see, and look "
            "at the account's block trades",
        ),
        (
            "block trades not read",
            "the order is gone, but the task had to stop before it could look at the account's block trades. {}Look at "
            "them: running the task again can't tell any more whether the order was executed",
        ),
    ):
        cases = [case for case in result.cases if case.outcome == CANCELLED and fact in case.evidence]
        if cases and result.stop:
            found.append(f"Cancel of {_keys(cases)}: {what.format(_stop_text(result))}.")
    return found


def _execution(case: Case) -> str:
    if case.traded:
        return "in block trades"
    return f"status {case.status}" + (", the trade is not listed yet" if case.trades_looked else "")


def _entry(case: Case, stop: Stop | None) -> dict[str, t.Any]:
    return {
        "block_order_matching_key": case.key,
        "outcome": case.outcome,
        "status": case.status,
        "before": case.before.as_result() if case.before else None,
        "cancel_requests": case.cancel_requests,
        "evidence": case.evidence,
        "error": _error(case, stop),
    }


def _error(case: Case, stop: Stop | None) -> dict[str, t.Any] | None:
    if case.outcome == NOT_ATTEMPTED and stop is not None:
        return stop.as_result()
    if case.outcome in (FAILED, NOT_ATTEMPTED):
        return {"http_status": case.http_status, "code": case.code, "msg": case.why}
    return None


def _before(case: Case) -> str:
    if case.before is not None:
        return case.before.status or "no status"
    return "absent" if case.looked else "unknown"


def _after(case: Case) -> str:
    shown = None if case.vanished else case.status
    if case.outcome in (CANCELLED, WOULD_CANCEL):
        return shown if shown in CANCELLED_STATUSES else "CANCELLED"
    if case.outcome == EXECUTED:
        return shown if shown in EXECUTED_STATUSES else "EXECUTED"
    if case.outcome == ABSENT:
        return shown or "absent"
    return shown or "unknown"


def _sentence(result: Result, counts: t.Mapping[str | None, int]) -> str:
    if not result.listed and not result.cases:
        return f"Which block orders are open could not be read, so nothing was cancelled. {_stop_text(result)}".strip()
    undone = [case for case in result.cases if case.outcome in (FAILED, NOT_ATTEMPTED)]
    if not result.cases:
        return f"No block order is {'open' if result.wish.keys is None else 'selected'}: nothing to cancel."
    done = ", ".join(
        f"{counts[outcome]} {words}"
        for outcome, words in (
            (CANCELLED, "cancelled"),
            (WOULD_CANCEL, "would be cancelled"),
            (ABSENT, "not open"),
            (EXECUTED, "executed by the counterparty"),
        )
        if counts[outcome]
    )
    selected = _count(len(result.cases))
    if not undone and not result.listed:
        return (
            f"NOT CONFIRMED that no block order is open: {selected}: {done}, but since then the open orders could not "
            f"be read again. {_stop_text(result)}"
        ).strip()
    if not undone:
        return f"{selected}: {done}."
    by_reason: dict[str, list[Case]] = {}
    for case in undone:
        by_reason.setdefault(case.why, []).append(case)
    reasons = "; ".join(f"{_keys(cases)}: {why}" for why, cases in list(by_reason.items())[:_NAMED_IN_MSG])
    more = "; for more reasons see orders" if len(by_reason) > _NAMED_IN_MSG else ""
    advice = "" if result.stop else " Run the task again once that is mended: it cancels only what is still open."
    share = f"{len(undone)} of {selected} ({done or 'none done'})"
    return f"NOT DONE for {share}. {_stop_text(result)}{reasons}{more}.{advice}"


def _stop_text(result: Result) -> str:
    return f"{result.stop.msg} " if result.stop else ""


def _count(number: int) -> str:
    return f"{number} block order" + ("" if number == 1 else "s")


def _keys(cases: t.Sequence[Case]) -> str:
    named = ", ".join(case.key for case in cases[:_NAMED_IN_MSG])
    return named + (f" and {len(cases) - _NAMED_IN_MSG} more" if len(cases) > _NAMED_IN_MSG else "")
