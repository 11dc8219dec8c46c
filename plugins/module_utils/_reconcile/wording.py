# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Facts and results of a run in words. No code decides on them. ``problems`` has the words that few runs need."""

from __future__ import annotations

import typing as t

from .._exchange.kind import Kind, Order, Scope
from .._exchange.verdict import Effect, Verdict
from .decisions import Decision, Outcome
from .events import Answered, Event, NotShown, QueryRefused, Shown, Skipped
from .history import History
from .reconciler import Result

_OUTCOMES = (
    (Outcome.CANCELLED, "cancelled"),
    (Outcome.WOULD_CANCEL, "would be cancelled"),
    (Outcome.ABSENT, "not open"),
    (Outcome.EXECUTED, "executed"),
    (Outcome.CREATED, "created"),
    (Outcome.WOULD_CREATE, "would be created"),
    (Outcome.EXTENDED, "extended"),
    (Outcome.WOULD_EXTEND, "would be extended"),
    (Outcome.PRESENT, "open as asked for"),
    (Outcome.ACCEPTED, "accepted"),
    (Outcome.WOULD_ACCEPT, "would be accepted"),
    (Outcome.ALREADY_ACCEPTED, "accepted before"),
)

_NAMED_IN_MSG = 5


def sentence(result: Result, kind: Kind, counts: t.Mapping[Outcome | None, int]) -> str:
    """The message of a task that did not fail."""
    if not result.histories:
        if result.selection.subjects is not None:
            return f"No {kind.noun} is selected: the list is empty. Nothing to do."
        return f"No {kind.noun} is open{scope_text(result.selection.scope)}: nothing to cancel."
    text = f"{selected(result, kind)}: {done(counts)}."
    pairs = list(zip(result.histories, result.decisions))
    for history, decision in pairs:
        if decision.outcome is Outcome.CREATED:
            text += f" Created: {kind.name(history.identity)}, {kind.name(history.subject)}."
    unknown = [
        history.subject
        for history, decision in pairs
        if decision.outcome is Outcome.ABSENT and history.facts.before is None
    ]
    if unknown:
        text += (
            f" The exchange shows no such order: {name(unknown, kind)}. It may have ended long ago; check the "
            f"{kind.key_noun} if that is a surprise."
        )
    return text


def selected(result: Result, kind: Kind) -> str:
    number = len(result.histories)
    scope = scope_text(result.selection.scope) if result.selection.subjects is None else ""
    return f"{number} {kind.noun}{'' if number == 1 else 's'}{scope}"


def done(counts: t.Mapping[Outcome | None, int]) -> str:
    return ", ".join(f"{counts[outcome]} {words}" for outcome, words in _OUTCOMES if counts[outcome])


def scope_text(scope: Scope) -> str:
    return f" on {scope.place}" if scope.place else " in the whole account"


def name(subjects: t.Sequence[t.Any], kind: Kind, most: int | None = _NAMED_IN_MSG) -> str:
    """The first few orders by name."""
    named = ", ".join(map(kind.name, subjects[:most]))
    more = len(subjects) - most if most is not None else 0
    return named + (f" and {more} more" if more > 0 else "")


def evidence(history: History, decision: Decision, kind: Kind) -> list[str]:
    """Short facts that prove the outcome, for people: the answers, then the last query, then the fills."""
    facts = history.facts
    found = [describe_event(event) for event in history.events if isinstance(event, Answered) and event.sent]
    queries = [event for event in history.events if isinstance(event, (Shown, NotShown, QueryRefused, Skipped))]
    if queries and queries[-1].at >= facts.answer_at:
        found.append(describe_event(queries[-1]))
    if facts.end_shown:
        pass  # the last query shows it
    elif facts.in_fills:
        found.append(f"in {kind.fills}")
    elif facts.fills_started >= max(facts.gone_at or 0.0, facts.answer_at):
        found.append(f"not in {kind.fills}")
    elif decision.outcome is Outcome.CANCELLED:
        found.append(f"{kind.fills} not read")
    return list(dict.fromkeys(fact for fact in found if fact))


def describe_event(event: Event) -> str:
    """One event in a few words."""
    if isinstance(event, Shown):
        return _state(event.order)
    if isinstance(event, NotShown):
        return f"no such order ({event.code})" if event.code is not None else "not listed"
    if isinstance(event, QueryRefused):
        return f"query refused ({event.verdict.describe()})"
    if isinstance(event, Skipped):
        return f"listed under {event.listed_under}"
    if isinstance(event, Answered) and event.verdict is not None:
        answer = _answer(event.action.value, event.verdict)
        return f"{answer}, {_state(event.order)}" if event.order is not None and event.order.executed else answer
    return ""


def _state(order: Order) -> str:
    status = f"status {order.status}" if order.status else "no status"
    return f"{status}, {order.executed_quantity} executed" if order.executed_quantity else status


def _answer(action: str, verdict: Verdict) -> str:
    if verdict.effect is Effect.APPLIED:
        return "acknowledged"
    if verdict.effect is Effect.UNKNOWN:
        return f"answer to the {action} {'lost' if verdict.http_status is None else 'unclear'} ({verdict.describe()})"
    if verdict.did_nothing:
        return f"no such order ({verdict.code})"
    if verdict.refused:
        return f"{action} refused ({verdict.describe()})"
    return f"not applied ({verdict.describe()})"
