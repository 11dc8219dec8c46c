# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every kind of order offers to the reconciler, which knows none of them by name."""

from __future__ import annotations

import typing as t
from enum import Enum

from .api import Reply
from .verdict import Verdict

# What names one order to its kind: a matching key, an id with its symbol, or the terms of an order to be created.
Subject = t.Hashable


class Action(Enum):
    """A change of one order."""

    CANCEL = "cancel"
    CREATE = "create"
    EXTEND = "extend"
    ACCEPT = "accept"


class Scope(t.NamedTuple):
    """What a listing is about: an underlying, from when to when in ms, a symbol. ``None``: any."""

    underlying: str | None = None
    start_time: int | None = None
    end_time: int | None = None
    symbol: str | None = None

    @property
    def place(self) -> str | None:
        """The part of the account that it is about. ``None``: the whole account."""
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

    ``alias`` is another subject that may mean it, ``ended_ms`` when it ended by the exchange's clock, and
    ``executed_quantity`` how much of it was executed, as far as the exchange shows that. ``shows_fills``: it does.
    """

    @property
    def shows_fills(self) -> bool:
        """Whether it shows how much was executed."""

    @property
    def key(self) -> t.Any:
        """What names it, and is asked for."""

    @property
    def alias(self) -> t.Any:
        """Another subject that may mean it."""

    @property
    def status(self) -> str | None:
        """The exchange's own word."""

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
    def expire_time(self) -> int | None:
        """When it ends by itself, in ms."""

    @property
    def ended_ms(self) -> int | None:
        """When it ended by the exchange's clock."""

    @property
    def executed_quantity(self) -> str | None:
        """How much of it was executed."""

    def is_in(self, scope: Scope) -> bool:
        """Whether it belongs to ``scope``."""

    def describe(self) -> str:
        """Its terms in words."""

    def as_result(self) -> dict[str, t.Any]:
        """The order as modules return it."""


class Lookup(t.NamedTuple):
    """What a query for one order showed: the order, or nothing, and the refusal that said so, if one did.

    ``others`` are open orders that fit as well, where the query was not for a key.
    """

    order: t.Any
    verdict: Verdict | None = None
    others: tuple[Subject, ...] = ()


class Batch(t.NamedTuple):
    """One request that is about several orders.

    ``request`` is the kind's own. ``shared``: it is about whatever is open in some place, so that an acknowledgement
    or a refusal says nothing of a single order.
    """

    subjects: t.Sequence[t.Any]
    request: t.Any = None
    shared: bool = False


class Fills(t.NamedTuple):
    """What one reading shows of the orders that it is about: those that were executed, and orders as they are now.

    ``account``: it was about all of the account's executions, so that what it lacks was not executed.
    """

    executed: t.Container[t.Any] = ()
    orders: t.Sequence[t.Any] = ()
    account: bool = False


class Kind(t.Protocol):
    """One kind of order on one account. Queries raise ``Stopped`` and ``Refused``.

    ``key_noun`` is what names an order, ``execution`` how one is executed. ``fills`` is where it is read what was
    executed, and ``fills_code`` begins the codes of warnings about that.
    ``fills_by_order``: it is read order by order, in its final state, which a query for the order shows too.
    ``listable``: a listing shows an order as a query for it does.
    """

    noun: str
    fills: str
    fills_code: str
    fills_by_order: bool
    key_noun: str
    execution: str
    listable: bool

    def identify(self, subject: t.Any) -> dict[str, t.Any]:
        """How a result names the order; ``None``: names without values."""

    def name(self, subject: t.Any) -> str:
        """How a message names the order."""

    def describe(self, order: t.Any) -> dict[str, t.Any]:
        """What a result says of the order besides, where it was shown (else ``None``) with most of it executed."""

    def list(self, scope: Scope, may_be_denied: bool = False) -> t.Sequence[t.Any]:
        """What the exchange lists as open. ``may_be_denied``: a key that may not list them does not stop the task."""

    def fetch(self, subject: t.Any) -> Lookup:
        """What a query for one order shows."""

    def batches(self, action: Action, subjects: t.Sequence[t.Any], scope: Scope | None) -> t.Sequence[Batch]:
        """The requests that the change of ``subjects`` takes.

        ``scope``: whatever is open in it is meant, and nothing was sent for ``subjects`` so far. ``None``: only these.
        """

    def covers(self, batch: Batch, subject: t.Any) -> bool:
        """Whether the request is about that order too, if it is open."""

    def send(self, action: Action, batch: Batch) -> Reply:
        """Send one request. Never raises ``Stopped``."""

    def created_key(self, document: t.Any) -> Subject | None:
        """How the exchange names the order that an acknowledged request created."""

    def shown_by(self, document: t.Any) -> t.Any:
        """The order that an acknowledgement shows; ``None`` if it shows none."""

    def readings(self, subjects: t.Sequence[t.Any], again: bool) -> t.Sequence[Batch]:
        """The requests that it takes to read what was executed.

        ``again``: another way for what the first one did not show, if there is one.
        """

    def read_fills(self, batch: Batch, since_ms: int) -> Fills:
        """Make one of these requests."""
