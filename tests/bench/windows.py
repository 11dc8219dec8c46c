# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A whole maintenance window beside one bare task of the module, for one account and for many at once."""

from __future__ import annotations

import json
import secrets
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.marketops.binance.tests.exchange import Remote

from .figures import Figure
from .processes import Bench, Broken
from .samples import Samples

# How long the window waits before the listing that confirms that nothing is open, in s.
CONFIRM_DELAY = 2.0
_NO_LIMIT = 1_000_000
_WAYS = {"bare": "bare.yml", "window": "marketops.binance.open_maintenance_window"}


@dataclass(frozen=True)
class Desk:
    """So many accounts with so many orders each, and the goals: last cancel, and whole run, against the bare task."""

    accounts: int
    orders: int
    last_cancel: float
    whole: float

    @property
    def name(self) -> str:
        return f"{self.accounts} x {self.orders} orders"


DESKS = (Desk(1, 3, 1.5, 2.0), Desk(1, 100, 1.5, 2.0), Desk(20, 10, 2.0, 2.6))


def measure(bench: Bench, exchange: Remote, samples: Samples, desk: Desk) -> None:
    """One round of each way. Raises ``Broken`` if an order is still open afterwards."""
    for way, playbook in _WAYS.items():
        exchange.reset()
        exchange.set_limits(weight_limit=_NO_LIMIT)
        hosts = {f"desk_{number}": _new_account(exchange, f"desk_{number}", desk) for number in range(desk.accounts)}
        variables = {
            "binance_hosts": "all",
            "binance_window_id": "w1",
            "binance_max_orders": desk.orders,
        }
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            inventory = Path(folder, "inventory.json")
            inventory.write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
            started = time.monotonic()
            bench.ansible(
                playbook,
                *("-i", str(inventory), "--forks", str(desk.accounts)),
                *(() if way == "bare" else ("-e", json.dumps(variables))),
                folder=folder,
            )
            whole = time.monotonic() - started
        if any(order.open for order in exchange.orders()):
            raise Broken(f"{way}: orders are still open")
        last_cancel = max(entry.arrived for entry in exchange.journal("cancel")) - started
        samples.add(f"{way}, last cancel, {desk.accounts} accounts", desk.orders, 0, [last_cancel])
        samples.add(f"{way}, whole, {desk.accounts} accounts", desk.orders, 0, [whole])


def figures(samples: Samples) -> list[Figure]:
    """The window's figures; its pause before the confirmation does not count."""
    found = []
    for desk in DESKS:
        for what, goal, pause in (("last cancel", desk.last_cancel, 0.0), ("whole", desk.whole, CONFIRM_DELAY)):
            window, bare = (
                samples.median(f"{way}, {what}, {desk.accounts} accounts", desk.orders, 0) for way in ("window", "bare")
            )
            assert window is not None
            assert bare is not None
            found.append(Figure(f"window, {desk.name}: {what} / bare task", goal, (window - pause) / bare))
    return found


def _new_account(exchange: Remote, name: str, desk: Desk) -> Mapping[str, Any]:
    """The account with its orders, and the variables of its host."""
    api_key, api_secret = (secrets.token_hex(32) for _name in range(2))
    exchange.add_account(name, api_key, api_secret)
    exchange.seed_many(desk.orders, account=name)
    return {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "binance_api_key": api_key,
        "binance_api_secret": api_secret,
    }
