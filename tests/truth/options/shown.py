# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the exchange showed of an ordinary order in this run, by its journal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal

from ansible_collections.marketops.binance.tests.exchange.journal import Entry
from ansible_collections.marketops.binance.tests.exchange.option_operations import BULK_CANCELS
from ansible_collections.marketops.binance.tests.exchange.option_orders import FINAL, OptionOrder
from ansible_collections.marketops.binance.tests.exchange.switches import NEVER
from ansible_collections.marketops.binance.tests.exchange.world import underlying_of

from ..shown import DID_NOTHING, acknowledges, answered, apart, denies, may_be_answered
from .observation import OptionRun

CANCELS = ("option_cancel", *BULK_CANCELS)
# Answers that show ordinary orders or their fills.
_SHOWING = ("option_listing", "option_query", "option_history", "option_fills", "option_cancel", "option_batch_cancel")


@dataclass(frozen=True)
class Name:
    """One order as requests name it. ``None``: nobody knows that ID."""

    order_id: str | None
    client_order_id: str | None
    symbol: str
    created_ms: int = 0

    @property
    def ids(self) -> set[str]:
        return {name for name in (self.order_id, self.client_order_id) if name}


def name_of(order: OptionOrder) -> Name:
    return Name(str(order.order_id), order.client_order_id, order.leg.symbol, order.create_time)


@dataclass(frozen=True)
class Look:
    """A query or listing that was answered, and the status in which it showed an order; ``None``: it did not."""

    entry: Entry
    status: str | None

    @property
    def final(self) -> bool:
        return self.status is not None and is_final(self.status)

    @property
    def open(self) -> bool:
        return self.status is not None and not is_final(self.status)


def is_final(status: str) -> bool:
    return status in FINAL


def concerns(entry: Entry, name: Name) -> bool:
    """Whether the request, a cancel, is about the order."""
    if name.created_ms > entry.arrived_ms:
        return False
    if entry.operation == "option_cancel":
        return entry.key in name.ids and entry.parameters.get("symbol") == name.symbol
    if entry.operation == "option_batch_cancel":
        ids = json.loads(entry.parameters.get("orderIds") or entry.parameters.get("clientOrderIds") or "[]")
        return not name.ids.isdisjoint(map(str, ids)) and entry.key == name.symbol
    if entry.operation == "option_cancel_symbol":
        return entry.key == name.symbol
    return entry.operation == "option_cancel_underlying" and entry.key == underlying_of(name.symbol)


def cancels(run: OptionRun, name: Name) -> list[Entry]:
    """The cancels that this run sent for the order: of those of all orders, the ones after it had been shown.

    What was carried out after its answer was given up showed the run nothing.
    """
    shows = (entry for entry in run.journal if not name.ids.isdisjoint(entry.shown) and may_be_answered(entry))
    first = min((entry.number for entry in shows), default=0)
    return [
        entry
        for entry in run.asked(*CANCELS)
        if concerns(entry, name) and (entry.operation == "option_cancel" or entry.number > first)
    ]


def looks(run: OptionRun, name: Name) -> list[Look]:
    """What this run may have seen of the order, in the listings that it would be in and in the queries for it."""
    found = []
    for entry in run.asked("option_listing", "option_query"):
        status = next((entry.shown[order_id] for order_id in name.ids if order_id in entry.shown), None)
        if entry.operation == "option_query":
            if entry.key in name.ids and (denies(entry) or may_be_answered(entry)):
                found.append(Look(entry, status))
        elif entry.key in (None, "", name.symbol) and may_be_answered(entry):
            found.append(Look(entry, status))
    return found


def acknowledged(run: OptionRun, name: Name) -> bool:
    """Whether an answer to a cancel said, or may have said, that it worked: by itself or through the next try's."""
    lost = False
    for entry in cancels(run, name):
        if entry.operation == "option_batch_cancel":
            said = not name.ids.isdisjoint(entry.shown) and may_be_answered(entry)
        else:
            said = acknowledges(entry) or may_be_answered(entry) or (entry.fault == "partly" and entry.code is None)
        if said or (lost and entry.code in DID_NOTHING):
            return True
        lost = lost or entry.fault is not None
    return False


def gone_is_evident(run: OptionRun, name: Name) -> bool:
    """Whether this run was shown enough to call the order not open: more than one look that did not show it.

    A final status is enough, and so is one look beside an answer to a cancel that says the same. Without these, two
    looks have to be ``confirm_delay`` apart, unless that is 0.
    """
    if shown_as_ended(run, name):
        return True
    seen = looks(run, name)
    last_open = max((look.entry.number for look in seen if look.open), default=0)
    hidden = [look.entry for look in seen if look.status is None and look.entry.number > last_open]
    if not hidden:
        return False
    denied = any(entry.code in DID_NOTHING for entry in cancels(run, name))
    return denied or acknowledged(run, name) or apart(hidden[0], hidden[-1], run.task.confirm_delay)


def shown_as_ended(run: OptionRun, name: Name) -> bool:
    """Whether any answer showed the order with a final status."""
    entries = [entry for entry in run.asked(*_SHOWING) if may_be_answered(entry)]
    return any(is_final(entry.shown.get(order_id, "")) for entry in entries for order_id in name.ids)


def executed_shown(run: OptionRun, name: Name) -> Decimal:
    """The most that any answer to this run showed as executed."""
    entries = [entry for entry in run.asked(*_SHOWING) if answered(entry)]
    shown = [entry.executed[order_id] for entry in entries for order_id in name.ids if order_id in entry.executed]
    return max(map(Decimal, shown), default=Decimal(0))


def end_was_looked_for(run: OptionRun, order: OptionOrder) -> bool:
    """Whether the order's end or its fills were asked for, after it had changed last, and the exchange answered."""
    name, changed = name_of(order), order.state.since
    for entry in run.asked("option_query", "option_history", "option_fills"):
        about = entry.key in name.ids if entry.operation == "option_query" else entry.key in (None, "", name.symbol)
        if about and entry.arrived_ms >= changed and (denies(entry) or answered(entry)):
            return True
    return False


def lag_ms(run: OptionRun) -> float:
    """How late listings and queries show what became of an order."""
    lags = (run.switches.option_listing_lag_ms, run.switches.option_query_lag_ms, run.switches.bulk_delay_ms)
    return max(map(as_ms, lags))


def as_ms(lag: int | str) -> float:
    return float("inf") if lag == NEVER else float(lag)
