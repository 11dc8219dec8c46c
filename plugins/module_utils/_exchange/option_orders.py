# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ordinary option orders: how the exchange lists, shows and cancels them."""

from __future__ import annotations

import typing as t
from collections import Counter

from .api import Api, Endpoint, Refused, Reply
from .codes import NO_RECORDS
from .documents import Unreadable, has_code_0
from .kind import Action, Batch, Fills, Lookup, Scope
from .lookups import no_listing, not_found
from .option_order_record import OptionKey, OptionOrder, read_option_orders
from .verdict import Verdict

_SYMBOL_LISTING = Endpoint("listing", "GET", "/eapi/v1/openOrders", 1)
_LISTING = _SYMBOL_LISTING._replace(weight=40)
_QUERY = Endpoint("query", "GET", "/eapi/v1/order", 1)
_HISTORY = Endpoint("history", "GET", "/eapi/v1/historyOrders", 3)
_CANCEL = Endpoint("cancel", "DELETE", "/eapi/v1/order", 1, order=True)
_CANCEL_SYMBOL = Endpoint("cancel of a symbol", "DELETE", "/eapi/v1/allOpenOrders", 1, order=True)
_CANCEL_UNDERLYING = Endpoint("cancel of an underlying", "DELETE", "/eapi/v1/allOpenOrdersByUnderlying", 5, order=True)

# The most finished orders that one answer holds.
_HISTORY_LIMIT = 1000
# A finished order may appear late in the history. The history is read so many times before the missing orders are
# queried one by one, if they are more than a few.
_PATIENCE, _FEW = 3, 10


class _Request(t.NamedTuple):
    """A cancel of all open orders on a symbol or an underlying."""

    endpoint: Endpoint
    place: str

    @property
    def parameters(self) -> dict[str, str]:
        return {"symbol" if self.endpoint is _CANCEL_SYMBOL else "underlying": self.place}


class OptionOrders:
    """The account's ordinary option orders, as a kind for the reconciler. A subject is an ``OptionKey``.

    ``underlyings``: only orders on these are listed; without any, all are.
    """

    noun = "option order"
    key_noun = "ID"
    fills = "order history"
    fills_code = "fills"
    fills_by_order = True
    execution = "it was filled"
    listing_weight = _LISTING.weight

    def __init__(self, api: Api, underlyings: t.Sequence[str] = ()) -> None:
        self._api = api
        self._only = underlyings
        self._underlyings: dict[str, str | None] = {}
        self._histories: Counter[str] = Counter()
        self._in_history: dict[str, bool] = {}

    def identify(self, key: OptionKey | None) -> dict[str, t.Any]:
        return {name: getattr(key, name, None) for name in ("symbol", "order_id", "client_order_id")}

    def name(self, key: OptionKey) -> str:
        return f"{key.symbol} {key.order_id or key.client_order_id}"

    def describe(self, order: OptionOrder | None) -> dict[str, t.Any]:
        return {
            "quantity": order.quantity if order else None,
            "executed_quantity": order.filled if order else None,
        }

    # Queries

    def list(self, scope: Scope, may_be_denied: bool = False) -> list[OptionOrder]:
        """The orders in ``scope`` that are listed as open. The exchange lists a symbol, or the whole account."""
        endpoint = _SYMBOL_LISTING if scope.symbol else _LISTING
        parameters = scope._replace(underlying=None).parameters()
        listed = self._api.query(endpoint, parameters, read_option_orders, no_listing, may_be_denied)
        self._underlyings.update((order.symbol, order.underlying) for order in listed)
        only = (scope.underlying,) if scope.underlying else self._only
        return [order for order in listed if not only or any(map(order.is_on, only))]

    def lists_first(self, keys: t.Sequence[OptionKey]) -> bool:
        # A client may use its ID again, and a query may show the first order that had it: the open one is meant.
        return len(keys) > 1 or any(key.order_id is None for key in keys)

    def fetch(self, key: OptionKey) -> Lookup:
        """Query one order by its ID, or by the client's."""
        return self._api.query(_QUERY, _named(key), lambda document: _one(document, key), not_found)

    def readings(self, keys: t.Sequence[OptionKey], again: bool, sweeping: bool) -> t.Sequence[Batch]:
        """Final states are read from the history of a symbol, or by queries if these cost less weight.

        Each may show what the other does not. Only the history shows what else a bulk cancel has ended.
        """
        found: list[Batch] = []
        for symbol, group in _by_symbol(keys).items():
            if not again:
                self._in_history[symbol] = sweeping or len(group) * _QUERY.weight > _HISTORY.weight
            if self._in_history[symbol] is not again:
                found.append(Batch(group, _HISTORY))
            elif not again or len(group) <= _FEW or self._histories[symbol] >= _PATIENCE:
                found += [Batch((key,), _QUERY) for key in group]
        return found

    def read_fills(self, batch: Batch, since_ms: int) -> Fills:
        """Read how orders ended, from a query for one order or from the history of their symbol."""
        if batch.request is _HISTORY:
            return Fills(orders=self._history(batch.subjects))
        (key,) = batch.subjects
        found = self.fetch(key).order
        return Fills(orders=[found] if found else [])

    def _history(self, keys: t.Sequence[OptionKey]) -> t.Sequence[OptionOrder]:
        """The finished orders on the symbol of ``keys``, from the first of these on."""
        symbol = keys[0].symbol
        self._histories[symbol] += 1
        first = min(int(key.order_id or 0) for key in keys)
        return self._api.query(
            _HISTORY,
            {"symbol": symbol, "orderId": first, "limit": _HISTORY_LIMIT},
            lambda document: read_option_orders(document, finished=True),
            _no_history,
        )

    # Changes

    def batches(self, action: Action, keys: t.Sequence[OptionKey], scope: Scope | None) -> t.Sequence[Batch]:
        """One request for all that is open on a symbol or an underlying, if that is meant; otherwise one per order."""
        if scope is None:
            return [Batch((key,)) for key in keys]
        groups: dict[_Request, list[OptionKey]] = {}
        for key in keys:
            groups.setdefault(self._request(key, scope), []).append(key)
        return [Batch(group, request, shared=True) for request, group in groups.items()]

    def _request(self, key: OptionKey, scope: Scope) -> _Request:
        underlying = scope.underlying or self._underlyings.get(key.symbol)
        if scope.symbol or underlying is None:
            return _Request(_CANCEL_SYMBOL, key.symbol)
        return _Request(_CANCEL_UNDERLYING, underlying)

    def covers(self, batch: Batch, key: OptionKey) -> bool:
        request: _Request = batch.request
        return request.place == (
            key.symbol if request.endpoint is _CANCEL_SYMBOL else self._underlyings.get(key.symbol)
        )

    def send(self, action: Action, batch: Batch) -> Reply:
        """Send one cancel."""
        if batch.shared:
            return self._api.change(batch.request.endpoint, batch.request.parameters, has_code_0)
        (key,) = batch.subjects
        return self._api.change(_CANCEL, _named(key), lambda document: _acknowledged(document, key) is not None)

    def created_key(self, document: t.Any) -> None:
        return None

    def shown_by(self, document: t.Any) -> OptionOrder | None:
        try:
            return read_option_orders(document)[0]
        except (Unreadable, IndexError):
            return None


def _acknowledged(document: t.Any, key: OptionKey) -> OptionOrder | None:
    """The order in the acknowledgement of its cancel: an order object with this ID."""
    if not isinstance(document, dict) or "code" in document:
        return None
    try:
        (order,) = read_option_orders(document)
    except Unreadable:
        return None
    return order if key in (order.key, order.alias) else None


def _by_symbol(keys: t.Iterable[OptionKey]) -> dict[str, list[OptionKey]]:
    groups: dict[str, list[OptionKey]] = {}
    for key in keys:
        groups.setdefault(key.symbol, []).append(key)
    return groups


def _no_history(verdict: Verdict) -> list[OptionOrder]:
    if verdict.code == NO_RECORDS:
        return []
    raise Refused(verdict)


def _named(key: OptionKey) -> dict[str, str]:
    if key.order_id is not None:
        return {"symbol": key.symbol, "orderId": key.order_id}
    return {"symbol": key.symbol, "clientOrderId": key.client_order_id or ""}


def _one(document: t.Any, key: OptionKey) -> Lookup:
    orders = read_option_orders(document)
    found = [order for order in orders if key in (order.key, order.alias)]
    if orders and not found:
        raise Unreadable("the answer to a query for one order holds only other orders")
    return Lookup(next((order for order in found if order.open), found[0] if found else None))
