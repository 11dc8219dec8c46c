# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The state ``accepted``, against what is true. Every exception has its reason beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.switches import NEVER
from ansible_collections.marketops.binance.tests.exchange.world import Order

from ..account import check_form
from ..conduct import check_requests
from ..excuses import TOO_CLOSE_MS
from ..observation import ACCOUNT, Run
from ..shown import EXECUTED_STATUSES, NO_SUCH_ORDER, apart, is_final, may_be_answered, surely_read
from .changes import acknowledged, check_changed, common_excuses, lost, refused, stopped
from .tasks import AcceptedTask

OUTCOMES = ("accepted", "would_accept", "already_accepted", "failed", "not_attempted")
_NEEDED = ("accept", "details", "listing", "query", "trades", "time")

Said = dict[str, Any]


def check_accepted(run: Run, task: AcceptedTask) -> Iterator[str]:
    yield from check_form(run, OUTCOMES)
    yield from check_requests(run, _NEEDED)
    yield from _acceptances(run, task)
    keys = [said["block_order_matching_key"] for said in run.orders]
    if keys != task.selected_keys:
        yield f"the entries {keys} are not what was asked for"
    for said in run.orders:
        key = said["block_order_matching_key"]
        for problem in _CHECKS[said["outcome"]](run, task, said, run.after.get(key)):
            yield f"{key} is said {said['outcome']}, but {problem}"
        sent = len(run.asked("accept", key=key))
        if said["requests_sent"] != sent:
            yield f"{key}: {said['requests_sent']} requests are said, {sent} were sent"
        if _accepted_here(run, key) and said["outcome"] not in ("accepted", "failed"):
            yield f"{key} is said {said['outcome']}, but this run accepted it"
    applied = {order.accepted_by_request for order in run.after.values() if _accepted_here(run, order.key)}
    assumed = any(_taken_meanwhile(run, said["block_order_matching_key"]) for said in run.orders)
    yield from check_changed(run, {number for number in applied if number is not None}, assumed)


def _accepted_here(run: Run, key: str) -> bool:
    order = run.after.get(key)
    return order is not None and order.accepted_by_request in run.numbers


def _taken_meanwhile(run: Run, key: str) -> bool:
    """Nobody can tell which acceptance it was.

    One of this run was lost or acknowledged, and the trades had not shown before that this account had taken it.
    """
    order = run.after.get(key)
    if order is None or order.accepted_by != ACCOUNT:
        return False
    shown = min((entry.number for entry in run.asked("trades") if key in entry.shown), default=len(run.journal) + 1)
    return any(
        entry.number < shown and (lost(run, entry) or acknowledged(run, entry) or not surely_read(run, entry))
        for entry in run.asked("accept", key=key)
    )


def _accepted(run: Run, task: AcceptedTask, said: Said, order: Order | None) -> Iterator[str]:
    key = said["block_order_matching_key"]
    if order is None or order.accepted_by != ACCOUNT:
        yield "this account did not take it"
    elif not _accepted_here(run, key) and not _taken_meanwhile(run, key):
        yield "this account had taken it before"
    if said["verified"] and not _shown_as_taken(run, key):
        yield "neither details nor trades showed it"
    if not said["verified"] and task.verify_timeout and key not in run.warned("not_verified"):
        yield "it is not verified, and no warning names it"


def _shown_as_taken(run: Run, key: str) -> bool:
    """By this account's trades, or, after an acknowledgement, by the details."""
    last = max((entry.number for entry in run.asked("accept", key=key)), default=0)
    details = [entry for entry in run.asked("details", key=key) if entry.number > last and may_be_answered(entry)]
    executed = any(entry.shown.get(key, "").upper() in EXECUTED_STATUSES for entry in details)
    # The details do not tell who took it: they are enough where the answer says that it was this account.
    if executed and any(acknowledged(run, entry) or may_be_answered(entry) for entry in run.asked("accept", key=key)):
        return True
    return any(key in entry.shown and may_be_answered(entry) for entry in run.asked("trades"))


def _own_and_hidden(run: Run, order: Order) -> bool:
    """The account's own order, which another account took: its trades show it, and where no query does, that is all."""
    shown = any(order.key in entry.shown for entry in run.asked("details", "query"))
    return order.account == ACCOUNT and not shown


def _already_accepted(run: Run, task: AcceptedTask, said: Said, order: Order | None) -> Iterator[str]:
    if order is None or (order.accepted_by != ACCOUNT and not _own_and_hidden(run, order)):
        yield "this account did not take it"
    if not any(said["block_order_matching_key"] in entry.shown for entry in run.asked("trades")):
        yield "its trades do not show it"


def _would_accept(run: Run, task: AcceptedTask, said: Said, order: Order | None) -> Iterator[str]:
    if not task.check_mode:
        yield "this was not in check mode"
    if not _shown_open(run, said["block_order_matching_key"], len(run.journal) + run.journal[0].number):
        yield "no details showed it as open"
    if order is not None and not _is_expected(task, order):
        yield "its terms are not those that are expected"


def _failed(run: Run, task: AcceptedTask, said: Said, order: Order | None) -> Iterator[str]:
    if not _excuses(run, task, said, order):
        yield "nothing was in the way of it"
    # What an answer said is known, whatever came after it.
    sent = run.asked("accept", key=said["block_order_matching_key"])
    if order is not None and order.accepted_by == ACCOUNT and not sent and _shown_as_taken(run, order.key):
        yield "this account's trades show that it took it"
    if said["reason"] == "taken_by_other" and order is not None and order.accepted_by == ACCOUNT:
        lag = run.switches.trades_lag_ms
        if lag != NEVER and int(lag) <= run.task.verify_timeout * 1000 - TOO_CLOSE_MS:
            yield "this account took it, and its trades would have shown that in time"


def _excuses(run: Run, task: AcceptedTask, said: Said, order: Order | None) -> list[str]:
    key = said["block_order_matching_key"]
    found = common_excuses(run, key)
    if order is None:
        found += ["there is no such order"] if _denied_for_long(run, key) else []
    elif not _is_expected(task, order):
        found.append("its terms are not those that are expected")
    elif not order.open and order.accepted_by != ACCOUNT:
        found.append("it ended, or somebody else took it")
    elif order.accepted_by == ACCOUNT and not _accepted_here(run, key):
        # Taken by this account before: only its trades show that.
        unreadable = run.warns("trades_refused") or run.switches.trades_lag_ms != 0
        found += ["the trades do not show it yet, or may not be read"] if unreadable else []
    elif run.switches.details_finished != "order" or any(
        lost(run, entry) or not surely_read(run, entry) for entry in run.asked("accept", key=key)
    ):
        unreadable = run.warns("trades_refused") or run.switches.trades_lag_ms != 0
        found += ["neither details nor trades tell that it was by this account"] if unreadable else []
    if order is not None and _denied_for_long(run, key) and run.switches.details_finished != "order":
        found.append("the details of what is not open are refused")
    return found


def _denied_for_long(run: Run, key: str) -> bool:
    denials = [entry for entry in run.asked("details", key=key) if entry.code in NO_SUCH_ORDER]
    return bool(denials) and apart(denials[0], denials[-1], run.task.confirm_delay)


def _not_attempted(run: Run, task: AcceptedTask, said: Said, order: Order | None) -> Iterator[str]:
    if said["requests_sent"]:
        yield "a request was sent"
    if not stopped(run):
        yield "nothing stopped the task"


_CHECKS: dict[str, Callable[[Run, AcceptedTask, Said, Order | None], Iterator[str]]] = {
    "accepted": _accepted,
    "already_accepted": _already_accepted,
    "would_accept": _would_accept,
    "failed": _failed,
    "not_attempted": _not_attempted,
}


def _is_expected(task: AcceptedTask, order: Order) -> bool:
    return task.terms is None or task.terms.fit(order.as_counterparty)


def _shown_open(run: Run, key: str, before: int) -> bool:
    return any(
        entry.number < before and may_be_answered(entry) and not is_final(entry.shown.get(key, "FILLED"))
        for entry in run.asked("details", key=key)
    )


def _acceptances(run: Run, task: AcceptedTask) -> Iterator[str]:
    """Only what the details showed as open, with the expected terms; nothing once it was acknowledged or refused."""
    done: set[str | None] = set()
    for entry in run.asked("accept"):
        key = entry.key or ""
        order = run.after.get(key)
        if key not in (task.selected_keys or ()):
            yield f"{key} was not selected, and an acceptance was sent"
        if not _shown_open(run, key, entry.number):
            yield f"an acceptance was sent for {key}, which no details showed as open"
        if order is not None and not _is_expected(task, order):
            yield f"an acceptance was sent for {key}, whose terms are not those that are expected"
        if key in done:
            yield f"a further acceptance was sent for {key} after one was acknowledged or refused"
        if (acknowledged(run, entry) or refused(entry)) and surely_read(run, entry):
            done.add(key)
