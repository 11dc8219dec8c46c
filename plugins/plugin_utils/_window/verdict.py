# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The verdict on opening a window and on closing it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from enum import Enum

from .evidence import Error, Failure, Listing, NotListed, Order, Others, Report, Run, Scope
from .guard import unguarded
from .orders import OrderState
from .terms import Kind


class Verdict(str, Enum):
    """From best to worst."""

    CLOSED = "closed"
    DRAINED = "drained"
    CHECK_MODE = "check_mode"
    UNGUARDED = "unguarded"  # drained, but auto-cancel is not armed as asked for
    UNFINISHED = "unfinished"
    NOT_CLOSED = "not_closed"
    PARTLY_DRAINED = "partly_drained"  # some kinds are drained, and the exchange refused to list the others
    UNKNOWN = "unknown"
    NOT_DRAINED = "not_drained"

    @property
    def good(self) -> bool:
        return self in (Verdict.CLOSED, Verdict.DRAINED)


_ORDER = list(Verdict)


def worst(*verdicts: Verdict) -> Verdict:
    return max(verdicts, key=_ORDER.index)


class Doubt(str, Enum):
    """Why it is not known whether orders of a kind are open, although no known order may be open."""

    LISTING_REFUSED = "listing_refused"
    NOT_LISTED = "not_listed"
    NOT_LISTED_AFTER_CANCEL = "not_listed_after_cancel"
    OTHER_SCOPE = "other_scope"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True)
class Opening:
    """``appeared``: orders that the run's first listings did not show.

    ``doubts``: by kind; ``doubt``: the first of them. ``not_listed``: kinds that the exchange refused to list.
    ``others``: the last count of orders of kinds that are not in scope. ``unguarded``: underlyings.
    """

    run: Run | None
    verdict: Verdict
    may_be_open: list[OrderState] = field(default_factory=list)
    doubts: dict[Kind, Doubt] = field(default_factory=dict)
    failure: Failure | None = None
    error: Error | None = None
    appeared: list[str] = field(default_factory=list)
    listed: bool = False
    not_listed: list[NotListed] = field(default_factory=list)
    others: list[Others] = field(default_factory=list)
    unguarded: list[str] = field(default_factory=list)

    @property
    def doubt(self) -> Doubt | None:
        return next(iter(self.doubts.values()), None)


class Unclosed(str, Enum):
    """Why a window is not closed."""

    UNFINISHED = "unfinished"
    ORDERS_NOT_READ = "orders_not_read"
    LISTING_REFUSED = "listing_refused"
    OTHER_SCOPE = "other_scope"
    REOPENED = "reopened"
    NOT_CONFIRMED = "not_confirmed"
    TRADES_NOT_READ = "trades_not_read"
    AUTO_CANCEL = "auto_cancel"


@dataclass(frozen=True)
class Closing:
    """The result of the closing run. ``open_now`` is ``None`` if it could not be read.

    ``not_put_back``: underlyings whose auto-cancel is not what it was. ``not_listed`` and ``others`` as of opening.
    ``not_confirmed``: kinds of which one listing shows no order, and no second one has confirmed that.
    """

    run: Run
    verdict: Verdict
    why: Unclosed | None
    failure: Failure | None
    error: Error | None
    time: int | None
    open_now: list[Order] | None
    new: list[str]
    known: list[str]
    reopened: list[str]
    not_listed: list[NotListed] = field(default_factory=list)
    others: list[Others] = field(default_factory=list)
    not_put_back: list[str] = field(default_factory=list)
    not_confirmed: list[Kind] = field(default_factory=list)


def assess_opening(run: Run | None, orders: t.Sequence[OrderState], check_mode: bool = False) -> Opening:
    if run is None:
        return Opening(None, Verdict.UNFINISHED)
    may_be_open = [state for state in orders if state.may_be_open]
    listings = [listing for report in run.reports for listing in report.listings]
    first: dict[Kind, set[str]] = {}
    for listing in listings:
        for kind in listing.scope.kinds:
            first.setdefault(kind, {order.key for order in listing.orders})
    seen = {order.key for listing in listings for order in listing.orders}
    return Opening(
        run=run,
        verdict=_verdict(run, may_be_open, check_mode),
        may_be_open=may_be_open,
        doubts=find_doubts(run),
        failure=run.failures[0] if run.failures else None,
        error=next((error for report in run.reports for error in report.errors), None),
        appeared=sorted(seen.difference(*first.values())),
        listed=bool(listings),
        not_listed=next((report.not_listed for report in reversed(run.reports) if report.listings), []),
        others=next((report.others for report in reversed(run.reports) if report.others), []),
        unguarded=unguarded(run),
    )


def _verdict(run: Run, may_be_open: t.Sequence[OrderState], check_mode: bool) -> Verdict:
    doubts = find_doubts(run)
    refused = sum(doubt is Doubt.LISTING_REFUSED for doubt in doubts.values())
    if not run.ended:
        return Verdict.UNFINISHED
    if check_mode and not run.failures and {*doubts.values()} <= {Doubt.NOT_CONFIRMED}:
        return Verdict.CHECK_MODE
    if may_be_open:
        return Verdict.NOT_DRAINED
    if not doubts:
        return Verdict.UNGUARDED if unguarded(run) else Verdict.DRAINED
    only_refused = refused == len(doubts) < len(run.asked.scope.kinds)
    return Verdict.PARTLY_DRAINED if only_refused and not check_mode else Verdict.UNKNOWN


def find_doubts(run: Run) -> dict[Kind, Doubt]:
    """The doubts that the listings leave, by kind. Only a listing of exactly the scope after the last cancel counts."""
    listings: dict[Kind, Listing] = {}
    refused: set[Kind] = set()
    cancelled_since: set[Kind] = set()
    asked = run.asked.scope
    others = False
    for step in run.steps:
        if step.intent:
            cancelled_since = set(asked.kinds)
        for listing in step.report.listings if step.report else ():
            others = others or bool(set(listing.scope.kinds).difference(asked.kinds)) or not listing.scope.kinds
            for kind in listing.scope.kinds:
                listings[kind] = listing
                cancelled_since.discard(kind)
                refused.discard(kind)
        for entry in step.report.not_listed if step.report else ():
            refused.add(entry.kind)
    found = {}
    for kind in asked.kinds:
        doubt = _doubt(listings.get(kind), kind in refused, kind in cancelled_since, asked)
        if others:
            doubt = Doubt.OTHER_SCOPE
        if doubt is not None:
            found[kind] = doubt
    return found


def _doubt(listing: Listing | None, refused: bool, cancelled_since: bool, asked: Scope) -> Doubt | None:
    if refused:
        return Doubt.LISTING_REFUSED
    if listing is None:
        return Doubt.NOT_LISTED
    if cancelled_since:
        return Doubt.NOT_LISTED_AFTER_CANCEL
    if set(listing.scope.underlyings) != set(asked.underlyings):
        return Doubt.OTHER_SCOPE
    return None if listing.confirmed and not any(order.open for order in listing.orders) else Doubt.NOT_CONFIRMED


def overall(opening: Opening, closing: Closing | None) -> Verdict:
    """The verdict on the window: the worst of opening and closing, that of closing if both are good."""
    if closing is None:
        return opening.verdict
    never_opened = opening.run is None and closing.verdict is Verdict.CHECK_MODE  # check mode leaves no evidence
    return closing.verdict if opening.verdict.good or never_opened else worst(opening.verdict, closing.verdict)


def assess_closing(
    run: Run, scope: Scope, orders: t.Sequence[OrderState], not_put_back: t.Sequence[str] = ()
) -> Closing:
    report: Report | None = next((report for report in reversed(run.reports)), None)
    listings = report.listings if report else []
    open_now = report.orders if report and listings else None
    states = {state.key: state for state in orders}
    keys = [order.key for order in open_now or ()]
    reopened = [
        order.key
        for listing in listings
        for order in listing.orders
        if order.open
        and order.key in states
        and not states[order.key].may_be_open
        and states[order.key].is_news(listing)
    ]
    listed = {kind for listing in listings for kind in listing.scope.kinds}
    empty = [listing for listing in listings if not any(order.open for order in listing.orders)]
    not_confirmed = [kind for listing in empty if not listing.confirmed for kind in listing.scope.kinds]
    why = None
    if not run.ended:
        why = Unclosed.UNFINISHED
    elif report is None or not listings:
        why = Unclosed.ORDERS_NOT_READ
    elif any(set(listing.scope.underlyings) != set(scope.underlyings) for listing in listings):
        why = Unclosed.OTHER_SCOPE
    elif listed != set(scope.kinds):
        refused = {entry.kind for entry in report.not_listed}
        why = Unclosed.LISTING_REFUSED if listed | refused == set(scope.kinds) else Unclosed.OTHER_SCOPE
    elif reopened:
        why = Unclosed.REOPENED
    elif not_confirmed:
        why = Unclosed.NOT_CONFIRMED
    elif Kind.BLOCK_ORDERS in scope.kinds and report.trades is None:
        why = Unclosed.TRADES_NOT_READ
    elif not_put_back:
        why = Unclosed.AUTO_CANCEL
    return Closing(
        run=run,
        verdict=Verdict.NOT_CLOSED if why else Verdict.CLOSED,
        why=why,
        failure=run.failures[0] if run.failures else None,
        error=(report.listing_error or report.trades_error) if report else None,
        time=listings[-1].time if listings else None,
        open_now=open_now,
        new=[key for key in keys if key not in states],
        known=[key for key in keys if key in states and key not in reopened],
        reopened=reopened,
        not_listed=report.not_listed if report else [],
        others=report.others if report else [],
        not_put_back=list(not_put_back),
        not_confirmed=not_confirmed,
    )
