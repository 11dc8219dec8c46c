# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whatever happens: every goal decides, and never against what was observed."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.marketops.binance.plugins.module_utils._exchange.kind import Action
from ansible_collections.marketops.binance.plugins.module_utils._exchange.verdict import Effect
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.decisions import (
    UNDONE,
    Decision,
    Outcome,
    Policy,
    Want,
)
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.events import (
    Answered,
    Event,
    FillsRead,
    NotShown,
    Shown,
)
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goal import Goal
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goals.absent import Absent
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goals.accepted import Accepted
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goals.present import Present
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.history import derive

from .story import ANSWERS, EVENTS, RECV_WINDOW_MS, happen, order, tell

GOALS: dict[str, tuple[Goal, Action]] = {
    "absent": (Absent(), Action.CANCEL),
    "created": (Present(by_terms=True, min_lifetime=0), Action.CREATE),
    "extended": (Present(by_terms=False, min_lifetime=1200), Action.EXTEND),
    "accepted": (Accepted(lambda shown: shown.legs == order().legs, "those of the test"), Action.ACCEPT),
}
POLICIES = st.builds(
    Policy,
    verify_timeout=st.sampled_from([5, 0]),
    confirm_delay=st.sampled_from([2, 0]),
    check_mode=st.booleans(),
    fills_readable=st.sampled_from([True, True, False]),
    limited=st.booleans(),
)
WORDS = st.sampled_from([*EVENTS, "open 5", "open 25", "differs", "wait 2", "wait 6"])
QUICK = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

# What can be observed where a goal wants it.
SHOWN = ["open 5", "open 25", "odd", "cancelled", "expired", "taken", "extended"]
QUERIED = st.sampled_from([*SHOWN, "missing", "missing", "missing", "query refused"])
ANSWERED = st.sampled_from(list(ANSWERS))
READ = st.sampled_from(["fill", "no fill", "no fill"])


@pytest.mark.parametrize("name", GOALS)
@QUICK
@given(words=st.lists(WORDS, max_size=12), policy=POLICIES)
def test_any_events_lead_to_a_decision(name: str, words: list[str], policy: Policy) -> None:
    goal, action = GOALS[name]
    events = tell(";".join(words), action).events
    decision, at_the_end = (goal.decide(derive(events), policy, final) for final in (False, True))
    assert (decision.outcome is None) != (decision.want is None)
    assert (decision.want is Want.CHANGE) == (decision.action is not None)
    assert at_the_end.outcome is not None
    for made in (decision, at_the_end):
        assert (made.reason is not None) == (made.outcome in UNDONE)
        assert not (made.changed and made.outcome is Outcome.NOT_ATTEMPTED)
    if decision.outcome is not None:
        assert decision == at_the_end, "what is decided stays so if nothing more happens"


class Seen(NamedTuple):
    """What a run observed, derived independently of ``history``."""

    events: list[Event]

    @property
    def last(self) -> Shown | NotShown | None:
        return next((event for event in reversed(self.events) if isinstance(event, (Shown, NotShown))), None)

    @property
    def shown_open(self) -> bool:
        return isinstance(self.last, Shown) and self.last.order.open

    @property
    def ended(self) -> bool:
        """The last status that was shown is a final one."""
        shown = [event for event in self.events if isinstance(event, Shown)]
        return bool(shown) and not shown[-1].order.open

    @property
    def executed(self) -> bool:
        return any(
            (isinstance(event, FillsRead) and event.found) or (isinstance(event, Shown) and event.order.executed)
            for event in self.events
        )

    @property
    def in_fills(self) -> bool:
        return any(isinstance(event, FillsRead) and event.found for event in self.events)

    def answers(self, *effects: Effect) -> list[Answered]:
        found = [event for event in self.events if isinstance(event, Answered) and event.sent]
        return [event for event in found if event.verdict is not None and event.verdict.effect in effects]

    def absences(self, after: float = 0.0) -> list[NotShown]:
        """The queries after that moment that did not show it, since it was shown last."""
        found: list[NotShown] = []
        for event in reversed(self.events):
            if isinstance(event, Shown):
                break
            if isinstance(event, NotShown) and event.started >= after:
                found.append(event)
        return found[::-1]

    def is_confirmed(self, delay: float, after: float = 0.0) -> bool:
        absences = self.absences(after)
        return bool(absences) and (not delay or absences[-1].started >= absences[0].at + delay)


def check(seen: Seen, decision: Decision, policy: Policy) -> None:
    """What must hold of every decision, whatever the goal."""
    outcome, want = decision.outcome, decision.want
    applied, unknown = seen.answers(Effect.APPLIED), seen.answers(Effect.UNKNOWN)
    sent = seen.answers(*Effect)
    if policy.check_mode:
        assert not sent
        assert want is not Want.CHANGE
    if outcome is Outcome.CANCELLED:
        assert not seen.executed
        assert applied or unknown
        assert not (seen.ended and seen.shown_open)
        if seen.shown_open:
            assert not decision.verified
            assert isinstance(seen.last, Shown)
            assert not policy.verify_timeout or seen.last.started < sent[-1].at
        if decision.verified:
            assert not seen.shown_open
            assert applied or seen.ended or seen.is_confirmed(policy.confirm_delay) or _denied(seen)
    if outcome is Outcome.ABSENT:
        assert not seen.executed
        assert not seen.shown_open
        assert seen.ended or seen.is_confirmed(policy.confirm_delay)
    if outcome is Outcome.EXECUTED:
        assert seen.executed
    if outcome is Outcome.PRESENT:
        assert seen.shown_open
        assert not applied
        assert not unknown
    if outcome in (Outcome.CREATED, Outcome.EXTENDED):
        assert applied or unknown
        assert not decision.verified or seen.shown_open
    if outcome is Outcome.ACCEPTED:
        assert applied or (unknown and seen.in_fills)
        assert decision.verified == seen.in_fills
    if outcome is Outcome.ALREADY_ACCEPTED:
        assert seen.in_fills
        assert not applied
        assert not unknown
    if want is Want.CHANGE:
        assert not applied, "what was acknowledged is not sent again"
        assert not seen.in_fills
        assert seen.shown_open != (decision.action is Action.CREATE)
        if decision.action is Action.CREATE and unknown:
            # Not before the lost one can no longer be accepted, and queries and trades show nothing after that.
            late = unknown[-1].at - 0.25 + RECV_WINDOW_MS / 1000
            assert seen.is_confirmed(policy.confirm_delay, after=late)
            assert isinstance(seen.events[-1], FillsRead)


def _denied(seen: Seen) -> bool:
    """After a lost answer, the next try found no such order."""
    return any(answer.verdict and answer.verdict.did_nothing for answer in seen.answers(Effect.NOT_APPLIED))


@pytest.mark.parametrize("name", GOALS)
@QUICK
@given(data=st.data(), policy=POLICIES)
def test_a_run_never_decides_against_what_it_observed(name: str, data: st.DataObject, policy: Policy) -> None:
    goal, action = GOALS[name]
    policy = policy._replace(limited=False)
    events: list[Event] = []
    now = 0.0
    for _step in range(data.draw(st.integers(1, 25))):
        decision = goal.decide(derive(events), policy)
        check(Seen(events), decision, policy)
        if decision.outcome is not None:
            break
        if decision.want is Want.QUERY:
            usual = now + 1.0 if decision.no_later is None else min(now + 1.0, decision.no_later)
            now = max(now, decision.not_before, (decision.not_before_ms or 0) / 1000, usual)
        word = data.draw({Want.QUERY: QUERIED, Want.CHANGE: ANSWERED, Want.FILLS: READ}[decision.want or Want.QUERY])
        if word == "fill" and not (events and Seen(events).answers(*Effect)) and name != "accepted":
            word = "no fill"
        events += happen(word, now, decision.action or action)
        now += 0.5
        if word == "held up":
            break  # the task had to stop
        if decision.want is Want.CHANGE and data.draw(st.booleans()):
            # The loop queries after each change, whatever is wanted.
            events += happen(data.draw(QUERIED), now, action)
            now += 0.5
    at_the_end = goal.decide(derive(events), policy, final=True)
    assert at_the_end.outcome is not None
    check(Seen(events), at_the_end, policy)
