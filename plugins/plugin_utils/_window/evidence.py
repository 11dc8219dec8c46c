# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The evidence of a maintenance window: what is recorded, in the form in which it is written.

Runs and their steps are only ever added. Everything else about a window is derived from them.
Times are in ms since the epoch: in reports, and of restoring, by the exchange's clock; in all other places by the
controller's. The two may differ by any amount, so they are never compared with each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from ansible_collections.marketops.binance.plugins.module_utils._exchange.stops import StopReason

from .terms import INTERRUPTIONS, Cause, Kind, Outcome, Purpose, Restored, Setting, State

SCHEMA, SCHEMA_VERSION = "marketops.binance.maintenance_window", 1


@dataclass(frozen=True)
class Scope:
    """Which orders are in scope; no underlyings: the whole account."""

    kinds: list[Kind]
    underlyings: list[str]

    def same_as(self, other: Scope) -> bool:
        return set(self.kinds) == set(other.kinds) and set(self.underlyings) == set(other.underlyings)

    @property
    def other_kinds(self) -> list[Kind]:
        return [kind for kind in Kind if kind not in self.kinds]


@dataclass(frozen=True)
class Leg:
    symbol: str | None
    side: str | None
    quantity: str | None
    price: str | None


@dataclass(frozen=True)
class Order:
    """An order. ``key``: the matching key of a block order, or symbol and ID of an ordinary one, never a number.

    Only ordinary orders have ``executed_quantity`` and the IDs.
    """

    kind: Kind
    key: str
    status: str | None
    open: bool
    liquidity: str | None
    create_time: int | None
    expire_time: int | None
    legs: list[Leg]
    executed_quantity: str | None = None
    average_price: str | None = None
    order_id: str | None = None
    client_order_id: str | None = None


@dataclass(frozen=True)
class Trade:
    """A block trade. ``time``: of its first leg."""

    key: str
    parent_order_id: str | None
    time: int | None
    legs: list[Leg]


@dataclass(frozen=True)
class Error:
    """An error. ``final``: send nothing more from this address, or with this key. ``reason``: the module's enum."""

    http_status: int | None
    code: int | None
    msg: str
    final: bool
    reason: str | None

    @property
    def refuses_address(self) -> bool:
        """Whether the exchange refuses everything from this address: a ban, its firewall, or a rate limit.

        A request during a rate limit brings a ban. One that the run could wait for is no error.
        """
        return self.http_status in (403, 418, 429) or self.reason == StopReason.BANNED.value


@dataclass(frozen=True)
class Entry:
    """The result of a cancelling step for one order."""

    kind: Kind
    key: str
    outcome: Outcome
    verified: bool
    status: str | None
    before: Order | None
    after: Order | None
    requests_sent: int
    evidence: list[str]
    error: Error | None
    reason: str | None
    executed_quantity: str | None = None


@dataclass(frozen=True)
class Event:
    """An entry of a module's timeline. ``kind`` and ``effect`` are the module's enums. ``keys``: of the orders."""

    time: int
    kind: str
    keys: list[str]
    fact: str
    effect: str | None
    seconds: float | None


@dataclass(frozen=True)
class Cancelling:
    entries: list[Entry]
    timeline: list[Event]
    error: Error | None


@dataclass(frozen=True)
class Listing:
    """A listing. ``scope``: what was listed. ``confirmed``: a second listing, after a pause, showed nothing either."""

    time: int
    scope: Scope
    orders: list[Order]
    confirmed: bool


@dataclass(frozen=True)
class NotListed:
    """A kind that the exchange refused to list, and the error."""

    kind: Kind
    error: Error


@dataclass(frozen=True)
class Others:
    """How many orders are open of a kind that is not in scope; ``None``: that could not be read."""

    kind: Kind
    open: int | None
    error: Error | None


@dataclass(frozen=True)
class Position:
    """An option position. ``quantity``: negative if it is short."""

    symbol: str
    quantity: str


@dataclass(frozen=True)
class Countdown:
    """Auto-cancel of an underlying, in s; 0: off, ``None``: not known."""

    underlying: str
    seconds: float | None


@dataclass(frozen=True)
class CountdownEntry:
    """The result of a step for the auto-cancel of an underlying; in s as above."""

    underlying: str
    outcome: Setting
    verified: bool
    before: float | None
    after: float | None
    error: Error | None


@dataclass(frozen=True)
class Requests:
    sent: int
    weight: int
    used_weight_1m: int | None
    waited_seconds: float


@dataclass(frozen=True)
class Intent:
    """The orders that are about to be cancelled. Written before anything is sent.

    Ordinary orders are cancelled by requests for all that is open on their underlyings.
    """

    time: int
    kind: Kind
    round: int
    rounds: int
    batch: int
    batches: int
    keys: list[str]


@dataclass(frozen=True)
class Guarding:
    """Auto-cancel is about to be set: armed, or put back to what it was. Written before anything is sent.

    ``before``: the last values that were read, if it is armed.
    """

    time: int
    arms: bool
    wanted: list[Countdown]
    before: list[Countdown]


@dataclass(frozen=True)
class Restoring:
    """The orders about to be created again. ``until``: no request can be accepted after it, by the exchange's clock."""

    time: int
    until: int
    orders: list[Order]


@dataclass(frozen=True)
class Restoration:
    """The result of restoring one order. ``changed``: an order was created, even if it is no longer open."""

    key: str
    new_key: str | None
    outcome: Restored
    changed: bool
    reason: str | None
    msg: str | None


@dataclass(frozen=True)
class Report:
    """What one run of the module on the target returned.

    A field that is null could not be read, and the error says why; without an error it was not asked for.
    ``started``: a time at which the step had not sent anything yet; ``None`` if it did not measure the clock.
    """

    time: int
    purpose: Purpose
    clock_offset_ms: int | None
    round_trip_ms: float | None
    cancelling: Cancelling | None
    listings: list[Listing]
    not_listed: list[NotListed]
    listing_error: Error | None
    trades: list[Trade] | None
    trades_error: Error | None
    requests: Requests
    warnings: list[str]
    others: list[Others]
    positions: list[Position] | None = None
    positions_error: Error | None = None
    countdowns: list[CountdownEntry] | None = None
    started: int | None = None

    @property
    def errors(self) -> list[Error]:
        """The errors that stopped the step. Errors that the verdict "drained" does not depend on are left out.

        A refusal of the address always counts: nothing more may be sent.
        """
        found = [error for error in (self.cancelling and self.cancelling.error, self.listing_error) if error]
        beside = [self.trades_error, self.positions_error, *(other.error for other in self.others)]
        beside += [entry.error for entry in self.countdowns or ()]
        return found or [error for error in beside if error and error.refuses_address][:1]

    @property
    def orders(self) -> list[Order]:
        """The orders that the listings show as open."""
        return [order for listing in self.listings for order in listing.orders if order.open]


@dataclass(frozen=True)
class Failure:
    """Why a run of the module returned nothing, or why the run ended before it was done."""

    time: int
    cause: Cause
    detail: str | None
    final: bool
    count: int | None = None


@dataclass(frozen=True)
class End:
    time: int  # the run ended, and reported its verdict


@dataclass(frozen=True)
class Step:
    """Exactly one of these is set."""

    intent: Intent | None = None
    guarding: Guarding | None = None
    report: Report | None = None
    failure: Failure | None = None
    end: End | None = None
    restoring: Restoring | None = None
    restored: list[Restoration] | None = None


@dataclass(frozen=True)
class Asked:
    """What a run was asked for."""

    scope: Scope
    max_orders: int | None
    rounds: int
    batch_size: int
    auto_cancel: float | None = None


@dataclass
class Run:
    """One run of the action. ``by``: user, host and process on the controller."""

    run: str
    state: State
    started: int
    by: str
    asked: Asked
    versions: list[str]
    steps: list[Step] = field(default_factory=list)

    @property
    def reports(self) -> list[Report]:
        return [step.report for step in self.steps if step.report]

    @property
    def failures(self) -> list[Failure]:
        return [step.failure for step in self.steps if step.failure]

    @property
    def intents(self) -> list[Intent]:
        return [step.intent for step in self.steps if step.intent]

    @property
    def ended(self) -> bool:
        return any(step.end for step in self.steps)

    @property
    def interruption(self) -> Failure | None:
        return next((failure for failure in self.failures if failure.cause in INTERRUPTIONS), None)
