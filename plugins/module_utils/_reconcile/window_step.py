# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One step of a maintenance window: cancel exactly these orders, list what is open, confirm it, read the executions."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api, Refused
from .._exchange.block_orders import BlockOrders
from .._exchange.block_trades import trades
from .._exchange.kind import Order, Scope
from .._exchange.option_order_record import OptionKey
from .._exchange.option_orders import OptionOrders
from .._exchange.positions import positions
from .._exchange.stops import Stop, Stopped, internal_stop
from .decisions import Policy
from .goals.absent import Absent
from .observer import Selection
from .reconciler import Reconciler
from .report import Report
from .worker_pool import WorkerPool

_TRADES_MARGIN_MS = 60000

# How long the step may take for queries that the verdict does not depend on, in s.
_BESIDE = 10

Json = dict[str, t.Any]

# The fields of the cancelling that the step returns; the others are those of the whole step.
_CANCELLING = ("orders", "complete", "error", "warning_codes", "timeline")


class WindowKind(t.NamedTuple):
    """A kind of order of a window. ``subject`` reads the name of an order, as ``Kind.name`` writes it.

    ``bulk``: the exchange cancels everything that is open on an underlying by one request.
    """

    make: type[BlockOrders] | type[OptionOrders]
    subject: t.Callable[[str], t.Any]
    bulk: bool


KINDS = {
    "block_orders": WindowKind(BlockOrders, str, bulk=False),
    "option_orders": WindowKind(OptionOrders, lambda key: OptionKey(*key.split(" ")), bulk=True),
}


class Step(t.NamedTuple):
    """What a step is asked for. ``trades_since``: ``None`` means since the start of this step.

    ``cancel``: by kind. ``count_others``: count the open orders of other kinds, even if orders of ``kinds`` are open.
    """

    kinds: t.Sequence[str]
    underlyings: t.Sequence[str]
    cancel: t.Mapping[str, t.Sequence[str]]
    measure_clock: bool
    confirm: bool
    max_orders: int | None
    trades_since: int | None
    read_trades: bool
    read_positions: bool
    count_others: bool


def run_step(api: Api, step: Step, policy: Policy, concurrency: int, warn: t.Callable[[str], None]) -> Json:
    """Take the step. Does not raise: why something could not be read is in the result."""
    return _StepRun(api, step, policy, concurrency, warn).run()


def no_step() -> Json:
    """The result of a step that was not taken."""
    nothing = {"sent": 0, "weight": 0, "used_weight_1m": None, "waited_seconds": 0.0, "clock_offset_ms": None}
    return {
        "changed": False,
        "cancelled": {},
        "listings": [],
        "not_listed": [],
        "listing_error": None,
        "trades": None,
        "trades_error": None,
        "positions": None,
        "positions_error": None,
        "others": [],
        "clock": None,
        "started_at": None,
        "read_at": 0,
        "requests": nothing,
    }


class _StepRun:
    def __init__(self, api: Api, step: Step, policy: Policy, concurrency: int, warn: t.Callable[[str], None]) -> None:
        self._api, self._step, self._policy, self._warn = api, step, policy, warn
        self._pool = WorkerPool(concurrency)
        self._result = no_step()

    def run(self) -> Json:
        api, step, result = self._api, self._step, self._result
        stop = self._attempt("listing_error", lambda: api.measure_clock() if step.measure_clock else None)
        for kind, keys in step.cancel.items():
            if stop is None and keys:
                self._cancel(kind, keys)
                stop = api.gate.stop
        if result["listing_error"] is None:
            stop = self._attempt("listing_error", self._list_all)
        self._read_executions(stop)
        clock = api.clock
        measured = {"offset_ms": clock.offset_ms, "round_trip_ms": round(2 * clock.error_ms, 3)}
        return {
            **result,
            "clock": measured if clock.measured else None,
            "started_at": clock.started_after_ms() if clock.measured else None,
            "read_at": clock.now_ms(),
            "requests": api.requests_made(),
        }

    def _cancel(self, name: str, keys: t.Sequence[str]) -> None:
        """Cancel these orders; if the exchange cancels in bulk, also what else is open in the scope."""
        spec, step = KINDS[name], self._step
        kind = spec.make(self._api, step.underlyings if spec.bulk else ())
        subjects = [spec.subject(key) for key in keys]
        selection = Selection(subjects, max_orders=step.max_orders, bulk=spec.bulk)
        found = Reconciler(self._api, kind, Absent(), selection, self._policy, self._pool).run()
        report = Report(found, kind, self._api)
        returned = report.build()
        for warning in report.warnings:
            self._warn(warning)
        self._result["changed"] = self._result["changed"] or returned["changed"]
        self._result["cancelled"][name] = {
            **{field: returned[field] for field in _CANCELLING},
            "unlisted": [order.as_result() for order in found.unlisted],
        }
        self._result["listing_error"] = self._result["listing_error"] or returned["error"]

    # Listings

    def _list_all(self) -> None:
        """List what is open in the scope. If nothing is open, a second listing after a pause has to confirm that.

        A kind that the key may not list is recorded as such. The step stops only if that is true of all kinds.
        """
        step, delay = self._step, self._policy.confirm_delay
        found: dict[str, Json] = {}
        refused: Stop | None = None
        for kind in step.kinds:
            try:
                found[kind] = self._listing(kind)
            except Refused as refusal:
                from .._exchange.stop_reasons import listing_stop

                refused = listing_stop(refusal.verdict, KINDS[kind].make.noun)
                self._result["not_listed"].append({"kind": kind, "error": refused.as_result()})
        if refused is not None and not found:
            raise Stopped(refused)
        self._result["listings"] = list(found.values())
        empty = [kind for kind, listing in found.items() if not listing["orders"]]
        # After a batch, and where none will follow, each kind counts separately; before one another listing follows.
        each = step.count_others or any(step.cancel.values())
        if step.confirm and empty and (each or len(empty) == len(found)):
            if delay:
                self._api.gate.pause(delay, "the listing that confirms that nothing is open")
            for kind in empty:
                listing = self._listing(kind) if delay else found[kind]
                found[kind] = {**listing, "confirmed": not listing["orders"]}
            self._result["listings"] = list(found.values())

    def _listing(self, kind: str) -> Json:
        return {
            "kind": kind,
            "underlyings": list(self._step.underlyings),
            "orders": [order.as_result() for order in self._open(kind)],
            "read_at": self._api.clock.now_ms(),
            "confirmed": False,
        }

    def _open(self, kind: str) -> list[Order]:
        listed = KINDS[kind].make(self._api, self._step.underlyings).list(Scope(), may_be_denied=True)
        return list({order.key: order for order in listed if order.open}.values())

    # Beside the orders

    def _read_executions(self, stop: Stop | None) -> None:
        """Block trades, positions, the number of open orders of other kinds. "Drained" does not depend on them."""
        step, result = self._step, self._result
        final = stop.as_result() if stop is not None and stop.final else None
        if step.read_trades and "block_orders" in step.kinds:
            result["trades_error"] = final
            if final is None:
                since = self._api.clock.started_ms() - _TRADES_MARGIN_MS
                scope = Scope(start_time=since if step.trades_since is None else step.trades_since)
                self._attempt("trades_error", lambda: result.update(trades=trades(self._api, scope)))
        self._api.gate.shorten(_BESIDE)
        if step.read_positions:
            result["positions_error"] = final
            if final is None:
                self._attempt("positions_error", lambda: result.update(positions=self._positions()))
        confirmed = result["listings"] and all(listing["confirmed"] for listing in result["listings"])
        if final is None and result["listings"] and (step.count_others or confirmed):
            for kind in KINDS:
                if kind not in step.kinds:
                    self._count(kind)

    def _positions(self) -> list[Json]:
        """The positions in options on the underlyings in scope."""
        return [position.as_result() for position in positions(self._api, underlyings=self._step.underlyings)]

    def _count(self, kind: str) -> None:
        """Unless other accounts behind the address may have to wait for it: their orders come first."""
        other: Json = {"kind": kind, "open": None, "error": None}
        self._result["others"].append(other)
        if self._api.gate.has_room(KINDS[kind].make.listing_weight):
            attempt(other, "error", lambda: other.update(open=len(self._open(kind))))

    def _attempt(self, name: str, act: t.Callable[[], None]) -> Stop | None:
        return attempt(self._result, name, act)


def attempt(result: Json, name: str, act: t.Callable[[], None]) -> Stop | None:
    """Do the work, or record in the result why it failed."""
    try:
        act()
        return None
    except Stopped as stopped:
        stop = stopped.stop
    except Refused as refusal:
        from .._exchange.stop_reasons import query_stop

        stop = query_stop(refusal.verdict)
    except Exception as error:  # its text may hold a signed URL
        stop = internal_stop(error)
    result[name] = stop.as_result()
    return stop
