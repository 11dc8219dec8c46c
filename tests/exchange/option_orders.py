# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An ordinary option order with all its states, and its fills."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from .switches import NEVER
from .world import Leg, underlying_of

ACCEPTED, PARTIALLY_FILLED = "ACCEPTED", "PARTIALLY_FILLED"
FILLED, CANCELLED, REJECTED = "FILLED", "CANCELLED", "REJECTED"
FINAL = frozenset((FILLED, CANCELLED, "CANCELED", REJECTED, "EXPIRED"))

_NOTHING = Decimal(0)
_EIGHT_PLACES = Decimal("0.00000001")


def average(amount: Decimal, quantity: Decimal) -> Decimal:
    """The price at which ``quantity`` comes to ``amount``, rounded to 8 places."""
    return (amount / quantity).quantize(_EIGHT_PLACES).normalize()


@dataclass(frozen=True)
class State:
    """An order from ``since`` (ms) on. ``amount``: the sum of price times quantity over its fills."""

    since: int
    status: str = ACCEPTED
    open: bool = True
    executed: Decimal = _NOTHING
    amount: Decimal = _NOTHING

    @property
    def average_price(self) -> Decimal:
        return average(self.amount, self.executed) if self.executed else _NOTHING


@dataclass(frozen=True)
class Flags:
    """What a new order may ask for besides its terms."""

    mmp: bool = False
    reduce_only: bool = False
    post_only: bool = False


@dataclass
class OptionOrder:
    """An ordinary order. Times are in ms since the epoch, by the exchange's clock."""

    order_id: int
    client_order_id: str
    account: str
    leg: Leg
    create_time: int
    flags: Flags = Flags()
    states: list[State] = field(default_factory=list)
    ended_by: str | None = None
    cancelled_by_request: int | None = None

    def __post_init__(self) -> None:
        self.states = self.states or [State(self.create_time)]

    @property
    def state(self) -> State:
        return self.states[-1]

    @property
    def open(self) -> bool:
        return self.state.open

    @property
    def ended_at(self) -> int | None:
        return None if self.open else self.state.since

    @property
    def remaining(self) -> Decimal:
        return Decimal(self.leg.quantity) - self.state.executed

    @property
    def underlying(self) -> str:
        return underlying_of(self.leg.symbol) or ""

    def appears(self, now_ms: int, lag_ms: int | str) -> bool:
        return lag_ms != NEVER and self.create_time + int(lag_ms) <= now_ms

    def seen(self, now_ms: int, lag_ms: int | str) -> State:
        """The state that shows at ``now_ms``; the first one shows at once."""
        if lag_ms == NEVER:
            return self.states[0]
        shown = [state for state in self.states if state.since + int(lag_ms) <= now_ms]
        return shown[-1] if shown else self.states[0]


@dataclass(frozen=True)
class Fill:
    """A part of an order that was executed."""

    number: int
    order: OptionOrder
    quantity: Decimal
    price: Decimal
    time: int


@dataclass(frozen=True)
class OptionTruth:
    """The true state of an ordinary order, independent of the exchange's answers. Quantities are decimal strings."""

    order_id: str
    client_order_id: str
    account: str
    symbol: str
    quantity: str
    executed_quantity: str
    average_price: str
    status: str
    open: bool
    ended_by: str | None
    """``cancel`` (by a request), ``fill``, ``countdown``, ``mmp`` or ``other``."""
    ended_at: int | None
    cancelled_by_request: int | None
    """The request's number in the journal."""


def option_truth(order: OptionOrder) -> OptionTruth:
    return OptionTruth(
        str(order.order_id),
        order.client_order_id,
        order.account,
        order.leg.symbol,
        order.leg.quantity,
        f"{order.state.executed:f}",
        f"{order.state.average_price:f}",
        order.state.status,
        order.open,
        order.ended_by,
        order.ended_at,
        order.cancelled_by_request,
    )
