# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The interface of a kind of order. The reconciler knows no kind by name."""

from __future__ import annotations

import typing as t
from enum import Enum

from .api import Reply
from .verdict import Verdict

# What identifies one order for its kind: a matching key, an ID with its symbol, or the terms of an order to create.
Subject = t.Hashable


class Action(Enum):
    """A change of one order."""

    CANCEL = "cancel"
    CREATE = "create"
    EXTEND = "extend"
    ACCEPT = "accept"


class Scope(t.NamedTuple):
    """What a listing covers: an underlying, a time range in ms, a symbol. ``None``: any."""

    underlying: str | None = None
    start_time: int | None = None
    end_time: int | None = None
    symbol: str | None = None

    @property
    def place(self) -> str | None:
        """The underlying or symbol that it covers, for a message. ``None``: the whole account."""
        return self.symbol or self.underlying

    def parameters(self) -> dict[str, t.Any]:
        named = {
            "underlying": self.underlying,
            "startTime": self.start_time,
            "endTime": self.end_time,
            "symbol": self.symbol,
        }
        return {name: value for name, value in named.items() if value is not None}


class Order(t.Protocol):
    """One order as the exchange showed it. Immutable.

    ``alias`` is another subject that may mean it. ``ended_ms`` is when it ended, by the exchange's clock.
    ``executed_quantity`` is how much of it was executed, if ``shows_fills`` says that the exchange shows that.
    """

    @property
    def shows_fills(self) -> bool:
        """Whether it shows how much was executed."""

    @property
    def key(self) -> t.Any:
        """The key by which it is queried."""

    @property
    def alias(self) -> t.Any:
        """Another subject that may mean it."""

    @property
    def status(self) -> str | None:
        """The status, as the exchange writes it."""

    @property
    def open(self) -> bool:
        """Whether it can still be executed."""

    @property
    def executed(self) -> bool:
        """Whether it ended by being executed."""

    @property
    def cancelled(self) -> bool:
        """Whether it ended by being cancelled."""

    @property
    def place(self) -> str:
        """What it is an order for, in a message."""

    @property
    def create_time(self) -> int | None:
        """When it was created, in ms."""

    @property
    def expire_time(self) -> int | None:
        """When it expires, in ms."""

    @property
    def ended_ms(self) -> int | None:
        """When it ended by the exchange's clock."""

    @property
    def executed_quantity(self) -> str | None:
        """How much of it was executed."""

    def is_in(self, scope: Scope) -> bool:
        """Whether it belongs to ``scope``."""

    def describe(self) -> str:
        """Its terms, for a message."""

    def as_result(self) -> dict[str, t.Any]:
        """The order as modules return it."""


class Lookup(t.NamedTuple):
    """What a query for one order showed: the order, or nothing, and the refusal, if there was one.

    ``others`` are further open orders with the same terms, if the query was not for a key.
    """

    order: t.Any
    verdict: Verdict | None = None
    others: tuple[Subject, ...] = ()


class Batch(t.NamedTuple):
    """One request for several orders.

    ``request`` belongs to the kind. ``shared``: it covers whatever is open on a symbol or underlying, so that its
    acknowledgement or refusal proves nothing about a single order.
    """

    subjects: t.Sequence[t.Any]
    request: t.Any = None
    shared: bool = False


class Fills(t.NamedTuple):
    """The result of reading fills: the orders that were executed, and orders as they are now.

    ``account``: it covers all of the account's executions, so an order that it lacks was not executed.
    """

    executed: t.Container[t.Any] = ()
    orders: t.Sequence[t.Any] = ()
    account: bool = False


class Kind(t.Protocol):
    """One kind of order on one account. Queries raise ``Stopped`` and ``Refused``.

    ``key_noun`` is the noun for a key, and ``execution`` a clause about an execution. ``fills`` is the noun for the
    list of executions, and ``fills_code`` the start of the codes of warnings about it.
    ``fills_by_order``: fills are read order by order, from the final state, which a query for the order shows too.
    """

    noun: str
    fills: str
    fills_code: str
    fills_by_order: bool
    key_noun: str
    execution: str

    def identify(self, subject: t.Any) -> dict[str, t.Any]:
        """The fields that identify the order in a result; ``None``: the fields without values."""

    def name(self, subject: t.Any) -> str:
        """The name of the order in a message."""

    def describe(self, order: t.Any) -> dict[str, t.Any]:
        """Further fields of the order in a result. ``order``: as shown with most of it executed, if it was shown."""

    def list(self, scope: Scope, may_be_denied: bool = False) -> t.Sequence[t.Any]:
        """List the open orders. ``may_be_denied``: a key that may not list them does not stop the task."""

    def lists_first(self, subjects: t.Sequence[t.Any]) -> bool:
        """Whether a listing comes before the queries for these orders: it costs less, or shows more."""

    def fetch(self, subject: t.Any) -> Lookup:
        """Query one order."""

    def batches(self, action: Action, subjects: t.Sequence[t.Any], scope: Scope | None) -> t.Sequence[Batch]:
        """The requests that change ``subjects``.

        ``scope``: all that is open in it is meant, and nothing was sent for ``subjects`` so far. ``None``: only these.
        """

    def covers(self, batch: Batch, subject: t.Any) -> bool:
        """Whether the request covers this order too, if it is open."""

    def send(self, action: Action, batch: Batch) -> Reply:
        """Send one request. Never raises ``Stopped``."""

    def created_key(self, document: t.Any) -> Subject | None:
        """The key of the order that an acknowledged request created."""

    def shown_by(self, document: t.Any) -> t.Any:
        """The order that the acknowledgement of a cancel shows; ``None`` if it shows none."""

    def readings(self, subjects: t.Sequence[t.Any], again: bool, sweeping: bool) -> t.Sequence[Batch]:
        """The requests that read what was executed.

        ``sweeping``: what else has ended in their places is wanted too.
        ``again``: by another way, if there is one, for orders that the first way did not show.
        """

    def read_fills(self, batch: Batch, since_ms: int) -> Fills:
        """Send one of these requests."""
