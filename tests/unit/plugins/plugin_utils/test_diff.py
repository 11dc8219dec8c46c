# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``--diff`` shows: what a run ended, and what is still open."""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.result import diff
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Cause, Outcome, State

from .given import START, GivenRun, entry, key, window

A, B, C = (key(number) for number in range(3))
FIRST = GivenRun(name="first").look(A, B).cancel(entry(A), entry(B, Outcome.FAILED), listed=[B]).end()
LATER = START + 60_000


@pytest.mark.parametrize(
    ("runs", "before", "after"),
    [
        ([FIRST], [A, B], [B]),
        ([FIRST, GivenRun(time=LATER).look(B).cancel(entry(B)).end()], [B], []),
        ([FIRST, GivenRun(time=LATER).look(B, C).fail(Cause.TOO_MANY_ORDERS, count=2).end()], [B, C], [B, C]),
        ([FIRST, GivenRun(time=LATER).unread().end()], [B], [B]),
        ([FIRST, GivenRun(time=LATER).look(B, C).end()], [B, C], []),  # as check mode leaves it
        ([FIRST, GivenRun(time=LATER).look(B).cancel(entry(B), listed=[C]).cancel(entry(C)).end()], [B, C], []),
        ([GivenRun(name="killed").look(A).intend(A), GivenRun(time=LATER).unread().end()], [A], [A]),
        ([FIRST, GivenRun(State.CLOSED, time=LATER).look(B, C).end()], [B, C], [B, C]),
        ([FIRST, GivenRun(State.CLOSED, time=LATER).unread().end()], [], []),
    ],
)
def test_the_diff_shows_what_this_run_ended_and_what_is_still_open(
    runs: list[GivenRun], before: list[str], after: list[str]
) -> None:
    shown = diff(window(*runs), runs[-1].run)
    lines = {name: [line.split(": ")[0] for line in shown[name].splitlines()] for name in ("before", "after")}
    assert {name: sorted(keys) for name, keys in lines.items()} == {"before": before, "after": after}
    assert "BUY 2.5 BTC-261225-100000-C @ 2310.5" in shown["before"] or not before
