# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One step of restoring block orders: each by its terms, one after another, and none twice.

An order that an earlier run may have created is first searched for in the listing and in the block trades.
"""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Refused
from .._exchange.kind import Batch, Kind
from .._exchange.stops import Stop, StopReason
from .._exchange.terms import Terms
from .._exchange.wanted_block_orders import WantedBlockOrders
from .decisions import Outcome, Policy, Reason
from .goals.present import Present
from .observer import Selection
from .run import Wanted, reconcile
from .window_step import attempt

Json = dict[str, t.Any]

_LISTED_AGAIN = (
    "its old key is listed as open again, so no order was created. A listing may lag: run this again, and check the "
    "order if its old key is still listed then"
)
_OLD_EXECUTED = (
    "the block trades show that the old order was executed: run close_maintenance_window again, which reports it"
)


class Old(t.NamedTuple):
    """An order to create again. ``since``: a create of an earlier run may have been applied since then, in ms."""

    key: str
    terms: Terms
    since: int | None


class Step(t.NamedTuple):
    """``taken``: keys of orders that replace none of ``orders``, the old ones included.

    ``not_after``: no request is sent that could still be accepted after this time, in ms by the exchange's clock.
    """

    orders: t.Sequence[Old]
    taken: t.Collection[str]
    not_after: int | None


def run_step(api: Api, step: Step, policy: Policy, longest_ms: int, warn: t.Callable[[str], None]) -> Json:
    """Take the step. Does not raise. ``longest_ms``: how long after the start a request may be accepted."""
    result: Json = {"error": None}
    stop = attempt(result, "error", api.measure_clock)
    if stop is None and step.not_after is not None and api.clock.started_ms() + longest_ms > step.not_after:
        stop = Stop(StopReason.TIME_BUDGET, "The target was reached too late, so nothing was sent. Rerun.")
        result["error"] = stop.as_result()
    taken = set(step.taken)
    entries = []
    for old in step.orders:
        if result["error"] is not None:
            entries.append(_entry(old, Outcome.NOT_ATTEMPTED, Reason.NOT_SENT, result["error"]["msg"]))
            continue
        entries.append(_restore(api, old, taken, policy, result, warn))
        if entries[-1]["new_key"] is not None:
            taken.add(entries[-1]["new_key"])
    clock = api.clock
    return {
        "changed": any(entry["changed"] for entry in entries),
        "orders": entries,
        "error": result["error"],
        "read_at": clock.now_ms(),
        "requests": api.requests_made(),
    }


def _restore(
    api: Api, old: Old, taken: t.Collection[str], policy: Policy, result: Json, warn: t.Callable[[str], None]
) -> Json:
    kind = WantedBlockOrders(api, {*taken, old.key}, old.key)
    if old.since is not None:
        found: list[Json] = []
        if attempt(result, "error", lambda: found.extend(_earlier(api, kind, old, old.since or 0))) is not None:
            return _entry(old, Outcome.NOT_ATTEMPTED, Reason.NOT_SENT, result["error"]["msg"])
        if found:
            return found[0]

    def make_kind(_api: Api) -> Kind:
        return kind

    wanted = Wanted(Present(by_terms=True, min_lifetime=0), Selection([old.terms]), make_kind)
    done = reconcile(api, wanted, policy, 1, warn)
    result["error"] = done["error"]
    (entry,) = done["orders"]
    if entry["outcome"] == Outcome.PRESENT.value:
        return _present(api, old, entry["block_order_matching_key"], entry["after"]["expire_time"])
    return {
        "block_order_matching_key": old.key,
        "new_key": entry["block_order_matching_key"],
        "outcome": entry["outcome"],
        "changed": done["changed"],
        "reason": entry["reason"],
        "msg": entry["error"]["msg"] if entry["error"] else None,
    }


def _earlier(api: Api, kind: WantedBlockOrders, old: Old, since: int) -> list[Json]:
    """The result of a create of an earlier run, if there is one. Raises ``Stopped`` and ``Refused``."""
    found = kind.fetch(old.terms).order
    if found is not None:
        return [_present(api, old, found.key, found.expire_time)]
    try:
        executed = kind.read_fills(Batch([old.terms]), since).executed
    except Refused:
        msg = "an earlier run may have created it. Whether it was executed is not known: the block trades can't be read"
        return [_entry(old, Outcome.FAILED, Reason.CREATION_UNKNOWN, msg)]
    if old.key in executed:
        return [_entry(old, Outcome.FAILED, Reason.EXECUTED, _OLD_EXECUTED)]
    if old.terms in executed:
        return [_entry(old, Outcome.FAILED, Reason.EXECUTED, "an earlier run created it, and it was executed", True)]
    return []


def _present(api: Api, old: Old, key: str, expire_time: int | None) -> Json:
    """The result if an order is listed as open. It may have ended, if the listing lags; then nothing may be created."""
    if key == old.key:
        return _entry(old, Outcome.FAILED, Reason.STILL_SHOWN, _LISTED_AGAIN)
    if expire_time is not None and expire_time <= api.clock.now_ms():
        msg = f"block order {key} with its terms is listed as open, although its expiry has passed: run this again"
        return _entry(old, Outcome.FAILED, Reason.STILL_SHOWN, msg)
    return _entry(old, Outcome.PRESENT, new_key=key)


def _entry(
    old: Old,
    outcome: Outcome,
    reason: Reason | None = None,
    msg: str | None = None,
    changed: bool = False,
    new_key: str | None = None,
) -> Json:
    return {
        "block_order_matching_key": old.key,
        "new_key": new_key,
        "outcome": outcome.value,
        "changed": changed,
        "reason": reason.value if reason else None,
        "msg": msg,
    }
