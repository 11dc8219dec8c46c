# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Warnings and failures in sentences. Few runs need them, so this is imported only there."""

from __future__ import annotations

import typing as t

from .._exchange.advice import advice_for, advice_on_terms
from .._exchange.kind import Action, Kind, Order, Subject
from .decisions import UNDONE, Decision, Outcome, Reason
from .facts import Facts
from .history import History
from .reconciler import Result
from .wording import done, name, scope_text, selected

_NAMED_REASONS = 5

_NOUNS = {
    Action.CANCEL: "cancel",
    Action.CREATE: "creation",
    Action.EXTEND: "extension",
    Action.ACCEPT: "acceptance",
}
# The consequence if the key may not read the fills.
_UNREAD_FILLS = {
    Action.CANCEL: "an order that was executed at the last moment can't be told from a cancelled one",
    Action.CREATE: "whether an order that is no longer shown was executed is not known",
    Action.ACCEPT: "only the answer to an acceptance shows which account took an order",
}
# Outcomes of orders that this run or another program tried to end.
_REPORTED = frozenset((Outcome.CANCELLED, Outcome.ABSENT, Outcome.FAILED))
_CHANGES = {
    Outcome.CANCELLED: Action.CANCEL,
    Outcome.CREATED: Action.CREATE,
    Outcome.EXTENDED: Action.EXTEND,
    Outcome.ACCEPTED: Action.ACCEPT,
}


class Warning(t.NamedTuple):
    """A warning for people, with a code and the orders concerned for programs."""

    code: str
    text: str
    subjects: t.Sequence[Subject] = ()


def warnings_of(result: Result, kind: Kind) -> t.Iterator[Warning]:
    """What an operator must not overlook, even if the task succeeded."""
    if result.fills_refused is not None:
        yield Warning(
            f"{kind.fills_code}_refused",
            f"The account's {kind.fills} could not be read ({result.fills_refused.describe()}), so "
            f"{_UNREAD_FILLS[result.goal.actions[0]]}. Allow the key to read them, and check the position.",
        )
    for history, decision in _pairs(result):
        if decision.outcome is Outcome.EXECUTED or decision.reason is Reason.EXECUTED:
            yield Warning(
                "executed",
                f"{kind.noun.capitalize()} {name([history.identity], kind)} was executed: {kind.execution} "
                f"({_execution(history.facts, kind)}). The position has changed: see the account's {kind.fills}.",
                [history.identity],
            )
    in_part = [
        history
        for history, decision in _pairs(result)
        if history.facts.executed_in_part and history.facts.seen_open and decision.outcome in _REPORTED
    ]
    if in_part:
        parts = "; ".join(f"{name([history.identity], kind)}: {_part(history.facts)}" for history in in_part)
        yield Warning(
            "partially_executed",
            f"{len(in_part)} {kind.noun}{' was' if len(in_part) == 1 else 's were'} executed in part: {parts}. The "
            "position has changed.",
            [history.identity for history in in_part],
        )
    unverified = [pair for pair in _pairs(result) if pair[1].outcome in _CHANGES and not pair[1].verified]
    not_seen = [
        history.identity
        for history, decision in unverified
        if result.policy.verify_timeout and (history.facts.open or decision.outcome is not Outcome.CANCELLED)
    ]
    if not_seen:
        yield Warning(
            "not_verified",
            f"The {_NOUNS[_CHANGES[t.cast(Outcome, unverified[0][1].outcome)]]} of {name(not_seen, kind, None)} was "
            f"acknowledged, but no query has confirmed it. {_stop_text(result)}Rerun to verify it, and check the "
            f"account's {kind.fills}.",
            not_seen,
        )
    not_read = [
        history.identity
        for history, decision in unverified
        if decision.outcome is Outcome.CANCELLED
        and history.identity not in not_seen
        and not history.facts.fills_known(trusting=not result.policy.verify_timeout)
        and result.policy.fills_readable
    ]
    if not_read:
        yield Warning(
            f"{kind.fills_code}_not_read",
            f"Cancel of {name(not_read, kind, None)}: how the order ended could not be read from the account's "
            f"{kind.fills}. {_stop_text(result)}Check them now: a rerun can no longer tell whether it "
            "was executed.",
            not_read,
        )
    if result.trusted:
        yield Warning(
            "acknowledgements_trusted",
            f"The last listing shows {len(result.trusted)} {kind.noun}s as open whose cancel was acknowledged. With "
            "verify_timeout 0 the acknowledgement is accepted. If the listing is cut short, it may lack other open "
            "orders: rerun later.",
            result.trusted,
        )

    if result.unlisted:
        keys = [order.key for order in result.unlisted]
        them = "it" if len(keys) == 1 else "them"
        fills = [
            f"{order.executed_quantity} of {order.describe()}" for order in result.unlisted if order.executed_quantity
        ]
        yield Warning(
            "also_cancelled",
            f"{len(keys)} {kind.noun}{' was' if len(keys) == 1 else 's were'} probably cancelled too: "
            f"{name(keys, kind, None)}. No listing before the cancel of all open orders had shown {them}, so "
            f"max_orders could not count {them}." + (f" Executed before that: {', '.join(fills)}." if fills else ""),
            keys,
        )
    for history, decision in _pairs(result):
        facts = history.facts
        if facts.others:
            yield Warning(
                "several",
                f"Several open {kind.noun}s have these terms: {name([history.identity, *facts.others], kind, None)}. "
                "The one that expires last was used. Cancel the others if they are not wanted.",
                [history.identity, *facts.others],
            )
        if decision.outcome is Outcome.CREATED and not facts.acknowledged:
            yield Warning(
                "creation_assumed",
                f"The answer to the creation was lost. {name([history.identity], kind)} has these terms and was not "
                "there before, so it is taken to be the new order. Another program could have created the same order "
                "at the same moment.",
                [history.identity],
            )


def _part(facts: Facts) -> str:
    order = t.cast(Order, facts.most_executed)
    return f"{order.executed_quantity} of {order.describe()}"


def _execution(facts: Facts, kind: Kind) -> str:
    if facts.in_fills:
        return f"in {kind.fills}"
    return f"status {facts.status}" + (", the trade is not listed yet" if facts.fills_started >= 0 else "")


def failure(result: Result, kind: Kind, counts: t.Mapping[Outcome | None, int]) -> str:
    """The message of a failed task: for which orders it failed, why, and what to do next."""
    scope = scope_text(result.selection.scope)
    if not result.complete and not result.histories:
        return f"NOT CONFIRMED that no {kind.noun} is open{scope}; nothing was cancelled. {_stop_text(result)}".strip()
    undone = [(history, decision) for history, decision in _pairs(result) if decision.outcome in UNDONE]
    whole = selected(result, kind)
    if not undone:
        return (
            f"NOT CONFIRMED that no {kind.noun} is open{scope}: {whole}: {done(counts)}, but since then the open "
            f"orders could not be listed again. {_stop_text(result)}"
        ).strip()
    by_reason: dict[str, list[Subject]] = {}
    for history, decision in undone:
        by_reason.setdefault(explain(history.facts, decision, result, kind), []).append(history.identity)
    reasons = "; ".join(f"{name(keys, kind)}: {why}" for why, keys in list(by_reason.items())[:_NAMED_REASONS])
    more = "; see orders for more reasons" if len(by_reason) > _NAMED_REASONS else ""
    advice = "" if result.stop else " Fix the cause and rerun: only what is still needed is sent."
    share = f"{len(undone)} of {whole} ({done(counts) or 'none done'})"
    return f"NOT DONE for {share}. {_stop_text(result)}{reasons}{more}.{advice}"


def explain(facts: Facts, decision: Decision, result: Result, kind: Kind) -> str:
    """Why an order failed, as the end of a sentence."""
    reason = t.cast(Reason, decision.reason)
    request = _NOUNS[facts.action or Action.CANCEL]
    answer = facts.verdict.describe() if facts.verdict else ""
    refusal = facts.query_refused.describe() if facts.query_refused else ""
    status = f"status {facts.status}" if facts.status else "no status"
    known = f" ({answer})" if answer else ""
    shown = f", and it is still shown with {status}" if facts.open else ""
    maybe_open = ", and it may still be open" if facts.action is Action.CANCEL else ""
    return {
        Reason.CREATION_UNKNOWN: f"whether it was created is not known{known}: look for "
        + (f"the order {facts.named}, which the answer names" if facts.named else "an order with these terms"),
        Reason.EFFECT_UNKNOWN: f"whether its {request} was applied is not known{known}{maybe_open}",
        Reason.ENDED: f"it is not open any more (last {status})",
        Reason.END_UNKNOWN: f"it is gone, but whether cancelled or executed is not known: see the {kind.fills}",
        Reason.EXECUTED: kind.execution,
        Reason.LISTED_ELSEWHERE: f"the exchange lists it under {facts.listed_under}, but it is on "
        f"{facts.last.place if facts.last else ''}: cancel it by its {kind.key_noun} if it should be cancelled",
        Reason.NOT_APPLIED: f"its {request} was not applied{known}{maybe_open}",
        Reason.NOT_CONFIRMED: "one query did not show it, but no second query confirmed that "
        f"{result.policy.confirm_delay:g} s later: it may be open",
        Reason.NOT_EXTENDED: "its extension was acknowledged, but no query shows the later expiry",
        Reason.NOT_FOUND: f"the exchange shows no such order: check the {kind.key_noun}",
        Reason.NOT_READ: "its state could not be read",
        Reason.NOT_SENT: "no request was sent",
        Reason.NOT_SHOWN: "its creation was acknowledged, but no query shows it",
        Reason.QUERY_REFUSED: f"the query for it was refused ({refusal}): check the {kind.key_noun}",
        Reason.REFUSED: f"its {request} was refused ({answer}){shown}. {_advice(facts)}".rstrip(". "),
        Reason.STILL_SHOWN: f"{_claim(facts, request, answer)}, but it is still shown with {status}",
        Reason.TAKEN_BY_OTHER: f"it was taken, by another account: it is not in this account's {kind.fills}",
        Reason.TAKER_UNKNOWN: f"it was taken, but whether by this account is not known: see the {kind.fills}",
        Reason.TERMS_DIFFER: "its terms differ, so nothing was sent: expected "
        f"{result.goal.expected}, found {facts.last.describe() if facts.last else 'none'}",
    }[reason]


def _advice(facts: Facts) -> str:
    return advice_on_terms(facts.verdict) if facts.action is Action.CREATE else advice_for(facts.verdict)


def _claim(facts: Facts, request: str, answer: str) -> str:
    if facts.inferred:
        return f"its {request} seems to have worked (its answer was lost, and the next try found no such order)"
    return f"its {request} was acknowledged" if facts.acknowledged else f"its {request} was refused ({answer})"


def _pairs(result: Result) -> t.Iterator[tuple[History, Decision]]:
    return zip(result.histories, result.decisions)


def _stop_text(result: Result) -> str:
    return f"{result.stop.msg} " if result.stop else ""
