# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an operator has to know of a run that did not simply go well. Few runs need it: imported only there."""

from __future__ import annotations

import typing as t

from .._exchange.kind import Kind, Subject
from .decisions import UNDONE, Decision, Outcome, Policy, Reason
from .history import Facts, History
from .reconciler import Result
from .wording import done, name, scope_text, selected

_NAMED_REASONS = 5


class Warning(t.NamedTuple):
    """A warning for people, with its code and the orders that it is about for programs."""

    code: str
    text: str
    subjects: t.Sequence[Subject] = ()


def warnings_of(result: Result, kind: Kind) -> t.Iterator[Warning]:
    """What must not be overlooked, even if the task succeeded."""
    if result.fills_refused is not None:
        yield Warning(
            "trades_refused",
            f"The account's {kind.fills} could not be read ({result.fills_refused.describe()}), so an order that a "
            "counterparty took at the last moment would look like a cancelled one. Allow the key to read them, and "
            "check the position.",
        )
    for history, decision in _pairs(result):
        if decision.outcome is Outcome.EXECUTED:
            yield Warning(
                "executed",
                f"{kind.noun.capitalize()} {name([history.subject], kind)} was executed: the counterparty took it "
                f"({_execution(history.facts, kind)}). The position has changed: see the account's {kind.fills}.",
                [history.subject],
            )
    unverified = [pair for pair in _pairs(result) if pair[1].outcome is Outcome.CANCELLED and not pair[1].verified]
    not_seen = [history.subject for history, _decision in unverified if history.facts.open]
    if not_seen and result.policy.verify_timeout:
        yield Warning(
            "not_verified",
            f"Cancel of {name(not_seen, kind, None)}: acknowledged, but no query has shown since that the order is "
            f"gone. {_stop_text(result)}Rerun to see, and check the account's {kind.fills}.",
            not_seen,
        )
    not_read = [history.subject for history, _decision in unverified if not history.facts.open]
    if not_read:
        yield Warning(
            "trades_not_read",
            f"Cancel of {name(not_read, kind, None)}: the order is gone, but the task had to stop before it could "
            f"read the account's {kind.fills}. {_stop_text(result)}Check them: a rerun can't tell any more whether the "
            "order was executed.",
            not_read,
        )
    if result.trusted:
        yield Warning(
            "acknowledgements_trusted",
            f"The last listing shows {len(result.trusted)} {kind.noun}s as open whose cancel was acknowledged. With "
            "verify_timeout 0 the acknowledgement is accepted. If the listing is cut short, it may lack others for "
            "that: rerun later.",
            result.trusted,
        )


def _execution(facts: Facts, kind: Kind) -> str:
    if facts.in_fills:
        return f"in {kind.fills}"
    return f"status {facts.status}" + (", the trade is not listed yet" if facts.fills_started >= 0 else "")


def failure(result: Result, kind: Kind, counts: t.Mapping[Outcome | None, int]) -> str:
    """What a task did that failed: for which orders not, why, and what to do next."""
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
        by_reason.setdefault(explain(history.facts, decision, result.policy), []).append(history.subject)
    reasons = "; ".join(f"{name(keys, kind)}: {why}" for why, keys in list(by_reason.items())[:_NAMED_REASONS])
    more = "; for more reasons see orders" if len(by_reason) > _NAMED_REASONS else ""
    advice = "" if result.stop else " Fix the cause and rerun: only what is still open is cancelled."
    share = f"{len(undone)} of {whole} ({done(counts) or 'none done'})"
    return f"NOT DONE for {share}. {_stop_text(result)}{reasons}{more}.{advice}"


def explain(facts: Facts, decision: Decision, policy: Policy) -> str:
    """Why an order is not done, as the end of a sentence."""
    reason = decision.reason
    answer = facts.verdict.describe() if facts.verdict else ""
    if reason is Reason.STILL_SHOWN:
        return f"{_claim(facts, answer)}, but it is still shown with status {facts.status}"
    if reason is Reason.REFUSED:
        return f"its cancel was refused ({answer}), and it may still be open (status {facts.status})"
    if reason is Reason.QUERY_REFUSED:
        refusal = facts.query_refused.describe() if facts.query_refused else ""
        return f"the query for it was refused ({refusal}): check the key"
    if reason is Reason.NOT_CONFIRMED:
        return (
            f"one query did not show it, which no second one confirmed {policy.confirm_delay:g} s later: it may be open"
        )
    if reason is Reason.LISTED_ELSEWHERE:
        place = facts.last.place if facts.last else ""
        where = f"the exchange lists it under {facts.listed_under}, but it is on {place}"
        return f"{where}: cancel it by its key if it is meant"
    if reason is Reason.EFFECT_UNKNOWN:
        known = f" ({answer})" if answer else ""
        return f"whether its cancel was applied is not known{known}, and it may still be open"
    return {
        Reason.END_UNKNOWN: "it is gone, but whether cancelled or executed is not known: see the block trades",
        Reason.NOT_APPLIED: f"its cancel was not applied ({answer}), and it may still be open",
        Reason.NOT_READ: "its state could not be read",
        Reason.NOT_SENT: "no cancel was sent",
    }[t.cast(Reason, reason)]


def _claim(facts: Facts, answer: str) -> str:
    if facts.inferred:
        return "its cancel seems to have worked (its answer was lost, and the next try found no such order)"
    return "its cancel was acknowledged" if facts.acknowledged else f"its cancel was refused ({answer})"


def _pairs(result: Result) -> t.Iterator[tuple[History, Decision]]:
    return zip(result.histories, result.decisions)


def _stop_text(result: Result) -> str:
    return f"{result.stop.msg} " if result.stop else ""
