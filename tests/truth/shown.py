# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the exchange could show of an order in this run, by its journal and its switches."""

from __future__ import annotations

from ansible_collections.marketops.binance.tests.exchange.journal import Entry
from ansible_collections.marketops.binance.tests.exchange.switches import NEVER, Switches
from ansible_collections.marketops.binance.tests.exchange.world import Order

from .observation import Run

_DOCUMENTED_OR_EXPECTED = frozenset(
    ("RECEIVED", "ACCEPTED", "FILLED", "CANCELLED", "CANCELED", "EXPIRED", "REJECTED"),
)


# Faults whose answer may come in time, and may not.
SLOW = ("delay", "slow_body", "slow_headers")


def answered(entry: Entry) -> bool:
    """The request was carried out, and its own answer came."""
    return entry.carried_out and entry.http_status == 200 and entry.code is None and entry.fault is None


def may_be_answered(entry: Entry) -> bool:
    """As above, or the answer may have come although it was slow."""
    known = entry.fault is None or entry.fault in SLOW
    return entry.carried_out and entry.http_status in (200, None) and entry.code is None and known


def hides_open_orders(switches: Switches) -> bool:
    """A listing may lack all open orders. Nothing can be promised then about orders that no key was given for."""
    if switches.hide_open or switches.listing_default_range_ms is not None:
        return True
    # Finished orders can fill a short listing.
    return switches.listing_limit is not None and (switches.listing_limit == 0 or switches.listing_finished)


def ended_in_disguise(run: Run, order: Order) -> bool:
    """It is not open, but is shown with a status that nobody has documented, which counts as open."""
    if order.open:
        return False
    names = run.switches.listing_status_names
    return order.status not in _DOCUMENTED_OR_EXPECTED or any(
        name not in _DOCUMENTED_OR_EXPECTED for shown, name in names.items() if shown != "RECEIVED"
    )


def lag_ms(run: Run) -> float:
    return _milliseconds(run.switches.lag_ms)


def shown_as_ended(run: Run, order: Order) -> bool:
    """Whether a look of this run, by key or by an unabridged listing, was answered with the order as it ended."""
    if order.ended_at is None:
        return False
    lag = 0.0 if order.ended_by == "expiry" else lag_ms(run)
    looks = []
    if run.switches.finished_key_query in ("order", "object"):
        looks += run.asked("query", key=order.key)
    abridged = run.switches.listing_limit is not None or run.switches.listing_default_range_ms is not None
    if run.switches.listing_finished and not abridged:
        looks += run.asked("listing")
    return any(answered(look) and (look.carried_out_ms or 0) >= order.ended_at + lag for look in looks)


def shown_as_traded(run: Run, order: Order) -> bool:
    """Whether the trade was in the answer to a look of this run at the trades."""
    visible = (order.ended_at or 0) + _milliseconds(run.switches.trades_lag_ms)
    return order.ended_by == "accept" and any(
        answered(look)
        and (look.carried_out_ms or 0) >= visible
        and int(look.parameters["startTime"]) <= (order.ended_at or 0)
        for look in run.asked("trades")
    )


def _milliseconds(switch: int | str) -> float:
    return float("inf") if switch == NEVER else float(switch)
