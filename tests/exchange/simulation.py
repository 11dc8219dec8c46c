# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The whole exchange without HTTP, and everything that can be arranged and asked about it."""

from __future__ import annotations

import functools
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, fields
from typing import Any

from .accounts import Account, known_permissions
from .api import Api
from .clock import Clock
from .controls import CONTROLS, bound_arguments, control
from .errors import ApiError
from .faults import ANY, BEFORE, Faults
from .journal import Entry, Journal
from .legs import checked_leg
from .limits import Limits
from .option_api import OptionApi
from .option_controls import OptionControls
from .option_switches import OptionSwitches
from .option_world import OptionWorld
from .schedule import Schedule
from .switches import Switches
from .world import RECEIVED, Order, Truth, World, truth

_OPTION_SWITCHES = frozenset(switch.name for switch in fields(OptionSwitches))


class Simulation(OptionControls):
    """Times are in ms by the exchange's clock. Arguments that make no sense raise ``ValueError``.

    Methods that end an order return whether they did: one that is not open is left as it is.
    """

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.world = World(self.clock)
        self.switches = Switches()
        self.faults = Faults()
        self.limits = Limits(self.clock)
        self.log = Journal()
        self.plan = Schedule()
        self.api = Api(self.world, self.switches)
        self.option_switches = OptionSwitches()
        self.options = OptionWorld(self.clock, self.world, self.option_switches)
        self.option_api = OptionApi(self.options, self.option_switches)
        # Requests that are being handled do nothing to the world that comes after a reset.
        self.generation = 0
        self.handling = 0
        self.connections_opened = 0
        self.connections_open = 0
        self.ended = threading.Event()

    @control
    def reset(self) -> None:
        """Back to an empty exchange: orders, accounts, switches, faults, limits, clock, journal."""
        self.generation += 1
        self.clock.skew_ms = 0
        for part in (self.world, self.switches, self.faults, self.limits, self.log, self.plan):
            part.reset()
        self.api.restart_flaps()
        self.options.reset()
        self.option_switches.reset()

    # Accounts

    @control
    def accounts(self) -> list[dict[str, Any]]:
        """Names and credentials; ``api_secret`` is ``None`` for an account with a public key."""
        return [
            {
                "name": account.name,
                "api_key": account.api_key,
                "api_secret": account.api_secret,
                "permissions": sorted(account.permissions),
                "address_allowed": account.address_allowed,
            }
            for account in self.world.accounts.values()
        ]

    @control
    def add_account(
        self, name: str, api_key: str, api_secret: str | None = None, public_key: str | None = None
    ) -> None:
        """Add an account, or replace the one of that name. ``public_key``: PEM, RSA or Ed25519."""
        self.world.accounts[name] = Account(name, api_key, api_secret, public_key)

    @control
    def restrict(
        self,
        account: str = "desk",
        permissions: Iterable[str] | None = None,
        address_allowed: bool | None = None,
        market_maker: bool | None = None,
    ) -> None:
        """Set what the account's key may do (see ``operation.PERMISSIONS``), and whether from this address."""
        found = self._account(account)
        if permissions is not None:
            found.permissions = known_permissions(permissions)
        if address_allowed is not None:
            found.address_allowed = address_allowed
        if market_maker is not None:
            found.market_maker = market_maker

    @control
    def set_funds(self, account: str = "desk", balance: str | None = None, margin: str | None = None) -> None:
        """What the account has for premiums and for margin, as decimals; ``None``: unlimited."""
        found = self._account(account)
        found.balance, found.margin = balance, margin

    # Orders

    @control
    def seed(
        self,
        key: str | None = None,
        account: str = "desk",
        symbol: str = "BTC-261225-100000-C",
        side: str = "BUY",
        quantity: str = "1.2",
        price: str = "2.80",
        liquidity: str = "TAKER",
        status: str = RECEIVED,
        is_open: bool | None = None,
        age_ms: int = 0,
        expires_in_ms: int | None = None,
        ended_ago_ms: int = 0,
    ) -> str:
        """Make an order and return its key. ``is_open`` is for a status of your own making."""
        if liquidity not in ("MAKER", "TAKER"):
            raise ValueError("liquidity is MAKER or TAKER")
        try:
            leg = checked_leg(symbol, side, quantity, price)
        except ApiError as problem:
            raise ValueError(problem.msg) from None
        now = self.clock.now_ms()
        order = self.world.add(
            self._account(account).name,
            leg,
            liquidity,
            key=key,
            create_time=now - age_ms,
            expire_time=None if expires_in_ms is None else now + expires_in_ms,
        )
        if status != RECEIVED or is_open is False:
            self.world.put(order, status, _counterparty(order), is_open=is_open, at=now - ended_ago_ms)
        return order.key

    @control
    def seed_many(self, /, count: int, **order: Any) -> list[str]:
        """Make so many orders, all alike but for the key, and return their keys."""
        return [self.seed(**order) for _number in range(count)]

    @control
    def accept(self, key: str, account: str | None = None) -> bool:
        """The counterparty takes the order, which creates a trade."""
        order = self._order(key)
        counterparty = self._account(account).name if account else _counterparty(order)
        if order.open:
            self.world.accept(order, counterparty)
            return True
        return False

    @control
    def cancel_by_other(self, key: str) -> bool:
        """Another program cancels the order, without a request to this exchange."""
        order = self._order(key)
        if order.open:
            self.world.cancel(order)
            return True
        return False

    @control
    def expire(self, key: str) -> bool:
        """The order expires now."""
        order = self._order(key)
        if order.open:
            self.world.expire(order)
            return True
        return False

    @control
    def set_status(self, key: str, status: str, is_open: bool | None = None) -> None:
        """Put the order into any status; unless said, one that nobody knows is open."""
        order = self._order(key)
        self.world.put(order, status, _counterparty(order), is_open=is_open, at=None)

    @control
    def set_lifetime(self, lifetime_ms: int) -> None:
        """How long orders live that are made or extended from now on."""
        self.world.lifetime_ms = lifetime_ms

    @control
    def truth(self, key: str) -> Truth:
        return truth(self._order(key))

    @control
    def orders(self) -> list[Truth]:
        return [truth(order) for order in self.world.orders()]

    # Behaviour

    @control
    def set_switches(self, /, **positions: Any) -> None:
        """Set switches of both kinds, or none of them if one position is illegal."""
        about_options = {name: position for name, position in positions.items() if name in _OPTION_SWITCHES}
        self.option_switches.check(**about_options)
        self.switches.set(**{name: positions[name] for name in positions.keys() - about_options.keys()})
        self.option_switches.set(**about_options)
        if positions.keys() & {"listing_flaps", "key_query_flaps"}:
            self.api.restart_flaps()
        if positions.keys() & {"option_listing_flaps", "option_query_flaps"}:
            self.options.book.restart_flaps()

    @control
    def arm(
        self,
        /,
        name: str,
        operation: str = ANY,
        key: str | None = None,
        skip: int = 0,
        count: int | None = 1,
        when: str | None = None,
        **parameters: Any,
    ) -> None:
        """Arm a fault; see ``Faults.arm``."""
        self.faults.arm(name, operation, key=key, skip=skip, count=count, when=when, **parameters)

    @control
    def armed(self) -> list[dict[str, Any]]:
        """The faults that are still to come."""
        return [asdict(fault) for fault in self.faults.armed()]

    @control
    def disarm(self) -> None:
        self.faults.reset()

    @control
    def schedule(
        self,
        action: str,
        arguments: dict[str, Any] | None = None,
        operation: str = ANY,
        key: str | None = None,
        nth: int = 1,
        when: str = BEFORE,
    ) -> None:
        """Call the control method ``action`` with ``arguments`` when the ``nth`` such request from now arrives.

        ``when`` is before or after it is carried out. An order that the action is about must exist by then.
        """
        if action not in CONTROLS:
            raise ValueError(f"there is no action {action}")
        named = bound_arguments(action, **(arguments or {}))
        self.plan.add(functools.partial(CONTROLS[action], self, **named), operation, key, nth, when)

    def at(
        self, run: Callable[[], object], operation: str = ANY, key: str | None = None, nth: int = 1, when: str = BEFORE
    ) -> None:
        """Like ``schedule``, for any function of a test that runs in this process."""
        with self.lock:
            self.plan.add(run, operation, key, nth, when)

    @control
    def set_skew(self, skew_ms: int) -> None:
        """How far the exchange's clock is ahead of this machine's."""
        self.clock.skew_ms = skew_ms

    @control
    def set_limits(self, /, **settings: Any) -> None:
        """Change any of ``limits.Settings``: weight limit, window, order limits, neighbour, ban, latency."""
        self.limits.set(**settings)

    @control
    def use_weight(self, weight: int) -> int:
        """Another program behind the address uses so much weight at once; return the used weight."""
        return self.limits.use(weight)

    # What happened

    @control
    def journal(self, operation: str | None = None, after: int = 0) -> list[Entry]:
        """The requests with a number above ``after``, of one operation or of all, in the order of their arrival."""
        return self.log.copy(operation, after)

    @control
    def state(self) -> dict[str, int]:
        """Counts: connections, and requests being handled (also those that will be carried out later)."""
        return {
            "connections_opened": self.connections_opened,
            "connections_open": self.connections_open,
            "handling": self.handling,
            "now_ms": self.clock.now_ms(),
        }

    @control
    def shut_down(self) -> None:
        """Ask the program that runs the exchange to end it."""
        self.ended.set()

    def _account(self, name: str) -> Account:
        if name not in self.world.accounts:
            raise ValueError(f"there is no account {name}")
        return self.world.accounts[name]

    def _order(self, key: str) -> Order:
        order = self.world.find(key)
        if order is None:
            raise ValueError(f"there is no order {key}")
        return order


def wait_until_idle(exchange: Any, seconds: float = 30.0) -> None:
    """Wait until no request is being handled or still to be carried out. Raises ``TimeoutError``.

    ``exchange`` is a ``Simulation`` or a ``Remote``.
    """
    deadline = time.monotonic() + seconds
    while exchange.state()["handling"]:
        if time.monotonic() > deadline:
            raise TimeoutError(f"requests are still being handled after {seconds} s")
        time.sleep(0.005)


def _counterparty(order: Order) -> str:
    return "desk" if order.account == "other" else "other"
