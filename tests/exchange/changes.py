# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The operations that change an order: what each does to the world, and what it answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .accounts import Account
from .answers import order_object
from .errors import ApiError
from .legs import checked_filters, one_leg
from .switches import Switches
from .view import Asked, Result, View
from .world import Leg, Order, World


class Changes:
    """They raise ``ApiError``."""

    def __init__(self, world: World, switches: Switches, view: View) -> None:
        self._world = world
        self._switches = switches
        self._view = view

    def create(self, asked: Asked) -> Result:
        liquidity = asked.parameters["liquidity"]
        if liquidity not in ("MAKER", "TAKER"):
            raise ApiError(-1130, "liquidity")
        account = self._world.accounts[asked.account]
        if not account.market_maker:
            raise ApiError(-6005)
        leg = checked_filters(one_leg(asked.parameters["legs"]))
        _check_funds(account, leg)
        order = self._world.add(asked.account, leg, liquidity, request=asked.request)
        return Result(self._created(order))

    def _created(self, order: Order) -> dict[str, Any]:
        form = self._switches.create_answer
        if form == "{}":
            return {}
        document = order_object(order, order.status, self._switches, create_time=form == "full")
        if form == "key":
            return {name: value for name, value in document.items() if value == order.key}
        return document

    def cancel(self, asked: Asked) -> Result:
        order = self._view.own(asked)
        unseen = order is not None and order.open and not self._view.appears(order)
        if unseen and self._switches.cancel_unseen != "done":
            raise ApiError(int(self._switches.cancel_unseen))
        if order is None or not order.open:
            answer = self._switches.cancel_unknown if order is None else self._switches.cancel_finished
            if answer == "{}":
                return Result({}, carried_out=False)
            raise ApiError(int(answer))
        self._world.cancel(order, asked.request)
        return Result({} if self._switches.cancel_answer == "{}" else self._view.object(order, order.status))

    def extend(self, asked: Asked) -> Result:
        order = self._view.own(asked)
        if order is None:
            raise ApiError(int(self._switches.extend_unknown))
        if not order.open:
            return self._refused(order, self._switches.extend_finished)
        self._world.extend(order, asked.request)
        answers_order = self._switches.extend_answer == "order"
        return Result(self._view.object(order, order.status, late=False) if answers_order else {})

    def accept(self, asked: Asked) -> Result:
        order = self._world.find(asked.key)
        if order is None:
            raise ApiError(int(self._switches.accept_unknown))
        if not order.open:
            # An account that learns that an order was taken must not conclude that it took it itself.
            answer = self._switches.accept_finished
            by_another = order.accepted_by is not None and order.accepted_by != asked.account
            return self._refused(order, "-6028" if answer == "order" and by_another else answer)
        if order.account == asked.account:
            raise ApiError(-6048)
        _check_funds(self._world.accounts[asked.account], order.leg.as_counterparty)
        self._world.accept(order, asked.account, request=asked.request)
        return Result(order_object(order, self._switches.accept_status, self._switches))

    def _refused(self, order: Order, answer: str) -> Result:
        """A change of an order that is no longer open; ``order``: answered with what it is, and nothing else."""
        if answer != "order":
            raise ApiError(int(answer))
        return Result(self._view.object(order, order.status), carried_out=False)


def _check_funds(account: Account, leg: Leg) -> None:
    """A buyer pays the premium, a seller puts up margin: as much, to keep it simple."""
    available, code = (account.balance, -2018) if leg.side == "BUY" else (account.margin, -2027)
    if available is not None and Decimal(leg.price) * Decimal(leg.quantity) > Decimal(available):
        raise ApiError(code)
