# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One step of a maintenance window: cancel exactly these orders, list what is open, confirm it, read the trades."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Refused
from .._exchange.block_order_record import BlockOrder
from .._exchange.block_orders import BlockOrders
from .._exchange.block_trades import trades
from .._exchange.kind import Scope
from .._exchange.stops import Stop, Stopped, internal_stop
from .decisions import Policy
from .goals.absent import Absent
from .observer import Selection
from .run import Wanted, reconcile

_TRADES_MARGIN_MS = 60000

Json = dict[str, t.Any]

# What the step records of the cancelling; the rest says the same of the whole step.
_CANCELLING = ("orders", "complete", "error", "warning_codes", "timeline")


class Step(t.NamedTuple):
    """What a step is asked for. ``trades_since`` is ``None`` for: since the start of this step."""

    kinds: t.Sequence[str]
    underlyings: t.Sequence[str]
    cancel: t.Sequence[str]
    measure_clock: bool
    confirm: bool
    max_orders: int | None
    trades_since: int | None


def run_step(api: Api, step: Step, policy: Policy, concurrency: int, warn: t.Callable[[str], None]) -> Json:
    """Take the step. Does not raise: why something could not be read is in the result."""
    result: Json = {
        "changed": False,
        "cancelled": None,
        "listing": None,
        "listing_error": None,
        "trades": None,
        "trades_error": None,
    }
    stop = attempt(result, "listing_error", lambda: api.measure_clock() if step.measure_clock else None)
    if stop is None and step.cancel:
        wanted = Wanted(Absent(), Selection(step.cancel, max_orders=step.max_orders), BlockOrders)
        cancelled = reconcile(api, wanted, policy, concurrency, warn)
        result["changed"] = cancelled["changed"]
        result["cancelled"] = {name: cancelled[name] for name in _CANCELLING}
        result["listing_error"] = cancelled["error"]
        stop = api.gate.stop
    if result["listing_error"] is None:
        stop = attempt(result, "listing_error", lambda: result.update(listing=_listing(api, step, policy)))
    if stop is None or not stop.final:
        since = api.clock.started_ms() - _TRADES_MARGIN_MS if step.trades_since is None else step.trades_since
        attempt(result, "trades_error", lambda: result.update(trades=trades(api, Scope(start_time=since))))
    else:
        result["trades_error"] = stop.as_result()
    clock = api.clock
    measured = {"offset_ms": clock.offset_ms, "round_trip_ms": round(2 * clock.error_ms, 3)}
    return {
        **result,
        "clock": measured if clock.measured else None,
        "read_at": clock.now_ms(),
        "requests": api.requests_made(),
    }


def attempt(result: Json, name: str, act: t.Callable[[], None]) -> Stop | None:
    """Do it, or record in the result why not."""
    try:
        act()
        return None
    except Stopped as stopped:
        stop = stopped.stop
    except Refused as refusal:
        from .._exchange.stop_reasons import listing_stop, query_stop

        verdict = refusal.verdict
        stop = query_stop(verdict) if name == "trades_error" else listing_stop(verdict, BlockOrders.noun)
    except Exception as error:  # its text may hold a signed URL
        stop = internal_stop(error)
    result[name] = stop.as_result()
    return stop


def _listing(api: Api, step: Step, policy: Policy) -> Json:
    """What is open in the scope. Nothing open has to be confirmed by a second listing, after a pause."""
    orders = _list(api, step)
    confirmed = False
    if step.confirm and not orders:
        api.gate.pause(policy.confirm_delay, "the listing that confirms that nothing is open")
        orders = _list(api, step) if policy.confirm_delay else orders
        confirmed = not orders
    return {
        "read_at": api.clock.now_ms(),
        "scope": {"kinds": list(step.kinds), "underlyings": list(step.underlyings)},
        "orders": [order.as_result() for order in orders],
        "confirmed": confirmed,
    }


def _list(api: Api, step: Step) -> list[BlockOrder]:
    found: dict[str, BlockOrder] = {}
    block_orders = BlockOrders(api)
    for underlying in step.underlyings or (None,):
        for order in block_orders.list(Scope(underlying)):
            if order.open and (underlying is None or order.is_on(underlying)):
                found[order.key] = order
    return list(found.values())
