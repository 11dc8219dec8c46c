# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task about ordinary orders sent: only allowed requests, only for selected orders, only at allowed times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..conduct import check_patience, check_signatures
from ..excuses import GATEWAY_ANSWERS, GATEWAY_TRIES
from ..shown import answered
from .observation import OptionRun
from .shown import CANCELS, concerns, is_final, name_of

# A busy machine, and the moment at which a slow answer is abandoned.
_SLACK_S = 1.0
_NEEDED = (*CANCELS, "option_query", "option_listing", "option_history", "option_fills", "time")


def check_conduct(run: OptionRun) -> Iterator[str]:
    yield from check_signatures(run.journal)
    yield from check_patience(run.journal, run.task.concurrency)
    strange = {entry.operation for entry in run.journal} - set(_NEEDED)
    if strange:
        yield f"nobody wanted this: {strange}"
    if run.task.ids == [] and run.journal:
        yield "something was sent for nothing"
    said = run.returned.get("requests", {})
    if said.get("sent") != len(run.journal) or said.get("weight") != sum(entry.weight for entry in run.journal):
        yield f"{said} are not the {len(run.journal)} requests that arrived"
    tries = Counter((entry.operation, entry.key) for entry in run.journal if entry.fault in GATEWAY_ANSWERS)
    for (operation, key), count in tries.items():
        if count > GATEWAY_TRIES:
            yield f"{operation} {key or ''} was sent {count} times, and a gateway answered each time"
    yield from _cancels(run)
    yield from _max_orders(run)
    limit = run.task.max_wait + run.task.request_timeout
    if run.seconds > limit + _SLACK_S:
        yield f"the task took {run.seconds:.2f} s, and may take {limit:.2f} s"


def _cancels(run: OptionRun) -> Iterator[str]:
    """No order outside the selection may be touched, whether it was open at that moment or not."""
    requests = run.asked(*CANCELS)
    if requests and run.task.check_mode:
        yield "a cancel was sent in check mode"
    for entry in requests:
        if entry.operation == "option_cancel_underlying":
            wide = run.task.symbol is not None or run.task.underlying not in (None, entry.key)
        elif entry.operation == "option_cancel_symbol":
            wide = run.task.ids is not None
        else:
            wide = False
        if wide:
            yield f"request {entry.number}, {entry.operation} {entry.key}, may touch more than was selected"
        for order in run.after.values():
            if concerns(entry, name_of(order)) and not run.task.selects(order):
                yield f"request {entry.number}, {entry.operation} {entry.key}, touches {order.order_id}"
    for order in run.after.values():
        if run.cancelled_here(order) and not run.task.selects(order):
            yield f"{order.order_id} was cancelled, and was not selected"
    if any(run.cancelled_here(order) for order in run.foreign):
        yield "an order of another account was cancelled"


def _max_orders(run: OptionRun) -> Iterator[str]:
    most, requests = run.task.max_orders, run.asked(*CANCELS)
    if most is None:
        return
    if sum(said["outcome"] == "would_cancel" for said in run.returned.get("orders", ())) > most:
        yield "more orders than max_orders would be cancelled, and the task did not say so"
    began = requests[0].number if requests else len(run.journal)
    seen = [entry for entry in run.asked("option_listing", "option_query") if answered(entry) and entry.number < began]
    shown = {order_id for entry in seen for order_id, status in entry.shown.items() if not is_final(status)}
    selected = [order_id for order_id in shown if order_id in run.after and run.task.selects(run.after[order_id])]
    if requests and len(selected) > most:
        yield f"max_orders is {most}, {len(selected)} orders were open, and a cancel was sent"
