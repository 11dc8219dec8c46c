# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The goals as tables: what happened, what is wanted next, and the outcome if nothing more can be done.

Every event takes a second. Policies have 5 s to verify and 2 s between a query that shows nothing and its confirmation.
"""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.kind import Action
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.decisions import Outcome, Policy, Reason
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goal import Goal
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goals.absent import Absent
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goals.accepted import Accepted
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.goals.present import Present
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.history import derive

from .story import order, summarize, tell

USUAL = Policy(verify_timeout=5, confirm_delay=2)
CHECK = USUAL._replace(check_mode=True)
LIMITED = USUAL._replace(limited=True)
BLIND = USUAL._replace(fills_readable=False)
TRUSTING = USUAL._replace(verify_timeout=0)
HASTY = USUAL._replace(confirm_delay=0)

SAME = "the same"
Row = tuple[str, str, str]

# What happened, what is wanted or decided, and the outcome if the task has to stop there.
ABSENT: dict[Policy, list[Row]] = {
    USUAL: [
        ("", "query", "not_attempted: not_read"),
        ("elsewhere; open", "not_attempted: listed_elsewhere", SAME),
        ("query refused", "failed: query_refused", SAME),
        # Not open when the run started.
        ("cancelled", "absent", SAME),
        ("expired", "absent", SAME),
        ("taken", "executed", SAME),
        ("missing", "query", "not_attempted: not_confirmed"),
        ("missing; missing", "query", "not_attempted: not_confirmed"),
        ("missing; wait 2; missing", "absent", SAME),
        ("missing; open", "cancel", "not_attempted: not_sent"),
        ("missing; open; missing", "query", "not_attempted: not_confirmed"),
        # Open, and cancelled.
        ("open", "cancel", "not_attempted: not_sent"),
        ("odd", "cancel", "not_attempted: not_sent"),
        ("open; acked", "query", "cancelled (unverified)"),
        ("open; acked; missing", "fills", "cancelled (unverified)"),
        ("open; acked; missing; no fill", "cancelled", SAME),
        ("open; acked; no fill; missing", "cancelled", SAME),
        ("open; acked; missing; fill", "executed", SAME),
        ("open; acked; cancelled; no fill", "cancelled", SAME),
        ("open; acked; cancelled; missing; no fill", "cancelled", SAME),
        ("open; acked; expired; no fill", "absent", SAME),
        ("open; acked; taken", "executed", SAME),
        ("open; acked; query refused", "fills", "cancelled (unverified)"),
        ("open; acked; query refused; no fill", "cancelled (unverified)", SAME),
        ("open; acked; query refused; fill", "executed", SAME),
        # Gone without a request.
        ("open; missing; wait 2; missing", "fills", "failed: end_unknown"),
        ("open; missing; wait 2; missing; no fill", "absent", SAME),
        ("open; missing; wait 2; missing; fill", "executed", SAME),
        ("open; cancelled", "fills", "absent"),
        # Acknowledged, and queries lag.
        ("open; acked; open", "query", "failed: still_shown"),
        ("open; acked; open; missing", "fills", "cancelled (unverified)"),
        ("open; acked; open; wait 5; open", "fills", "failed: still_shown"),
        ("open; acked; open; wait 5; open; no fill", "failed: still_shown", SAME),
        ("open; acked; open; wait 5; open; fill", "executed", SAME),
        ("odd; acked; odd; wait 5; odd; no fill", "failed: still_shown", SAME),
        ("open; acked; missing; wait 9; open", "query", "failed: still_shown"),
        ("open; acked; missing; no fill; open; missing", "fills", "cancelled (unverified)"),
        # The answer was lost.
        ("open; sending", "cancel", "failed: effect_unknown"),
        ("open; lost", "cancel", "failed: effect_unknown"),
        ("open; lost; open", "cancel", "failed: effect_unknown"),
        ("open; lost; missing", "query", "failed: not_confirmed"),
        ("open; lost; missing; wait 2; missing", "fills", "failed: end_unknown"),
        ("open; lost; missing; wait 2; missing; no fill", "cancelled", SAME),
        ("open; lost; missing; wait 2; missing; fill", "executed", SAME),
        ("open; lost; cancelled", "fills", "cancelled (unverified)"),
        ("open; lost; cancelled; no fill", "cancelled", SAME),
        ("open; lost; expired; no fill", "absent", SAME),
        ("open; lost; query refused; no fill", "failed: effect_unknown", SAME),
        ("open; lost; open; no order", "query", "cancelled (unverified)"),
        ("open; lost; open; no order; missing; no fill", "cancelled", SAME),
        ("open; lost; open; no order; open; wait 5; open; no fill", "failed: still_shown", SAME),
        ("open; lost; open; refused; open; no fill", "failed: refused", SAME),
        ("open; lost; missing; open", "cancel", "failed: effect_unknown"),
        # Refused.
        ("open; no order", "query", "failed: refused"),
        ("open; no order; open", "query", "failed: still_shown"),
        ("open; no order; open; wait 5; open; no fill", "failed: still_shown", SAME),
        ("open; no order; missing", "query", "failed: not_confirmed"),
        ("open; no order; missing; wait 2; missing; no fill", "absent", SAME),
        ("open; no order; missing; wait 2; missing; fill", "executed", SAME),
        ("open; no order; cancelled; no fill", "absent", SAME),
        ("open; refused", "query", "failed: refused"),
        ("open; refused; open", "fills", "failed: refused"),
        ("open; refused; open; no fill", "failed: refused", SAME),
        ("open; refused; open; fill", "executed", SAME),
        ("open; refused; missing; wait 2; missing; no fill", "absent", SAME),
        # Not applied, and the task had to stop.
        ("open; held up", "cancel", "failed: not_applied"),
        ("open; not sent", "cancel", "not_attempted: not_sent"),
    ],
    CHECK: [
        ("open", "would_cancel", SAME),
        ("missing", "query", "not_attempted: not_confirmed"),
        ("missing; wait 2; missing", "absent", SAME),
        ("taken", "executed", SAME),
    ],
    LIMITED._replace(check_mode=True): [("open", "not_attempted: not_sent", SAME)],
    BLIND: [
        ("open; acked; missing", "cancelled", SAME),
        ("open; lost; missing; wait 2; missing", "cancelled", SAME),
        ("open; missing; wait 2; missing", "absent", SAME),
        ("open; acked; open; wait 5; open", "failed: still_shown", SAME),
    ],
    TRUSTING: [
        ("open; acked", "fills", "cancelled (unverified)"),
        ("open; acked; no fill", "cancelled (unverified)", SAME),
        ("open; acked; fill", "executed", SAME),
        ("open; acked; open; no fill", "cancelled (unverified)", SAME),
        ("open; acked; no fill; missing", "cancelled", SAME),
        ("open; acked; taken", "executed", SAME),
        ("open; lost", "cancel", "failed: effect_unknown"),
        ("open; lost; open; no order; no fill", "cancelled (unverified)", SAME),
        ("open; no order; open; no fill", "failed: still_shown", SAME),
    ],
    HASTY: [
        ("missing", "absent", SAME),
        ("open; lost; missing; no fill", "cancelled", SAME),
        ("open; no order; missing; no fill", "absent", SAME),
    ],
}

CREATE: dict[Policy, list[Row]] = {
    USUAL: [
        ("", "query", "not_attempted: not_read"),
        ("query refused", "failed: query_refused", SAME),
        ("open", "present", SAME),
        ("wait 660; open", "present", SAME),  # its expiry has passed: nothing is extended unless that was asked for
        ("missing", "create", "not_attempted: not_sent"),
        ("missing; not sent", "create", "not_attempted: not_sent"),
        ("missing; not sent; open", "present", SAME),
        # Acknowledged.
        ("missing; acked", "query", "created (unverified)"),
        ("missing; acked; open", "created", SAME),
        ("missing; acked; query refused", "created (unverified)", SAME),
        ("missing; acked; missing", "query", "failed: not_shown (changed)"),
        ("missing; acked; missing; open", "created", SAME),
        ("missing; acked; wait 5; missing", "fills", "failed: not_shown (changed)"),
        ("missing; acked; wait 5; missing; no fill", "failed: not_shown (changed)", SAME),
        ("missing; acked; wait 5; missing; fill", "failed: executed (changed)", SAME),
        ("missing; acked; taken", "failed: executed (changed)", SAME),
        ("missing; acked; expired", "failed: ended (changed)", SAME),
        # Refused: never sent again.
        ("missing; refused", "failed: refused", SAME),
        ("missing; no order", "failed: refused", SAME),
        ("missing; held up", "create", "failed: not_applied"),
        ("missing; held up; open", "present", SAME),
        # Lost: what queries show before the request is too old to be accepted proves nothing.
        ("missing; sending", "failed: creation_unknown", SAME),
        ("missing; lost", "query", "failed: creation_unknown"),
        ("missing; lost; open", "created", SAME),
        ("missing; lost; query refused", "failed: creation_unknown", SAME),
        ("missing; lost; missing; wait 2; missing", "query", "failed: creation_unknown"),
        ("missing; lost; missing; wait 5; missing", "query", "failed: creation_unknown"),
        ("missing; lost; wait 5; missing; wait 2; missing", "fills", "failed: creation_unknown"),
        ("missing; lost; wait 5; missing; wait 2; missing; no fill", "create", "failed: not_applied"),
        ("missing; lost; wait 5; missing; wait 2; missing; fill", "failed: executed (changed)", SAME),
        ("missing; lost; wait 5; missing; wait 2; open", "created", SAME),
        # Sent again, after which all of it begins anew.
        ("missing; lost; wait 5; missing; wait 2; missing; no fill; acked; open", "created", SAME),
        ("missing; lost; wait 5; missing; wait 2; missing; no fill; lost", "query", "failed: creation_unknown"),
        (
            "missing; lost; wait 5; missing; wait 2; missing; no fill; lost; missing",
            "query",
            "failed: creation_unknown",
        ),
        ("missing; lost; wait 5; missing; wait 2; missing; no fill; refused", "failed: refused", SAME),
    ],
    CHECK: [("missing", "would_create", SAME), ("open", "present", SAME)],
    LIMITED: [("missing", "not_attempted: not_sent", SAME)],
    BLIND: [
        ("missing; lost; wait 5; missing; wait 2; missing", "failed: creation_unknown", SAME),
        ("missing; acked; wait 5; missing", "failed: not_shown (changed)", SAME),
    ],
    TRUSTING: [
        ("missing; acked", "created (unverified)", SAME),
        ("missing; acked; missing", "created (unverified)", SAME),
    ],
    HASTY: [
        ("missing; lost; wait 5; missing", "fills", "failed: creation_unknown"),
        ("missing; lost; wait 5; missing; no fill", "create", "failed: not_applied"),
    ],
}

# An order that is given by its key, with 20 minutes to live.
EXTEND: dict[Policy, list[Row]] = {
    USUAL: [
        ("", "query", "not_attempted: not_read"),
        ("query refused", "failed: query_refused", SAME),
        ("open 25", "present", SAME),
        ("unsure 25", "present", SAME),
        ("unsure 20", "query", "not_attempted: not_sent"),
        ("unsure 20; open 19", "extend", "not_attempted: not_sent"),
        ("unsure 20; open 20", "present", SAME),
        ("open 5", "extend", "not_attempted: not_sent"),
        ("open 5; sending", "extend", "failed: effect_unknown"),
        ("open 5; not sent", "extend", "not_attempted: not_sent"),
        ("open 5; held up", "extend", "failed: not_applied"),
        ("open 5; acked", "query", "extended (unverified)"),
        ("open 5; acked; query refused", "extended (unverified)", SAME),
        ("open 5; acked; extended", "extended", SAME),
        ("open; acked; open", "query", "failed: not_extended (changed)"),
        ("open; acked; wait 5; open", "failed: not_extended (changed)", SAME),
        ("open; acked; missing; wait 2; missing", "fills", "failed: ended (changed)"),
        ("open; lost", "extend", "failed: effect_unknown"),
        ("open; lost; extended", "extended", SAME),
        ("open; lost; query refused", "failed: effect_unknown", SAME),
        ("open; refused", "query", "failed: refused"),
        ("open; refused; open", "failed: refused", SAME),
        ("open; refused; extended", "present", SAME),
        ("open; no order; missing", "query", "failed: not_confirmed"),
        ("open; no order; missing; wait 2; missing", "fills", "failed: ended"),
        ("open; no order; missing; wait 2; missing; fill", "failed: executed", SAME),
        ("open; no order; expired; no fill", "failed: ended", SAME),
        # Gone: it can't be created again, because the exchange gives the keys.
        ("missing", "query", "not_attempted: not_confirmed"),
        ("missing; wait 2; missing", "failed: not_found", SAME),
        ("expired", "failed: ended", SAME),
        ("cancelled", "failed: ended", SAME),
        ("taken", "failed: executed", SAME),
    ],
    CHECK: [("open 5", "would_extend", SAME), ("open 25", "present", SAME), ("expired", "failed: ended", SAME)],
    LIMITED: [("open 5", "not_attempted: not_sent", SAME), ("open 25", "present", SAME)],
    TRUSTING: [("open 5; acked", "extended (unverified)", SAME)],
    HASTY: [("missing", "failed: not_found", SAME)],
}

ACCEPT: dict[Policy, list[Row]] = {
    USUAL: [
        ("", "query", "not_attempted: not_read"),
        ("query refused", "failed: query_refused", SAME),
        ("differs", "failed: terms_differ", SAME),
        ("open", "accept", "not_attempted: not_sent"),
        ("open; not sent", "accept", "not_attempted: not_sent"),
        # Taken or ended before.
        ("missing", "query", "not_attempted: not_confirmed"),
        ("missing; wait 2; missing", "fills", "failed: not_found"),
        ("missing; wait 2; missing; no fill", "failed: not_found", SAME),
        ("missing; wait 2; missing; fill", "already_accepted", SAME),
        ("taken", "fills", "failed: taker_unknown"),
        ("taken; fill", "already_accepted", SAME),
        ("taken; no fill", "fills", "failed: taker_unknown"),
        ("taken; no fill; wait 5; fill", "already_accepted", SAME),
        ("taken; no fill; wait 5; no fill", "failed: taken_by_other", SAME),
        ("expired; no fill", "failed: ended", SAME),
        # Acknowledged: the account's own trade proves it.
        ("open; acked", "query", "accepted (unverified)"),
        ("open; acked; taken", "fills", "accepted (unverified)"),
        ("open; acked; taken; fill", "accepted", SAME),
        ("open; acked; fill", "accepted", SAME),
        ("open; acked; taken; no fill", "query", "accepted (unverified)"),
        ("open; acked; wait 5; taken; no fill", "accepted (unverified)", SAME),
        ("open; acked; open; no fill", "query", "failed: still_shown (changed)"),
        ("open; acked; wait 5; open; no fill", "failed: still_shown (changed)", SAME),
        ("open; acked; expired; no fill", "query", "failed: ended (changed)"),
        ("open; acked; wait 5; expired; no fill", "failed: ended (changed)", SAME),
        ("open; acked; query refused", "fills", "accepted (unverified)"),
        ("open; acked; query refused; no fill", "accepted (unverified)", SAME),
        # Refused: another account was first, or it may not be accepted.
        ("open; refused; open; no fill", "failed: refused", SAME),
        ("open; no order; open; no fill", "query", "failed: refused"),
        ("open; no order; wait 5; open; no fill", "failed: refused", SAME),
        ("open; no order; taken; no fill", "fills", "failed: taker_unknown"),
        ("open; no order; taken; no fill; wait 5; no fill", "failed: taken_by_other", SAME),
        ("open; no order; missing; no fill", "failed: refused", SAME),
        # Lost: queries and trades decide, for as long as they may lag.
        ("open; sending", "fills", "failed: effect_unknown"),
        ("open; lost", "query", "failed: effect_unknown"),
        ("open; lost; open", "fills", "failed: effect_unknown"),
        ("open; lost; open; no fill", "accept", "failed: effect_unknown"),
        ("open; lost; taken; no fill", "query", "failed: effect_unknown"),
        ("open; lost; taken; fill", "accepted", SAME),
        ("open; lost; wait 5; taken; no fill", "fills", "failed: taker_unknown"),
        ("open; lost; taken; wait 5; taken; no fill", "failed: taken_by_other", SAME),
        ("open; lost; wait 5; missing; no fill", "failed: ended", SAME),
        ("open; lost; open; no fill; refused; open; no fill", "query", "failed: effect_unknown"),
        ("open; lost; open; no fill; refused; wait 5; open; no fill", "failed: refused", SAME),
        ("open; held up; open; no fill", "accept", "failed: not_applied"),
    ],
    CHECK: [
        ("open", "would_accept", SAME),
        ("differs", "failed: terms_differ", SAME),
        ("taken; fill", "already_accepted", SAME),
    ],
    LIMITED: [("open", "not_attempted: not_sent", SAME)],
    BLIND: [
        ("taken", "failed: taker_unknown", SAME),
        ("open; acked; taken", "accepted (unverified)", SAME),
        ("open; lost; taken", "failed: effect_unknown", SAME),
    ],
    TRUSTING: [("open; acked; open; no fill", "accepted (unverified)", SAME)],
    HASTY: [("missing", "fills", "failed: not_found")],
}

GOALS: list[tuple[Goal, Action, dict[Policy, list[Row]]]] = [
    (Absent(), Action.CANCEL, ABSENT),
    (Present(by_terms=True, min_lifetime=0), Action.CREATE, CREATE),
    (Present(by_terms=False, min_lifetime=1200), Action.EXTEND, EXTEND),
    (Accepted(lambda shown: shown.legs == order().legs, "those of the test"), Action.ACCEPT, ACCEPT),
]
NAMES = {USUAL: "", CHECK: "check", BLIND: "no trades", TRUSTING: "no verification", HASTY: "no confirmation"}
ROWS = [
    pytest.param(goal, action, policy, row, id=f"{action.value}-{NAMES.get(policy, 'limited')}-{row[0]}")
    for goal, action, table in GOALS
    for policy, rows in table.items()
    for row in rows
]


@pytest.mark.parametrize(("goal", "action", "policy", "row"), ROWS)
def test_a_goal_decides(goal: Goal, action: Action, policy: Policy, row: Row) -> None:
    happened, meanwhile, at_the_end = row
    facts = derive(tell(happened, action).events)
    assert summarize(goal.decide(facts, policy)) == meanwhile
    assert summarize(goal.decide(facts, policy, final=True)) == (meanwhile if at_the_end == SAME else at_the_end)


def test_the_tables_reach_every_outcome_and_every_reason() -> None:
    cells = {
        cell.split(" (")[0] for _g, _a, table in GOALS for rows in table.values() for row in rows for cell in row[1:]
    }
    outcomes, reasons = ({part for cell in cells for part in cell.split(": ")[at : at + 1]} for at in (0, 1))
    assert {outcome.value for outcome in Outcome} <= outcomes
    assert {reason.value for reason in Reason} == reasons


@pytest.mark.parametrize(
    ("goal", "action", "happened", "not_before"),
    [
        (Absent(), Action.CANCEL, "missing", 0.25 + 2),
        (Absent(), Action.CANCEL, "missing; missing", 0.25 + 2),
        (Absent(), Action.CANCEL, "open; lost; missing", 2.25 + 2),
        (Present(False, 0), Action.EXTEND, "missing", 0.25 + 2),
        (Present(True, 0), Action.CREATE, "missing; lost; wait 5; missing", 7.25 + 2),
    ],
)
def test_a_query_confirms_after_the_delay(goal: Goal, action: Action, happened: str, not_before: float) -> None:
    assert goal.decide(derive(tell(happened, action).events), USUAL).not_before == not_before


@pytest.mark.parametrize(
    ("goal", "action", "happened", "no_later"),
    [
        (Absent(), Action.CANCEL, "open; acked", 1.25 + 5),
        (Absent(), Action.CANCEL, "open; acked; open", 1.25 + 5),
        (Absent(), Action.CANCEL, "open; no order; open", 1.25 + 5),
        # It reappeared: from then on.
        (Absent(), Action.CANCEL, "open; acked; missing; wait 9; open", 12 + 5),
        (Present(True, 0), Action.CREATE, "missing; acked; missing", 1.25 + 5),
        (Present(False, 1200), Action.EXTEND, "open; acked; open", 1.25 + 5),
    ],
)
def test_a_query_verifies_until_the_timeout(goal: Goal, action: Action, happened: str, no_later: float) -> None:
    assert goal.decide(derive(tell(happened, action).events), USUAL).no_later == no_later


def test_after_a_lost_create_the_exchange_s_clock_says_when_a_query_is_of_use() -> None:
    decision = Present(True, 0).decide(derive(tell("missing; lost; missing", Action.CREATE).events), USUAL)
    assert decision.not_before_ms is not None
    assert decision.not_before_ms > 1000 + 5000
