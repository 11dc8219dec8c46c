# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goal ``absent``: the order is not open."""

from __future__ import annotations

import typing as t

from ..._exchange.kind import Action
from ..decisions import Decision, Outcome, Policy, Reason, Want, change, decided, failed, not_attempted
from ..facts import Facts

_FILLS = Decision(want=Want.FILLS)
_QUERY = Decision(want=Want.QUERY)


class Absent:
    """Cancels what is open. Decides by what queries show: an acknowledgement alone is not proof."""

    actions: t.Sequence[Action] = (Action.CANCEL,)
    expected = ""
    fills_margin_ms: int | None = 60000
    fills_of_unseen = False

    def concerns(self, facts: Facts) -> bool:
        """Whether the order counts against ``max_orders``."""
        return facts.seen_open and facts.listed_under is None

    def decide(self, facts: Facts, policy: Policy, final: bool = False) -> Decision:
        """The next step. ``final``: no further query or request will come, so there must be an outcome."""
        if facts.listed_under is not None:
            return not_attempted(Reason.LISTED_ELSEWHERE)
        if facts.executed or facts.in_fills:
            return decided(Outcome.EXECUTED, verified=True)
        if facts.query_refused is not None and not facts.requests_sent:
            return failed(Reason.QUERY_REFUSED)
        trusted = facts.acknowledged and not policy.verify_timeout and not facts.shared
        if not facts.observed:
            return not_attempted(Reason.NOT_READ) if final else _QUERY
        if facts.open and policy.check_mode:
            return not_attempted(Reason.NOT_SENT) if policy.limited else decided(Outcome.WOULD_CANCEL)
        if facts.query_refused is not None and not trusted:
            # No query will show how it ended, but the fills may.
            if _fills_may_tell(facts, policy, final):
                return _FILLS
            final = True
        if facts.open and not trusted:
            return _still_open(facts, policy, final)
        return _gone(facts, policy, final, trusted)

    def fills_with_query(self, facts: Facts) -> bool:
        """Whether to read the fills beside the next query: they will be needed, and will be recent enough."""
        return facts.acknowledged and facts.waiting_since is None


def _still_open(facts: Facts, policy: Policy, final: bool) -> Decision:
    """The last query showed it as open, perhaps before the last request."""
    answered_at = facts.answered_at
    if _is_left(facts, policy) and not final:
        return change(Action.CANCEL)
    if answered_at is None and facts.refusal is None:
        if not final:
            return change(Action.CANCEL)
        if facts.unknown:
            return failed(Reason.EFFECT_UNKNOWN)
        return failed(Reason.NOT_APPLIED) if facts.requests_sent else not_attempted(Reason.NOT_SENT)
    if answered_at is None:
        if not (final or facts.open_after_refusal):
            return _QUERY
        return _FILLS if _fills_may_tell(facts, policy, final) else failed(Reason.REFUSED)
    if facts.waiting_since is None:
        if not final:
            return Decision(want=Want.QUERY, no_later=answered_at + policy.verify_timeout)
        return decided(Outcome.CANCELLED) if facts.acknowledged else failed(Reason.REFUSED)
    last_query = facts.waiting_since + policy.verify_timeout
    if final or facts.open_started >= last_query:
        return _FILLS if _fills_may_tell(facts, policy, final) else failed(Reason.STILL_SHOWN)
    return Decision(want=Want.QUERY, no_later=last_query)


def _is_left(facts: Facts, policy: Policy) -> bool:
    """Whether a cancel of all open orders, which was acknowledged, has left this one open: a listing may lag a little.

    Such an acknowledgement is never trusted, since it was not for this order alone.
    """
    return facts.shared and facts.refusal is None and facts.open_looks >= (2 if policy.verify_timeout else 1)


def _gone(facts: Facts, policy: Policy, final: bool, trusted: bool) -> Decision:
    """The last query did not show it as open, or its acknowledgement is trusted."""
    sure = (facts.acknowledged and not facts.shared) or facts.ended
    if not sure and not facts.is_confirmed(policy.confirm_delay):
        if final:
            return failed(Reason.NOT_CONFIRMED) if facts.requests_sent else not_attempted(Reason.NOT_CONFIRMED)
        return Decision(want=Want.QUERY, not_before=(facts.absent_at or 0.0) + policy.confirm_delay)
    fills_known = facts.fills_known(trusted)
    if facts.seen_open and policy.fills_readable and not fills_known:
        gone_at = (facts.acknowledged_at if trusted else facts.gone_at) or 0.0
        last_reading = gone_at + policy.verify_timeout
        if not final and facts.end_asked < last_reading:
            return _FILLS if facts.end_asked < gone_at else Decision(want=Want.FILLS, no_later=last_reading)
        if not sure and not facts.acknowledged:
            return failed(Reason.END_UNKNOWN)
    if not (facts.seen_open and (facts.acknowledged or facts.unknown)) or (facts.ended and not _is_cancelled(facts)):
        return decided(Outcome.ABSENT, verified=True)
    return decided(Outcome.CANCELLED, verified=not facts.open and (fills_known or not policy.fills_readable))


def _fills_may_tell(facts: Facts, policy: Policy, final: bool) -> bool:
    """Whether the fills, not read since the last answer, may show an execution that no query shows."""
    return not final and policy.fills_readable and max(facts.fills_started, facts.end_asked) < facts.answer_at


def _is_cancelled(facts: Facts) -> bool:
    return facts.last is not None and facts.last.cancelled
