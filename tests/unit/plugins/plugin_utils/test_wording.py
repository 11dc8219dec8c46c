# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Sentences: each names the scope, and no reason is given twice."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import Scope
from ansible_collections.marketops.binance.plugins.plugin_utils._window.reasons import opening_why
from ansible_collections.marketops.binance.plugins.plugin_utils._window.restore_result import restore_summary
from ansible_collections.marketops.binance.plugins.plugin_utils._window.result import refused, summary
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Cause, Kind, Outcome, State
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window
from ansible_collections.marketops.binance.plugins.plugin_utils._window.wording import headline, next_step

from .given import BANNED, BTC, REFUSED_KEY, START, GivenRun, drained, entry, key, trade, window

A, B, C = (key(number) for number in range(3))
TAIL = "; ordinary option orders were not looked at"
BOTH = Scope([Kind.BLOCK_ORDERS, Kind.OPTION_ORDERS], ["BTCUSDT", "ETHUSDT"])


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (drained(), f"Drained: no block order is open on desk_a for all underlyings (3 cancelled){TAIL}"),
        (window(GivenRun(scope=BTC).look().end()), f"Drained: no block order is open on desk_a for BTCUSDT{TAIL}"),
        (
            window(GivenRun(scope=BOTH).look().end()),
            "Drained: no block order or ordinary option order is open on desk_a for BTCUSDT, ETHUSDT",
        ),
        (
            window(GivenRun().look(A, B).cancel(entry(A, Outcome.EXECUTED), entry(B), trades=[trade(A)]).end()),
            f"Drained: no block order is open on desk_a for all underlyings (1 executed, 1 cancelled){TAIL}",
        ),
        (
            window(GivenRun().look(A, B).cancel(entry(A, Outcome.FAILED), entry(B), listed=[A]).end()),
            f"NOT drained: 1 block order may be open on desk_a for all underlyings (1 cancelled){TAIL}",
        ),
        (
            window(GivenRun(scope=BTC).unread().end()),
            f"UNKNOWN whether block orders are open on desk_a for BTCUSDT{TAIL}",
        ),
        (
            window(GivenRun(scope=BTC)),
            f"NOT finished: which block orders are open on desk_a for BTCUSDT is not known yet{TAIL}",
        ),
        (
            window(GivenRun().look(A).intend(A)),
            f"NOT finished: 1 block order may be open on desk_a for all underlyings{TAIL}",
        ),
        (
            window(
                GivenRun().look(A).cancel(entry(A)).end(), GivenRun(State.CLOSED, time=START + 60_000).look(A).end()
            ),
            f"NOT closed: 1 block order that had been gone is open again on desk_a for all underlyings{TAIL}",
        ),
    ],
)
def test_the_headline_names_verdict_and_scope(found: Window, sentence: str) -> None:
    assert headline(found) == sentence


@pytest.mark.parametrize(
    ("run", "why"),
    [
        (
            GivenRun().look(A, B).fail(Cause.TOO_MANY_ORDERS, count=2).end(),
            [
                "this run has seen 2 open block orders, and max_orders allows 500: no cancel was sent. Check the "
                "orders, then raise max_orders"
            ],
        ),
        (
            GivenRun().look(A, B).intend(A, B).fail(Cause.SIGINT),
            ["the run was interrupted (Ctrl-C); a cancel may have been sent for 2 orders, and no result was recorded"],
        ),
        (GivenRun().unread(REFUSED_KEY).end(), [REFUSED_KEY.msg]),
        (
            GivenRun()
            .look(A, B)
            .cancel(*(entry(name, Outcome.NOT_ATTEMPTED, error=BANNED) for name in (A, B)), listed=None, error=BANNED)
            .end(),
            [BANNED.msg],
        ),
        (
            GivenRun().look(A, B).cancel(*(entry(name, Outcome.FAILED) for name in (A, B)), listed=[A, B]).end(),
            [f"{A}, {B}: its cancel was refused (-1130)"],
        ),
        (
            GivenRun().fail(Cause.MODULE_CRASHED, "MemoryError").end(),
            ["the module crashed on the target: MemoryError"],
        ),
    ],
)
def test_each_reason_once(run: GivenRun, why: list[str]) -> None:
    assert opening_why(window(run).opening) == why


def test_the_next_step_after_an_execution_is_the_position() -> None:
    run = GivenRun().look(A).cancel(entry(A, Outcome.EXECUTED), trades=[trade(A)]).end()
    assert next_step(window(run)).startswith("The position has changed: check it against the block trades.")


def test_after_closing_the_next_step_is_not_to_close() -> None:
    opened, closed = GivenRun().look().end(), GivenRun(State.CLOSED, time=START + 60_000).look().end()
    assert next_step(window(opened)).endswith("run close_maintenance_window when it is over.")
    assert next_step(window(opened, closed)) == "Nothing more to do: the window is over."


def test_the_summary_starts_with_the_worst() -> None:
    scope = {"account": "", "kinds": ["block_orders"], "underlyings": []}
    nothing: dict[str, Any] = {"executed": [], "may_be_open": [], "open_now": [], "others": {}}
    good = {"started": True, "msg": "Drained", "verdict": "drained", "succeeded": True, "scope": scope, **nothing}
    bad = {**good, "verdict": "not_drained", "succeeded": False, "may_be_open": [A], "index_path": "/w/index.html"}
    refusal = {**refused("max_orders is missing. Set it."), "executed": []}
    ended = {"failed": True, "msg": "Timed out after 5 second(s).", "timedout": {"period": 5}}
    lines = summary({"a": good, "b": bad, "c": {}, "d": refusal, "e": ended})
    assert lines == [
        "1 of 5 accounts as wanted",
        "  c  NOT LOOKED AT",
        "  d  NOT STARTED, nothing was sent",
        "    Why: max_orders is missing. Set it.",
        "  e  NOT FINISHED, a cancel may have been sent: see the report, or the evidence",
        "    Why: Timed out after 5 second(s).",
        "  b  NOT DRAINED (all underlyings, block orders, 1 may be open)",
        "  a  DRAINED (all underlyings, block orders)",
        "  Index: /w/index.html",
    ]
    restored = {"started": True, "msg": "Restored", "succeeded": True, "check_mode": False, "orders": []}
    assert restore_summary({"a": restored, "d": {**refusal, "orders": []}, "e": ended}) == [
        "1 of 3 accounts as wanted",
        "  d  NOT STARTED, nothing was sent",
        "    Why: max_orders is missing. Set it.",
        "  e  NOT FINISHED, an order may have been created: see the report, or the evidence",
        "    Why: Timed out after 5 second(s).",
        "  a  RESTORED (no orders)",
    ]
