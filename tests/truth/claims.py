# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is said of each order, against what is true of it. Every exception has its reason beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.world import Order

from .excuses import excuses, stop_excuses
from .observation import Run
from .shown import answered, ended_in_disguise, lag_ms, shown_as_ended, shown_as_traded

Said = dict[str, Any]


def check_claims(run: Run) -> Iterator[str]:
    for said in run.returned.get("orders", ()):
        key, outcome = said["block_order_matching_key"], said["outcome"]
        for problem in _CHECKS[outcome](run, said, run.after.get(key)):
            yield f"{key} is said {outcome}, but {problem}"
        if said["requests_sent"] != len(run.asked("cancel", key=key)):
            yield f"{key}: {said['requests_sent']} cancels are said, {len(run.asked('cancel', key=key))} were sent"
        credited = outcome in ("cancelled", "failed") or _expired_in_lag(run, said)
        if run.cancelled_here(key) and not credited:
            yield f"{key} is said {outcome}, but was cancelled by this run"


def _cancelled(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    if not _seen_open(said):
        yield "was not seen open before"
    if order is None:
        yield "the account has no such order"
    elif order.open:
        yield "is open"
    elif order.ended_by == "accept":
        if not _execution_is_hidden(run, said, order):
            yield "was executed"
    elif not run.cancelled_here(said["block_order_matching_key"]) and not _looks_like_a_cancel(run, order):
        yield f"was not cancelled by this run ({order.ended_by})"
    if run.task.check_mode:
        yield "this was in check mode"


def _looks_like_a_cancel(run: Run, order: Order) -> bool:
    """Ended by itself or by others while a cancel of this run seems to have worked: no look can tell that apart."""
    seems = any(
        not entry.carried_out and (entry.fault is not None or (entry.http_status == 200 and entry.code is None))
        for entry in run.asked("cancel", key=order.key)
    )
    if not seems:
        return False
    # Somebody else may also be an earlier task, whose cancel a lagging exchange shows only now.
    if ended_in_disguise(run, order) or order.ended_by in ("other", "cancel"):
        return True
    # Where finished orders are hidden, an expiry can't be told from a cancel that was acknowledged or lost.
    return not shown_as_ended(run, order)


def _execution_is_hidden(run: Run, said: Said, order: Order) -> bool:
    """The exchange did not show the execution to this run, and an operator was told what could not be looked at."""
    if shown_as_traded(run, order) or shown_as_ended(run, order):
        return False
    # The key may not read them: one warning for all orders.
    if any("block trades could not be read" in warning for warning in run.returned["warnings"]):
        return True
    if {"not verified", "block trades not read"} & set(said["evidence"]):
        return _warned(run, order.key)
    # A trade that the exchange shows later than the look at the trades can't be promised.
    return any(answered(look) for look in run.asked("trades"))


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
    if order is None:
        return
    if order.open:
        yield "is open"
    if order.ended_by == "accept" and _seen_open(said) and not _execution_is_hidden(run, said, order):
        yield "was executed after it was seen open"


def _executed(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    if order is None or order.ended_by != "accept":
        yield "was not"
    elif not _warned(run, order.key):
        yield "no warning names it"


def _failed(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    if not excuses(run, said, order):
        yield "nothing was in the way of an answer"


def _not_attempted(run: Run, said: Said, order: Order | None) -> Iterator[str]:
    if said["requests_sent"]:
        yield "a cancel was sent"
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


def _warned(run: Run, key: str) -> bool:
    # A warning about many orders names the first few.
    return any(key in warning or " more: " in warning for warning in run.returned["warnings"])


def _expired_in_lag(run: Run, said: Said) -> bool:
    """The exchange shows the order's expiry at once, and the cancel that came before it later: it says EXPIRED."""
    return lag_ms(run) > 0 and "status EXPIRED" in said["evidence"]
