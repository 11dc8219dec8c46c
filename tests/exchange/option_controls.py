# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that can be arranged and asked about ordinary orders, positions, auto-cancel and protection."""

from __future__ import annotations

import threading
from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from typing import Any

from .accounts import Account
from .controls import control
from .errors import ApiError
from .legs import checked_leg
from .option_orders import ACCEPTED, Flags, OptionOrder, OptionTruth, option_truth
from .option_world import OptionWorld
from .positions import Change
from .protection import Protection
from .world import UNDERLYINGS, underlying_of


class OptionControls:
    """Part of ``Simulation``. Order IDs are texts. Methods that end an order return whether it was open."""

    lock: threading.RLock
    options: OptionWorld

    def _account(self, name: str) -> Account:
        raise NotImplementedError

    # Orders

    @control
    def seed_option_order(
        self,
        order_id: str | None = None,
        client_order_id: str | None = None,
        account: str = "desk",
        symbol: str = "BTC-261225-100000-C",
        side: str = "BUY",
        quantity: str = "1.2",
        price: str = "2.80",
        executed: str = "0",
        status: str = ACCEPTED,
        is_open: bool | None = None,
        age_ms: int = 0,
        ended_ago_ms: int = 0,
        mmp: bool = False,
    ) -> str:
        """Make an ordinary order and return its ID. ``is_open`` is for a status of your own making."""
        try:
            leg = checked_leg(symbol, side, quantity, price)
        except ApiError as problem:
            raise ValueError(problem.msg) from None
        world = self.options.settle()
        now = world.clock.now_ms()
        order = world.book.add(
            self._account(account).name,
            leg,
            order_id=None if order_id is None else int(order_id),
            client_order_id=client_order_id,
            create_time=now - age_ms,
            flags=Flags(mmp=mmp),
        )
        if _decimal(executed):
            filled = _decimal(executed) >= order.remaining
            world.book.fill(order, _decimal(executed), Decimal(price), now - (ended_ago_ms if filled else age_ms))
        if order.open and (status != ACCEPTED or is_open is False):
            world.book.put(order, status, is_open=is_open, at=now - ended_ago_ms)
        return str(order.order_id)

    @control
    def seed_option_orders(self, /, count: int, **order: Any) -> list[str]:
        """Make so many orders, all alike but for their IDs, and return these."""
        return [self.seed_option_order(**order) for _number in range(count)]

    @control
    def fill(self, order_id: str, quantity: str | None = None, price: str | None = None) -> bool:
        """Execute ``quantity`` of the order, or all that remains, at its price unless another is given."""
        order = self._option_order(order_id)
        amount = order.remaining if quantity is None else _decimal(quantity)
        if not order.open:
            return False
        if amount <= 0:
            raise ValueError("a fill has a quantity above 0")
        self.options.book.fill(order, amount, _decimal(price or order.leg.price))
        return True

    @control
    def cancel_option_by_other(self, order_id: str) -> bool:
        """Another program cancels what remains of the order, without a request to this exchange."""
        order = self._option_order(order_id)
        if order.open:
            self.options.book.cancel(order, "other")
            return True
        return False

    @control
    def set_option_status(self, order_id: str, status: str, is_open: bool | None = None) -> None:
        """Put the order into any status; unless said, one that nobody knows is open."""
        self.options.book.put(self._option_order(order_id), status, is_open=is_open, at=None)

    @control
    def option_truth(self, order_id: str) -> OptionTruth:
        return option_truth(self._option_order(order_id))

    @control
    def option_orders(self) -> list[OptionTruth]:
        return [option_truth(order) for order in self.options.settle().book.orders()]

    # Positions

    @control
    def seed_position(self, symbol: str, quantity: str, price: str = "2.80", account: str = "desk") -> None:
        """Change the position by ``quantity``, which is negative for a sale."""
        if underlying_of(symbol) is None:
            raise ValueError(f"there is no option {symbol}")
        now = self.options.settle().clock.now_ms()
        self.options.seeded.append(
            Change(self._account(account).name, symbol, _decimal(quantity), _decimal(price), now)
        )

    @control
    def positions(self, account: str = "desk") -> dict[str, str]:
        """The quantity of each open position, by symbol; negative for a short one."""
        found = self.options.settle().positions(self._account(account).name)
        return {symbol: f"{position.quantity:f}" for symbol, position in found.items() if position.quantity}

    # Auto-cancel and protection

    @control
    def set_countdown(self, underlying: str, countdown_ms: int, account: str = "desk") -> None:
        """Arm the countdown, shorter than a request may; 0 turns it off."""
        world = self.options.settle()
        world.countdowns.set(self._account(account).name, _known(underlying), countdown_ms, world.clock.now_ms())

    @control
    def end_countdown(self, underlying: str, account: str = "desk") -> bool:
        """The countdown ends now; return whether it was running."""
        world = self.options.settle()
        countdown = world.countdowns.of(self._account(account).name).get(_known(underlying))
        if countdown is None or countdown.expired:
            return False
        countdown.ends_at = world.clock.now_ms()
        world.settle()
        return True

    @control
    def countdowns(self, account: str = "desk") -> dict[str, dict[str, Any]]:
        """By underlying: ``countdown_ms``, ``ends_at`` and ``expired``."""
        found = self.options.settle().countdowns.of(self._account(account).name)
        return {underlying: asdict(countdown) for underlying, countdown in found.items()}

    @control
    def set_protection(
        self,
        underlying: str,
        window_ms: int = 1000,
        frozen_ms: int = 0,
        quantity_limit: str = "10",
        delta_limit: str = "5",
        account: str = "desk",
    ) -> None:
        protection = Protection(window_ms, frozen_ms, _decimal(quantity_limit), _decimal(delta_limit))
        self.options.settle().protections.set(self._account(account).name, _known(underlying), protection)

    @control
    def trigger_protection(self, underlying: str, account: str = "desk") -> None:
        """Cancel the protected orders, and refuse new ones until the frozen time is over or it is reset."""
        world = self.options.settle()
        if _known(underlying) not in world.protections.of(self._account(account).name):
            raise ValueError(f"{account} has no protection for {underlying}")
        world.protections.trigger(account, underlying, world.clock.now_ms())

    @control
    def protections(self, account: str = "desk") -> dict[str, dict[str, Any]]:
        """By underlying: ``window_ms``, ``frozen_ms``, limits as texts, ``last_triggered`` and ``active``."""
        found = self.options.settle().protections.of(self._account(account).name)
        return {
            underlying: {
                name: f"{value:f}" if isinstance(value, Decimal) else value for name, value in vars(protection).items()
            }
            for underlying, protection in found.items()
        }

    def _option_order(self, order_id: str) -> OptionOrder:
        order = self.options.settle().book.find(int(order_id))
        if order is None:
            raise ValueError(f"there is no order {order_id}")
        return order


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text} is no decimal") from None


def _known(underlying: str) -> str:
    if underlying not in UNDERLYINGS:
        raise ValueError(f"there is no underlying {underlying}")
    return underlying
