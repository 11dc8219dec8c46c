# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Auto-cancel (the kill switch) and market-maker protection: both per account and underlying, on ordinary orders."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from .option_book import OptionBook


@dataclass
class Countdown:
    """Times are in ms by the exchange's clock."""

    countdown_ms: int
    ends_at: int
    expired: bool = False

    def restart(self, now_ms: int) -> None:
        self.ends_at, self.expired = now_ms + self.countdown_ms, False


class Countdowns:
    """The armed countdowns. When one ends without a heartbeat, the ordinary orders of its underlying are cancelled."""

    def __init__(self, book: OptionBook) -> None:
        self._book = book
        self.reset()

    def reset(self) -> None:
        self._countdowns: dict[tuple[str, str], Countdown] = {}

    def of(self, account: str) -> dict[str, Countdown]:
        """The account's countdowns by underlying, those that expired included."""
        return {underlying: found for (owner, underlying), found in self._countdowns.items() if owner == account}

    def set(self, account: str, underlying: str, countdown_ms: int, now_ms: int) -> None:
        """0 turns it off."""
        if countdown_ms:
            self._countdowns[account, underlying] = Countdown(countdown_ms, now_ms + countdown_ms)
        else:
            self._countdowns.pop((account, underlying), None)

    def due(self, until_ms: int) -> list[int]:
        return [found.ends_at for found in self._countdowns.values() if not found.expired and found.ends_at <= until_ms]

    def settle(self, now_ms: int, stays: bool) -> None:
        """Let the countdowns that have ended by then take effect; ``stays``: they stay set."""
        for (account, underlying), countdown in list(self._countdowns.items()):
            if countdown.expired or countdown.ends_at > now_ms:
                continue
            for order in self._book.open_orders(account, underlying=underlying):
                self._book.cancel(order, "countdown", countdown.ends_at)
            countdown.expired = True
            if not stays:
                del self._countdowns[account, underlying]


@dataclass
class Protection:
    """The market-maker protection of one underlying. Limits are decimals, times are in ms."""

    window_ms: int
    frozen_ms: int
    quantity_limit: Decimal
    delta_limit: Decimal
    last_triggered: int = 0
    active: bool = False

    def trigger(self, now_ms: int) -> None:
        self.last_triggered, self.active = now_ms, True

    def frozen(self, now_ms: int) -> bool:
        """Whether protected orders are refused; with a frozen time of 0 until a reset."""
        return self.active and (not self.frozen_ms or now_ms < self.last_triggered + self.frozen_ms)


class Protections:
    """The protections that are set."""

    def __init__(self, book: OptionBook) -> None:
        self._book = book
        self.reset()

    def reset(self) -> None:
        self._protections: dict[tuple[str, str], Protection] = {}

    def of(self, account: str) -> dict[str, Protection]:
        return {underlying: found for (owner, underlying), found in self._protections.items() if owner == account}

    def set(self, account: str, underlying: str, protection: Protection) -> None:
        before = self._protections.get((account, underlying))
        if before is not None:
            protection.last_triggered, protection.active = before.last_triggered, before.active
        self._protections[account, underlying] = protection

    def trigger(self, account: str, underlying: str, now_ms: int) -> None:
        """Cancel the protected orders, and refuse new ones. Raises ``KeyError`` if no protection is set."""
        self._protections[account, underlying].trigger(now_ms)
        for order in self._book.open_orders(account, underlying=underlying):
            if order.flags.mmp:
                self._book.cancel(order, "mmp", now_ms)
