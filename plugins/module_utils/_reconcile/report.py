# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task returns: entries, counts, diff and timeline. ``wording`` has the sentences."""

from __future__ import annotations

import typing as t
from collections import Counter

from .._exchange.api import Api
from .._exchange.kind import Kind, Order
from .._exchange.stops import Stop
from .decisions import UNDONE, Decision, Outcome
from .events import Answered, NotShown, QueryRefused, Shown, Skipped
from .facts import Facts
from .history import History
from .reconciler import Result
from .wording import describe_event, evidence, name, sentence


class Report:
    """The returned values of one run. ``warnings`` are for people, ``warning_codes`` are the same for programs."""

    def __init__(self, result: Result, kind: Kind, api: Api) -> None:
        self._result = result
        self._kind = kind
        self._api = api
        self.warnings: list[str] = []

    def build(self) -> dict[str, t.Any]:
        """The returned values; ``failed`` is set if the task failed."""
        result = self._result
        counts = Counter(decision.outcome for decision in result.decisions)
        failed = any(counts[outcome] for outcome in UNDONE) or not result.complete
        codes: list[dict[str, t.Any]] = []
        if failed or self._is_remarkable(counts):
            from .problems import warnings_of

            for warning in warnings_of(result, self._kind):
                self.warnings.append(warning.text)
                codes.append({"code": warning.code, "orders": [self._kind.identify(key) for key in warning.subjects]})
        return {
            "changed": any(decision.changed for decision in result.decisions),
            "failed": failed,
            "msg": self._sentence(counts, failed),
            "orders": [self._entry(*pair) for pair in zip(result.histories, result.decisions)],
            "summary": {**{outcome.value: counts[outcome] for outcome in Outcome}, "selected": len(result.decisions)},
            "complete": result.complete,
            "warning_codes": codes,
            "error": result.stop.as_result() if result.stop else None,
            "requests": self._api.requests_made(),
            "timeline": self._timeline(),
            "diff": {"before": self._diff(_before), "after": self._diff(_after)},
        }

    def _is_remarkable(self, counts: t.Mapping[Outcome | None, int]) -> bool:
        """Whether there may be something to warn of although the task succeeded."""
        result = self._result
        return bool(
            result.stop
            or result.trusted
            or result.fills_refused
            or result.unlisted
            or counts[Outcome.EXECUTED]
            or any(
                history.facts.others or history.facts.unknown or history.facts.executed_in_part
                for history in result.histories
            )
            or not all(decision.verified for decision in result.decisions if decision.outcome in _VERIFIED)
        )

    def _sentence(self, counts: t.Mapping[Outcome | None, int], failed: bool) -> str:
        if not failed:
            return sentence(self._result, self._kind, counts)
        from .problems import failure

        return failure(self._result, self._kind, counts)

    def _entry(self, history: History, decision: Decision) -> dict[str, t.Any]:
        facts = history.facts
        return {
            **self._kind.identify(history.identity),
            **self._kind.describe(facts.most_executed or facts.last),
            "outcome": t.cast(Outcome, decision.outcome).value,
            "verified": decision.verified,
            "status": facts.status,
            "before": _order(facts.before),
            "after": _order(facts.after),
            "requests_sent": facts.requests_sent,
            "evidence": evidence(history, decision, self._kind),
            "reason": decision.reason.value if decision.reason else None,
            "error": self._error(facts, decision, self._result.stop),
        }

    def _error(self, facts: Facts, decision: Decision, stop: Stop | None) -> dict[str, t.Any] | None:
        if decision.outcome not in UNDONE:
            return None
        from .problems import explain

        if decision.outcome is Outcome.NOT_ATTEMPTED and stop is not None and facts.listed_under is None:
            return stop.as_error()
        verdict = facts.query_refused or facts.verdict
        return {
            "http_status": verdict.http_status if verdict else None,
            "code": verdict.code if verdict else None,
            "msg": explain(facts, decision, self._result, self._kind),
        }

    def _diff(self, text_of: t.Callable[[Facts, Decision], str]) -> str:
        return "".join(
            f"{name([history.identity], self._kind)}: {text_of(history.facts, decision)}\n"
            for history, decision in zip(self._result.histories, self._result.decisions)
        )

    def _timeline(self) -> list[dict[str, t.Any]]:
        """The events in order; ``time`` is in ms by the exchange's clock, if it was measured.

        What one answer showed alike of several orders is one event: a thousand orders are two lines of a listing.
        """
        found: dict[tuple[t.Any, ...], dict[str, t.Any]] = {}

        def note(at: float, kind: str, fact: str, order: str | None = None, **more: t.Any) -> None:
            event = found.setdefault(
                (at, kind, fact, *more.values()), {"kind": kind, "orders": [], "fact": fact, **more}
            )
            if order is not None:
                event["orders"].append(order)

        for wait in self._api.gate.waits:
            note(wait.at, "wait", wait.reason, seconds=wait.seconds)
        for at in self._result.fills_read_at:
            note(at, self._kind.fills_code, f"{self._kind.fills} read")
        for history in self._result.histories:
            order = self._kind.name(history.identity)
            last = None
            for event in history.events:
                if isinstance(event, (Shown, NotShown, QueryRefused, Skipped)):
                    fact = describe_event(event)
                    if fact != last:
                        note(event.at, "query", fact, order)
                    last = fact
                elif isinstance(event, Answered) and event.sent:
                    effect = {"effect": event.verdict.effect.name.lower()} if event.verdict else {}
                    note(event.at, event.action.value, describe_event(event), order, **effect)
        moments = sorted(found.items(), key=lambda item: item[0][0])
        return [{"time": self._api.clock.at(moment[0]), **event} for moment, event in moments]


# Outcomes of a change, which queries verify unless something prevents that.
_VERIFIED = frozenset((Outcome.CANCELLED, Outcome.CREATED, Outcome.EXTENDED, Outcome.ACCEPTED))


def _order(order: Order | None) -> dict[str, t.Any] | None:
    return order.as_result() if order is not None else None


def _before(facts: Facts, decision: Decision) -> str:
    if facts.before is not None:
        return facts.before.status or "no status"
    return "absent" if facts.observed else "unknown"


def _after(facts: Facts, decision: Decision) -> str:
    shown = facts.after.status if facts.after else None
    if decision.outcome in (Outcome.CANCELLED, Outcome.WOULD_CANCEL):
        return shown if shown and facts.after and facts.after.cancelled else "CANCELLED"
    if decision.outcome in (Outcome.CREATED, Outcome.WOULD_CREATE, Outcome.ACCEPTED, Outcome.WOULD_ACCEPT):
        return {Outcome.CREATED: "RECEIVED", Outcome.WOULD_CREATE: "RECEIVED"}.get(decision.outcome, "ACCEPTED")
    if decision.outcome in (Outcome.EXTENDED, Outcome.WOULD_EXTEND):
        return f"{shown or 'RECEIVED'}, expires later"
    if decision.outcome is Outcome.EXECUTED:
        return shown if shown and facts.after and facts.after.executed else "EXECUTED"
    if decision.outcome is Outcome.ABSENT:
        return shown or "absent"
    return shown or "unknown"
