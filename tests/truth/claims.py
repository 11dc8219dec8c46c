# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is reported about each order, against what is true of it. Every exception has its reason beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.world import Order

from .excuses import excuses, stop_excuses
from .observation import Run
from .shown import (
    DID_NOTHING,
    acknowledged,
    ended_in_disguise,
    gone_is_evident,
    lag_ms,
    looks,
    mixed_up,
    shown_as_ended,
    shown_as_traded,
    trade_was_looked_for,
)

Said = dict[str, Any]


def check_claims(run: Run) -> Iterator[str]:
    for said in run.returned.get("orders", ()):
        key, outcome = said["block_order_matching_key"], said["outcome"]
        for problem in _CHECKS[outcome](run, said, run.after.get(key)):
            yield f"{key} is said {outcome}, but {problem}"
        if said["requests_sent"] != len(run.asked("cancel", key=key)):
            yield f"{key}: {said['requests_sent']} requests are said, {len(run.asked('cancel', key=key))} were sent"
        credited = outcome in ("cancelled", "failed") or _expired_in_lag(run, key)
        if run.cancelled_here(key) and not credited:
            yield f"{key} is said {outcome}, but was cancelled by this run"


def _cancelled(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    key = said["block_order_matching_key"]
    if not _seen_open(said):
        yield "was not seen open before"
    if order is None:
        yield "the account has no such order"
    elif order.open:
        if not _hidden(run, order):
            yield "is open"
    elif order.ended_by == "accept":
        if not _execution_is_hidden(run, order):
            yield "was executed"
    elif not run.cancelled_here(key) and not _looks_like_a_cancel(run, order):
        yield f"was not cancelled by this run ({order.ended_by})"
    if run.task.check_mode:
        yield "this was in check mode"
    # After an unknown answer, one look that does not show it is weak evidence.
    if any(mixed_up(entry, run.journal) for entry in run.asked("cancel", key=key)):
        return  # what came unasked may have acknowledged it
    if not acknowledged(run, key) and not gone_is_evident(run, key):
        yield "no cancel was acknowledged, and one look at most did not show it"
    yield from _verified(run, said)


def _verified(run: Run, said: Said) -> Iterator[str]:
    key = said["block_order_matching_key"]
    last = max((entry.number for entry in run.asked("cancel", key=key)), default=0)
    seen = [look for look in looks(run, key) if look.entry.number > last]
    if said["verified"] and all(look.open for look in seen):
        yield "no look after the cancel verified it"
    if not said["verified"] and run.task.verify_timeout and key not in run.warned("not_verified", "trades_not_read"):
        yield "it is not verified, and no warning names it"
    if not run.task.verify_timeout and seen and seen[-1].open and key not in run.warned("acknowledgements_trusted"):
        yield "the last look shows it as open, and no warning names it"


def _hidden(run: Run, order: Order) -> bool:
    """The exchange denied an open order for longer than any client can wait for. That can't be promised."""
    if gone_is_evident(run, order.key):
        return True
    # Denied to the next try after one whose answer was lost, and then the task had to stop.
    return any(entry.fault and entry.code in DID_NOTHING for entry in run.asked("cancel", key=order.key)) and (
        order.key in run.warned("not_verified")
    )


def _looks_like_a_cancel(run: Run, order: Order) -> bool:
    """Ended by itself or by others while a cancel of this run seems to have worked: no look can tell that apart."""
    seems = any(
        not entry.carried_out
        and (entry.fault or mixed_up(entry, run.journal) or (entry.http_status == 200 and entry.code is None))
        for entry in run.asked("cancel", key=order.key)
    )
    if not seems:
        return False
    # The other program may also be an earlier task, whose cancel a lagging exchange shows only now.
    if ended_in_disguise(run, order) or order.ended_by in ("other", "cancel"):
        return True
    # Where finished orders are hidden, an expiry can't be told from a cancel that was acknowledged or lost.
    return not shown_as_ended(run, order)


def _execution_is_hidden(run: Run, order: Order) -> bool:
    """The exchange did not show the execution to this run, or a warning named what could not be queried."""
    if shown_as_traded(run, order) or shown_as_ended(run, order):
        return False
    # The key may not read the trades: one warning for all orders. Or the task stopped before it had read them.
    if run.warns("trades_refused") or order.key in run.warned("not_verified", "trades_not_read"):
        return True
    # A trade that the exchange shows later than the look at the trades can't be promised.
    return trade_was_looked_for(run, order)


def _would_cancel(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    if not run.task.check_mode:
        yield "this was not in check mode"
    if not _seen_open(said):
        yield "was not seen open"
    if order is None:
        yield "the account has no such order"
    elif not ended_in_disguise(run, order) and (order.ended_at or run.started_ms) + lag_ms(run) < run.started_ms:
        yield "was not open"


def _absent(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    if not gone_is_evident(run, said["block_order_matching_key"]):
        yield "one look at most did not show it"
    if order is None:
        return
    if order.open and not _hidden(run, order):
        yield "is open"
    if order.ended_by == "accept" and _seen_open(said) and not _execution_is_hidden(run, order):
        yield "was executed after it was seen open"


def _executed(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    if order is None or order.ended_by != "accept":
        yield "was not"
    elif order.key not in run.warned("executed"):
        yield "no warning names it"


def _failed(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    if not excuses(run, said, order):
        yield "nothing was in the way of an answer"


def _not_attempted(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    if said["requests_sent"]:
        yield "a request was sent"
    if not stop_excuses(run):
        yield "nothing stopped the task"


_CHECKS: dict[str, Callable[[Run, Said, Order | None], Iterator[str]]] = {
    "cancelled": _cancelled,
    "would_cancel": _would_cancel,
    "absent": _absent,
    "executed": _executed,
    "failed": _failed,
    "not_attempted": _not_attempted,
}


def _seen_open(said: Said) -> bool:
    return bool(said["before"] and said["before"]["open"])


def _expired_in_lag(run: Run, key: str) -> bool:
    """The exchange shows the order's expiry at once, and the cancel that came before it later: it says EXPIRED."""
    return lag_ms(run) > 0 and any(look.status == "EXPIRED" for look in looks(run, key))
