# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module on the target returned, as a report for the evidence.

Only the fields that are named here get into the evidence, so that no secret can.
"""

from __future__ import annotations

import re
import signal
import typing as t
from dataclasses import dataclass

from .codec import Json
from .evidence import (
    Cancelling,
    Countdown,
    CountdownEntry,
    Entry,
    Error,
    Event,
    Failure,
    Leg,
    Listing,
    NotListed,
    Order,
    Others,
    Position,
    Report,
    Requests,
    Scope,
    Trade,
)
from .terms import Cause, Kind, Outcome, Purpose, Setting

_FIELDS = ("listings", "not_listed", "listing_error", "trades", "trades_error", "cancelled", "requests")


@dataclass(frozen=True)
class Request:
    """What the module on the target is asked for. ``cancel`` has one kind only, unless ``only_look`` is set."""

    purpose: Purpose
    scope: Scope
    cancel: t.Sequence[tuple[Kind, str]] = ()
    only_look: bool = False
    measure_clock: bool = False
    confirm: bool = True
    max_orders: int | None = None
    trades_since: int | None = None
    read_positions: bool = False
    count_others: bool = False
    countdowns: t.Sequence[Countdown] = ()
    set_countdowns: bool = False

    def options(self) -> Json:
        """As options of the module; what is not asked for is left out."""
        kinds = dict.fromkeys(kind for kind, _key in self.cancel)
        given: Json = {
            "look": self.purpose is not Purpose.GUARD,
            "underlyings": list(self.scope.underlyings),
            "kinds": [kind.value for kind in self.scope.kinds],
            "cancel": {kind.value: [key for of, key in self.cancel if of is kind] for kind in kinds},
            "only_look": self.only_look,
            "measure_clock": self.measure_clock,
            "confirm": self.confirm,
            "max_orders": self.max_orders,
            "trades_since": self.trades_since,
            "read_positions": self.read_positions,
            "count_others": self.count_others,
            "countdowns": {wanted.underlying: wanted.seconds for wanted in self.countdowns},
            "set_countdowns": self.set_countdowns,
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
    trades, requests, positions = result["trades"], result["requests"], result.get("positions")
    started = result.get("started_at")
    return Report(
        time=int(result["read_at"]) + shift,
        purpose=purpose,
        clock_offset_ms=clock.get("offset_ms"),
        round_trip_ms=clock.get("round_trip_ms"),
        cancelling=_cancelling(result["cancelled"], shift) if result["cancelled"] else None,
        listings=[_listing(listing, shift) for listing in result["listings"]],
        not_listed=[
            NotListed(Kind(refused["kind"]), t.cast(Error, read_error(refused["error"])))
            for refused in result["not_listed"]
        ],
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
        others=[
            Others(Kind(other["kind"]), other["open"], read_error(other["error"]))
            for other in result.get("others") or ()
        ],
        positions=None if positions is None else [Position(str(at["symbol"]), str(at["quantity"])) for at in positions],
        positions_error=read_error(result.get("positions_error")),
        countdowns=[_countdown(entry) for entry in result.get("countdowns") or ()] or None,
        started=None if started is None else int(started),
    )


def _cancelling(cancelled: Json, shift: int) -> Cancelling:
    """The cancelling of all kinds, as one record."""
    entries: list[Entry] = []
    timeline: list[Event] = []
    errors: list[Error | None] = []
    for name, found in cancelled.items():
        kind = Kind(name)
        entries += [_entry(kind, entry) for entry in found["orders"]]
        entries += [_unlisted(kind, order) for order in found["unlisted"]]
        errors.append(read_error(found["error"]))
        timeline += [
            Event(
                time=event["time"] + shift,
                kind=event["kind"],
                keys=event["orders"],
                fact=event["fact"],
                effect=event.get("effect"),
                seconds=event.get("seconds"),
            )
            for event in found["timeline"]
        ]
    return Cancelling(entries=entries, timeline=timeline, error=next(filter(None, errors), None))


_IDENTITY = {Kind.BLOCK_ORDERS: ("block_order_matching_key",), Kind.OPTION_ORDERS: ("symbol", "order_id")}


def _named(kind: Kind, named: Json) -> str:
    """The key of an order in the evidence. An ID alone could be read as a number, and lose digits."""
    parts = [named[name] for name in _IDENTITY[kind]]
    if not all(parts):
        raise ValueError("an order without a key")
    return " ".join(parts)


def _entry(kind: Kind, entry: Json) -> Entry:
    return Entry(
        kind=kind,
        key=_named(kind, entry),
        outcome=Outcome(entry["outcome"]),
        verified=entry["verified"],
        status=entry["status"],
        before=_order(kind, entry["before"]) if entry["before"] else None,
        after=_order(kind, entry["after"]) if entry["after"] else None,
        requests_sent=entry["requests_sent"] or 0,
        evidence=[str(fact) for fact in entry["evidence"]],
        error=read_error(entry["error"]),
        reason=entry["reason"],
        executed_quantity=entry.get("executed_quantity"),
    )


def _unlisted(kind: Kind, order: Json) -> Entry:
    """An order that no listing had shown, and that the cancels of all open orders have probably ended."""
    after = _order(kind, order)
    return Entry(
        kind=kind,
        key=after.key,
        outcome=Outcome.ABSENT,
        verified=True,
        status=after.status,
        before=None,
        after=after,
        requests_sent=1,
        evidence=["cancelled together with the others; no listing had shown it"],
        error=None,
        reason=None,
        executed_quantity=after.executed_quantity,
    )


def _listing(listing: Json, shift: int) -> Listing:
    kind = Kind(listing["kind"])
    orders = [_order(kind, order) for order in listing["orders"]]
    return Listing(
        time=int(listing["read_at"]) + shift,
        scope=Scope([kind], list(listing["underlyings"])),
        orders=list({order.key: order for order in orders}.values()),
        confirmed=listing["confirmed"],
    )


def _order(kind: Kind, order: Json) -> Order:
    is_block = kind is Kind.BLOCK_ORDERS
    return Order(
        kind=kind,
        key=_named(kind, order),
        status=order["status"],
        open=order["open"],
        liquidity=order["liquidity"] if is_block else None,
        create_time=order["create_time"],
        expire_time=order["expire_time"] if is_block else None,
        legs=[_leg(leg) for leg in (order["legs"] if is_block else [order])],
        executed_quantity=order.get("executed_quantity"),
        average_price=order.get("average_price") if order.get("executed_quantity") not in (None, "0") else None,
        order_id=order.get("order_id"),
        client_order_id=order.get("client_order_id"),
    )


def _countdown(entry: Json) -> CountdownEntry:
    return CountdownEntry(
        underlying=str(entry["underlying"]),
        outcome=Setting(entry["outcome"]),
        verified=entry["verified"],
        before=entry["before"],
        after=entry["after"],
        error=read_error(entry["error"]),
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
    """Why the module returned nothing. The last line of a crashed module's standard error is the reason."""
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
        return f"it ended with status {status} and wrote nothing"


def shown(text: str) -> str:
    """Text from outside, made safe for a message: one line of bounded length, without anything like a signature."""
    line = " ".join("".join(char if char.isprintable() else " " for char in text[:2000]).split())
    line = re.sub(r"(?i)(signature[\"']?\s*[=:]\s*[\"']?)[^\s&\"',]+", r"\1***", line)
    return line if len(line) <= 500 else line[:500] + "..."
