# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The verdict on opening a window and on closing it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from enum import Enum

from .evidence import Error, Failure, Listing, Order, Report, Run, Scope
from .orders import OrderState


class Verdict(str, Enum):
    """From best to worst."""

    CLOSED = "closed"
    DRAINED = "drained"
    CHECK_MODE = "check_mode"
    UNFINISHED = "unfinished"
    NOT_CLOSED = "not_closed"
    UNKNOWN = "unknown"
    NOT_DRAINED = "not_drained"

    @property
    def good(self) -> bool:
        return self in (Verdict.CLOSED, Verdict.DRAINED)


_ORDER = list(Verdict)


def worst(*verdicts: Verdict) -> Verdict:
    return max(verdicts, key=_ORDER.index)


class Doubt(str, Enum):
    """Why it is not known that nothing is open, although no known order may be."""

    NOT_LISTED = "not_listed"
    NOT_LISTED_AFTER_CANCEL = "not_listed_after_cancel"
    OTHER_SCOPE = "other_scope"
    NOT_CONFIRMED = "not_confirmed"


@dataclass(frozen=True)
class Opening:
    """``appeared``: orders that the run's first listing did not show."""

    run: Run | None
    verdict: Verdict
    may_be_open: list[OrderState] = field(default_factory=list)
    doubt: Doubt | None = None
    failure: Failure | None = None
    error: Error | None = None
    appeared: list[str] = field(default_factory=list)
    listed: bool = False


class Unclosed(str, Enum):
    """Why a window is not closed."""

    UNFINISHED = "unfinished"
    ORDERS_NOT_READ = "orders_not_read"
    OTHER_SCOPE = "other_scope"
    REOPENED = "reopened"
    TRADES_NOT_READ = "trades_not_read"


@dataclass(frozen=True)
class Closing:
    """What the closing run found. ``open_now`` is ``None`` where nobody could read it."""

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


def assess_opening(run: Run | None, orders: t.Sequence[OrderState], check_mode: bool = False) -> Opening:
    if run is None:
        return Opening(None, Verdict.UNFINISHED)
    may_be_open = [state for state in orders if state.may_be_open]
    doubt = _doubt(run)
    if not run.ended:
        verdict = Verdict.UNFINISHED
    elif check_mode and doubt in (None, Doubt.NOT_CONFIRMED) and not run.failures:
        verdict = Verdict.CHECK_MODE
    elif may_be_open:
        verdict = Verdict.NOT_DRAINED
    else:
        verdict = Verdict.UNKNOWN if doubt else Verdict.DRAINED
    listings = [report.listing for report in run.reports if report.listing]
    seen = [{order.key for order in listing.orders} for listing in listings]
    return Opening(
        run=run,
        verdict=verdict,
        may_be_open=may_be_open,
        doubt=doubt,
        failure=run.failures[0] if run.failures else None,
        error=next((error for report in run.reports for error in report.errors), None),
        appeared=sorted(set().union(*seen) - seen[0]) if seen else [],
        listed=bool(listings),
    )


def _doubt(run: Run) -> Doubt | None:
    """What the listings leave open. Only one after the last cancel, and of exactly the scope, counts."""
    listing: Listing | None = None
    cancelled_since = False
    for step in run.steps:
        if step.intent:
            cancelled_since = True
        elif step.report and step.report.listing:
            listing, cancelled_since = step.report.listing, False
    if listing is None:
        return Doubt.NOT_LISTED
    if cancelled_since:
        return Doubt.NOT_LISTED_AFTER_CANCEL
    if not listing.scope.same_as(run.asked.scope):
        return Doubt.OTHER_SCOPE
    return None if listing.confirmed and not any(order.open for order in listing.orders) else Doubt.NOT_CONFIRMED


def assess_closing(run: Run, scope: Scope, orders: t.Sequence[OrderState]) -> Closing:
    report: Report | None = next((report for report in reversed(run.reports)), None)
    listing = report.listing if report else None
    open_now = [order for order in listing.orders if order.open] if listing else None
    states = {state.key: state for state in orders}
    keys = [order.key for order in open_now or ()]
    reopened = [key for key in keys if key in states and not states[key].may_be_open]
    why = None
    if not run.ended:
        why = Unclosed.UNFINISHED
    elif listing is None:
        why = Unclosed.ORDERS_NOT_READ
    elif not listing.scope.same_as(scope):
        why = Unclosed.OTHER_SCOPE
    elif reopened:
        why = Unclosed.REOPENED
    elif report is None or report.trades is None:
        why = Unclosed.TRADES_NOT_READ
    return Closing(
        run=run,
        verdict=Verdict.NOT_CLOSED if why else Verdict.CLOSED,
        why=why,
        failure=run.failures[0] if run.failures else None,
        error=(report.listing_error or report.trades_error) if report else None,
        time=listing.time if listing else None,
        open_now=open_now,
        new=[key for key in keys if key not in states],
        known=[key for key in keys if key in states and key not in reopened],
        reopened=reopened,
    )
