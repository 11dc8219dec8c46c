# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal ``accepted``: this account took the order, as the counterparty."""

from __future__ import annotations

import typing as t

from ..._exchange.kind import Action
from ..._exchange.verdict import Verdict
from ..decisions import Decision, Outcome, Policy, Reason, Want, change, decided, failed, not_attempted
from ..facts import Facts

_FILLS = Decision(want=Want.FILLS)
_QUERY = Decision(want=Want.QUERY)


class Accepted:
    """Accepts an open order if its terms are those that are expected. Only the account's own fills prove it."""

    actions: t.Sequence[Action] = (Action.ACCEPT,)
    # An order lives for 30 minutes after its last extension, so an earlier acceptance can be long ago. The exchange may
    # limit the time range to a day.
    fills_margin_ms: int | None = 23 * 3600 * 1000
    fills_of_unseen = True

    def __init__(self, is_expected: t.Callable[[t.Any], bool], expected: str) -> None:
        self._is_expected = is_expected
        self.expected = expected

    def concerns(self, facts: Facts) -> bool:
        """Whether the order counts against ``max_orders``."""
        return facts.requests_sent > 0 or (facts.open and self._is_expected(facts.last))

    def decide(self, facts: Facts, policy: Policy, final: bool = False) -> Decision:
        """The next step. ``final``: no further query or request will come, so there must be an outcome."""
        if facts.in_fills:
            mine = facts.acknowledged or facts.unknown
            return decided(Outcome.ACCEPTED if mine else Outcome.ALREADY_ACCEPTED, verified=True)
        if facts.query_refused is not None and not facts.requests_sent:
            return failed(Reason.QUERY_REFUSED)
        if not facts.observed:
            return not_attempted(Reason.NOT_READ) if final else _QUERY
        if facts.requests_sent or facts.pending is not None:
            return self._requested(facts, policy, final)
        if facts.open:
            return self._open(facts, policy, final)
        return _gone(facts, policy, final)

    def fills_with_query(self, facts: Facts) -> bool:
        return facts.acknowledged

    def _open(self, facts: Facts, policy: Policy, final: bool) -> Decision:
        if facts.last is not None and not self._is_expected(facts.last):
            return failed(Reason.TERMS_DIFFER)
        if policy.limited:
            return not_attempted(Reason.NOT_SENT)
        if policy.check_mode:
            return decided(Outcome.WOULD_ACCEPT)
        return not_attempted(Reason.NOT_SENT) if final else change(Action.ACCEPT)

    def _requested(self, facts: Facts, policy: Policy, final: bool) -> Decision:
        # If queries are refused, none will show how it ended, but the fills may.
        blind = facts.query_refused is not None
        if not (final or blind or facts.query_started >= facts.answer_at):
            return _QUERY
        if not final and policy.fills_readable and facts.fills_started < max(facts.query_started, facts.answer_at):
            return _FILLS
        final = final or blind
        if facts.acknowledged:
            return self._acknowledged(facts, policy, final)
        if facts.refusal is None and not facts.unknown:
            if facts.open and not final:
                return change(Action.ACCEPT)
            return failed(Reason.NOT_APPLIED) if facts.open else _ended(facts, policy, final)
        if not facts.unknown:
            return _refused(facts, policy, final)
        # The answer was lost, and what queries and fills show may lag.
        if facts.open and facts.refusal is None and not final:
            return change(Action.ACCEPT)
        last_query = facts.answer_at + policy.verify_timeout
        if not final and policy.fills_readable and facts.query_started < last_query:
            return Decision(want=Want.QUERY, no_later=last_query)
        if facts.query_started < last_query or not _fills_are_known(facts):
            return failed(Reason.EFFECT_UNKNOWN)
        if not facts.open:
            return _ended(facts, policy, final)
        return failed(Reason.REFUSED if facts.refusal else Reason.EFFECT_UNKNOWN)

    def _acknowledged(self, facts: Facts, policy: Policy, final: bool) -> Decision:
        answered_at = t.cast(float, facts.acknowledged_at)
        queried = facts.query_started >= answered_at
        if not policy.verify_timeout or (final and not queried) or (facts.executed and not policy.fills_readable):
            return decided(Outcome.ACCEPTED)
        if final or facts.query_started >= answered_at + policy.verify_timeout:
            if facts.open:
                return failed(Reason.STILL_SHOWN, changed=True)
            if facts.ended and not facts.executed:
                return failed(Reason.ENDED, changed=True)
            # Acknowledged to this account and no longer open, although its trades do not show it yet.
            return decided(Outcome.ACCEPTED)
        return Decision(want=Want.QUERY, no_later=answered_at + policy.verify_timeout)


def _gone(facts: Facts, policy: Policy, final: bool) -> Decision:
    """Nothing was sent, and it is not open: it was taken by this account, by another, or it ended otherwise."""
    if not facts.ended and not facts.is_confirmed(policy.confirm_delay):
        if final:
            return not_attempted(Reason.NOT_CONFIRMED)
        return Decision(want=Want.QUERY, not_before=(facts.absent_at or 0.0) + policy.confirm_delay)
    if not final and policy.fills_readable and facts.fills_started < (facts.gone_at or 0.0):
        return _FILLS
    return _ended(facts, policy, final)


def _fills_are_known(facts: Facts) -> bool:
    """Whether the fills were read after the last query."""
    return facts.fills_started >= facts.query_started


def _refused(facts: Facts, policy: Policy, final: bool) -> Decision:
    """Surely not applied. If the exchange says that there is no such order, queries that show it as open may lag."""
    refusal, refused_at = t.cast(Verdict, facts.refusal), t.cast(float, facts.refusal_at)
    if facts.executed:
        return _ended(facts, policy, final)
    last_query = refused_at + policy.verify_timeout
    if refusal.no_such_order and facts.open and facts.query_started < last_query and not final:
        return Decision(want=Want.QUERY, no_later=last_query)
    return failed(Reason.REFUSED)


def _ended(facts: Facts, policy: Policy, final: bool) -> Decision:
    """It is not open. If it was taken, the fills may show only later that it was by this account."""
    if not facts.executed:
        return failed(Reason.ENDED if facts.before else Reason.NOT_FOUND)
    last_reading = (facts.gone_at or 0.0) + policy.verify_timeout
    if facts.fills_started >= last_reading:
        created_ms = facts.last.create_time if facts.last else None
        # An older one may have been taken before the time from which the fills were read.
        covered = created_ms is not None and created_ms >= facts.fills_since_ms
        return failed(Reason.TAKEN_BY_OTHER if covered else Reason.TAKER_UNKNOWN)
    if final or not policy.fills_readable:
        return failed(Reason.TAKER_UNKNOWN)
    return Decision(want=Want.FILLS, no_later=last_reading)
