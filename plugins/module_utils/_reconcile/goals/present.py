# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal ``present``: the order is open, and will be for a while."""

from __future__ import annotations

import typing as t

from ..._exchange.kind import Action
from ..decisions import Decision, Outcome, Policy, Reason, Want, change, decided, failed, not_attempted
from ..facts import Facts

# How far the exchange's clock may be ahead of the one that this host assumes, if it was not measured precisely.
_CLOCK_MARGIN_MS = 100

_FILLS = Decision(want=Want.FILLS)
_QUERY = Decision(want=Want.QUERY)


class Present:
    """Creates an order by its terms, at most once, and extends one that would expire too soon."""

    actions: t.Sequence[Action] = (Action.CREATE, Action.EXTEND)
    expected = ""
    fills_of_unseen = False

    def __init__(self, by_terms: bool, min_lifetime: float) -> None:
        # An order without a key is found by its terms, which an earlier one may have had.
        self.fills_margin_ms: int | None = None if by_terms else 60000
        self._by_terms = by_terms
        self._min_lifetime_ms = min_lifetime * 1000

    def concerns(self, facts: Facts) -> bool:
        """Whether the order counts against ``max_orders``."""
        if facts.open:
            return facts.requests_sent > 0 or not self._lives_long(facts)
        return facts.requests_sent > 0 or (facts.observed and self._by_terms and not facts.seen_open)

    def decide(self, facts: Facts, policy: Policy, final: bool = False) -> Decision:
        """The next step. ``final``: no further query or request will come, so there must be an outcome."""
        if facts.query_refused is not None and not facts.requests_sent:
            return failed(Reason.QUERY_REFUSED)
        if not facts.observed:
            return not_attempted(Reason.NOT_READ) if final else _QUERY
        final = final or facts.query_refused is not None
        if Action.CREATE in (facts.action, facts.pending):
            return self._created(facts, policy, final)
        if facts.open:
            return self._open(facts, policy, final)
        if self._by_terms and not facts.seen_open:
            return self._create(policy, final)
        return self._ended(facts, policy, final)

    def fills_with_query(self, facts: Facts) -> bool:
        return False

    def _lives_long(self, facts: Facts, lead_ms: int = 0) -> bool:
        """Whether enough was left when it was shown, even if the exchange's clock is so far ahead."""
        if not self._min_lifetime_ms:
            return True
        expire_time = facts.last.expire_time if facts.last else None
        return expire_time is not None and expire_time - facts.shown_ms - lead_ms >= self._min_lifetime_ms

    def _create(self, policy: Policy, final: bool) -> Decision:
        if policy.limited:
            return not_attempted(Reason.NOT_SENT)
        if policy.check_mode:
            return decided(Outcome.WOULD_CREATE)
        return not_attempted(Reason.NOT_SENT) if final else change(Action.CREATE)

    def _created(self, facts: Facts, policy: Policy, final: bool) -> Decision:
        """A create was sent. Queries decide whether there is such an order now."""
        sent = facts.acknowledged or facts.unknown
        if facts.open:
            return decided(Outcome.CREATED if sent else Outcome.PRESENT, verified=True)
        if sent and facts.ended:
            return self._ended(facts, policy, final)
        if facts.acknowledged:
            return self._unseen(facts, policy, final)
        if not facts.unknown:
            if facts.refusal is not None:
                return failed(Reason.REFUSED)
            if final:
                return failed(Reason.NOT_APPLIED) if facts.requests_sent else not_attempted(Reason.NOT_SENT)
            return change(Action.CREATE)
        if facts.in_fills:
            return failed(Reason.EXECUTED, changed=True)
        return self._lost(facts, policy, final)

    def _lost(self, facts: Facts, policy: Policy, final: bool) -> Decision:
        """The answer to a create was lost, and no query has shown such an order."""
        absent = facts.pending is None and facts.is_lost_for_good(policy.confirm_delay)
        if absent and facts.named is not None:
            return failed(Reason.CREATION_UNKNOWN)  # something was created
        if absent and facts.fills_started >= facts.late_absent_started:
            # It was not created, and can no longer be.
            if facts.refusal is not None:
                return failed(Reason.REFUSED)
            return failed(Reason.NOT_APPLIED) if final else change(Action.CREATE)
        # One that was executed at once is not shown either.
        if final or facts.pending is not None or (absent and not policy.fills_readable):
            return failed(Reason.CREATION_UNKNOWN)
        if absent:
            return _FILLS
        if facts.late_absent_at is not None:
            return Decision(want=Want.QUERY, not_before=facts.late_absent_at + policy.confirm_delay)
        return Decision(want=Want.QUERY, not_before_ms=facts.valid_until_ms + _CLOCK_MARGIN_MS)

    def _unseen(self, facts: Facts, policy: Policy, final: bool) -> Decision:
        """Its creation was acknowledged, and no query has shown it yet."""
        answered_at = t.cast(float, facts.acknowledged_at)
        if facts.executed or facts.in_fills:
            return failed(Reason.EXECUTED, changed=True)
        if not policy.verify_timeout or (final and facts.absent_started < answered_at):
            return decided(Outcome.CREATED)
        if final or facts.absent_started >= answered_at + policy.verify_timeout:
            if not final and policy.fills_readable and facts.fills_started < facts.absent_started:
                return _FILLS
            return failed(Reason.NOT_SHOWN, changed=True)
        return Decision(want=Want.QUERY, no_later=answered_at + policy.verify_timeout)

    def _open(self, facts: Facts, policy: Policy, final: bool) -> Decision:
        if not facts.requests_sent and facts.pending is None:
            if self._lives_long(facts, facts.lead_ms):
                return decided(Outcome.PRESENT, verified=True)
            if self._lives_long(facts) and not final:
                return Decision(want=Want.QUERY, not_before_ms=facts.shown_ms)  # with a clock that is measured
            if policy.limited:
                return not_attempted(Reason.NOT_SENT)
            if policy.check_mode:
                return decided(Outcome.WOULD_EXTEND)
            return not_attempted(Reason.NOT_SENT) if final else change(Action.EXTEND)
        if _is_extended(facts):
            if facts.acknowledged or facts.unknown:
                return decided(Outcome.EXTENDED, verified=True)
            if self._lives_long(facts):
                return decided(Outcome.PRESENT, verified=True)  # another program has extended it
        if facts.acknowledged:
            return _not_moved_yet(facts, policy, final)
        if facts.refusal is not None and (final or facts.open_after_refusal):
            return failed(Reason.REFUSED)
        if final:
            return failed(Reason.EFFECT_UNKNOWN if facts.unknown else Reason.NOT_APPLIED)
        return _QUERY if facts.refusal is not None else change(Action.EXTEND)

    def _ended(self, facts: Facts, policy: Policy, final: bool) -> Decision:
        """It is not open, and an order that was given by its key can't be created again."""
        if facts.executed or facts.in_fills:
            return failed(Reason.EXECUTED, changed=facts.changed)
        if not facts.ended and not facts.is_confirmed(policy.confirm_delay):
            if not final:
                return Decision(want=Want.QUERY, not_before=(facts.absent_at or 0.0) + policy.confirm_delay)
            return failed(Reason.NOT_CONFIRMED) if facts.requests_sent else not_attempted(Reason.NOT_CONFIRMED)
        read = facts.gone_at is not None and facts.fills_started >= facts.gone_at
        if facts.seen_open and policy.fills_readable and not read and not final:
            return _FILLS
        return failed(Reason.ENDED if facts.last else Reason.NOT_FOUND, changed=facts.changed)


def _is_extended(facts: Facts) -> bool:
    """Whether the last query shows a later expiry than those before the request."""
    if facts.open_before is None or facts.last is None or facts.open_started < facts.answer_at:
        return False
    before, now = facts.open_before.expire_time, facts.last.expire_time
    return now is not None and (before is None or now > before)


def _not_moved_yet(facts: Facts, policy: Policy, final: bool) -> Decision:
    """Its extension was acknowledged, and no query has shown the later expiry yet."""
    answered_at = t.cast(float, facts.acknowledged_at)
    if not policy.verify_timeout or (final and facts.open_started < answered_at):
        return decided(Outcome.EXTENDED)
    if final or facts.open_started >= answered_at + policy.verify_timeout:
        return failed(Reason.NOT_EXTENDED, changed=True)
    return Decision(want=Want.QUERY, no_later=answered_at + policy.verify_timeout)
