# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Rehearse a maintenance window: two accounts on a simulated exchange, and a third whose secret is wrong.

Usage: ``rehearse.py FOLDER``. In a terminal it leaves the typing to you, in a shell in which everything is prepared.
Otherwise it types by itself. FOLDER keeps the inventory, and the evidence to look at afterwards.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo.show import Show
from exchange.remote import Remote
from support.exchange_process import exchange_process

_SYMBOLS = ("BTC-261225-100000-C", "ETH-261225-4000-P", "BNB-261225-700-C")
_HOSTS = ("-e", "binance_hosts=desks")
_WINDOW = (*_HOSTS, "-e", "binance_window_id=gateway-2026-11-25")
_LIMIT = ("-e", "binance_max_orders=80")
_FIRST_ID = 4611875134427365377
_OPEN, _CLOSE = "open_maintenance_window", "close_maintenance_window"
_RESTORE = "restore_block_orders"

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("See what is open", ("list_orders", *_HOSTS)),
    ("See what would be done: nothing is sent but queries", (_OPEN, *_WINDOW, *_LIMIT, "--check")),
    ("Misspell a variable", (_OPEN, *_WINDOW, *_LIMIT, "-e", "binance_underlying=BTCUSDT")),
    ("Name hosts that are not there", (_OPEN, "-e", "binance_hosts=dseks", *_LIMIT)),
    ("Forget how many orders may be open", (_OPEN, *_WINDOW, "--limit", "desk_a")),
    ("Open the window, with more orders open than allowed", (_OPEN, *_WINDOW, "-e", "binance_max_orders=9")),
    ("Open the window", (_OPEN, *_WINDOW, *_LIMIT)),
    ("Open it again: nothing changes", (_OPEN, *_WINDOW, *_LIMIT)),
    ("Close it", (_CLOSE, *_WINDOW)),
    ("See what would be restored", (_RESTORE, *_WINDOW, *_LIMIT, "--check")),
    ("Restore the orders", (_RESTORE, *_WINDOW, *_LIMIT)),
    ("Close a window that was never opened", (_CLOSE, *_HOSTS, "-e", "binance_window_id=gateway-2026-11-26")),
)


def key_of(account: str, number: int) -> str:
    """The same keys each time, so that a guide can show them."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{account}/{number}"))


def prepare(exchange: Remote, folder: Path, accounts: list[dict[str, str]]) -> None:
    """30 block orders and 70 ordinary ones.

    One of each kind is executed while it is being cancelled, the ordinary one in part, and one answer is lost.
    """
    keys = {
        account: [
            exchange.seed(
                key=key_of(account, number),
                account=account,
                symbol=_SYMBOLS[number % 3],
                quantity="2.5",
                price="840",
                expires_in_ms=1_800_000 - 1000 * number,
            )
            for number in range(count)
        ]
        for account, count in (("desk", 17), ("other", 13))
    }
    quotes = {
        account: [
            exchange.seed_option_order(
                order_id=str(_FIRST_ID + number), account=account, symbol=_SYMBOLS[number % 2], side="SELL"
            )
            for number in range(first, last)
        ]
        for account, first, last in (("desk", 0, 40), ("other", 40, 70))
    }
    exchange.schedule("fill", {"order_id": quotes["desk"][6], "quantity": "0.5"}, "option_cancel_underlying")
    taken, lost = keys["desk"][4], keys["other"][2]
    exchange.add_account("counterparty", "C" * 64, "a-secret-that-nobody-needs")
    exchange.schedule("accept", {"key": taken, "account": "counterparty"}, "cancel", key=taken)
    exchange.arm("reset", "cancel", when="after", key=lost)
    hosts: dict[str, dict[str, Any]] = {
        f"desk_{letter}": {"binance_api_key": account["api_key"], "binance_api_secret": account["api_secret"]}
        for letter, account in zip("ab", accounts, strict=False)
    }
    hosts["desk_c"] = {**hosts["desk_a"], "binance_api_secret": "a-secret-that-belongs-to-another-key"}
    common = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "binance_api_url": exchange.url,
        "binance_kinds": ["block_orders", "option_orders"],
        "binance_evidence_dir": str(folder / "evidence"),
    }
    inventory = {"desks": {"hosts": hosts, "vars": common}}
    (folder / "inventory.yml").write_text(json.dumps(inventory, indent=2), encoding="utf-8")


def command(step: tuple[str, ...]) -> tuple[str, ...]:
    return ("ansible-playbook", "-i", "inventory.yml", f"marketops.binance.{step[0]}", *step[1:])


def main() -> None:
    folder = Path(sys.argv[1]).absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with exchange_process() as ready:
        show = Show(Remote(ready["url"]), folder)
        prepare(show.exchange, folder, ready["accounts"])
        show.say("Build the collection, and install it")
        show.install()
        if sys.stdin.isatty():
            show.say("Everything is prepared. Type these, or what you like; 'exit' ends the rehearsal:")
            for title, step in STEPS:
                print(f"  # {title}\n  {' '.join(command(step))}")
            subprocess.run([os.environ.get("SHELL", "/bin/sh")], cwd=folder, env=show.environment, check=False)
        else:
            for title, step in STEPS:
                show.say(title)
                show.type(*command(step), may_fail=True)
            show.books()
    print(f"\nThe evidence is in {folder / 'evidence'}; start with index.html in the window's folder.")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
