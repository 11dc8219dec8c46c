# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the exchange showed of an order in this run, by its journal and its switches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ansible_collections.marketops.binance.tests.exchange.journal import Entry
from ansible_collections.marketops.binance.tests.exchange.switches import NEVER
from ansible_collections.marketops.binance.tests.exchange.world import Order

from .observation import Run

EXECUTED_STATUSES = frozenset(("ACCEPTED", "FILLED"))
_FINAL = EXECUTED_STATUSES | {"CANCELLED", "CANCELED", "EXPIRED", "REJECTED"}

# What a query, or a cancel, is answered where there is no such open order.
NO_SUCH_ORDER = frozenset((-2013, -2011, -6028, -6037))
DID_NOTHING = NO_SUCH_ORDER | {-6063}

# Faults whose right answer may be read in time, and may be taken for lost.
SLOW = ("delay", "slow_body", "slow_headers", "interim", "surplus")
# Forms of the right answer in which it has to be read.
_FORMS = ("gzip_body", "deflate_body", "bom", "chunked")

# Between two arrivals that a client keeps apart.
_JITTER_S = 0.01


def answered(entry: Entry) -> bool:
    """The request was carried out, and its own answer came."""
    return entry.carried_out and _successful(entry) and (entry.fault is None or entry.fault in _FORMS)


def mixed_up(entry: Entry, journal: Iterable[Entry]) -> bool:
    """What came unasked on its connection after it was sent may have been read as its answer."""
    return any(
        each.fault == "surplus" and each.connection == entry.connection and each.number < entry.number
        for each in journal
    )


def surely_read(run: Run, entry: Entry) -> bool:
    """Its answer was neither taken for lost, since it or this host was slow, nor mixed up with what came unasked."""
    return entry.fault not in SLOW and not run.overslept and not mixed_up(entry, run.journal)


def may_be_answered(entry: Entry) -> bool:
    """As above, or the answer may have come although it was slow."""
    return answered(entry) or (entry.carried_out and entry.fault in SLOW and entry.http_status in (200, None))


def denies(entry: Entry) -> bool:
    """A query was answered that there is no such order, or that answer may have come although it was slow."""
    readable = entry.fault is None or entry.fault in _FORMS or entry.fault in SLOW
    return readable and entry.code in NO_SUCH_ORDER


def acknowledges(entry: Entry) -> bool:
    """A change was answered with success, whether it did anything or not."""
    return answered(entry) or (_successful(entry) and (entry.fault is None or entry.fault in _FORMS))


def _successful(entry: Entry) -> bool:
    return entry.http_status == 200 and entry.code is None


def is_final(status: str) -> bool:
    """Whether a status means that the order is not open. One that nobody has documented counts as open."""
    return status.upper() in _FINAL


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


def looks(run: Run, key: str) -> list[Look]:
    """What this run may have seen of the order.

    Where keys are selected, that a listing lacks one says something only of an order whose cancel was acknowledged.
    """
    found = []
    lacking_counts = run.task.keys is None or acknowledged(run, key)
    for entry in run.journal:
        if entry.operation == "query" and entry.key == key and (denies(entry) or may_be_answered(entry)):
            found.append(Look(entry, entry.shown.get(key)))
        says_something = key in entry.shown or lacking_counts
        if entry.operation == "listing" and says_something and may_be_answered(entry):
            found.append(Look(entry, entry.shown.get(key)))
    return found


def apart(first: Entry, last: Entry, seconds: float) -> bool:
    """Whether so much time lies between the two requests. Where the host slept, only the exchange's clock knows."""
    passed = max(last.arrived - first.arrived, (last.arrived_ms - first.arrived_ms) / 1000)
    return passed >= seconds - _JITTER_S


def acknowledged(run: Run, key: str) -> bool:
    """Whether an answer to a cancel said, or may have said, that it worked: by itself or through the next try's."""
    lost = False
    for entry in run.asked("cancel", key=key):
        if acknowledges(entry) or may_be_answered(entry) or (lost and entry.code in DID_NOTHING):
            return True
        lost = lost or entry.fault is not None
    return False


def gone_is_evident(run: Run, key: str) -> bool:
    """Whether this run was shown enough to call the order not open: more than one look that did not show it.

    A final status is enough, and so is one look beside an answer to a cancel that says the same. Without these, two
    looks have to be ``confirm_delay`` apart, unless that is 0.
    """
    seen = looks(run, key)
    if any(look.final for look in seen):
        return True
    last_open = max((look.entry.number for look in seen if look.open), default=0)
    hidden = [look.entry for look in seen if look.status is None and look.entry.number > last_open]
    if not hidden:
        return False
    denied = any(entry.code in DID_NOTHING for entry in run.asked("cancel", key=key))
    return denied or acknowledged(run, key) or apart(hidden[0], hidden[-1], run.task.confirm_delay)


def ended_in_disguise(run: Run, order: Order) -> bool:
    """It is not open, but is shown with a status that nobody has documented, which counts as open."""
    names = run.switches.listing_status_names
    return not order.open and any(not is_final(status) for status in (order.status, names.get(order.status, "FILLED")))


def lag_ms(run: Run) -> float:
    return float("inf") if run.switches.lag_ms == NEVER else float(run.switches.lag_ms)


def shown_as_ended(run: Run, order: Order) -> bool:
    """Whether a look of this run was answered with the order as it ended."""
    return any(look.final and answered(look.entry) for look in looks(run, order.key))


def shown_as_traded(run: Run, order: Order) -> bool:
    """Whether the trade was in the answer to a look of this run at the trades."""
    return any(answered(entry) and order.key in entry.shown for entry in run.asked("trades"))


def trade_was_looked_for(run: Run, order: Order) -> bool:
    """Whether the trades were read for the time in which the order was executed, and after it was."""
    ended = order.ended_at or 0
    return any(
        answered(entry)
        and (entry.carried_out_ms or 0) >= ended
        and int(entry.parameters.get("startTime") or 0) <= ended <= int(entry.parameters.get("endTime") or ended)
        for entry in run.asked("trades")
    )
