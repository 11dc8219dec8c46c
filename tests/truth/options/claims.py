# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is reported about each ordinary order, against what is true of it. Every exception has its reason beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.option_orders import OptionOrder

from ..shown import mixed_up
from .excuses import excuses, stop_excuses
from .observation import OptionRun
from .shown import (
    Name,
    acknowledged,
    cancels,
    end_was_looked_for,
    executed_shown,
    gone_is_evident,
    lag_ms,
    looks,
    name_of,
    shown_as_ended,
)

Said = dict[str, Any]
# Warnings that say what of an order could not be seen.
_UNSEEN = ("not_verified", "fills_not_read")


def check_claims(run: OptionRun) -> Iterator[str]:
    for said in run.returned.get("orders", ()):
        order = _true(run, said)
        name = name_of(order) if order else Name(said["order_id"], said["client_order_id"], run.task.symbol or "")
        outcome = said["outcome"]
        for problem in _CHECKS[outcome](run, said, name, order):
            yield f"{said['order_id'] or said['client_order_id']} is said {outcome}, but {problem}"
        if order is not None:
            for problem in _executed_quantity(run, said, name, order):
                yield f"{name.order_id} ({outcome}): {problem}"
            # Of an order that appeared after the cancel that ended it, nobody can tell who did.
            known = order.cancelled_by_request in {entry.number for entry in cancels(run, name)}
            if known and outcome not in ("cancelled", "failed"):
                yield f"{name.order_id} is said {outcome}, but was cancelled by this run"
        if said["requests_sent"] != len(cancels(run, name)):
            yield f"{name.order_id}: {said['requests_sent']} requests are said, {len(cancels(run, name))} were sent"


def _true(run: OptionRun, said: Said) -> OptionOrder | None:
    if said["order_id"] is not None:
        order = run.after.get(said["order_id"])
        return order if order is not None and order.leg.symbol == said["symbol"] else None
    # The exchange showed none with that client's ID; of several the last one would be it.
    named = [order for order in run.after.values() if order.client_order_id == said["client_order_id"]]
    return next((order for order in reversed(named) if run.task.selects(order)), None)


def _executed_quantity(run: OptionRun, said: Said, name: Name, order: OptionOrder) -> Iterator[str]:
    """Never more than is true, never less than was shown, and whatever was executed is warned about."""
    true, claimed = order.state.executed, Decimal(said["executed_quantity"] or "0")
    if claimed > true:
        yield f"{claimed} is said to be executed, {true} was"
    if claimed < executed_shown(run, name):
        yield f"{claimed} is said to be executed, {executed_shown(run, name)} was shown"
    if said["outcome"] not in ("cancelled", "executed") and not (said["outcome"] == "absent" and _seen_open(said)):
        return
    if claimed < true and not _is_unseen(run, name, order):
        yield f"{claimed} is said to be executed, {true} was, and nobody looked"
    warned = run.warned("executed", "partially_executed")
    if claimed and name.order_id not in warned:
        yield "a part of it was executed, and no warning names it"


def _is_unseen(run: OptionRun, name: Name, order: OptionOrder) -> bool:
    """The exchange did not show what was executed, or a warning named what could not be queried."""
    if run.warns("fills_refused") or name.order_id in run.warned(*_UNSEEN):
        return True
    return executed_shown(run, name) < order.state.executed and end_was_looked_for(run, order)


def _cancelled(run: OptionRun, said: Said, name: Name, order: OptionOrder | None) -> Iterator[str]:
    if not _seen_open(said):
        yield "was not seen open before"
    if run.task.check_mode:
        yield "this was in check mode"
    if order is None:
        yield "the account has no such order"
        return
    if order.open:
        if not gone_is_evident(run, name) and not _trusted(run, said, name):
            yield "is open"
    elif order.ended_by == "fill":
        if not _is_unseen(run, name, order):
            yield "was filled"
    elif not run.cancelled_here(order) and not _looks_like_a_cancel(run, name, order):
        yield f"was not cancelled by this run ({order.ended_by})"
    # After an unknown answer, one look that does not show it is weak evidence.
    if not acknowledged(run, name) and not gone_is_evident(run, name):
        yield "no cancel was acknowledged, and one look at most did not show it"
    yield from _verified(run, said, name)


def _trusted(run: OptionRun, said: Said, name: Name) -> bool:
    """Acknowledged, and a warning says that no query has shown it yet."""
    told = run.warned("not_verified", "acknowledgements_trusted")
    return not said["verified"] and acknowledged(run, name) and (name.order_id in told or not run.task.verify_timeout)


def _verified(run: OptionRun, said: Said, name: Name) -> Iterator[str]:
    last = max((entry.number for entry in cancels(run, name)), default=0)
    seen = [look for look in looks(run, name) if look.entry.number > last]
    if said["verified"] and all(look.open for look in seen) and not shown_as_ended(run, name):
        yield "no look after the cancel verified it"
    if not said["verified"] and run.task.verify_timeout and name.order_id not in run.warned(*_UNSEEN):
        yield "it is not verified, and no warning names it"


def _looks_like_a_cancel(run: OptionRun, name: Name, order: OptionOrder) -> bool:
    """Ended by others while a cancel of this run seems to have worked: no look can tell that apart."""
    doubtful = any(entry.fault is not None or mixed_up(entry, run.journal) for entry in cancels(run, name))
    return order.ended_by != "fill" and (doubtful or acknowledged(run, name))


def _would_cancel(run: OptionRun, said: Said, name: Name, order: OptionOrder | None) -> Iterator[str]:
    if not run.task.check_mode:
        yield "this was not in check mode"
    if not _seen_open(said):
        yield "was not seen open"
    if order is None:
        yield "the account has no such order"
    elif not order.open and order.state.since + lag_ms(run) < run.started_ms:
        yield "was not open"


def _absent(run: OptionRun, said: Said, name: Name, order: OptionOrder | None) -> Iterator[str]:
    if not gone_is_evident(run, name):
        yield "one look at most did not show it"
    if order is None:
        return
    # The exchange denied an open order for longer than any client can wait for: that can't be promised.
    if order.open and not gone_is_evident(run, name):
        yield "is open"
    if order.ended_by == "fill" and _seen_open(said) and not _is_unseen(run, name, order):
        yield "was filled after it was seen open"


def _executed(run: OptionRun, said: Said, name: Name, order: OptionOrder | None) -> Iterator[str]:
    if order is None or order.ended_by != "fill":
        yield "was not filled"
    elif name.order_id not in run.warned("executed"):
        yield "no warning names it"


def _failed(run: OptionRun, said: Said, name: Name, order: OptionOrder | None) -> Iterator[str]:
    if not excuses(run, name, order):
        yield "nothing was in the way of an answer"


def _not_attempted(run: OptionRun, said: Said, name: Name, order: OptionOrder | None) -> Iterator[str]:
    if said["requests_sent"]:
        yield "a request was sent"
    if not stop_excuses(run):
        yield "nothing stopped the task"


_CHECKS: dict[str, Callable[[OptionRun, Said, Name, OptionOrder | None], Iterator[str]]] = {
    "cancelled": _cancelled,
    "would_cancel": _would_cancel,
    "absent": _absent,
    "executed": _executed,
    "failed": _failed,
    "not_attempted": _not_attempted,
}


def _seen_open(said: Said) -> bool:
    return bool(said["before"] and said["before"]["open"])
