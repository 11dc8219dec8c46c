# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""At most one order is created by a run, whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

from ansible_collections.marketops.binance.tests.exchange.checks import DEFAULT_RECV_WINDOW
from ansible_collections.marketops.binance.tests.exchange.journal import Entry
from ansible_collections.marketops.binance.tests.exchange.world import Order

from ..observation import Run
from ..shown import apart, may_be_answered, surely_read
from .changes import acknowledged, lost, refused
from .tasks import PresentTask


def created_by(run: Run) -> list[Order]:
    return [order for order in run.after.values() if order.created_by_request in run.numbers]


def check_creations(run: Run, task: PresentTask) -> Iterator[str]:
    creates = run.asked("create")
    if creates and task.terms is None:
        yield "an order was created although keys were given"
    if any(task.terms is None or not task.terms.fit(order) for order in created_by(run)):
        yield "an order with other terms was created"
    for number, entry in enumerate(creates):
        if number + 1 == len(creates):
            break
        following = creates[number + 1]
        if acknowledged(run, entry) or refused(entry):
            if surely_read(run, entry):
                yield f"request {following.number} creates once more although request {entry.number} was answered"
        elif lost(run, entry):
            yield from _sent_again(run, entry, following)
    if len(created_by(run)) > 1 and not _hidden(run):
        yield f"{len(created_by(run))} orders were created"


def valid_until_ms(entry: Entry) -> int:
    """Until when the request could be accepted, by the exchange's clock."""
    return int(entry.parameters["timestamp"]) + int(entry.parameters.get("recvWindow") or DEFAULT_RECV_WINDOW)


def _late_listings(run: Run, entry: Entry, before: int | None = None) -> list[Entry]:
    """The listings that were sent when the lost request could no longer be accepted."""
    return [
        listing
        for listing in run.asked("listing")
        if listing.number > entry.number
        and (before is None or listing.number < before)
        and listing.arrived_ms > valid_until_ms(entry)
        and may_be_answered(listing)
    ]


def _sent_again(run: Run, entry: Entry, following: Entry) -> Iterator[str]:
    listings = _late_listings(run, entry, following.number)
    if not listings:
        yield f"request {following.number} creates once more while request {entry.number} may still be accepted"
    elif not apart(listings[0], listings[-1], run.task.confirm_delay) or (run.task.confirm_delay and len(listings) < 2):
        yield f"request {following.number} creates once more after one listing without what request {entry.number} made"
    shown = {key for listing in run.asked("listing") if listing.number < following.number for key in listing.shown}
    if any(order.created_by_request == entry.number and order.key in shown for order in run.after.values()):
        yield f"request {following.number} creates once more what a listing showed"


def _hidden(run: Run) -> bool:
    """Listings hid an order for longer than any client waits: nothing can be guaranteed for such an exchange."""
    *earlier, last = sorted(created_by(run), key=lambda order: order.created_by_request or 0)
    before = [listing for listing in run.asked("listing") if listing.number < (last.created_by_request or 0)]
    shown = {key for listing in before for key in listing.shown if may_be_answered(listing)}
    return bool(run.switches.appear_lag_ms or run.switches.listing_flaps or run.switches.hide_open) and not any(
        order.key in shown for order in earlier
    )


def is_settled(run: Run, task: PresentTask) -> bool:
    """Whether there was enough time to find out the result of each creation with a lost answer."""
    for entry in run.asked("create"):
        if not lost(run, entry):
            continue
        needed_s = (valid_until_ms(entry) - run.started_ms) / 1000 + 2 * task.confirm_delay + 2 * task.request_timeout
        if needed_s > task.max_wait - 0.5:
            return False
    return True
