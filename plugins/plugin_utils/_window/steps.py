# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module on the target returned, as a report for the evidence.

Only fields that are named here get into the evidence, so that nothing can that must not.
"""

from __future__ import annotations

import re
import signal
import typing as t
from dataclasses import dataclass

from .codec import Json
from .evidence import Cancelling, Entry, Error, Event, Failure, Leg, Listing, Order, Report, Requests, Scope, Trade
from .terms import Cause, Kind, Outcome, Purpose

_FIELDS = ("listing", "listing_error", "trades", "trades_error", "cancelled", "requests")


@dataclass(frozen=True)
class Request:
    """What the module on the target is asked for."""

    purpose: Purpose
    scope: Scope
    cancel: t.Sequence[str] = ()
    only_look: bool = False
    measure_clock: bool = False
    confirm: bool = True
    max_orders: int | None = None
    trades_since: int | None = None

    def options(self) -> Json:
        """As options of the module; what is not asked for is left out."""
        given: Json = {
            "underlyings": list(self.scope.underlyings),
            "kinds": [kind.value for kind in self.scope.kinds],
            "cancel": list(self.cancel),
            "only_look": self.only_look,
            "measure_clock": self.measure_clock,
            "confirm": self.confirm,
            "max_orders": self.max_orders,
            "trades_since": self.trades_since,
        }
        return {name: value for name, value in given.items() if value is not None}


def read_result(result: Json, purpose: Purpose, offset_ms: int | None, now_ms: int) -> Report | Failure:
    """A report of what the module returned, or why it returned none. ``offset_ms``: the exchange's clock, as known."""
    if not all(name in result for name in _FIELDS):
        return read_failure(result, now_ms)
    clock = result.get("clock") or {}
    try:
        return _report(result, purpose, clock, (clock.get("offset_ms") is None and offset_ms) or 0)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        return Failure(now_ms, Cause.MODULE_FAILED, f"its result can't be read ({problem!r})", False)


def unreachable(now_ms: int, detail: str) -> Failure:
    return Failure(now_ms, Cause.UNREACHABLE, detail, False)


def _report(result: Json, purpose: Purpose, clock: Json, shift: int) -> Report:
    cancelled, listing, trades = result["cancelled"], result["listing"], result["trades"]
    requests = result["requests"]
    return Report(
        time=int(result["read_at"]) + shift,
        purpose=purpose,
        clock_offset_ms=clock.get("offset_ms"),
        round_trip_ms=clock.get("round_trip_ms"),
        cancelling=_cancelling(cancelled, shift) if cancelled else None,
        listing=_listing(listing, shift) if listing else None,
        listing_error=read_error(result["listing_error"]),
        trades=[_trade(trade) for trade in trades] if trades is not None else None,
        trades_error=read_error(result["trades_error"]),
        requests=Requests(
            requests.get("sent") or 0,
            requests.get("weight") or 0,
            requests.get("used_weight_1m"),
            float(requests.get("waited_seconds") or 0),
        ),
        warnings=[warning for warning in result.get("warnings") or () if isinstance(warning, str)],
    )


def _cancelling(cancelled: Json, shift: int) -> Cancelling:
    return Cancelling(
        entries=[_entry(entry) for entry in cancelled["orders"]],
        timeline=[
            Event(
                time=event["time"] + shift,
                kind=event["kind"],
                key=event["block_order_matching_key"],
                fact=event["fact"],
                effect=event.get("effect"),
                seconds=event["seconds"],
            )
            for event in cancelled["timeline"]
        ],
        error=read_error(cancelled["error"]),
    )


def _entry(entry: Json) -> Entry:
    return Entry(
        kind=Kind.BLOCK_ORDERS,
        key=entry["block_order_matching_key"],
        outcome=Outcome(entry["outcome"]),
        verified=entry["verified"],
        status=entry["status"],
        before=_order(entry["before"]) if entry["before"] else None,
        after=_order(entry["after"]) if entry["after"] else None,
        requests_sent=entry["requests_sent"] or 0,
        evidence=[str(fact) for fact in entry["evidence"]],
        error=read_error(entry["error"]),
        reason=entry["reason"],
    )


def _listing(listing: Json, shift: int) -> Listing:
    scope = Scope([Kind(kind) for kind in listing["scope"]["kinds"]], list(listing["scope"]["underlyings"]))
    orders = {order["block_order_matching_key"]: order for order in listing["orders"]}
    return Listing(
        time=int(listing["read_at"]) + shift,
        scope=scope,
        orders=[_order(order) for order in orders.values()],
        confirmed=listing["confirmed"],
    )


def _order(order: Json) -> Order:
    return Order(
        kind=Kind.BLOCK_ORDERS,
        key=order["block_order_matching_key"],
        status=order["status"],
        open=order["open"],
        liquidity=order["liquidity"],
        create_time=order["create_time"],
        expire_time=order["expire_time"],
        legs=[_leg(leg) for leg in order["legs"]],
    )


def _trade(trade: Json) -> Trade:
    times = [leg["trade_time"] for leg in trade["legs"] if leg.get("trade_time")]
    return Trade(
        key=trade["block_order_matching_key"],
        parent_order_id=trade.get("parent_order_id"),
        time=min(times, default=None),
        legs=[_leg(leg) for leg in trade["legs"]],
    )


def _leg(leg: Json) -> Leg:
    return Leg(leg.get("symbol"), leg.get("side"), leg.get("quantity"), leg.get("price"))


def read_error(error: Json | None) -> Error | None:
    if error is None:
        return None
    return Error(
        error.get("http_status"), error.get("code"), str(error["msg"]), bool(error.get("final")), error.get("reason")
    )


def read_failure(result: Json, now_ms: int) -> Failure:
    """A module that crashed says why in the last line that it wrote to its standard error."""
    if "module_stderr" in result or "module_stdout" in result:
        lines = [
            line for name in ("module_stdout", "module_stderr") for line in str(result.get(name) or "").splitlines()
        ]
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return Failure(now_ms, Cause.MODULE_CRASHED, shown(last or _status(result.get("rc"))), False)
    return Failure(now_ms, Cause.MODULE_FAILED, shown(str(result.get("msg") or "it returned nothing")), False)


def _status(status: t.Any) -> str:
    """An exit status in words; a shell reports a signal as 128 more than its number."""
    number = (
        -status if isinstance(status, int) and status < 0 else (status or 0) - 128 if isinstance(status, int) else 0
    )
    try:
        return f"it was killed ({signal.Signals(number).name})"
    except ValueError:
        return f"it ended with status {status} and said nothing"


def shown(text: str) -> str:
    """A text from outside, fit for a message: one line of bounded length, and nothing like a signature in it."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[:2000]).split())
    line = re.sub(r"(?i)(signature[\"']?\s*[=:]\s*[\"']?)[^\s&\"',]+", r"\1***", line)
    return line if len(line) <= 500 else line[:500] + "..."
