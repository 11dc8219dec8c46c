# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One step of a maintenance window: cancel exactly these orders, list what is open, confirm it, read the trades."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Refused, Span
from .._exchange.block_orders import BlockOrder
from .._exchange.stop_reasons import listing_stop, query_stop
from .._exchange.stops import Stop, Stopped, internal_stop
from .cases import ABSENT, EXECUTED, FAILED, NOT_ATTEMPTED, Case
from .convergence import Convergence, Result, Wish
from .worker_pool import WorkerPool

_TRADES_MARGIN_MS = 60000

Json = dict[str, t.Any]


class StepWish(t.NamedTuple):
    """What a step is asked for. ``trades_since`` is ``None`` for: since the start of this step."""

    kinds: t.Sequence[str]
    underlyings: t.Sequence[str]
    cancel: t.Sequence[str]
    only_look: bool
    measure_clock: bool
    confirm: bool
    confirm_delay: float
    max_orders: int | None
    verify_timeout: float
    trades_since: int | None


def run_step(client: Api, pool: WorkerPool, wish: StepWish) -> Json:
    """Take the step. Does not raise: why something could not be read is in the result."""
    result: Json = {
        "changed": False,
        "cancelled": None,
        "listing": None,
        "listing_error": None,
        "trades": None,
        "trades_error": None,
    }
    stop = _attempt(result, "listing_error", lambda: client.measure_clock() if wish.measure_clock else None)
    if stop is None and wish.cancel:
        found = Convergence(
            client, pool, Wish(wish.cancel, None, wish.max_orders, wish.verify_timeout, wish.only_look)
        ).run()
        result["cancelled"] = _cancelled(found, client)
        result["changed"] = any(case.outcome in ("cancelled", "would_cancel") for case in found.cases)
        stop = found.stop
        if stop is not None:
            result["listing_error"] = _error(stop)
    if stop is None:
        stop = _attempt(result, "listing_error", lambda: result.update(listing=_listing(client, wish)))
    if stop is None or not stop.final:
        since = client.clock.started_ms() - _TRADES_MARGIN_MS if wish.trades_since is None else wish.trades_since
        _attempt(result, "trades_error", lambda: result.update(trades=client.trades(Span(start_time=since))))
    else:
        result["trades_error"] = _error(stop)
    measured = client.clock.measured
    result["clock"] = (
        {"offset_ms": client.clock.offset_ms, "round_trip_ms": round(2 * client.clock.error_ms, 3)}
        if measured
        else None
    )
    return dict(result, read_at=client.clock.now_ms(), requests=client.requests_made())


def _attempt(result: Json, name: str, act: t.Callable[[], None]) -> Stop | None:
    """Do it, or note why not in the result."""
    try:
        act()
        return None
    except Stopped as stopped:
        stop = stopped.stop
    except Refused as refusal:
        denied = refusal.finding.denied
        stop = query_stop(refusal.finding) if denied or name == "trades_error" else listing_stop(refusal.finding)
    except Exception as error:  # its text may hold a signed URL
        stop = internal_stop(error)
    result[name] = _error(stop)
    return stop


def _error(stop: Stop) -> Json:
    return dict(stop.as_result(), final=stop.final, reason=None)


def _listing(client: Api, wish: StepWish) -> Json:
    """What is open in the scope. Nothing open has to be confirmed by a second listing, after a pause."""
    orders = _list(client, wish)
    confirmed = False
    if wish.confirm and not orders:
        if wish.confirm_delay:
            client.permission.pause(wish.confirm_delay, "the listing that confirms that nothing is open")
        orders = _list(client, wish)
        confirmed = not orders
    return {
        "read_at": client.clock.now_ms(),
        "scope": {"kinds": list(wish.kinds), "underlyings": list(wish.underlyings)},
        "orders": [order.as_result() for order in orders],
        "confirmed": confirmed,
    }


def _list(client: Api, wish: StepWish) -> list[BlockOrder]:
    found: dict[str, BlockOrder] = {}
    for underlying in wish.underlyings or (None,):
        for order in client.listing(Span(underlying)):
            if order.open and (underlying is None or order.is_on(underlying)):
                found[order.key] = order
    return list(found.values())


def _cancelled(result: Result, client: Api) -> Json:
    return {
        "orders": [_entry(case, result.stop) for case in result.cases],
        "complete": result.stop is None,
        "error": _error(result.stop) if result.stop else None,
        "warning_codes": [],
        "timeline": client.timeline.as_result(),
    }


def _entry(case: Case, stop: Stop | None) -> Json:
    error = None
    if case.outcome == NOT_ATTEMPTED and stop is not None and not case.left_alone:
        error = _error(stop)
    elif case.outcome in (FAILED, NOT_ATTEMPTED):
        error = {"http_status": case.http_status, "code": case.code, "msg": case.why, "final": False, "reason": None}
    return {
        "block_order_matching_key": case.key,
        "outcome": case.outcome,
        "verified": case.outcome in (ABSENT, EXECUTED) or case.gone,
        "status": case.status,
        "before": case.before.as_result() if case.before else None,
        "after": case.order.as_result() if case.order and not case.vanished else None,
        "requests_sent": case.cancel_requests,
        "evidence": case.evidence,
        "error": error,
        "reason": None,
    }
