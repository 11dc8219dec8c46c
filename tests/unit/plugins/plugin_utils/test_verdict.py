# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the steps of a window prove, and the verdict that follows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import Cancelling, Listing, Scope
from ansible_collections.marketops.binance.plugins.plugin_utils._window.figures import figures
from ansible_collections.marketops.binance.plugins.plugin_utils._window.orders import OrderState
from ansible_collections.marketops.binance.plugins.plugin_utils._window.reasons import opening_why
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import (
    Cause,
    Kind,
    Outcome,
    Purpose,
    State,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.verdict import (
    Doubt,
    Unclosed,
    Verdict,
    assess_opening,
    worst,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window, refuses_address
from ansible_collections.marketops.binance.plugins.plugin_utils._window.wording import closing_sentence

from .given import (
    ALL,
    BANNED,
    BOTH,
    BTC,
    LIMITED,
    REFUSED_KEY,
    START,
    TIMED_OUT,
    GivenRun,
    drained,
    entry,
    key,
    listings,
    order,
    trade,
    window,
)

A, B, C = (key(number) for number in range(3))


def states(found: Window) -> dict[str, OrderState]:
    return {state.key: state for state in found.orders}


def verdict(*runs: GivenRun) -> Verdict:
    return window(*runs).verdict


class TestOpening:
    def test_drained_when_a_confirmed_listing_of_the_scope_after_the_last_cancel_shows_nothing(self) -> None:
        assert drained().verdict is Verdict.DRAINED
        assert verdict(GivenRun().look().end()) is Verdict.DRAINED

    def test_a_run_that_did_not_end_is_unfinished_whatever_it_listed(self) -> None:
        assert verdict(GivenRun()) is Verdict.UNFINISHED
        assert verdict(GivenRun().look()) is Verdict.UNFINISHED

    def test_an_unread_listing_is_never_an_empty_one(self) -> None:
        found = window(GivenRun().unread().end())
        assert (found.verdict, found.opening.doubt) == (Verdict.UNKNOWN, Doubt.NOT_LISTED)
        assert found.opening.error == TIMED_OUT

    def test_a_listing_before_the_last_cancel_does_not_count(self) -> None:
        found = window(GivenRun().look(A).cancel(entry(A), listed=None).end())
        assert not found.opening.may_be_open
        assert (found.verdict, found.opening.doubt) == (Verdict.UNKNOWN, Doubt.NOT_LISTED_AFTER_CANCEL)

    def test_a_listing_that_nothing_confirmed_does_not_count(self) -> None:
        listing = Listing(START + 3000, ALL, [], False)
        found = window(GivenRun().look(A).cancel(entry(A), listings=[listing]).end())
        assert (found.verdict, found.opening.doubt) == (Verdict.UNKNOWN, Doubt.NOT_CONFIRMED)

    @pytest.mark.parametrize("scope", [BTC, Scope([Kind.BLOCK_ORDERS, Kind.OPTION_ORDERS], []), Scope([], [])])
    def test_a_listing_of_another_scope_does_not_count(self, scope: Scope) -> None:
        found = window(GivenRun().look(listings=[Listing(START, scope, [], True)]).end())
        assert (found.verdict, found.opening.doubt) == (Verdict.UNKNOWN, Doubt.OTHER_SCOPE)

    def test_the_order_of_the_underlyings_does_not_matter(self) -> None:
        asked = Scope([Kind.BLOCK_ORDERS], ["BTCUSDT", "ETHUSDT"])
        listed = Scope([Kind.BLOCK_ORDERS], ["ETHUSDT", "BTCUSDT"])
        assert verdict(GivenRun(scope=asked).look(listings=[Listing(START, listed, [], True)]).end()) is Verdict.DRAINED

    @pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.NOT_ATTEMPTED])
    def test_an_order_that_may_be_open_is_not_drained_whatever_the_listing_lacks(self, outcome: Outcome) -> None:
        found = window(GivenRun().look(A, B).cancel(entry(A, outcome, after=None), entry(B)).end())
        assert [state.key for state in found.opening.may_be_open] == [A]
        assert found.verdict is Verdict.NOT_DRAINED

    def test_an_acknowledgement_that_was_not_verified_may_be_open(self) -> None:
        found = window(GivenRun().look(A).cancel(entry(A, verified=False), listed=None).end())
        assert states(found)[A].open is None
        assert found.verdict is Verdict.NOT_DRAINED

    def test_a_listed_order_is_open_again(self) -> None:
        found = window(GivenRun().look(A).cancel(entry(A), listed=[A]).end())
        assert states(found)[A].open is True
        assert states(found)[A].reopened
        assert found.verdict is Verdict.NOT_DRAINED

    def test_what_appeared(self) -> None:
        found = window(GivenRun().look(A).cancel(entry(A), listed=[B]).cancel(entry(B)).end())
        assert (found.opening.appeared, found.verdict) == ([B], Verdict.DRAINED)

    def test_check_mode(self) -> None:
        found = window(GivenRun().look(A).end())
        assert assess_opening(found.last_open, found.orders, check_mode=True).verdict is Verdict.CHECK_MODE
        unread = window(GivenRun().unread().end())
        assert assess_opening(unread.last_open, unread.orders, check_mode=True).verdict is Verdict.UNKNOWN
        too_many = window(GivenRun().look(A).fail(Cause.TOO_MANY_ORDERS, count=1).end())
        assert assess_opening(too_many.last_open, too_many.orders, check_mode=True).verdict is Verdict.NOT_DRAINED

    @pytest.mark.parametrize(
        ("error", "refused"), [(BANNED, True), (LIMITED, True), (REFUSED_KEY, False), (TIMED_OUT, False)]
    )
    def test_only_a_refused_address_concerns_other_accounts(self, error: object, refused: bool) -> None:
        run = GivenRun().look(A).cancel(entry(A, Outcome.NOT_ATTEMPTED), listed=None, error=error).end()  # type: ignore[arg-type]
        assert (refuses_address(window(run), run.run.run) is not None) == refused


class TestOrders:
    def test_an_intent_without_a_result_may_have_been_carried_out(self) -> None:
        found = window(GivenRun().look(A, B).intend(A))
        assert (states(found)[A].open, states(found)[B].open) == (None, True)
        assert states(found)[A].intended_by == found.runs[0].run

    def test_a_later_run_credits_what_the_interrupted_one_probably_did(self) -> None:
        first = GivenRun().look(A, B).intend(A, B).fail(Cause.SIGINT)
        second = GivenRun(time=START + 60000).look(B).cancel(entry(A, Outcome.ABSENT), entry(B)).end()
        found = window(first, second)
        assert states(found)[A].credited_to == first.run.run
        assert (states(found)[B].credited_to, states(found)[B].outcome) == (None, Outcome.CANCELLED)
        assert found.verdict is Verdict.DRAINED
        assert (figures(found).probably_cancelled, figures(found).cancelled) == (1, 1)

    def test_a_run_without_the_result_of_its_batch_may_have_sent_the_cancels(self) -> None:
        run = GivenRun().look(A, B).intend(A, B).fail(Cause.MODULE_CRASHED, "it was killed (SIGKILL)")
        entries = [entry(A, Outcome.ABSENT), entry(B, Outcome.WOULD_CANCEL)]
        found = window(run.report(Purpose.LAST_LOOK, [B], Cancelling(entries, [], None)).end())
        assert (states(found)[A].open, states(found)[A].credited_to) == (False, run.run.run)
        assert (figures(found).probably_cancelled, figures(found).ended_otherwise) == (1, 0)
        assert f"{B}: listed as open, although a cancel may have been sent" in opening_why(found.opening)
        assert figures(found).cancelled is None

    def test_nothing_was_sent_for_an_intent_that_could_not_be_written(self) -> None:
        run = GivenRun().look(A).intend(A).fail(Cause.EVIDENCE_NOT_WRITTEN, "No space left on device")
        found = window(run.report(Purpose.LAST_LOOK, [A], Cancelling([entry(A, Outcome.WOULD_CANCEL)], [], None)).end())
        assert f"{A}: listed as open, and no cancel was sent" in opening_why(found.opening)

    def test_an_order_that_expired_is_nobodys_credit(self) -> None:
        first = GivenRun().look(A).intend(A)
        second = GivenRun(time=START + 60000).look().cancel(entry(A, Outcome.ABSENT, status="EXPIRED")).end()
        assert states(window(first, second))[A].credited_to is None

    def test_an_order_that_was_gone_before_the_batch_is_nobodys_credit(self) -> None:
        found = window(GivenRun().look(A).cancel(entry(A, Outcome.ABSENT, requests_sent=0)).end())
        assert states(found)[A].credited_to is None
        assert figures(found).ended_otherwise == 1

    def test_a_verification_in_a_later_run_keeps_the_outcome(self) -> None:
        first = GivenRun().look(A).cancel(entry(A, verified=False), listed=None).end()
        second = GivenRun(time=START + 60000).look().cancel(entry(A, Outcome.ABSENT)).end()
        found = states(window(first, second))[A]
        assert (found.outcome, found.open, found.verified) == (Outcome.CANCELLED, False, True)

    def test_a_trade_that_turns_up_contradicts_an_earlier_result(self) -> None:
        closing = GivenRun(State.CLOSED, time=START + 60000).look(trades=[trade(A)]).end()
        found = window(GivenRun().look(A).cancel(entry(A)).end(), closing)
        assert states(found)[A].contradiction
        assert [execution.contradiction for execution in found.executed] == [True]

    @pytest.mark.parametrize("lead_ms", [0, 7_200_000, -7_200_000])
    def test_trades_of_orders_that_no_listing_showed(self, lead_ms: int) -> None:
        """However wrong the controller's clock is."""
        trades = [
            trade("before", START - 1),
            trade("since"),
            trade("elsewhere", symbol="ETH-261225-4000-P"),
            trade("since"),
        ]
        opened = GivenRun(scope=BTC).look(trades=trades).end()
        opened.run.started += lead_ms
        found = window(opened)
        assert found.started == START
        assert [execution.key for execution in found.executed] == ["since"]
        assert not found.executed[0].listed

    def test_a_final_status_in_a_listing_is_not_open(self) -> None:
        found = window(GivenRun().look(order(A, status="CANCELLED")).end())
        assert found.orders == []


class TestClosing:
    def closed(self, *listed: str, **fields: object) -> Window:
        closing = GivenRun(State.CLOSED, time=START + 60000).look(*listed, **fields).end()
        return window(GivenRun().look(A).cancel(entry(A)).end(), closing)

    def test_closed(self) -> None:
        found = self.closed(B)
        assert found.closing
        assert (found.closing.verdict, found.closing.new) == (Verdict.CLOSED, [B])
        assert found.verdict is Verdict.CLOSED

    def test_an_order_that_had_been_gone(self) -> None:
        found = self.closed(A)
        assert found.closing
        assert (found.closing.why, found.closing.reopened) == (Unclosed.REOPENED, [A])
        assert found.verdict is Verdict.NOT_CLOSED

    def test_a_closing_run_that_listed_it_before_opening_cancelled_it(self) -> None:
        opening = GivenRun().look(A)
        closing = GivenRun(State.CLOSED, time=opening.time).look(A).end()
        opening.time += 1000
        found = window(opening.cancel(entry(A)).end(), closing)
        assert found.closing
        assert (found.closing.known, found.closing.reopened) == ([A], [])
        assert found.verdict is Verdict.CLOSED
        assert not any(state.reopened for state in found.orders)

    def test_trades_that_could_not_be_read(self) -> None:
        found = self.closed(trades=None, trades_error=TIMED_OUT)
        assert found.closing
        assert found.closing.why is Unclosed.TRADES_NOT_READ

    def test_the_worst_of_both_counts(self) -> None:
        opening = GivenRun().look(A).fail(Cause.TOO_MANY_ORDERS, count=1).end()
        closing = GivenRun(State.CLOSED, time=START + 60000).look(A).end()
        found = window(opening, closing)
        assert found.closing
        assert found.closing.known == [A]
        assert (found.closing.verdict, found.verdict) == (Verdict.CLOSED, Verdict.NOT_DRAINED)

    def test_one_listing_without_orders_does_not_close_it(self) -> None:
        opening = GivenRun(scope=BOTH).look().end()
        once = [replace(listing, confirmed=False) for listing in listings(START + 61000, BOTH, [order(B)])]
        closing = GivenRun(State.CLOSED, time=START + 60000, scope=BOTH).look(listings=once).end()
        found = window(opening, closing)
        assert found.closing
        assert (found.closing.why, found.closing.not_confirmed) == (Unclosed.NOT_CONFIRMED, [Kind.OPTION_ORDERS])
        assert [of.open for of in figures(found).kinds] == [1, None]
        assert closing_sentence(found, found.closing) == (
            "NOT closed: 1 block order open on desk_a for BTCUSDT (1 new), but no second listing has confirmed that "
            "nothing else is open"
        )

    def test_a_closing_run_that_was_interrupted(self) -> None:
        found = window(GivenRun().look().end(), GivenRun(State.CLOSED, time=START + 60000))
        assert found.verdict is Verdict.NOT_CLOSED

    def test_opening_again_takes_the_closing_back(self) -> None:
        again = GivenRun(time=START + 120000).look().end()
        assert window(*map(GivenRunOf, self.closed(A).runs), again).closing is None


def GivenRunOf(run: object) -> GivenRun:
    given = GivenRun()
    given.run = run  # type: ignore[assignment]
    return given


@pytest.mark.parametrize(("later_ms", "reopened"), [(0, False), (60_000, True)])
def test_only_a_listing_after_the_cancel_shows_that_an_order_was_reopened(later_ms: int, reopened: bool) -> None:
    """Two runs overlap: the second listed the order before the first cancelled it, and is about to cancel it too."""
    first = GivenRun(name="first").look(A).cancel(entry(A)).end()
    second = GivenRun(name="second", time=START + later_ms).look(A).intend(A)
    found = states(window(first, second))[A]
    assert (found.reopened, found.may_be_open) == (reopened, reopened)


def test_verdicts_from_best_to_worst() -> None:
    assert worst(Verdict.CLOSED, Verdict.DRAINED) is Verdict.DRAINED
    assert worst(Verdict.NOT_DRAINED, Verdict.NOT_CLOSED, Verdict.UNKNOWN) is Verdict.NOT_DRAINED


@pytest.mark.parametrize(
    ("run", "known"),
    [
        (GivenRun().unread().end(), {"seen_open": None, "may_be_open": None, "executed": None, "cancelled": None}),
        (GivenRun(), {"seen_open": None, "may_be_open": None, "executed": None, "cancelled": None}),
        (GivenRun().look(A).intend(A), {"seen_open": 1, "may_be_open": 1, "executed": None, "cancelled": None}),
        (GivenRun().look().end(), {"seen_open": 0, "may_be_open": 0, "executed": 0, "cancelled": 0}),
        (
            GivenRun().look(A).report(Purpose.BATCH, None, Cancelling([entry(A)], [], None)).end(),
            {"seen_open": 1, "may_be_open": None, "cancelled": 1},
        ),
    ],
)
def test_a_number_is_never_0_where_nothing_is_known(run: GivenRun, known: dict[str, int | None]) -> None:
    found = vars(figures(window(run)))
    assert {name: found[name] for name in known} == known
    kinds = {name: value for name, value in known.items() if name != "may_be_open"}
    block, other = found["kinds"]
    assert {name: getattr(block, name) for name in kinds} == kinds
    assert (other.seen_open, other.cancelled, other.executed) == (None, None, None)


KEYS = (A, B, C)
ENTRIES = st.tuples(
    st.sampled_from(KEYS), st.sampled_from([outcome for outcome in Outcome if outcome is not Outcome.WOULD_CANCEL])
).flatmap(lambda pair: st.booleans().map(lambda verified: (*pair, verified)))
LISTED = st.one_of(st.none(), st.sets(st.sampled_from(KEYS)))
STEPS: st.SearchStrategy[Any] = st.one_of(
    st.tuples(st.just("look"), st.just([]), LISTED),
    st.tuples(st.just("cancel"), st.lists(ENTRIES, min_size=1, max_size=3, unique_by=lambda made: made[0]), LISTED),
    st.tuples(st.just("intend"), st.just([]), st.sets(st.sampled_from(KEYS), min_size=1)),
)


@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=6), st.booleans())
def test_the_verdict_is_never_better_than_what_was_seen(
    steps: list[tuple[str, list[tuple[str, Outcome, bool]], set[str] | None]], ended: bool
) -> None:
    run = GivenRun()
    open_for_all_we_know: set[str] = set()
    executed: set[str] = set()  # a trade is final, whatever a listing shows later
    gone: set[str] = set()  # no cancel that is about to be sent brings these back
    nothing_listed = False
    for kind, entries, listed in steps:
        if kind == "intend":
            run.intend(*(listed or ()))
            open_for_all_we_know |= (listed or set()) - gone
            nothing_listed = False
            continue
        if kind == "cancel":
            made = [entry(name, outcome, verified=verified) for name, outcome, verified in entries]
            run.cancel(*made, listed=None if listed is None else sorted(listed))
            for name, outcome, verified in entries:
                if outcome in (Outcome.CANCELLED, Outcome.ABSENT, Outcome.EXECUTED) and verified:
                    open_for_all_we_know.discard(name)
                    gone.add(name)
                else:
                    open_for_all_we_know.add(name)
                    gone.discard(name)
        else:
            run.report(Purpose.FIRST_LOOK, None if listed is None else sorted(listed))
        executed |= {name for name, outcome, _verified in entries if outcome is Outcome.EXECUTED}
        open_for_all_we_know |= (listed or set()) - executed
        gone -= (listed or set()) - executed
        nothing_listed = not listed if listed is not None else nothing_listed and kind != "cancel"
    if ended:
        run.end()
    found = window(run)
    if found.verdict is Verdict.DRAINED:
        assert ended
        assert nothing_listed
        assert not open_for_all_we_know
    assert found.verdict in (Verdict.DRAINED, Verdict.NOT_DRAINED, Verdict.UNKNOWN, Verdict.UNFINISHED)
