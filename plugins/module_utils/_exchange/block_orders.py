# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Block orders: their record, and how the exchange lists, shows and changes them."""

from __future__ import annotations

import json
import typing as t

from .api import Api, Endpoint, Refused, Reply
from .block_trades import traded_keys
from .documents import Unreadable, entries_of, matching_key_of, objects_of, text_of, time_of
from .kind import Action, Lookup, Scope
from .symbols import legs_are_on
from .terms import Terms
from .verdict import Verdict

# Documented: RECEIVED and ACCEPTED. The others are expected. Any status that is not here counts as open.
EXECUTED_STATUSES = frozenset(("ACCEPTED", "FILLED"))
CANCELLED_STATUSES = frozenset(("CANCELLED", "CANCELED"))
ENDED_STATUSES = frozenset(("EXPIRED", "REJECTED"))
_FINAL_STATUSES = EXECUTED_STATUSES | CANCELLED_STATUSES | ENDED_STATUSES

_WHAT = "block orders"

# A document with one of these is about trades.
_TRADE_FIELDS = frozenset(("parentOrderId", "crossType", "tradeId"))
_TRADE_LEG_FIELDS = frozenset(("tradeId", "tradePrice", "tradeQty", "tradeTime"))

# Far more than an order has legs (one, by the reference).
_MAX_LEGS = 100


class BlockOrder(t.NamedTuple):
    """A block order. Times are in ms since the epoch; quantities and prices are the exchange's decimal strings."""

    key: str
    status: str | None
    liquidity: str | None
    create_time: int | None
    expire_time: int | None
    legs: tuple[t.Mapping[str, str | None], ...]

    @property
    def open(self) -> bool:
        return self.status not in _FINAL_STATUSES

    @property
    def executed(self) -> bool:
        return self.status in EXECUTED_STATUSES

    @property
    def cancelled(self) -> bool:
        return self.status in CANCELLED_STATUSES

    @property
    def place(self) -> str:
        """What it is an order for, in a message."""
        return ", ".join(leg["symbol"] or "?" for leg in self.legs)

    def is_on(self, underlying: str) -> bool:
        return legs_are_on(self.legs, underlying)

    def describe(self) -> str:
        """The terms, in a message."""
        legs = (f"{leg['side']} {leg['quantity']} {leg['symbol']} at {leg['price']}" for leg in self.legs)
        return f"{', '.join(legs)} ({self.liquidity})"

    def as_result(self) -> dict[str, t.Any]:
        return {
            "block_order_matching_key": self.key,
            "status": self.status,
            "open": self.open,
            "liquidity": self.liquidity,
            "create_time": self.create_time,
            "expire_time": self.expire_time,
            "legs": [dict(leg) for leg in self.legs],
        }


def read_orders(document: t.Any) -> list[BlockOrder]:
    """Read an array of order objects, or a single one. Raises ``Unreadable`` for anything else: never "none"."""
    return [_read_order(entry) for entry in entries_of(document, _WHAT)]


def _read_order(entry: t.Mapping[str, t.Any]) -> BlockOrder:
    key = matching_key_of(entry)
    if key is None:
        raise Unreadable(f"an entry of the list of {_WHAT} has no usable matching key")
    status = text_of(entry.get("status"))
    legs = entry.get("legs")
    if isinstance(legs, list) and len(legs) > _MAX_LEGS:
        raise Unreadable(f"block order {key} has more than {_MAX_LEGS} legs")
    if not _TRADE_FIELDS.isdisjoint(entry) or any(not _TRADE_LEG_FIELDS.isdisjoint(leg) for leg in objects_of(legs)):
        raise Unreadable(f"the answer holds trades in place of {_WHAT}")
    return BlockOrder(
        key=key,
        status=status.upper() if status else None,
        liquidity=text_of(entry.get("liquidity")),
        create_time=time_of(entry.get("createTime")),
        expire_time=time_of(entry.get("expireTime")),
        legs=tuple(
            {name: text_of(leg.get(name)) for name in ("symbol", "side", "quantity", "price")}
            for leg in objects_of(legs)
        ),
    )


_LISTING = Endpoint("listing", "GET", "/eapi/v1/block/order/orders", 5)
_QUERY = _LISTING._replace(name="query")
_CREATE_PATH = "/eapi/v1/block/order/create"
_ACCEPT_PATH = "/eapi/v1/block/order/execute"
_DETAILS = Endpoint("details", "GET", _ACCEPT_PATH, 5)
_CHANGES = {
    Action.CANCEL: Endpoint("cancel", "DELETE", _CREATE_PATH, 5, order=True),
    Action.CREATE: Endpoint("create", "POST", _CREATE_PATH, 5, order=True),
    Action.EXTEND: Endpoint("extend", "PUT", _CREATE_PATH, 5, order=True),
    Action.ACCEPT: Endpoint("accept", "POST", _ACCEPT_PATH, 5, order=True),
}
# An order object with such a status acknowledges nothing.
_NOT_ACKNOWLEDGED = {
    Action.EXTEND: _FINAL_STATUSES,
    Action.ACCEPT: _FINAL_STATUSES - EXECUTED_STATUSES,
}


class BlockOrders:
    """The account's block orders, as the reconciler deals with them. A subject is a matching key."""

    noun = "block order"
    fills = "block trades"
    listable = True

    def __init__(self, api: Api) -> None:
        self._api = api

    def identify(self, subject: t.Any) -> dict[str, t.Any]:
        return {"block_order_matching_key": subject}

    def name(self, subject: t.Any) -> str:
        return str(subject)

    def list(self, scope: Scope) -> list[BlockOrder]:
        """The block orders that the exchange lists. One that is missing may be open all the same."""
        return self._api.query(_LISTING, scope.parameters(), read_orders, _no_listing)

    def fetch(self, subject: t.Any) -> Lookup:
        """Query one order by its key."""

        return self._api.query(
            _QUERY, {"blockOrderMatchingKey": subject}, lambda document: _one(document, subject), _not_found
        )

    def batches(self, action: Action, keys: t.Sequence[str]) -> t.Sequence[t.Sequence[str]]:
        """The exchange changes one block order a request."""
        return [(key,) for key in keys]

    def send(self, action: Action, keys: t.Sequence[str]) -> Reply:
        """Send one change."""
        (key,) = keys
        if action is Action.CREATE:
            return self._create(t.cast(Terms, key))
        return self._api.change(
            _CHANGES[action],
            {"blockOrderMatchingKey": key},
            lambda document: is_acknowledgement(document, action, key),
        )

    def _create(self, terms: Terms) -> Reply:
        leg = {
            "symbol": terms.symbol,
            "side": terms.side,
            "type": "LIMIT",
            "quantity": terms.quantity,
            "price": terms.price,
        }
        return self._api.change(
            _CHANGES[Action.CREATE],
            {"liquidity": terms.liquidity, "legs": json.dumps([leg], separators=(",", ":"))},
            lambda document: is_creation(document, terms),
        )

    def created_key(self, document: t.Any) -> str | None:
        return matching_key_of(document) if isinstance(document, dict) else None

    def read_fills(self, since_ms: int) -> t.Container[t.Any]:
        """The keys of the account's block trades since ``since_ms``. ``Refused`` if it may not read them."""
        return traded_keys(self._api, since_ms)


class OfferedBlockOrders(BlockOrders):
    """Block orders that other accounts offer to this one. A query shows them from this account's point of view."""

    # The listing is of the account's own orders.
    listable = False

    def fetch(self, subject: t.Any) -> Lookup:
        return details(self._api, subject)


def details(api: Api, key: str) -> Lookup:
    """One order as its counterparty sees it. Raises ``Stopped`` and ``Refused``."""
    return api.query(_DETAILS, {"blockOrderMatchingKey": key}, lambda document: _one(document, key), _not_found)


def is_creation(document: t.Any, terms: Terms) -> bool:
    """Whether a JSON document acknowledges the creation: an order object with a key and the terms that were sent."""
    if not isinstance(document, dict) or "code" in document or matching_key_of(document) is None:
        return False
    try:
        (order,) = read_orders(document)
    except Unreadable:
        return False
    return terms.fit(order.liquidity, order.legs)


def is_acknowledgement(document: t.Any, action: Action, key: str) -> bool:
    """Whether a JSON document acknowledges a change: an order object with this key, or ``{}`` for a cancel.

    An order that has ended was neither extended nor accepted.
    """
    if document == {}:
        return action is Action.CANCEL
    if not isinstance(document, dict) or "code" in document or matching_key_of(document) != key:
        return False
    status = (text_of(document.get("status")) or "").upper()
    return action is Action.CANCEL or status not in _NOT_ACKNOWLEDGED[action]


def _one(document: t.Any, key: str) -> Lookup:
    orders = read_orders(document)
    found = [order for order in orders if order.key == key]
    if orders and not found:
        raise Unreadable("the answer to a query for one key holds only other orders")
    return Lookup(next((order for order in found if order.open), found[0] if found else None))


def _no_listing(verdict: Verdict) -> list[BlockOrder]:
    if verdict.no_such_order:
        # An answer about one order to a question about all of them: it is no empty list.
        raise Unreadable(f"an unreadable answer to a listing ({verdict.describe()})")
    raise Refused(verdict)


def _not_found(verdict: Verdict) -> Lookup:
    if verdict.no_such_order:
        return Lookup(None, verdict)
    raise Refused(verdict)
