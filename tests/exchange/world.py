# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is true on the exchange: accounts, block orders, block trades. Knows no HTTP."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from .accounts import Account, default_accounts
from .clock import Clock
from .switches import NEVER

RECEIVED, ACCEPTED, CANCELLED, EXPIRED = "RECEIVED", "ACCEPTED", "CANCELLED", "EXPIRED"
_EXECUTED = frozenset((ACCEPTED, "FILLED"))
_FINAL = _EXECUTED | {CANCELLED, EXPIRED, "CANCELED", "REJECTED"}

LIFETIME_MS = 30 * 60 * 1000
UNDERLYINGS = ("BNBUSDT", "BTCUSDT", "DOGEUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT")
_SYMBOL = re.compile(r"([A-Z]+)-[0-9]{6}-[0-9]+(\.[0-9]+)?-[CP]\Z")


def underlying_of(symbol: str) -> str | None:
    """``BTCUSDT`` for ``BTC-261225-100000-C``; ``None`` if there is no such option."""
    match = _SYMBOL.match(symbol)
    underlying = f"{match[1]}USDT" if match else ""
    return underlying if underlying in UNDERLYINGS else None


@dataclass(frozen=True)
class Leg:
    """What an order is about. Quantity and price are decimal strings, kept as they came."""

    symbol: str
    side: str
    quantity: str
    price: str

    @property
    def as_counterparty(self) -> Leg:
        return replace(self, side="SELL" if self.side == "BUY" else "BUY")


@dataclass
class Order:
    """A block order. Times are in ms since the epoch, by the exchange's clock."""

    key: str
    account: str
    leg: Leg
    liquidity: str
    create_time: int
    expire_time: int
    status: str = RECEIVED
    open: bool = True
    ended_by: str | None = None
    ended_at: int | None = None
    cancelled_by_request: int | None = None
    created_by_request: int | None = None
    extended_by_request: int | None = None
    accepted_by: str | None = None
    accepted_by_request: int | None = None
    _extended: tuple[tuple[int, int], ...] = ()
    _status_before: str = RECEIVED

    @property
    def as_counterparty(self) -> Order:
        """The order as the other side would trade it."""
        liquidity = "TAKER" if self.liquidity == "MAKER" else "MAKER"
        return replace(self, leg=self.leg.as_counterparty, liquidity=liquidity)

    def extend(self, expire_time: int, at: int) -> None:
        self._extended = (*(self._extended or ((0, self.expire_time),)), (at, expire_time))
        self.expire_time = expire_time

    def seen_expire_time(self, now_ms: int, lag_ms: int | str) -> int:
        """The expiry that queries and listings show at ``now_ms``."""
        shown = [expiry for at, expiry in self._extended if at == 0 or _shows(at, now_ms, lag_ms)]
        return shown[-1] if shown else self.expire_time

    def end(self, status: str, by: str, at: int) -> None:
        self._status_before = self.status
        self.status, self.open, self.ended_by, self.ended_at = status, False, by, at

    def appears(self, now_ms: int, lag_ms: int | str) -> bool:
        """Whether queries and listings show the new order yet."""
        return lag_ms == 0 or _shows(self.create_time, now_ms, lag_ms)

    def seen(self, now_ms: int, lag_ms: int | str) -> tuple[str, bool]:
        """Status, and whether that is open, as they show at ``now_ms``.

        An expiry shows at once. An executed order never shows as expired.
        """
        if self.ended_at is None or self.ended_by == "expiry" or _shows(self.ended_at, now_ms, lag_ms):
            return self.status, self.open
        stays = now_ms < self.expire_time or self.status in _EXECUTED
        return (self._status_before, True) if stays else (EXPIRED, False)


@dataclass(frozen=True)
class Trade:
    """An executed order: the order's account is one side of it, the counterparty the other."""

    number: int
    order: Order
    counterparty: str
    time: int

    def seen(self, now_ms: int, lag_ms: int | str) -> bool:
        return _shows(self.time, now_ms, lag_ms)


def _shows(happened_ms: int, now_ms: int, lag_ms: int | str) -> bool:
    return lag_ms != NEVER and now_ms >= happened_ms + int(lag_ms)


@dataclass(frozen=True)
class Truth:
    """The true state of an order, independent of the exchange's answers."""

    key: str
    account: str
    status: str
    open: bool
    ended_by: str | None
    """``cancel`` (by a request), ``accept``, ``expiry`` or ``other``."""
    ended_at: int | None
    cancelled_by_request: int | None
    """The request's number in the journal, as for the fields below."""
    created_by_request: int | None = None
    extended_by_request: int | None = None
    """The last one that did."""
    accepted_by: str | None = None
    """The counterparty's account."""
    accepted_by_request: int | None = None
    expire_time: int = 0


@dataclass
class World:
    clock: Clock
    accounts: dict[str, Account] = field(default_factory=dict)
    trades: list[Trade] = field(default_factory=list)
    lifetime_ms: int = LIFETIME_MS
    _orders: dict[str, Order] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.accounts = {account.name: account for account in default_accounts()}
        self.lifetime_ms = LIFETIME_MS
        self._orders = {}
        self.trades = []

    def add(
        self,
        account: str,
        leg: Leg,
        liquidity: str,
        *,
        key: str | None = None,
        request: int | None = None,
        create_time: int | None = None,
        expire_time: int | None = None,
    ) -> Order:
        """A new open order. Raises ``ValueError`` if the key is taken, ``KeyError`` if there is no such account."""
        key = key or str(uuid.uuid4())
        if key in self._orders:
            raise ValueError(f"there is an order {key} already")
        created = self.clock.now_ms() if create_time is None else create_time
        expires = created + self.lifetime_ms if expire_time is None else expire_time
        order = Order(key, self.accounts[account].name, leg, liquidity, created, expires)
        order.created_by_request = request
        self._orders[key] = order
        return order

    def find(self, key: str) -> Order | None:
        return self._settled(self._orders[key]) if key in self._orders else None

    def orders(self) -> Iterator[Order]:
        """All orders, in the order of their creation."""
        return (self._settled(order) for order in self._orders.values())

    def cancel(self, order: Order, request: int | None = None) -> None:
        """Cancel, for the request with this number in the journal or for another program."""
        order.end(CANCELLED, "other" if request is None else "cancel", self.clock.now_ms())
        order.cancelled_by_request = request

    def accept(
        self,
        order: Order,
        counterparty: str,
        status: str = ACCEPTED,
        at: int | None = None,
        request: int | None = None,
    ) -> None:
        time = self.clock.now_ms() if at is None else at
        order.end(status, "accept", time)
        order.accepted_by, order.accepted_by_request = self.accounts[counterparty].name, request
        self.trades.append(Trade(len(self.trades) + 1, order, self.accounts[counterparty].name, time))

    def extend(self, order: Order, request: int) -> None:
        now = self.clock.now_ms()
        order.extend(now + self.lifetime_ms, now)
        order.extended_by_request = request

    def expire(self, order: Order) -> None:
        order.expire_time = self.clock.now_ms()
        self._settled(order)

    def put(self, order: Order, status: str, counterparty: str, *, is_open: bool | None, at: int | None) -> None:
        """Put the order into any status. Without ``is_open`` the usual final statuses end it, and any other is open."""
        if status not in _FINAL if is_open is None else is_open:
            order.status, order.open = status, True
            order.ended_by = order.ended_at = order.cancelled_by_request = order.accepted_by = None
        elif status in _EXECUTED:
            self.accept(order, counterparty, status, at)
        else:
            time = self.clock.now_ms() if at is None else at
            order.end(status, "expiry" if status == EXPIRED else "other", time)

    def _settled(self, order: Order) -> Order:
        """Expiry takes effect at its time, not at the next query."""
        if order.open and order.expire_time <= self.clock.now_ms():
            order.end(EXPIRED, "expiry", order.expire_time)
        return order


def truth(order: Order) -> Truth:
    return Truth(
        order.key,
        order.account,
        order.status,
        order.open,
        order.ended_by,
        order.ended_at,
        order.cancelled_by_request,
        order.created_by_request,
        order.extended_by_request,
        order.accepted_by,
        order.accepted_by_request,
        order.expire_time,
    )
