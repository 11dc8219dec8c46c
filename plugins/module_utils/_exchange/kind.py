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
    """What a listing is about: an underlying, and from when to when in ms. ``None``: any."""

    underlying: str | None = None
    start_time: int | None = None
    end_time: int | None = None

    def parameters(self) -> dict[str, t.Any]:
        named = {"underlying": self.underlying, "startTime": self.start_time, "endTime": self.end_time}
        return {name: value for name, value in named.items() if value is not None}


class Order(t.Protocol):
    """One order as the exchange showed it. Immutable."""

    @property
    def key(self) -> t.Any: ...

    @property
    def status(self) -> str | None: ...

    @property
    def open(self) -> bool: ...

    @property
    def executed(self) -> bool: ...

    @property
    def cancelled(self) -> bool: ...

    @property
    def place(self) -> str: ...

    @property
    def expire_time(self) -> int | None: ...

    def is_on(self, underlying: str) -> bool: ...

    def describe(self) -> str: ...

    def as_result(self) -> dict[str, t.Any]: ...


class Lookup(t.NamedTuple):
    """What a query for one order showed: the order, or nothing, and the refusal that said so, if one did.

    ``others`` are open orders that fit as well, where the query was not for a key.
    """

    order: t.Any
    verdict: Verdict | None = None
    others: tuple[Subject, ...] = ()


class Kind(t.Protocol):
    """One kind of order on one account. Queries raise ``Stopped`` and ``Refused``.

    ``listable``: a listing shows an order as a query for it does.
    """

    noun: str
    fills: str
    listable: bool

    def identify(self, subject: t.Any) -> dict[str, t.Any]:
        """How a result names the order."""

    def name(self, subject: t.Any) -> str:
        """How a message names the order."""

    def list(self, scope: Scope) -> t.Sequence[t.Any]: ...

    def fetch(self, subject: t.Any) -> Lookup: ...

    def batches(self, action: Action, subjects: t.Sequence[t.Any]) -> t.Sequence[t.Sequence[t.Any]]:
        """How many requests the change of ``subjects`` takes, and which of them each is about."""

    def send(self, action: Action, subjects: t.Sequence[t.Any]) -> Reply:
        """Send one request about ``subjects``. Never raises ``Stopped``."""

    def created_key(self, document: t.Any) -> Subject | None:
        """How the exchange names the order that an acknowledged request created."""

    def read_fills(self, since_ms: int) -> t.Container[t.Any]:
        """The subjects that were executed since then."""
