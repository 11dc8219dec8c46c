# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every outcome and every reason has words, and the words follow from them alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, cast

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.api import Api
from ansible_collections.marketops.binance.plugins.module_utils._exchange.block_orders import BlockOrders
from ansible_collections.marketops.binance.plugins.module_utils._exchange.kind import Action, Scope
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.decisions import (
    CHANGED,
    UNDONE,
    Decision,
    Outcome,
    Policy,
    Reason,
)
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goal import Goal
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goals.absent import Absent
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.history import History, derive
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.observer import Selection
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.problems import (
    explain,
    failure,
    warnings_of,
)
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.reconciler import Result
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.wording import describe_event, done, evidence

from .story import EVENTS, KEY, tell
from .test_goals import GOALS

KIND = BlockOrders(cast(Api, None))
ACTIONS = [Action.CANCEL, Action.CREATE, Action.EXTEND, Action.ACCEPT]


def result_of(history: History, decision: Decision, **more: Any) -> Result:
    found = {
        "goal": Absent(),
        "selection": Selection([KEY]),
        "policy": Policy(verify_timeout=30, confirm_delay=2),
        "histories": [history],
        "decisions": [decision],
        "complete": True,
        "trusted": [],
        "fills_refused": None,
        "fills_read_at": [],
        "unlisted": [],
        "stop": None,
    }
    return Result(**cast(Any, {**found, **more}))


def history_of(line: str, action: Action = Action.CANCEL) -> History:
    history = History(KEY)
    for event in tell(line, action).events:
        history.record(event)
    return history


def undone() -> Iterator[tuple[str, Goal, Policy, Action]]:
    """The rows of the goals' tables that end without success."""
    for goal, action, table in GOALS:
        for policy, rows in table.items():
            for line, *_cells in rows:
                if goal.decide(derive(tell(line, action).events), policy, final=True).outcome in UNDONE:
                    yield line, goal, policy, action


@pytest.mark.parametrize(("line", "goal", "policy", "action"), list(undone()))
def test_every_order_that_is_not_done_gets_a_sentence(line: str, goal: Goal, policy: Policy, action: Action) -> None:
    history = history_of(line, action)
    decision = goal.decide(history.facts, policy, final=True)
    result = result_of(history, decision, goal=goal, policy=policy)
    words = explain(history.facts, decision, result, KIND)
    assert re.match(r"[a-z].*[A-Za-z0-9)]\Z", words), "the end of a sentence"
    for hole in ("None", "()", "  "):
        assert hole not in words
    msg = failure(result, KIND, Counter())
    assert msg.startswith("NOT DONE for 1 of 1 block order (none done). ")
    assert f"{KEY}: {words}." in msg


def test_the_reasons_have_different_sentences() -> None:
    history = history_of("open; lost; open")
    decisions = [Decision(Outcome.FAILED, reason) for reason in Reason]
    sentences = {explain(history.facts, decision, result_of(history, decision), KIND) for decision in decisions}
    assert len(sentences) == len(Reason)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome not in UNDONE])
def test_every_outcome_has_words(outcome: Outcome) -> None:
    assert re.match(r"3 [a-z ]+\Z", done(Counter({outcome: 3})))


def test_outcomes_are_counted_in_one_sentence() -> None:
    assert done(Counter({Outcome.CANCELLED: 2, Outcome.ABSENT: 1, Outcome.FAILED: 4})) == "2 cancelled, 1 not open"


@pytest.mark.parametrize("word", [word for word in EVENTS if word not in ("sending", "fill", "no fill")])
@pytest.mark.parametrize("action", ACTIONS)
def test_every_event_has_words(word: str, action: Action) -> None:
    text = describe_event(tell(word, action).events[-1])
    assert re.match(r"[a-z].*\S\Z", text)
    assert "None" not in text


@pytest.mark.parametrize("outcome", sorted(CHANGED))
def test_a_change_that_is_not_verified_is_warned_about(outcome: Outcome) -> None:
    history = history_of("open; acked; missing")
    found = [
        warning.code
        for verified in (True, False)
        for warning in warnings_of(result_of(history, Decision(outcome, verified=verified)), KIND)
    ]
    planned = outcome.value.startswith("would_")
    assert found == ([] if planned else ["trades_not_read" if outcome is Outcome.CANCELLED else "not_verified"])


@pytest.mark.parametrize("check", ["executed", "reason"])
def test_an_execution_is_warned_about(check: str) -> None:
    decision = Decision(Outcome.EXECUTED) if check == "executed" else Decision(Outcome.FAILED, Reason.EXECUTED)
    (warning,) = warnings_of(result_of(history_of("open; fill"), decision), KIND)
    assert (warning.code, warning.subjects) == ("executed", [KEY])


@pytest.mark.parametrize("scope", [Scope("ETHUSDT"), Scope()])
def test_a_verdict_about_a_scope_names_it(scope: Scope) -> None:
    result = result_of(
        history_of(""), Decision(), histories=[], decisions=[], selection=Selection(None, scope), complete=False
    )
    where = "on ETHUSDT" if scope.underlying else "in the whole account"
    assert failure(result, KIND, Counter()).startswith(f"NOT CONFIRMED that no block order is open {where}")


@pytest.mark.parametrize(
    ("line", "decision", "expected"),
    [
        (
            "open; acked; cancelled; no fill",
            Decision(Outcome.CANCELLED),
            ["acknowledged", "status CANCELLED", "not in block trades"],
        ),
        ("open; acked; missing", Decision(Outcome.CANCELLED), ["acknowledged", "not listed", "block trades not read"]),
        ("open; acked; missing; fill", Decision(Outcome.EXECUTED), ["acknowledged", "not listed", "in block trades"]),
        (
            "open; no order; odd",
            Decision(Outcome.FAILED, Reason.STILL_SHOWN),
            ["no such order (-2013)", "status UNDER_WATER"],
        ),
        ("open; not sent", Decision(Outcome.NOT_ATTEMPTED, Reason.NOT_SENT), ["status RECEIVED"]),
    ],
)
def test_evidence_is_what_was_observed(line: str, decision: Decision, expected: list[str]) -> None:
    history = history_of(line)
    assert evidence(history, decision, KIND) == expected
    assert history.facts.requests_sent == derive(history.events).requests_sent
