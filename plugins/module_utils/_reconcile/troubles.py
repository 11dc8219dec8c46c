# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an operator has to be told about a task that did not simply go well.

Of use to few runs, so it is imported only there: it has to be compiled.
"""

from __future__ import annotations

import typing as t

from .cases import CANCELLED, EXECUTED, FAILED, NOT_ATTEMPTED, Case
from .convergence import Result

_NAMED_IN_MSG = 5


def warnings_of(result: Result) -> list[str]:
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
            "it could not be verified that the order is gone. {}Run the task again to see, and look at the account's "
            "block trades",
        ),
        (
            "block trades not read",
            "the order is gone, but the task had to stop before it could look at the account's block trades. {}Look at "
            "them: running the task again can't tell any more whether the order was executed",
        ),
    ):
        cases = [case for case in result.cases if case.outcome == CANCELLED and fact in case.evidence]
        if cases and (result.stop or fact == "not verified"):
            found.append(f"Cancel of {', '.join(case.key for case in cases)}: {what.format(_stop_text(result))}.")
    return found


def _execution(case: Case) -> str:
    if case.traded:
        return "in block trades"
    return f"status {case.status}" + (", the trade is not listed yet" if case.trades_looked else "")


def failure(result: Result, selected: str, done: str) -> str:
    """The sentence about a task that failed: of how many ``selected`` orders what was ``done``."""
    if not result.listed and not result.cases:
        return f"Which block orders are open could not be read, so nothing was cancelled. {_stop_text(result)}".strip()
    undone = [case for case in result.cases if case.outcome in (FAILED, NOT_ATTEMPTED)]
    if not undone:
        return (
            f"NOT CONFIRMED that no block order is open: {selected}: {done}, but since then the open orders could not "
            f"be read again. {_stop_text(result)}"
        ).strip()
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


def _keys(cases: t.Sequence[Case]) -> str:
    named = ", ".join(case.key for case in cases[:_NAMED_IN_MSG])
    return named + (f" and {len(cases) - _NAMED_IN_MSG} more" if len(cases) > _NAMED_IN_MSG else "")
