# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which orders of a window to create again, and the results so far. Derived from the evidence alone."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from ansible_collections.marketops.binance.plugins.module_utils._options.checks import BadOption
from ansible_collections.marketops.binance.plugins.module_utils._options.terms import read_terms
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.decisions import Reason

from .codec import encode
from .evidence import Order, Restoration, Restoring, Run
from .orders import OrderState, may_be_sent
from .terms import Kind, Outcome, Restored
from .window import Window

# For how long an order that an earlier run may have created is surely in the listing.
_LIFETIME_MS = 25 * 60 * 1000


@dataclass
class Old:
    """An order that the window cancelled. ``result``: the result that counts, unless a later attempt has none.

    A create of an earlier run may have been applied between ``since`` and ``until``, in ms by the exchange's clock.
    ``None``: no create has an unknown result.
    """

    order: Order
    gone_at: int
    result: Restoration | None = None
    since: int | None = None
    until: int | None = None

    @property
    def key(self) -> str:
        return self.order.key

    @property
    def done(self) -> bool:
        """Whether nothing more may be created for it."""
        return self.result is not None and is_done(self.result)

    @property
    def restored(self) -> bool:
        return self.result is not None and self.result.outcome in (Restored.CREATED, Restored.PRESENT)


@dataclass(frozen=True)
class LeftOut:
    """An order of the window that is not created again. ``doubtful``: an operator has to decide."""

    state: OrderState
    why: str
    doubtful: bool


@dataclass
class Plan:
    orders: list[Old] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    @property
    def wanted(self) -> list[Old]:
        """Those that still have to be restored."""
        return [old for old in self.orders if not old.done]

    @property
    def oldest(self) -> Old:
        """The first of these that was cancelled."""
        return min(self.wanted, key=lambda old: old.gone_at)

    def too_long_ago(self, now_ms: int) -> list[Old]:
        """Those that an earlier run may have created so long ago that they would not be open any more."""
        return [old for old in self.wanted if old.since is not None and now_ms > old.since + _LIFETIME_MS]

    def taken(self, window: Window) -> list[str]:
        """The keys of orders that replace none of the wanted orders: a listing may lag, and show an old one as open."""
        keys = [state.key for state in window.orders if state.kind is Kind.BLOCK_ORDERS]
        return keys + [old.result.new_key for old in self.orders if old.done and old.result and old.result.new_key]


def is_done(result: Restoration) -> bool:
    return result.changed or result.outcome in (Restored.CREATED, Restored.PRESENT)


def make_plan(window: Window, without: Run | None = None) -> Plan:
    """What a run has to do. ``without``: a run whose steps do not count."""
    plan = Plan()
    listed = dict(sorted(listed for run in window.runs for listed in _listed_at_closing(run)))
    for state in window.orders:
        if state.kind is not Kind.BLOCK_ORDERS:
            continue
        again = state.gone_at is not None and listed.get(state.key, 0) > state.gone_at
        left_out = _left_out(state, again)
        if left_out is not None:
            plan.left_out.append(left_out)
        elif state.order is not None:
            plan.orders.append(Old(state.order, state.gone_at or 0))
    known = {old.key: old for old in plan.orders}
    for run in window.restorations:
        if run is not without:
            _add_run(known, run)
    return plan


def is_closed(window: Window) -> bool:
    """Whether the window is closed, and closing read what restoring depends on."""
    reports = window.last_close.reports if window.last_close else []
    if not reports:
        return False
    listed = {kind for listing in reports[-1].listings for kind in listing.scope.kinds}
    if Kind.BLOCK_ORDERS not in window.scope.kinds:
        return bool(listed)
    return Kind.BLOCK_ORDERS in listed and reports[-1].trades is not None


def _listed_at_closing(run: Run) -> t.Iterator[tuple[str, int]]:
    """The keys of orders that closing listed as open, and when."""
    if run.state.value == "closed":
        for listing in (listing for report in run.reports for listing in report.listings):
            yield from ((order.key, listing.time) for order in listing.orders if order.open)


def _left_out(state: OrderState, again: bool) -> LeftOut | None:
    """``again``: closing listed it after it had been gone."""
    if state.executed:
        return LeftOut(state, "executed by the counterparty", False)
    if state.reopened or again:
        return LeftOut(state, "it was open again after it had been gone: check whether it still is", True)
    if state.may_be_open:
        return LeftOut(state, "it is open, or may be: open the window again with the same id to find out", True)
    if state.credited_to:
        return LeftOut(state, "only probably cancelled by this window, since the result of its cancel was lost", True)
    if state.outcome is not Outcome.CANCELLED:
        return LeftOut(state, "not cancelled by this window: it had ended otherwise", False)
    problem = _unusable(state.order)
    return LeftOut(state, problem, True) if problem else None


def _unusable(order: Order | None) -> str | None:
    """Why its terms, as the evidence has them, can't be sent."""
    if order is None:
        return "its terms are not known"
    if order.liquidity not in ("MAKER", "TAKER") or len(order.legs) != 1 or order.legs[0].side not in ("BUY", "SELL"):
        return "its terms are incomplete in the evidence"
    try:
        read_terms({"liquidity": order.liquidity, "legs": [encode(leg, full=True) for leg in order.legs]})
    except BadOption as problem:
        return f"its terms can't be sent: {problem}".rstrip(".")
    return None


def _add_run(known: t.Mapping[str, Old], run: Run) -> None:
    unknown: dict[str, Restoring] = {}
    for place, step in enumerate(run.steps):
        if step.restoring and may_be_sent(run.steps[place + 1 :]):
            for order in step.restoring.orders:
                if order.key in known and not known[order.key].done:
                    unknown[order.key], known[order.key].result = step.restoring, None
        for result in step.restored or ():
            if result.key in known and not known[result.key].done:
                known[result.key].result = result
            if result.reason != Reason.CREATION_UNKNOWN.value:
                unknown.pop(result.key, None)
    for key, intent in unknown.items():
        old = known[key]
        old.since = min(intent.time, old.since or intent.time)
        old.until = max(intent.until, old.until or intent.until)
