# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is true of ordinary option orders and their fills. Knows no HTTP."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from .clock import Clock
from .option_orders import CANCELLED, FILLED, FINAL, PARTIALLY_FILLED, Fill, Flags, OptionOrder, State
from .world import Leg

# Beyond 2**53: no float holds these IDs.
FIRST_ORDER_ID = 4_611_875_134_427_365_377


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
        """All orders, in the order of their creation."""
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
        """Put the order into any status. Without ``is_open`` the usual final statuses end it, and any other is open."""
        if status == FILLED and is_open is None:
            self.fill(order, order.remaining, Decimal(order.leg.price), at)
            return
        time = self._clock.now_ms() if at is None else at
        still_open = status not in FINAL if is_open is None else is_open
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
