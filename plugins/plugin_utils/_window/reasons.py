# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a verdict is not better, in sentences."""

from __future__ import annotations

import typing as t

from ansible_collections.marketops.binance.plugins.module_utils._exchange.stops import StopReason

from .evidence import Failure, Run
from .orders import OrderState, may_be_sent
from .terms import Cause, Outcome
from .verdict import Closing, Doubt, Opening, Unclosed, Verdict
from .wording import kinds_words, some

_CAUSES = {
    Cause.SIGINT: "the run was interrupted (Ctrl-C)",
    Cause.SIGTERM: "the run was terminated (SIGTERM)",
    Cause.SIGHUP: "the terminal or the connection to the controller was lost (SIGHUP)",
    Cause.TIMEOUT: "the task exceeded its time limit (the keyword timeout)",
    Cause.CONTROLLER_GONE: "ansible-playbook was killed during the run",
    Cause.INTERNAL: "a bug in this collection stopped the run",
    Cause.STILL_OPEN: "all rounds are used up",
    Cause.UNREACHABLE: "the target could not be reached",
    Cause.MODULE_FAILED: "the module could not run on the target",
    Cause.MODULE_CRASHED: "the module crashed on the target",
    Cause.EXCHANGE: "the exchange did not answer as expected",
    Cause.ADDRESS_REFUSED: "the exchange refuses this address, as another account found",
    Cause.EVIDENCE_NOT_WRITTEN: "the evidence could not be written",
}


def failure_text(failure: Failure, run: Run | None = None) -> str:
    if failure.cause is Cause.TOO_MANY_ORDERS and run:
        asked = run.asked
        kinds = kinds_words(asked.scope, failure.count or 0) if len(asked.scope.kinds) == 1 else "orders of all kinds"
        return (
            f"this run has seen {failure.count} open {kinds}, and max_orders allows {asked.max_orders}: "
            f"no {'further ' if run.intents else ''}cancel was sent. Check the orders, then raise max_orders"
        )
    if failure.cause is Cause.EVIDENCE_NOT_WRITTEN and failure.detail:
        return failure.detail  # a sentence that names the folder
    text = _CAUSES.get(failure.cause, failure.cause.value)
    return f"{text}: {failure.detail.rstrip('.')}" if failure.detail else text


def interruption_text(run: Run) -> str:
    """What is known of a run that did not finish."""
    intent = run.intents[-1] if run.intents else None
    later = run.steps[_index(run, intent) + 1 :] if intent else []
    answered = any(step.report and step.report.cancelling for step in later)
    text = (
        failure_text(run.interruption)
        if run.interruption
        else "no end was recorded: it is still running, or was killed"
    )
    if intent is None or answered or not may_be_sent(later):
        return text
    return f"{text}; a cancel may have been sent for {len(intent.keys)} orders, and no result was recorded"


def _index(run: Run, intent: object) -> int:
    return next(number for number, step in enumerate(run.steps) if step.intent is intent)


_DOUBTS = {
    Doubt.LISTING_REFUSED: "the exchange refused to list them",
    Doubt.NOT_LISTED: "the open orders could not be listed",
    Doubt.NOT_LISTED_AFTER_CANCEL: "the open orders could not be listed after the last cancel",
    Doubt.OTHER_SCOPE: "the listing was not of the orders that were asked for",
    Doubt.NOT_CONFIRMED: "no second listing confirmed that nothing is open",
}


def opening_why(opening: Opening) -> list[str]:
    """Why the verdict is what it is, each reason once."""
    if opening.verdict in (Verdict.DRAINED, Verdict.CHECK_MODE):
        return []
    run = opening.run
    found = []
    if run and not run.ended:
        found.append(interruption_text(run))
    elif opening.failure:
        found.append(failure_text(opening.failure, run))
    found += [entry.error.msg for entry in opening.not_listed]
    too_many = opening.failure and opening.failure.cause is Cause.TOO_MANY_ORDERS
    if too_many and opening.error and opening.error.reason == StopReason.MAX_ORDERS.value:
        pass  # the failure names the whole limit
    elif opening.error and opening.error.msg not in found:
        found.append(opening.error.msg)
    elif opening.doubt and opening.verdict is Verdict.UNKNOWN and not found:
        found.append(_DOUBTS[opening.doubt])
    said = {opening.error.msg} if opening.error else set()
    if opening.verdict is Verdict.UNGUARDED and run:
        found += guard_why(run)
    # For an interrupted run the text above names these already.
    others = [state for state in opening.may_be_open if not run or run.ended or state.intended_by != run.run]
    return found + ([] if too_many else by_reason(others, said))


def guard_why(run: Run) -> list[str]:
    """Why auto-cancel was not set as wanted."""
    entries = [entry for report in run.reports for entry in report.countdowns or () if entry.error]
    found = [f"auto-cancel of {entry.underlying}: {entry.error.msg}" for entry in entries if entry.error]
    return list(dict.fromkeys(found)) or [
        "auto-cancel could not be read or set, or a run that overlapped has armed it again"
    ]


def by_reason(states: t.Sequence[OrderState], said: t.Collection[str] = ()) -> list[str]:
    """Keys and why these orders may be open: each reason once, without those in ``said``."""
    keys: dict[str, list[str]] = {}
    for state in states:
        if not (state.error and state.error.msg in said):
            keys.setdefault(state_why(state), []).append(state.key)
    return [f"{some(found)}: {why}" for why, found in keys.items()]


def state_why(state: OrderState) -> str:
    """Why an order is open, or may be."""
    if state.intended_by:
        return "a cancel may have been sent, and no result was recorded"
    if state.reopened and state.open:
        return "was gone, and is listed as open again"
    if state.error:
        return state.error.msg
    if state.outcome in (Outcome.CANCELLED, Outcome.ABSENT, Outcome.EXECUTED) and not state.verified:
        return "its cancel was acknowledged, but no query has verified that it is gone"
    if state.open and state.sent_by:
        return "listed as open, although a cancel may have been sent"
    return (
        "listed as open, and no cancel was sent"
        if state.open
        else "not shown by the last listing, which does not prove that it is gone"
    )


def why_of(part: Opening | Closing) -> list[str]:
    return closing_why(part) if isinstance(part, Closing) else opening_why(part)


def closing_why(closing: Closing) -> list[str]:
    if closing.why is None:
        return []
    if closing.why is Unclosed.UNFINISHED:
        return [interruption_text(closing.run)]
    if closing.why is Unclosed.REOPENED:
        return [f"{some(closing.reopened)}: was gone, and is listed as open again"]
    if closing.why is Unclosed.AUTO_CANCEL:
        return guard_why(closing.run)
    if closing.why is Unclosed.LISTING_REFUSED:
        return [entry.error.msg for entry in closing.not_listed]
    found = [failure_text(closing.failure)] if closing.failure else []
    return found + ([closing.error.msg] if closing.error else [])
