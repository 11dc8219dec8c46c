# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The facts that follow from events."""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.kind import Action
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.events import Shown
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.facts import Facts
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.history import History, derive

from .story import KEY, order, tell


def facts_of(line: str, action: Action = Action.CANCEL) -> Facts:
    return derive(tell(line, action).events)


@pytest.mark.parametrize(
    ("line", "true", "false"),
    [
        ("", "", "observed shown open seen_open ended acknowledged unknown changed executed in_fills"),
        ("missing", "observed", "shown open seen_open ended"),
        ("open", "observed shown open seen_open", "ended executed"),
        ("odd", "open seen_open", "ended"),
        ("open; missing", "seen_open", "shown open ended"),
        ("cancelled", "shown ended", "open seen_open executed"),
        ("taken; missing", "executed ended", "shown open"),
        ("open; acked", "acknowledged changed cancel_acknowledged", "unknown inferred"),
        ("open; lost", "unknown lost", "acknowledged changed"),
        ("open; sending", "unknown", "lost acknowledged changed"),
        ("open; not sent", "", "unknown acknowledged changed"),
        ("open; held up", "", "unknown acknowledged changed"),
        ("open; lost; no order", "unknown acknowledged inferred", "changed"),
        ("open; no order", "", "unknown acknowledged inferred changed"),
        ("open; lost; refused", "unknown", "acknowledged inferred"),
        ("open; fill", "in_fills", "executed"),
        ("open; fill; no fill", "in_fills", ""),
        ("open; refused; open", "open_after_refusal", ""),
        ("open; refused", "", "open_after_refusal"),
    ],
)
def test_facts(line: str, true: str, false: str) -> None:
    facts = facts_of(line)
    assert {name for name in true.split() if not getattr(facts, name)} == set()
    assert {name for name in false.split() if getattr(facts, name)} == set()


@pytest.mark.parametrize(
    ("line", "action", "may"),
    [
        ("open", Action.CANCEL, False),
        ("open; lost", Action.CANCEL, True),
        ("missing; held up", Action.CREATE, True),
        ("missing; lost; missing; missing", Action.CREATE, False),
    ],
)
def test_no_pause_comes_between_the_looks_for_a_lost_create_and_the_next_one(
    line: str, action: Action, may: bool
) -> None:
    assert facts_of(line, action).may_rest is may


@pytest.mark.parametrize("action", [Action.EXTEND, Action.ACCEPT, Action.CREATE])
def test_only_a_lost_cancel_is_explained_by_the_next_try_that_finds_no_order(action: Action) -> None:
    facts = facts_of("open; lost; no order", action)
    assert not facts.acknowledged
    assert facts.refusal is not None


@pytest.mark.parametrize("action", [Action.EXTEND, Action.ACCEPT, Action.CREATE])
def test_only_an_acknowledged_cancel_is_verified_by_what_a_listing_lacks(action: Action) -> None:
    assert not facts_of("open; acked", action).cancel_acknowledged


def test_requests_are_counted_as_they_were_sent() -> None:
    assert facts_of("open; lost; held up; not sent; acked").requests_sent == 3


def test_before_is_what_was_shown_first_and_after_what_is_shown_now() -> None:
    facts = facts_of("missing; open; acked; cancelled")
    assert facts.before is not None
    assert facts.after is not None
    assert (facts.before.status, facts.after.status) == ("RECEIVED", "CANCELLED")
    assert facts_of("open; missing").after is None


def test_an_order_that_this_run_created_was_not_there_before() -> None:
    facts = facts_of("missing; acked; open", Action.CREATE)
    assert facts.before is None
    assert facts.after is not None
    assert facts.created == KEY


@pytest.mark.parametrize(
    ("line", "since"),
    [
        ("open", None),
        ("open; missing", 1.25),
        ("open; missing; missing", 2.25),  # only the last query is known to be right
        ("open; acked", 1.25),
        ("open; acked; missing; missing", 1.25),
        ("open; cancelled; missing", 1.25),
        ("open; acked; missing; open", None),
        ("open; acked; missing; open; missing", 4.25),
    ],
)
def test_since_when_it_is_gone(line: str, since: float | None) -> None:
    assert facts_of(line).gone_at == since


@pytest.mark.parametrize(
    ("line", "delay", "confirmed"),
    [
        ("missing", 0, True),
        ("missing", 2, False),
        ("missing; missing", 2, False),
        ("missing; wait 1.25; missing", 2, True),
        ("missing; wait 9; open; missing", 2, False),
        ("missing; query refused; wait 9; missing", 2, True),
        ("open", 0, False),
    ],
)
def test_two_queries_so_far_apart_confirm(line: str, delay: float, confirmed: bool) -> None:
    assert facts_of(line).is_confirmed(delay) == confirmed


@pytest.mark.parametrize(
    ("line", "delay", "for_good"),
    [
        ("missing; lost; wait 4; missing", 0, False),
        ("missing; lost; wait 5; missing", 0, True),
        ("missing; lost; wait 5; missing; missing", 2, False),
        ("missing; lost; wait 4; missing; wait 2; missing", 2, False),
        ("missing; lost; wait 5; missing; wait 2; missing", 2, True),
        ("missing; lost; wait 5; missing; wait 2; missing; lost; missing", 2, False),
        ("missing; wait 9; missing; wait 9; missing", 0, False),
    ],
)
def test_a_lost_create_is_lost_for_good(line: str, delay: float, for_good: bool) -> None:
    assert facts_of(line, Action.CREATE).is_lost_for_good(delay) == for_good


def test_a_history_derives_its_facts_anew_after_each_event() -> None:
    history = History("terms")
    assert history.identity == "terms"
    assert not history.facts.observed
    for event in tell("missing; lost", Action.CREATE).events:
        history.record(event)
    assert history.identity == "terms"
    before = history.facts
    assert history.facts is before
    history.record(Shown(9, 9, order()))
    assert history.identity == KEY
    assert history.facts is not before
    assert not before.open
