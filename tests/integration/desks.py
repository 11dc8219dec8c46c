# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Accounts for windows: each is a host with an exchange of its own, unless they share one."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ansible_collections.marketops.binance.plugins.plugin_utils._window.wording import LABELS
from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import OPEN, interrupt_playbook, run_playbook, start_playbook

Ran = subprocess.CompletedProcess[str]


class Desks:
    """``folder`` is where Ansible is started."""

    def __init__(self, stack: contextlib.ExitStack, folder: Path) -> None:
        self._stack = stack
        self.folder = folder
        self.exchanges: dict[str, Exchange] = {}
        self._variables: dict[str, dict[str, Any]] = {}

    def add(self, name: str, orders: int = 3, exchange: Exchange | None = None, **variables: Any) -> Exchange:
        """An account with open orders ``order-0`` and so on, on an exchange of its own or on ``exchange``."""
        if exchange is None:
            exchange = self._stack.enter_context(Exchange())
            for number in range(orders):
                exchange.seed(key=f"order-{number}")
        self.exchanges[name] = exchange
        self._variables[name] = {
            "binance_api_url": exchange.url,
            "binance_api_key": DESK["api_key"],
            "binance_api_secret": DESK["api_secret"],
            **variables,
        }
        return exchange

    @property
    def inventory(self) -> str:
        local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        path = self.folder / "inventory.json"
        path.write_text(json.dumps({"all": {"hosts": self._variables, "vars": local}}), encoding="utf-8")
        return str(path)

    def arguments(self, *more: str, window_id: str = "w1", max_orders: int | None = 5) -> list[str]:
        limit = [] if max_orders is None else ["-e", f"binance_max_orders={max_orders}"]
        return ["-i", self.inventory, "-e", "binance_hosts=all", "-e", f"binance_window_id={window_id}", *limit, *more]

    def play(self, playbook: str | Path, *arguments: str, **environment: str) -> Ran:
        return run_playbook(playbook, *arguments, folder=self.folder, environment=environment)

    def open(self, *more: str, **options: Any) -> Ran:
        return self.play(OPEN, *self.arguments(*more, **options))

    def close(self, *more: str, **options: Any) -> Ran:
        from .conftest import CLOSE

        return self.play(CLOSE, *self.arguments(*more, max_orders=None, **options))

    def start(self, *more: str, playbook: str | Path = OPEN) -> subprocess.Popen[str]:
        """Start opening, in a session of its own."""
        return start_playbook(playbook, *self.arguments(*more), folder=self.folder, environment={}, own_session=True)

    def interrupt(self, when: Any, *more: str, playbook: str | Path = OPEN, **options: Any) -> Ran:
        return interrupt_playbook(
            playbook, *self.arguments(*more), folder=self.folder, environment={}, when=when, **options
        )

    def path(self, account: str, name: str = "evidence.json", window_id: str = "w1") -> Path:
        return self.folder / "evidence" / window_id / account / name

    def evidence(self, account: str, window_id: str = "w1") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.path(account, window_id=window_id).read_text("utf-8"))
        return found

    def report(self, account: str) -> str:
        return self.path(account, "report.html").read_text("utf-8")

    def index(self, window_id: str = "w1") -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "evidence" / window_id / "index.json").read_text("utf-8"))
        return found


@contextlib.contextmanager
def desks_in(folder: Path) -> Iterator[Desks]:
    with contextlib.ExitStack() as stack:
        yield Desks(stack, folder)


def open_keys(exchange: Exchange) -> set[str]:
    return {order.key for order in exchange.orders() if order.open and order.account == "desk"}


def block_of(text: str, account: str) -> str:
    """What the terminal shows as the result of an account, as one line."""
    lines = text.splitlines()
    labels = LABELS.values()
    start = max(number for number, line in enumerate(lines) if line in [f"{account}: {label}" for label in labels])
    found = [lines[start]]
    for line in lines[start + 1 :]:
        if not line.startswith("  "):
            break
        found.append(line.strip())
    return " ".join(found)
