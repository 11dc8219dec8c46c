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
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo.show import Show
from exchange.remote import Remote
from support.exchange_process import exchange_process

_SYMBOLS = ("BTC-261225-100000-C", "ETH-261225-4000-P", "BNB-261225-700-C")
_HOSTS = ("-e", "binance_hosts=desks", "-e", "maintenance_window_id=rehearsal")
_LIMIT = ("-e", "maintenance_window_max_orders=20")

STEPS = (
    ("See what is open", ("list_block_orders",)),
    ("See what would be done, and that nothing is", ("open_maintenance_window", *_LIMIT, "--check")),
    (
        "Open the window, with less allowed than is open",
        ("open_maintenance_window", "-e", "maintenance_window_max_orders=9"),
    ),
    ("Open the window", ("open_maintenance_window", *_LIMIT)),
    ("Open it again: nothing changes", ("open_maintenance_window", *_LIMIT)),
    ("Close it", ("close_maintenance_window",)),
)


def prepare(show: Show, accounts: list[dict[str, str]]) -> None:
    """30 orders; one is executed while it is being cancelled, and the answer to another cancel gets lost."""
    keys = {
        account: [
            show.exchange.seed(account=account, symbol=_SYMBOLS[number % 3], quantity="2.5", price="840")
            for number in range(count)
        ]
        for account, count in (("desk", 17), ("other", 13))
    }
    taken, lost = keys["desk"][4], keys["other"][2]
    show.exchange.add_account("counterparty", "C" * 64, "a-secret-that-nobody-needs")
    show.exchange.schedule("accept", {"key": taken, "account": "counterparty"}, "cancel", key=taken)
    show.exchange.arm("reset", "cancel", when="after", key=lost)
    hosts: dict[str, dict[str, Any]] = {
        f"desk_{letter}": {"binance_api_key": account["api_key"], "binance_api_secret": account["api_secret"]}
        for letter, account in zip("ab", accounts, strict=True)
    }
    hosts["desk_c"] = {**hosts["desk_a"], "binance_api_secret": "a-secret-that-belongs-to-another-key"}
    common = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "binance_api_url": show.exchange.url,
    }
    inventory = {"desks": {"hosts": hosts, "vars": common}}
    (show.folder / "inventory.yml").write_text(json.dumps(inventory, indent=2), encoding="utf-8")


def command(step: tuple[str, ...]) -> tuple[str, ...]:
    return ("ansible-playbook", "-i", "inventory.yml", f"marketops.binance.{step[0]}", *_HOSTS, *step[1:])


def main() -> None:
    folder = Path(sys.argv[1]).absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with exchange_process() as ready:
        show = Show(Remote(ready["url"]), folder)
        prepare(show, ready["accounts"])
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
    print(f"\nThe evidence is in {folder / 'evidence'}; begin with index.html in the window's folder.")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
