# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The endpoints for ordinary option orders, their fills, and positions. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from .accounts import Account
from .errors import ApiError
from .legs import checked_leg
from .option_answers import bulk_answer, cancelled_object, fill_object, order_object, position_object
from .option_orders import Flags, OptionOrder, State
from .option_request import OptionRequest
from .option_switches import OptionSwitches
from .option_world import OptionWorld
from .protection_api import ProtectionApi
from .switches import NEVER
from .view import Result
from .world import underlying_of

_DAY_MS = 24 * 60 * 60 * 1000
# So long orders that ended without a fill can be queried, and finished orders are in the history.
_QUERIED_MS, _HISTORY_MS = 3 * _DAY_MS, 5 * _DAY_MS
_DEFAULT_FILLS = 100
_LEFT_OUT = -1000


class OptionApi:
    """One method per signed operation. They raise ``ApiError``."""

    def __init__(self, world: OptionWorld, switches: OptionSwitches) -> None:
        self._world = world
        self._switches = switches
        self._methods: Mapping[str, Callable[[OptionRequest], Result]] = {
            "option_create": self._create,
            "option_cancel": self._cancel,
            "option_batch_cancel": self._batch_cancel,
            "option_cancel_symbol": self._cancel_all,
            "option_cancel_underlying": self._cancel_all,
            "option_query": self._query,
            "option_listing": self._listing,
            "option_history": self._history,
            "option_fills": self._fills,
            "positions": self._positions,
            **ProtectionApi(world, switches).methods,
        }

    def carry_out(
        self, operation: str, account: Account, parameters: dict[str, str], request: int, leaves: int = 0
    ) -> Result:
        """Do what the checked request with that number in the journal asks for, but leave so many orders open."""
        self._world.settle()
        return self._methods[operation](OptionRequest(account.name, parameters, request, leaves))

    def _create(self, asked: OptionRequest) -> Result:
        parameters = asked.parameters
        if parameters["type"] != "LIMIT":
            raise ApiError(-1116)
        if parameters.get("timeInForce", "GTC") != "GTC":
            raise ApiError(-1115)
        if not parameters.get("price"):
            raise ApiError(-1102, "price")
        leg = checked_leg(parameters["symbol"], parameters["side"], parameters["quantity"], parameters["price"])
        flags = Flags(asked.flag("isMmp"), asked.flag("reduceOnly"), asked.flag("postOnly"))
        order_name = parameters.get("clientOrderId", "")
        if order_name and any(order.client_order_id == order_name and order.open for order in self._own(asked)):
            raise ApiError(-2010)
        self._refuse_in_protection(asked, leg.symbol, flags)
        order = self._world.book.add(asked.account, leg, client_order_id=order_name, flags=flags)
        return Result(order_object(order, order.state, self._switches, postOnly=flags.post_only))

    def _refuse_in_protection(self, asked: OptionRequest, symbol: str, flags: Flags) -> None:
        underlying = underlying_of(symbol) or ""
        countdown = self._world.countdowns.of(asked.account).get(underlying)
        if countdown is not None and countdown.expired and self._switches.countdown_refuses_new:
            raise ApiError(-2010)
        protection = self._world.protections.of(asked.account).get(underlying)
        if flags.mmp and protection is not None and protection.frozen(self._world.clock.now_ms()):
            raise ApiError(-2010)

    def _cancel(self, asked: OptionRequest) -> Result:
        order = self._find(asked, asked.named())
        if order is None:
            raise ApiError(int(self._switches.option_cancel_unknown))
        if not order.open:
            if self._switches.option_cancel_finished == "order":
                return Result(cancelled_object(order, order.state, self._switches), carried_out=False)
            raise ApiError(int(self._switches.option_cancel_finished))
        return Result(self._cancelled(order, asked.request))

    def _cancelled(self, order: OptionOrder, request: int) -> dict[str, Any]:
        before = order.state
        self._world.book.cancel(order, "cancel", request=request)
        shown = before if self._switches.option_cancel_answer == "before" else order.state
        return cancelled_object(order, shown, self._switches)

    def _batch_cancel(self, asked: OptionRequest) -> Result:
        named = asked.named_in_batch()
        limit = self._switches.batch_limit
        if limit is not None and len(named) > limit:
            raise ApiError(-1130, "orderIds")
        documents, carried_out = [], False
        for number, name in enumerate(named):
            try:
                if number >= len(named) - asked.leaves:
                    raise ApiError(_LEFT_OUT)
                parameter = "orderId" if isinstance(name, int) else "clientOrderId"
                single = replace(asked, parameters={"symbol": asked.parameters["symbol"], parameter: str(name)})
                result = self._cancel(single)
            except ApiError as problem:
                documents.append({"code": problem.code, "msg": problem.msg})
            else:
                documents.append(result.document)
                carried_out = carried_out or result.carried_out
        return Result(documents, carried_out)

    def _cancel_all(self, asked: OptionRequest) -> Result:
        orders = self._world.book.open_orders(asked.account, underlying=asked.underlying, symbol=asked.symbol)
        if not orders and self._switches.bulk_of_none != "success":
            raise ApiError(int(self._switches.bulk_of_none))
        cancelled = orders[: max(0, len(orders) - asked.leaves)]
        due = self._world.clock.now_ms() + self._switches.bulk_delay_ms
        self._world.book.cancel_later(cancelled, due, asked.request)
        self._world.settle()
        return Result(bulk_answer(len(cancelled), self._switches), carried_out=bool(cancelled))

    def _query(self, asked: OptionRequest) -> Result:
        order, switches = self._find(asked, asked.named()), self._switches
        if order is None or not self._appears(order):
            raise ApiError(int(switches.option_unknown_query))
        hidden = self._world.book.hidden_in_query(order, switches.option_query_flaps)
        now = self._world.clock.now_ms()
        state = order.seen(now, switches.option_query_lag_ms)
        if state.open:
            if hidden:
                raise ApiError(int(switches.option_unknown_query))
        elif not state.executed and now - state.since > _QUERIED_MS:
            raise ApiError(-2013)
        elif switches.option_finished_query != "order":
            raise ApiError(int(switches.option_finished_query))
        document = order_object(order, state, switches)
        return Result([document] if switches.option_query_shape == "array" else document)

    def _listing(self, asked: OptionRequest) -> Result:
        listed = [order_object(order, state, self._switches) for order, state in self._listed(asked)]
        limit = self._switches.option_listing_limit
        return Result(listed if limit is None else listed[max(0, len(listed) - limit) :])

    def _listed(self, asked: OptionRequest) -> Iterator[tuple[OptionOrder, State]]:
        switches, now, number = self._switches, self._world.clock.now_ms(), 0
        most = self._world.book.shown_in_listing(switches.option_listing_flaps)
        for order in self._own(asked):
            if not order.appears(now, switches.option_appear_lag_ms) or not asked.selects(order):
                continue
            state = order.seen(now, switches.option_listing_lag_ms)
            if state.open:
                number += 1
                half = switches.option_listing_hides == "half" and number % 2 == 0
                shown = not half and switches.option_listing_hides != "all" and (most is None or number <= most)
            else:
                shown = switches.option_listing_finished
            if shown and order.order_id >= asked.number("orderId"):
                yield order, state

    def _history(self, asked: OptionRequest) -> Result:
        switches, now = self._switches, self._world.clock.now_ms()
        finished = [
            (order, order.state)
            for order in self._own(asked)
            if not order.open
            and switches.history_lag_ms != NEVER
            and int(switches.history_lag_ms) <= now - order.state.since <= _HISTORY_MS
            and asked.selects(order)
            and order.order_id >= asked.number("orderId")
        ]
        limit = asked.limit(switches.history_default_limit)
        newest = switches.history_keeps == "newest"
        finished = finished[max(0, len(finished) - limit) :] if newest else finished[:limit]
        if switches.history_order == "newest":
            finished.reverse()
        return Result([order_object(order, state, switches) for order, state in finished])

    def _fills(self, asked: OptionRequest) -> Result:
        lag, now = self._switches.fills_lag_ms, self._world.clock.now_ms()
        if self._switches.fills_need_symbol and asked.symbol is None:
            raise ApiError(-1102, "symbol")
        documents = [
            fill_object(fill, self._switches)
            for fill in self._world.book.fills
            if fill.order.account == asked.account
            and lag != NEVER
            and fill.time + int(lag) <= now
            and asked.selects(fill.order, fill.time)
        ]
        first, limit = asked.number("fromId"), asked.limit(_DEFAULT_FILLS)
        if first:
            return Result([document for document in documents if document["id"] >= first][:limit])
        return Result(documents[max(0, len(documents) - limit) :])

    def _positions(self, asked: OptionRequest) -> Result:
        found = self._world.positions(asked.account, self._switches.positions_lag_ms)
        return Result(
            [
                position_object(position, self._switches)
                for symbol, position in found.items()
                if asked.symbol in (None, symbol) and (position.quantity or self._switches.position_closed == "zero")
            ]
        )

    def _own(self, asked: OptionRequest) -> list[OptionOrder]:
        return list(self._world.own(asked.account))

    def _find(self, asked: OptionRequest, name: int | str) -> OptionOrder | None:
        """The account's order with that ID. Of several with one client's ID the open one counts, else the newest."""
        named = [
            order
            for order in self._own(asked)
            if order.leg.symbol == asked.symbol and name in (order.order_id, order.client_order_id)
        ]
        return max(named, key=lambda order: (order.open, order.create_time), default=None)

    def _appears(self, order: OptionOrder) -> bool:
        return order.appears(self._world.clock.now_ms(), self._switches.option_appear_lag_ms)
