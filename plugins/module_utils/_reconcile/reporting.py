# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task returns: entries, counts, the difference, and a sentence for an operator."""

from __future__ import annotations

import typing as t
from collections import Counter

from .._exchange.api import Api
from .._exchange.block_orders import CANCELLED_STATUSES, EXECUTED_STATUSES
from .._exchange.stops import Stop
from .cases import ABSENT, CANCELLED, EXECUTED, FAILED, NOT_ATTEMPTED, OUTCOMES, WOULD_CANCEL, Case
from .convergence import Result


def report(result: Result, client: Api) -> dict[str, t.Any]:
    """The returned values of a task that wanted block orders to be absent. ``failed`` is set if it failed."""
    counts = Counter(case.outcome for case in result.cases)
    failed = bool(counts[FAILED] or counts[NOT_ATTEMPTED]) or not result.listed
    return {
        "changed": bool(counts[CANCELLED] or counts[WOULD_CANCEL]),
        "failed": failed,
        "msg": _sentence(result, counts, failed),
        "orders": [_entry(case, result.stop) for case in result.cases],
        "summary": dict({outcome: counts[outcome] for outcome in OUTCOMES}, selected=len(result.cases)),
        "error": {**result.stop.as_result(), "final": result.stop.final} if result.stop else None,
        "requests": client.requests_made(),
        "timeline": client.timeline.as_result(),
        "diff": {
            "before": "".join(f"{case.key}: {_before(case)}\n" for case in result.cases),
            "after": "".join(f"{case.key}: {_after(case)}\n" for case in result.cases),
        },
    }


def warnings(result: Result) -> list[str]:
    """What an operator must not overlook, even if the task went well."""
    told = any(case.outcome == EXECUTED or "not verified" in case.evidence for case in result.cases)
    if not result.warnings and result.stop is None and not told:
        return []
    from .troubles import warnings_of

    return warnings_of(result)


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
    if case.outcome == NOT_ATTEMPTED and stop is not None and not case.left_alone:
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


def _sentence(result: Result, counts: t.Mapping[str | None, int], failed: bool) -> str:
    if not result.cases and not failed:
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
    selected = f"{len(result.cases)} block order" + ("" if len(result.cases) == 1 else "s")
    if not failed:
        return f"{selected}: {done}."
    from .troubles import failure

    return failure(result, selected, done)
