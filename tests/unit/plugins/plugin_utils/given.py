# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Windows for the tests, step by step as a run records them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import (
    Asked,
    Cancelling,
    Countdown,
    CountdownEntry,
    End,
    Entry,
    Error,
    Event,
    Failure,
    Guarding,
    Intent,
    Leg,
    Listing,
    Order,
    Report,
    Requests,
    Run,
    Scope,
    Step,
    Trade,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import (
    Cause,
    Kind,
    Outcome,
    Purpose,
    Setting,
    State,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window

START = 1_795_700_000_000
ALL = Scope([Kind.BLOCK_ORDERS], [])
BTC = Scope([Kind.BLOCK_ORDERS], ["BTCUSDT"])
BOTH = Scope([Kind.OPTION_ORDERS, Kind.BLOCK_ORDERS], ["BTCUSDT"])
REFUSED_KEY = Error(400, -2015, "The exchange refused the key (-2015 Invalid API-key).", True, None)
BANNED = Error(418, -1003, "The exchange has banned this host's address.", True, None)
LIMITED = Error(429, None, "The next request has to wait 300 s.", True, "rate_limit")
TIMED_OUT = Error(None, None, "The time budget of the task is over.", False, None)


def key(number: int) -> str:
    return f"{number:08x}-3c1d-4b8e-8f55-2f9f0c6a51e0"


def leg(symbol: str = "BTC-261225-100000-C", side: str = "BUY") -> Leg:
    return Leg(symbol, side, "2.5", "2310.5")


def order(name: str, symbol: str = "BTC-261225-100000-C", status: str = "RECEIVED") -> Order:
    is_open = status == "RECEIVED"
    return Order(Kind.BLOCK_ORDERS, name, status, is_open, "TAKER", START - 60_000, START + 1_740_000, [leg(symbol)])


def quote_key(number: int) -> str:
    """What names an ordinary order."""
    return f"BTC-261225-100000-C {4611875134427365377 + number}"


def quote(number: int, executed: str = "0", status: str = "ACCEPTED") -> Order:
    """An ordinary order."""
    symbol, order_id = quote_key(number).split()
    return Order(
        kind=Kind.OPTION_ORDERS,
        key=quote_key(number),
        status=status,
        open=status in ("ACCEPTED", "PARTIALLY_FILLED"),
        liquidity=None,
        create_time=START - 60_000,
        expire_time=None,
        legs=[Leg(symbol, "SELL", "1.2", "2.8")],
        executed_quantity=executed,
        order_id=order_id,
    )


def quote_entry(
    number: int, outcome: Outcome = Outcome.CANCELLED, executed: str = "0", before: str | Order = "0", **fields: Any
) -> Entry:
    status = {Outcome.EXECUTED: "FILLED", Outcome.FAILED: "ACCEPTED"}.get(outcome, "CANCELLED")
    seen = {
        "before": quote(number, before) if isinstance(before, str) else before,
        "after": quote(number, executed, status),
    }
    return entry(quote_key(number), outcome, kind=Kind.OPTION_ORDERS, executed_quantity=executed, **{**seen, **fields})


def trade(name: str, time: int = START + 3000, symbol: str = "BTC-261225-100000-C") -> Trade:
    return Trade(name, "4711", time, [leg(symbol)])


def entry(name: str, outcome: Outcome = Outcome.CANCELLED, **fields: Any) -> Entry:
    gone = outcome in (Outcome.CANCELLED, Outcome.ABSENT, Outcome.EXECUTED)
    given: dict[str, Any] = {
        "kind": Kind.BLOCK_ORDERS,
        "key": name,
        "outcome": outcome,
        "verified": gone,
        "status": "CANCELLED" if outcome is Outcome.CANCELLED else None,
        "before": None if outcome is Outcome.ABSENT else order(name),
        "after": None if gone else order(name),
        "requests_sent": int(outcome in (Outcome.CANCELLED, Outcome.FAILED, Outcome.EXECUTED)),
        "evidence": ["acknowledged", "status CANCELLED", "not in block trades"] if gone else [],
        "error": Error(400, -1130, "its cancel was refused (-1130)", False, None)
        if outcome is Outcome.FAILED
        else None,
        "reason": None,
    }
    return Entry(**{**given, **fields})


class GivenRun:
    """A run under way; ``time`` goes on by a second with each step."""

    def __init__(
        self,
        state: State = State.OPEN,
        scope: Scope = ALL,
        time: int = START,
        name: str = "",
        auto_cancel: float | None = None,
    ) -> None:
        self.time, self._scope = time, scope
        self.run = Run(
            run=name or f"run-{time}-{state.value}",
            state=state,
            started=time,
            by="alice@bastion, process 4711",
            asked=Asked(scope, 500 if state is State.OPEN else None, 3, 100, auto_cancel),
            versions=["marketops.binance 1.0.0", "ansible-core 2.19.14"],
        )

    def _add(self, step: Step) -> GivenRun:
        self.run.steps.append(step)
        return self

    def _now(self) -> int:
        self.time += 1000
        return self.time

    def report(
        self,
        purpose: Purpose,
        listed: Sequence[str | Order] | None,
        cancelling: Cancelling | None = None,
        **fields: Any,
    ) -> GivenRun:
        orders = None if listed is None else [order(item) if isinstance(item, str) else item for item in listed]
        time = self._now()
        first = purpose is Purpose.FIRST_LOOK
        given: dict[str, Any] = {
            "time": time,
            "purpose": purpose,
            "clock_offset_ms": 0 if first else None,
            "round_trip_ms": 2.0 if first else None,
            "cancelling": cancelling,
            "listings": [] if orders is None else listings(time, self._scope, orders),
            "not_listed": [],
            "listing_error": TIMED_OUT if orders is None else None,
            "trades": [],
            "trades_error": None,
            "requests": Requests(5, 25, 25, 0.0),
            "warnings": [],
            "others": [],
            "started": time - 1000 if first else None,
        }
        return self._add(Step(report=Report(**{**given, **fields})))

    def look(self, *listed: str | Order, **fields: Any) -> GivenRun:
        return self.report(Purpose.FIRST_LOOK, listed, **fields)

    def unread(self, error: Error = TIMED_OUT) -> GivenRun:
        return self.report(Purpose.FIRST_LOOK, None, listing_error=error, trades=None, trades_error=error)

    def intend(self, *keys: str, kind: Kind = Kind.BLOCK_ORDERS) -> GivenRun:
        return self._add(Step(intent=Intent(self._now(), kind, 1, 3, 1, 1, list(keys))))

    def cancel(
        self, *entries: Entry, listed: Sequence[str | Order] | None = (), error: Error | None = None, **fields: Any
    ) -> GivenRun:
        """The intent, and the report of the batch."""
        self.intend(*(item.key for item in entries), kind=entries[0].kind)
        effects = {Outcome.CANCELLED: "applied", Outcome.EXECUTED: "not_applied", Outcome.FAILED: "unknown"}
        timeline = [
            Event(self.time + 5 * place, "cancel", [item.key], "acknowledged", effects.get(item.outcome), None)
            for place, item in enumerate(entries)
            if item.requests_sent
        ]
        return self.report(Purpose.BATCH, listed, Cancelling(list(entries), timeline, error), **fields)

    def guard(self, seconds: float, before: float, outcome: Setting = Setting.CHANGED) -> GivenRun:
        """Auto-cancel of BTCUSDT is armed, or put back where the run closes the window."""
        arms = self.run.state is State.OPEN
        old = [Countdown("BTCUSDT", before)] if arms else []
        self._add(Step(guarding=Guarding(self._now(), arms, [Countdown("BTCUSDT", seconds)], old)))
        done = outcome in (Setting.CHANGED, Setting.UNCHANGED, Setting.WOULD_CHANGE)
        error = None if done else REFUSED_KEY
        found = CountdownEntry("BTCUSDT", outcome, done, before, seconds if done else before, error)
        if not arms:
            return self.look(countdowns=[found])
        return self.report(Purpose.GUARD, [], listings=[], trades=None, countdowns=[found])

    def fail(self, cause: Cause, detail: str | None = None, final: bool = False, count: int | None = None) -> GivenRun:
        return self._add(Step(failure=Failure(self._now(), cause, detail, final, count)))

    def end(self) -> GivenRun:
        return self._add(Step(end=End(self._now())))


def listings(time: int, scope: Scope, orders: Sequence[Order]) -> list[Listing]:
    """One listing for each kind, as a step returns them."""
    found = []
    for kind in scope.kinds:
        of_kind = [item for item in orders if item.kind is kind]
        found.append(Listing(time, Scope([kind], scope.underlyings), of_kind, not of_kind))
    return found


def window(*runs: GivenRun, account: str = "desk_a") -> Window:
    return Window("gateway-2026-11-25", account, [given.run for given in runs])


def drained(count: int = 3) -> Window:
    keys = [key(number) for number in range(count)]
    return window(GivenRun().look(*keys).cancel(*map(entry, keys)).end())
