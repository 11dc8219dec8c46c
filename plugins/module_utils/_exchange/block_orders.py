# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Block orders: how the exchange lists, shows and changes them."""

from __future__ import annotations

import json
import typing as t

from .api import Api, Endpoint, Reply
from .block_order_record import EXECUTED_STATUSES, FINAL_STATUSES, BlockOrder, read_orders
from .block_trades import traded_keys, trades
from .calls import Refused
from .documents import Unreadable, matching_key_of, text_of
from .kind import Action, Batch, Fills, Lookup, Scope
from .lookups import no_listing, not_found
from .stops import Stopped
from .terms import Terms

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
    Action.EXTEND: FINAL_STATUSES,
    Action.ACCEPT: FINAL_STATUSES - EXECUTED_STATUSES,
}


class BlockOrders:
    """The account's block orders, as a kind for the reconciler. A subject is a matching key.

    ``underlyings``: only orders on these are listed; without any, all are.
    """

    noun = "block order"
    key_noun = "key"
    fills = "block trades"
    fills_code = "trades"
    fills_by_order = False
    execution = "the counterparty took it"
    listing_weight = _LISTING.weight

    def __init__(self, api: Api, underlyings: t.Sequence[str] = ()) -> None:
        self._api = api
        self._only = underlyings

    def identify(self, subject: t.Any) -> dict[str, t.Any]:
        return {"block_order_matching_key": subject}

    def name(self, subject: t.Any) -> str:
        return str(subject)

    def describe(self, order: BlockOrder | None) -> dict[str, t.Any]:
        return {}

    def list(self, scope: Scope, may_be_denied: bool = False) -> list[BlockOrder]:
        """The block orders that the exchange lists. An order that is missing may still be open."""
        scopes = [scope] if scope.underlying or not self._only else [scope._replace(underlying=on) for on in self._only]
        return [
            order
            for each in scopes
            for order in self._api.query(_LISTING, each.parameters(), read_orders, no_listing, may_be_denied)
            if each is scope or order.is_on(each.underlying or "")
        ]

    def lists_first(self, subjects: t.Sequence[t.Any]) -> bool:
        return len(subjects) > 1

    def fetch(self, subject: t.Any) -> Lookup:
        """Query one order by its key."""
        return self._api.query(
            _QUERY, {"blockOrderMatchingKey": subject}, lambda document: _one(document, subject), not_found
        )

    def batches(self, action: Action, keys: t.Sequence[str], scope: Scope | None) -> t.Sequence[Batch]:
        """One request for each order: the exchange has no bulk requests for block orders."""
        return [Batch((key,)) for key in keys]

    def covers(self, batch: Batch, key: str) -> bool:
        return False

    def send(self, action: Action, batch: Batch) -> Reply:
        """Send one change."""
        (key,) = batch.subjects
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
        """The key in the answer to a create. Empty: the answer names none, and may be an acknowledgement."""
        if document == {}:
            return ""
        return matching_key_of(document) if isinstance(document, dict) else None

    def shown_by(self, document: t.Any) -> BlockOrder | None:
        try:
            return read_orders(document)[0]
        except (Unreadable, IndexError):
            return None

    def readings(self, keys: t.Sequence[str], again: bool, sweeping: bool) -> t.Sequence[Batch]:
        return [] if again else [Batch(keys)]

    def read_fills(self, batch: Batch, since_ms: int) -> Fills:
        """The account's block trades since ``since_ms``. ``Refused`` if it may not read them."""
        return Fills(traded_keys(self._api, since_ms), account=True)


class OfferedBlockOrders(BlockOrders):
    """Block orders that other accounts offer to this one. A query shows them from this account's point of view."""

    def __init__(self, api: Api) -> None:
        super().__init__(api)
        self._sides: dict[str, frozenset[t.Any]] = {}  # what this account would do, as the details show it

    def lists_first(self, subjects: t.Sequence[t.Any]) -> bool:
        return False  # the listing is of the account's own orders

    def fetch(self, subject: t.Any) -> Lookup:
        found = details(self._api, subject)
        if found.order is not None:
            self._sides[subject] = _sides(found.order.legs)
        return found

    def read_fills(self, batch: Batch, since_ms: int) -> Fills:
        """The keys that this account took. Its trades show its own orders too, with the other side."""
        found = trades(self._api, Scope(start_time=since_ms))
        sides = {trade["block_order_matching_key"]: _sides(trade["legs"]) for trade in found}
        unknown = [key for key in batch.subjects if key in sides and not _are_known(sides[key], self._sides.get(key))]
        return Fills(_Taken(sides, self._sides, {key for key in unknown if self._is_own(key)}), account=True)

    def _is_own(self, key: str) -> bool:
        try:
            return super().fetch(key).order is not None
        except Refused:
            return False
        except Stopped:
            return True  # not known: then its trade proves nothing


class _Taken:
    """The orders that this account took, by the sides in its trades and in their details, which are queried lazily."""

    def __init__(self, traded: t.Mapping[str, t.Any], shown: t.Mapping[str, t.Any], own: t.Container[str]) -> None:
        self._traded, self._shown, self._own = traded, shown, own

    def __contains__(self, key: t.Any) -> bool:
        if key not in self._traded:
            return False
        if _are_known(self._traded[key], self._shown.get(key)):
            return bool(self._shown[key] == self._traded[key])
        return key not in self._own


def _are_known(*sides: frozenset[t.Any] | None) -> bool:
    return all(each and "" not in each for each in sides)


def _sides(legs: t.Iterable[t.Mapping[str, t.Any]]) -> frozenset[t.Any]:
    return frozenset((leg["side"] or "").upper() for leg in legs)


def details(api: Api, key: str) -> Lookup:
    """One order as its counterparty sees it. Raises ``Stopped`` and ``Refused``."""
    return api.query(_DETAILS, {"blockOrderMatchingKey": key}, lambda document: _one(document, key), not_found)


def is_creation(document: t.Any, terms: Terms) -> bool:
    """Whether a JSON document acknowledges the creation: an order object with a key and the terms that were sent."""
    if not isinstance(document, dict) or "code" in document or matching_key_of(document) is None:
        return False
    try:
        (order,) = read_orders(document)
    except Unreadable:
        return False
    return terms.fit(order.liquidity or terms.liquidity, order.legs)


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
