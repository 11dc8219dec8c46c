# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state ``present``, against what is true. Every exception has its reason beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.switches import NEVER
from ansible_collections.marketops.binance.tests.exchange.world import Order

from ..account import check_form
from ..conduct import check_requests
from ..observation import Run
from ..shown import Look, answered, gone_is_evident, is_final, looks, mixed_up, surely_read
from .changes import acknowledged, check_changed, common_excuses, lost, stopped
from .creation import check_creations, created_by, is_settled
from .tasks import PresentTask

OUTCOMES = ("created", "would_create", "extended", "would_extend", "present", "failed", "not_attempted")
# How far the exchange's clock and the task's may be apart.
_CLOCKS_MS = 1000
_LIFETIME_MS = 30 * 60 * 1000
_NEEDED = ("create", "extend", "query", "listing", "trades", "time")

Said = dict[str, Any]


def check_present(run: Run, task: PresentTask) -> Iterator[str]:
    yield from check_form(run, OUTCOMES)
    yield from check_requests(run, _NEEDED)
    yield from check_creations(run, task)
    yield from _extensions(run)
    keys = [said["block_order_matching_key"] for said in run.orders]
    if len(keys) != 1 if task.terms is not None else keys != task.selected_keys:
        yield f"the entries {keys} are not what was asked for"
    for said in run.orders:
        key = said["block_order_matching_key"]
        for problem in _CHECKS[said["outcome"]](run, task, said, run.after.get(key)):
            yield f"{key} is said {said['outcome']}, but {problem}"
        sent = len(run.asked("create")) + len([entry for entry in run.asked("extend") if entry.key == key])
        if said["requests_sent"] != sent:
            yield f"{key}: {said['requests_sent']} requests are said, {sent} were sent"
    applied = {number for order in run.after.values() for number in _applied_to(run, order)}
    assumed = bool(run.warned("creation_assumed")) or _executed_at_the_same_time(run, task)
    yield from check_changed(run, applied, assumed)
    yield from _frugal(run, task)


def _executed_at_the_same_time(run: Run, task: PresentTask) -> bool:
    """A trade with the wanted terms is so recent that it is taken for what a lost create made: clocks differ."""
    first = next((entry for entry in run.asked("create") if lost(run, entry)), None)
    if first is None or task.terms is None:
        return False
    return any(
        order.ended_by == "accept" and (order.ended_at or 0) >= first.arrived_ms - _CLOCKS_MS and task.terms.fit(order)
        for order in run.after.values()
    )


def _applied_to(run: Run, order: Order) -> set[int]:
    return {number for number in (order.created_by_request, order.extended_by_request) if number in run.numbers}


def _last_look(run: Run, key: str) -> Look | None:
    return next(reversed(looks(run, key)), None)


def _open_at_last(run: Run, said: Said) -> Iterator[str]:
    """The last query shows it as open, or a warning says that none did."""
    key = said["block_order_matching_key"]
    last = _last_look(run, key)
    mixed = any(mixed_up(entry, run.journal) for entry in run.asked("query", "listing"))
    if said["verified"] and (last is None or not last.open) and not mixed:
        yield "the last query does not show it as open"
    if not said["verified"] and run.task.verify_timeout and key not in run.warned("not_verified"):
        yield "it is not verified, and no warning names it"


def _created(run: Run, task: PresentTask, said: Said, order: Order | None) -> Iterator[str]:
    if order is None:
        yield "the account has no such order"
        return
    if task.terms is None or not task.terms.fit(order):
        yield "it has other terms"
    if order.created_by_request not in run.numbers:
        # After a lost answer, what has these terms and was not there before is taken for it.
        sent = min((entry.number for entry in run.asked("create")), default=0)
        before = [entry for entry in run.asked("listing") if entry.number < sent and answered(entry)]
        if order.key not in run.warned("creation_assumed"):
            yield "another program created it"
        elif any(order.key in entry.shown for entry in before):
            yield "it was there before"
    yield from _open_at_last(run, said)


def _would_create(run: Run, task: PresentTask, said: Said, order: Order | None) -> Iterator[str]:
    if not task.check_mode:
        yield "this was not in check mode"
    if task.terms is None:
        yield "orders that are given by their keys can't be created"
    elif _fitting(run, task):
        yield "one with these terms was listed"


def _fitting(run: Run, task: PresentTask) -> list[Order]:
    """The orders with the wanted terms that the last listing showed as open."""
    last = next((entry for entry in reversed(run.asked("listing")) if answered(entry)), None)
    shown = {} if last is None else {key for key, status in last.shown.items() if not is_final(status)}
    return [order for key, order in run.after.items() if key in shown and task.selects(order)]


def _tolerance_ms(task: PresentTask) -> int:
    """How far the clocks may be apart while requests are taken, and how long a request is under way."""
    return task.recv_window + 1000 + round(task.request_timeout * 1000)


def _as_asked_for(run: Run, task: PresentTask, order: Order | None) -> Iterator[str]:
    if order is None:
        yield "the account has no such order"
        return
    if not task.selects(order):
        yield "it has other terms"
    if order.created_by_request in run.numbers:
        yield "this run created it"
    fitting = _fitting(run, task) if task.terms is not None else []
    # Of several, the one that expires last; an order that was extended meanwhile may show so late.
    best = max(fitting, key=lambda other: other.expire_time, default=order)
    if best.expire_time > order.expire_time and run.switches.extend_lag_ms == 0 and not run.asked("extend"):
        yield f"{best.key} has these terms as well, and expires later"
    if len(fitting) > 1 and order.key not in run.warned("several"):
        yield "several have these terms, and no warning says so"


def _present(run: Run, task: PresentTask, said: Said, order: Order | None) -> Iterator[str]:
    yield from _as_asked_for(run, task, order)
    yield from _open_at_last(run, said)
    if order is None:
        return
    if order.extended_by_request in run.numbers:
        yield "this run extended it"
    last = _last_look(run, order.key)
    if last is not None and task.min_lifetime:
        # An order may also end before the expiry that was shown.
        expires_ms = max(order.expire_time, run.before.get(order.key, order).expire_time)
        left_ms = expires_ms - (last.entry.carried_out_ms or 0)
        if left_ms < task.min_lifetime * 1000 - _tolerance_ms(task):
            yield f"it lives for another {left_ms} ms only"


def _extended(run: Run, task: PresentTask, said: Said, order: Order | None) -> Iterator[str]:
    yield from _as_asked_for(run, task, order)
    yield from _open_at_last(run, said)
    if order is None:
        return
    if order.extended_by_request not in run.numbers:
        yield "no request of this run extended it"
        return
    extended_ms = min(entry.carried_out_ms or 0 for entry in run.asked("extend", key=order.key) if entry.carried_out)
    shown_ms = extended_ms + _lag_ms(run.switches.extend_lag_ms)
    late = [look for look in looks(run, order.key) if look.open and (look.entry.carried_out_ms or 0) >= shown_ms]
    if said["verified"] and not late:
        yield "no query showed the later expiry"
    yield from _needed_it(run, task, order)


def _needed_it(run: Run, task: PresentTask, order: Order) -> Iterator[str]:
    before = run.before.get(order.key)
    if before is not None:
        shown_ms = before.expire_time - _LIFETIME_MS + _lag_ms(run.switches.extend_lag_ms)
        if run.started_ms < shown_ms:
            return  # an extension before this run does not show yet
        left_ms = before.expire_time - run.started_ms
        if left_ms > task.min_lifetime * 1000 + _tolerance_ms(task) + run.seconds * 1000:
            yield f"it lived for another {left_ms} ms"


def _would_extend(run: Run, task: PresentTask, said: Said, order: Order | None) -> Iterator[str]:
    if not task.check_mode:
        yield "this was not in check mode"
    yield from _as_asked_for(run, task, order)
    if order is not None:
        yield from _needed_it(run, task, order)


def _failed(run: Run, task: PresentTask, said: Said, order: Order | None) -> Iterator[str]:
    if not _excuses(run, task, said, order):
        yield "nothing was in the way of it"


def _excuses(run: Run, task: PresentTask, said: Said, order: Order | None) -> list[str]:
    key = said["block_order_matching_key"]
    found = common_excuses(run, key)
    concerned = [order] if order is not None else created_by(run)
    if any(not order.open for order in concerned):
        found.append("it ended")
    if key is not None and gone_is_evident(run, key):
        found.append("the exchange does not show it")
    if order is not None and _lag_ms(run.switches.extend_lag_ms) > task.verify_timeout * 1000 - 500:
        found.append("the later expiry shows late")
    if _executed_at_the_same_time(run, task):
        found.append("an execution can't be told from one of a lost create")
    if any(lost(run, entry) for entry in run.asked("create")) and run.warns("trades_refused"):
        found.append("whether a lost create was executed at once can't be known without the trades")
    if run.asked("create") and not is_settled(run, task):
        found.append("whether it was created could not be found out in time")
    return found


def _not_attempted(run: Run, task: PresentTask, said: Said, order: Order | None) -> Iterator[str]:
    if said["requests_sent"]:
        yield "a request was sent"
    if not stopped(run):
        yield "nothing stopped the task"


_CHECKS: dict[str, Callable[[Run, PresentTask, Said, Order | None], Iterator[str]]] = {
    "created": _created,
    "would_create": _would_create,
    "extended": _extended,
    "would_extend": _would_extend,
    "present": _present,
    "failed": _failed,
    "not_attempted": _not_attempted,
}


def _extensions(run: Run) -> Iterator[str]:
    """Only what a query showed as open is extended, and nothing once it was acknowledged."""
    done: set[str | None] = set()
    for entry in run.asked("extend"):
        order = run.after.get(entry.key or "")
        if order is None or not run.task.selects(order):
            yield f"an extension was sent for {entry.key}, which was not selected"
        if not any(look.open and look.entry.number < entry.number for look in looks(run, entry.key or "")):
            yield f"an extension was sent for {entry.key}, which was not seen open"
        if entry.key in done:
            yield f"a further extension was sent for {entry.key} after one was acknowledged"
        if acknowledged(run, entry) and surely_read(run, entry):
            done.add(entry.key)


def _frugal(run: Run, task: PresentTask) -> Iterator[str]:
    """Where nothing is in the way, few requests do."""
    switches = run.switches
    lags = (switches.lag_ms, switches.appear_lag_ms, switches.extend_lag_ms)
    flaps = switches.listing_flaps or switches.key_query_flaps
    if any(lags) or flaps or run.overslept or task.terms is None or run.asked("time"):
        return
    if any(entry.fault or entry.code or entry.http_status != 200 for entry in run.journal):
        return
    most = {"present": 1, "would_create": 1, "would_extend": 1, "created": 4, "extended": 3}
    for said in run.orders:
        if len(run.journal) > most.get(said["outcome"], len(run.journal)):
            yield f"{len(run.journal)} requests were sent for one that is {said['outcome']}"


def _lag_ms(switch: int | str) -> float:
    return float("inf") if switch == NEVER else float(switch)
