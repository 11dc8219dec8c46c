# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A window over block orders and ordinary ones, its positions and its auto-cancel: what the steps prove, in words."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.document import index_entry, window_document
from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import (
    Cancelling,
    Listing,
    NotListed,
    Others,
    Position,
    Scope,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.figures import figures
from ansible_collections.marketops.binance.plugins.plugin_utils._window.guard import to_put_back
from ansible_collections.marketops.binance.plugins.plugin_utils._window.index import index_document
from ansible_collections.marketops.binance.plugins.plugin_utils._window.render import render_index, render_report
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Kind, Outcome, Setting, State
from ansible_collections.marketops.binance.plugins.plugin_utils._window.verdict import Doubt, Unclosed, Verdict
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window, read_window
from ansible_collections.marketops.binance.plugins.plugin_utils._window.wording import (
    closing_sentence,
    guard_text,
    headline,
    next_step,
)

from .given import (
    BOTH,
    REFUSED_KEY,
    START,
    GivenRun,
    entry,
    key,
    quote,
    quote_entry,
    quote_key,
    trade,
    window,
)

A = key(0)
BLOCK, OPTION = Kind.BLOCK_ORDERS, Kind.OPTION_ORDERS
REFUSED = [NotListed(OPTION, REFUSED_KEY)]


def only_block(time: int, *orders: Any) -> list[Listing]:
    return [Listing(time, Scope([BLOCK], BOTH.underlyings), list(orders), not orders)]


def both_drained() -> Window:
    """Four quotes: cancelled, executed in part, executed, executed in part before; and a block order."""
    run = GivenRun(scope=BOTH).look(A, *map(quote, range(3)), quote(3, "0.3"))
    run.cancel(
        quote_entry(0),
        quote_entry(1, executed="0.5"),
        quote_entry(2, Outcome.EXECUTED, executed="1.2"),
        quote_entry(3, executed="0.3", before="0.3"),
        listed=[A],
    )
    return window(run.cancel(entry(A)).end())


class TestOpening:
    def test_drained_of_both(self) -> None:
        found = both_drained()
        assert found.verdict is Verdict.DRAINED
        assert headline(found) == (
            "Drained: no block order or ordinary option order is open on desk_a for BTCUSDT (1 executed in part, "
            "1 executed, 3 cancelled)"
        )

    def test_the_numbers_add_up(self) -> None:
        numbers = figures(both_drained())
        assert (numbers.seen_open, numbers.executed, numbers.cancelled) == (5, 2, 3)
        assert [(of.executed, of.cancelled) for of in numbers.kinds] == [(0, 1), (2, 2)]

    def test_all_of_an_order_that_was_created_since_was_executed_since(self) -> None:
        late = replace(quote(1, "0.4", "PARTIALLY_FILLED"), create_time=START + 2500)
        run = GivenRun(scope=BOTH).look(quote(0, "0.3")).cancel(quote_entry(0, executed="0.3"), listed=[late])
        done = quote_entry(1, executed="0.4", before=late, after=replace(late, status="CANCELLED", open=False))
        (found,) = window(run.cancel(done).end()).executed
        assert (found.key, found.legs[0].quantity, found.part_of) == (quote_key(1), "0.4", "1.2")

    def test_what_was_executed_since_it_was_first_seen(self) -> None:
        executed = {execution.key: execution for execution in both_drained().executed}
        assert set(executed) == {quote_key(1), quote_key(2)}
        part, whole = executed[quote_key(1)], executed[quote_key(2)]
        assert (part.legs[0].quantity, part.part_of, part.kind) == ("0.5", "1.2", OPTION)
        assert (whole.legs[0].quantity, whole.part_of) == ("1.2", None)

    @pytest.mark.parametrize("missing", [BLOCK, OPTION])
    def test_a_kind_that_was_not_listed_is_never_drained(self, missing: Kind) -> None:
        other = OPTION if missing is BLOCK else BLOCK
        found = window(
            GivenRun(scope=BOTH).look(listings=[Listing(START, Scope([other], ["BTCUSDT"]), [], True)]).end()
        )
        assert (found.verdict, found.opening.doubts) == (Verdict.UNKNOWN, {missing: Doubt.NOT_LISTED})

    def test_a_refused_kind_leaves_the_other_one_drained_and_the_verdict_names_both(self) -> None:
        run = GivenRun(scope=BOTH).look(listings=only_block(START, *map(entry_order, [A])), not_listed=REFUSED)
        run.cancel(entry(A), listings=only_block(START + 5000), not_listed=REFUSED)
        found = window(run.end())
        assert (found.verdict, found.opening.doubts) == (Verdict.PARTLY_DRAINED, {OPTION: Doubt.LISTING_REFUSED})
        assert not found.verdict.good
        assert headline(found) == (
            "PARTLY drained: no block order is open on desk_a for BTCUSDT (1 cancelled); whether ordinary option "
            "orders are open is NOT known, since the exchange refused to list them"
        )
        numbers = {of.kind: of.open for of in figures(found).kinds}
        assert (numbers, figures(found).may_be_open) == ({BLOCK: 0, OPTION: None}, None)

    def test_a_refused_kind_is_no_excuse_for_the_other_one(self) -> None:
        unconfirmed = [Listing(START, Scope([BLOCK], ["BTCUSDT"]), [], False)]
        found = window(GivenRun(scope=BOTH).look(listings=unconfirmed, not_listed=REFUSED).end())
        assert found.verdict is Verdict.UNKNOWN
        later = window(GivenRun(scope=BOTH).look(not_listed=[]).intend(quote_key(0), kind=OPTION).end())
        assert later.verdict is Verdict.NOT_DRAINED

    def test_orders_that_may_not_be_cancelled_are_named_beside_the_drained_kind(self) -> None:
        failed = quote_entry(0, Outcome.FAILED, error=REFUSED_KEY)
        run = GivenRun(scope=BOTH).look(A, quote(0))
        run.cancel(failed, listed=None, error=REFUSED_KEY).cancel(entry(A), listed=[quote(0)])
        found = window(run.end())
        assert found.verdict is Verdict.NOT_DRAINED
        assert headline(found) == (
            "NOT drained: 1 ordinary option order may be open on desk_a for BTCUSDT (1 cancelled); no block order is "
            "open"
        )

    @pytest.mark.parametrize(
        ("others", "tail"),
        [
            ([], "; ordinary option orders were not looked at"),
            ([Others(OPTION, None, REFUSED_KEY)], "; ordinary option orders were not looked at"),
            ([Others(OPTION, 0, None)], "; no ordinary option order was listed"),
            ([Others(OPTION, 400, None)], "; 400 ordinary option orders are open and were not touched"),
        ],
    )
    def test_the_sentence_shows_what_was_not_touched(self, others: list[Others], tail: str) -> None:
        found = window(GivenRun().look(others=others).end())
        assert found.verdict is Verdict.DRAINED
        assert headline(found) == f"Drained: no block order is open on desk_a for all underlyings{tail}"

    def test_an_order_that_no_listing_had_shown_is_nobodys_surprise(self) -> None:
        stranger = replace(quote_entry(9, Outcome.ABSENT, executed="0.1"), before=None, requests_sent=1)
        found = window(GivenRun(scope=BOTH).look(quote(0)).cancel(quote_entry(0), stranger).end())
        (state,) = (state for state in found.orders if state.key == quote_key(9))
        assert (state.open, state.credited_to) == (False, found.runs[0].run)
        (execution,) = found.executed
        assert (execution.legs[0].quantity, execution.listed) == ("0.1", False)


class TestAutoCancel:
    def opened(self, outcome: Setting = Setting.CHANGED) -> GivenRun:
        return GivenRun(scope=BOTH, auto_cancel=60).look().guard(60, 30, outcome)

    def closed(self, outcome: Setting, *opened: GivenRun) -> Window:
        closing = GivenRun(State.CLOSED, scope=BOTH, time=START + 90000).guard(30, 60, outcome).end()
        return window(*(opened or (self.opened().end(),)), closing)

    def test_armed(self) -> None:
        found = window(self.opened().end())
        assert found.verdict is Verdict.DRAINED
        (guard,) = found.guards
        assert (guard.original, guard.seconds, guard.armed) == (30, 60, True)

    @pytest.mark.parametrize("outcome", [Setting.FAILED, Setting.NOT_ATTEMPTED])
    def test_a_window_that_is_not_guarded_says_so(self, outcome: Setting) -> None:
        found = window(self.opened(outcome).end())
        assert found.verdict is Verdict.UNGUARDED
        assert not found.verdict.good
        assert "auto-cancel is NOT armed for BTCUSDT" in headline(found)
        never = window(GivenRun(scope=BOTH, auto_cancel=60).look().end())
        assert never.verdict is Verdict.UNGUARDED
        # Once it is closed, orders may be open again as wanted, and auto-cancel is what it was.
        over = self.closed(Setting.CHANGED, self.opened(outcome).end())
        assert over.verdict is Verdict.UNGUARDED
        assert "is open" not in headline(over)
        assert next_step(over).endswith(
            "Check what was quoted during the window: auto-cancel would not have cancelled it."
        )

    def test_a_countdown_that_another_program_was_quicker_to_set_guards_as_well(self) -> None:
        (guard,) = window(self.opened(Setting.UNCHANGED)).guards
        assert guard.armed
        closed = window(
            self.opened(), GivenRun(State.CLOSED, scope=BOTH, time=START + 90000).guard(30, 60, Setting.UNCHANGED)
        )
        assert to_put_back(closed.runs) == []

    def test_put_back(self) -> None:
        found = self.closed(Setting.CHANGED)
        assert found.verdict is Verdict.CLOSED
        assert to_put_back(found.runs) == []

    def test_what_was_not_put_back_fails_the_closing_visibly(self) -> None:
        found = self.closed(Setting.FAILED)
        assert found.closing
        assert (found.closing.why, found.verdict) == (Unclosed.AUTO_CANCEL, Verdict.NOT_CLOSED)
        assert headline(found).endswith("but auto-cancel of BTCUSDT was not put back to what it was")
        assert [(left.underlying, left.seconds) for left in to_put_back(found.runs)] == [("BTCUSDT", 30)]

    def test_closing_in_check_mode_would_put_it_back(self) -> None:
        found = self.closed(Setting.WOULD_CHANGE)
        assert found.closing
        assert found.closing.why is None
        (guard,) = found.guards
        assert (guard.put_back, guard_text(guard)) == (False, "BTCUSDT: would be put back to what it was (30 s)")
        assert [(left.underlying, left.seconds) for left in to_put_back(found.runs)] == [("BTCUSDT", 30)]

    def test_a_second_arming_does_not_take_the_first_for_the_original(self) -> None:
        again = GivenRun(scope=BOTH, time=START + 50000, auto_cancel=60).look().guard(60, 60).end()
        found = window(self.opened().end(), again)
        assert [left.seconds for left in to_put_back(found.runs)] == [30]

    def overlapping(self, outcome: Setting | None) -> list[Any]:
        """A second opening reads 60 s, a colleague closes, and only then it arms. ``None``: no result is recorded."""
        again = GivenRun(scope=BOTH, time=START + 50000, auto_cancel=60).look(quote(0))
        closing = GivenRun(State.CLOSED, scope=BOTH, time=START + 90000).guard(30, 60).end()
        again.time = START + 120000
        again.cancel(quote_entry(0)).guard(60, 60, outcome or Setting.CHANGED)
        if outcome is None:
            del again.run.steps[-1]
        return window(self.opened().end(), again.end(), closing).runs

    @pytest.mark.parametrize("outcome", [Setting.CHANGED, Setting.UNCHANGED, Setting.FAILED, None])
    def test_armed_after_a_colleague_closed_is_not_put_back(self, outcome: Setting | None) -> None:
        """Runs may overlap: what a run did is not earlier because the run had started earlier."""
        runs = self.overlapping(outcome)
        assert [left.seconds for left in to_put_back(runs)] == [30]
        found = Window("w1", "desk", runs)
        assert found.closing
        assert (found.closing.why, found.verdict.good) == (Unclosed.AUTO_CANCEL, False)
        again = GivenRun(State.CLOSED, scope=BOTH, time=START + 190000).guard(30, 60).end().run
        (guard,) = Window("w1", "desk", [*runs, again]).guards
        assert (guard.put_back, guard.original) == (True, 30)

    def test_not_armed_after_a_colleague_closed_stays_put_back(self) -> None:
        assert to_put_back(self.overlapping(Setting.NOT_ATTEMPTED)) == []

    def test_each_controller_has_a_clock_of_its_own(self) -> None:
        """Only times of the exchange are compared."""
        opened = self.opened().end()
        for place, step in enumerate(opened.run.steps):
            if step.guarding:
                late = replace(step.guarding, time=START + 7_200_000)
                opened.run.steps[place] = replace(step, guarding=late)
        assert to_put_back(self.closed(Setting.CHANGED, opened).runs) == []

    def test_an_interrupted_arming_may_have_armed(self) -> None:
        run = self.opened()
        del run.run.steps[-1]
        assert [left.seconds for left in to_put_back([run.run])] == [30]
        assert to_put_back([self.opened(Setting.NOT_ATTEMPTED).run]) == []


def test_what_was_executed_between_opening_and_closing() -> None:
    """Of orders that opening could not cancel: one is still listed, the other is not."""
    opened = GivenRun(scope=BOTH).look(quote(0), quote(1))
    opened.cancel(quote_entry(0, Outcome.FAILED), quote_entry(1, Outcome.FAILED), listed=[quote(0), quote(1)]).end()
    part = quote(0, "0.5", "PARTIALLY_FILLED")
    asked = [quote_entry(0, Outcome.WOULD_CANCEL, "0.5", after=part), quote_entry(1, Outcome.EXECUTED, "1.2")]
    closed = GivenRun(State.CLOSED, BOTH, START + 60_000).look(part, cancelling=Cancelling(asked, [], None)).end()
    found = window(opened, closed)
    assert {execution.key: execution.legs[0].quantity for execution in found.executed} == {
        quote_key(0): "0.5",
        quote_key(1): "1.2",
    }
    assert (found.opening.verdict, found.verdict) == (Verdict.NOT_DRAINED, Verdict.NOT_DRAINED)
    assert found.closing
    assert "2 seen executed since" in closing_sentence(found, found.closing)


class TestPositions:
    def positions(self, before: str | None, after: str | None, **closing: Any) -> Window:
        """A quote was sold in part, 0.5, and a counterparty bought 2.5 by a block order."""

        def read(quantity: str | None) -> dict[str, Any]:
            found = None if quantity is None else [Position("BTC-261225-100000-C", quantity)]
            return {"positions": found, "positions_error": None if found is not None else REFUSED_KEY}

        run = GivenRun(scope=BOTH).look(A, quote(1), **read(before))
        run.cancel(quote_entry(1, executed="0.5"), listed=[A])
        run.cancel(entry(A, Outcome.EXECUTED), trades=[trade(A)])
        return window(run.end(), GivenRun(State.CLOSED, scope=BOTH, time=START + 90000).look(**read(after)).end())

    def test_the_change_is_matched_with_the_executions(self) -> None:
        (change,) = self.positions("-1", "1").positions.changes or []
        assert (change.before, change.after, change.change, change.executed) == ("-1", "1", "2", "2")
        assert change.explained
        assert next_step(self.positions("-1", "1")).startswith(
            "The position has changed: BTC-261225-100000-C +2 (-1 to 1). The executions that were seen explain it."
        )

    def test_what_the_executions_do_not_explain(self) -> None:
        found = self.positions("-1", "0")
        (change,) = found.positions.changes or []
        assert not change.explained
        assert "do not explain BTC-261225-100000-C: check it" in next_step(found)
        assert "NOT explained by the executions" in render_report(found)

    @pytest.mark.parametrize(("before", "after"), [(None, "1"), ("1", None)])
    def test_unread_positions_fail_nothing_and_are_named(self, before: str | None, after: str | None) -> None:
        found = self.positions(before, after)
        assert found.positions.changes is None
        assert found.closing
        assert found.closing.verdict is Verdict.CLOSED
        assert f"could not be read, so how they changed is not known: {REFUSED_KEY.msg[:20]}" in render_report(found)

    def test_a_window_without_executions_and_changes(self) -> None:
        closing = GivenRun(State.CLOSED, time=START + 90000).look(positions=[]).end()
        found = window(GivenRun().look(positions=[]).end(), closing)
        assert found.positions.changes == []
        assert "No position changed" in render_report(found)


def test_an_id_is_never_a_number_in_what_programs_read() -> None:
    """Not even in a template that makes numbers of digits: the key has the symbol before the ID."""
    found = both_drained()
    documents = [window_document(found), index_document("w", {"desk_a": index_entry(found)})]
    numbers: list[Any] = []

    def collect(value: Any) -> None:
        if isinstance(value, dict):
            for entry_ in value.values():
                collect(entry_)
        elif isinstance(value, list):
            for entry_ in value:
                collect(entry_)
        elif isinstance(value, (int, float)):
            numbers.append(value)

    collect(json.loads(json.dumps(documents)))
    assert not [number for number in numbers if number > 10**15]
    assert all(isinstance(state["order"]["order_id"], str) for state in documents[0]["orders"] if " " in state["key"])
    assert quote_key(1) in render_report(found)
    assert f">…{quote_key(1)[-14:]}</text>" in render_report(found), "what tells it from others in the picture"
    assert quote_key(1) in render_index(documents[1])
    read = read_window(json.loads(json.dumps(documents[0])))
    assert window_document(read) == documents[0]


def test_closing_of_one_kind_alone() -> None:
    closing = GivenRun(State.CLOSED, scope=BOTH, time=START + 90000)
    closing.look(listings=only_block(START + 91000), not_listed=REFUSED)
    found = window(GivenRun(scope=BOTH).look().end(), closing.end())
    assert found.closing
    assert found.closing.why is Unclosed.LISTING_REFUSED
    assert "whether ordinary option orders are open is NOT known" in headline(found)


def test_a_window_of_ordinary_orders_needs_no_block_trades() -> None:
    scope = Scope([OPTION], [])
    for positions, executed, words in (([], 0, ", 0 executed since"), (None, None, ", 0 seen executed since")):
        opened = GivenRun(scope=scope).look(quote(0), trades=None, positions=positions)
        opened.cancel(quote_entry(0), trades=None).end()
        closing = GivenRun(State.CLOSED, scope=scope, time=START + 90000).look(trades=None, positions=positions).end()
        found = window(opened, closing)
        assert found.closing
        assert (found.opening.verdict, found.closing.verdict) == (Verdict.DRAINED, Verdict.CLOSED)
        # What appeared and was filled after opening shows in the positions only.
        assert (figures(found).executed, figures(found).kinds[1].executed) == (executed, executed)
        assert words in headline(found)
        assert ("check the position" in next_step(found)) == (executed is None)


def entry_order(name: str) -> Any:
    return entry(name).before
