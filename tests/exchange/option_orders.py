# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is true of ordinary option orders and their fills. Knows no HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .clock import Clock
from .switches import NEVER
from .world import Leg, underlying_of

# Beyond 2**53: no float holds these IDs.
FIRST_ORDER_ID = 4_611_875_134_427_365_377

ACCEPTED, PARTIALLY_FILLED = "ACCEPTED", "PARTIALLY_FILLED"
FILLED, CANCELLED, REJECTED = "FILLED", "CANCELLED", "REJECTED"
_FINAL = frozenset((FILLED, CANCELLED, "CANCELED", REJECTED, "EXPIRED"))

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
    """What became of an ordinary order, whatever the exchange's answers say. Quantities are decimal strings."""

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


class OptionBook:
    """All ordinary orders and fills. The methods that change an order expect an open one."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.reset()

    def reset(self) -> None:
        self.fills: list[Fill] = []
        self.restart_flaps()
        self._orders: dict[int, OptionOrder] = {}
        self._cancels: list[tuple[int, OptionOrder, int]] = []

    def restart_flaps(self) -> None:
        """Count listings and queries anew, for the switches that hide open orders in some of them."""
        self._listings = 0
        self._queries: Counter[int] = Counter()

    def shown_in_listing(self, flaps: Sequence[int | None]) -> int | None:
        """How many open orders the listing that is being answered shows; ``None``: all."""
        self._listings += 1
        return flaps[self._listings - 1] if self._listings <= len(flaps) else None

    def hidden_in_query(self, order: OptionOrder, flaps: Sequence[int | None]) -> bool:
        """Whether the query that is being answered does not show that open order."""
        self._queries[order.order_id] += 1
        number = self._queries[order.order_id]
        return number <= len(flaps) and flaps[number - 1] == 0

    def add(
        self,
        account: str,
        leg: Leg,
        *,
        order_id: int | None = None,
        client_order_id: str | None = None,
        create_time: int | None = None,
        flags: Flags | None = None,
    ) -> OptionOrder:
        """A new open order. Raises ``ValueError`` if the ID is taken."""
        if order_id is None:
            order_id = max(self._orders, default=FIRST_ORDER_ID - 1) + 1
        if order_id in self._orders:
            raise ValueError(f"there is an order {order_id} already")
        created = self._clock.now_ms() if create_time is None else create_time
        name = f"quote-{order_id - FIRST_ORDER_ID + 1}" if client_order_id is None else client_order_id
        order = OptionOrder(order_id, name, account, leg, created, flags or Flags())
        self._orders[order_id] = order
        return order

    def find(self, order_id: int) -> OptionOrder | None:
        return self._orders.get(order_id)

    def orders(self) -> Iterator[OptionOrder]:
        """All orders in the order of their coming."""
        return iter(self._orders.values())

    def open_orders(
        self, account: str, *, underlying: str | None = None, symbol: str | None = None
    ) -> list[OptionOrder]:
        return [
            order
            for order in self._orders.values()
            if order.open
            and order.account == account
            and underlying in (None, order.underlying)
            and symbol in (None, order.leg.symbol)
        ]

    def fill(self, order: OptionOrder, quantity: Decimal, price: Decimal, at: int | None = None) -> None:
        """Execute ``quantity``, or what remains if that is less."""
        quantity = min(quantity, order.remaining)
        time = self._clock.now_ms() if at is None else at
        self.fills.append(Fill(len(self.fills) + 1, order, quantity, price, time))
        executed = order.state.executed + quantity
        filled = executed == Decimal(order.leg.quantity)
        status = FILLED if filled else PARTIALLY_FILLED
        order.states.append(State(time, status, not filled, executed, order.state.amount + quantity * price))
        if filled:
            order.ended_by = "fill"

    def cancel(self, order: OptionOrder, by: str, at: int | None = None, request: int | None = None) -> None:
        """Cancel what remains of the order, for the request with that number in the journal or for another reason."""
        self.put(order, CANCELLED, is_open=False, at=at)
        order.ended_by, order.cancelled_by_request = by, request

    def cancel_later(self, orders: Iterable[OptionOrder], at: int, request: int) -> None:
        """Cancel them then, if they are still open."""
        self._cancels += [(at, order, request) for order in orders]

    def put(self, order: OptionOrder, status: str, *, is_open: bool | None, at: int | None) -> None:
        """Put the order into any status. Unless it is said, the usual final statuses end it, and any other is open."""
        if status == FILLED and is_open is None:
            self.fill(order, order.remaining, Decimal(order.leg.price), at)
            return
        time = self._clock.now_ms() if at is None else at
        still_open = status not in _FINAL if is_open is None else is_open
        order.states.append(replace(order.state, since=time, status=status, open=still_open))
        order.ended_by, order.cancelled_by_request = None if still_open else "other", None

    def due(self, until_ms: int) -> list[int]:
        return [at for at, _order, _request in self._cancels if at <= until_ms]

    def settle(self, until_ms: int) -> None:
        """Carry out the cancels that are due by then."""
        due = [cancel for cancel in self._cancels if cancel[0] <= until_ms]
        self._cancels = [cancel for cancel in self._cancels if cancel[0] > until_ms]
        for at, order, request in due:
            if order.open:
                self.cancel(order, "cancel", at, request)


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
