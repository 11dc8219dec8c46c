# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show what an operator types, what Ansible says, and what the simulated exchange holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from exchange.remote import Remote

PROJECT = Path(__file__).resolve().parents[2]

# What says nothing to a reader: tasks that went as they should, and where in a playbook a task is.
_SILENT = re.compile(r"(included|skipping|changed|ok): |Origin: |\d+$|\d+ (?!of )|\s+\^ ")


class Show:
    """``folder`` gets the installed collection, the evidence and whatever else; it is the place where one types."""

    def __init__(self, exchange: Remote, folder: Path, **environment: str) -> None:
        self.exchange, self.folder = exchange, folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "BINANCE_"))},
            "ANSIBLE_COLLECTIONS_PATH": str(folder / "collections"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            **environment,
        }

    def say(self, text: str) -> None:
        bold = ("\x1b[1;36m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
        print(f"\n{bold[0]}### {text}{bold[1]}", flush=True)

    def install(self) -> None:
        """Build the collection and install it, as a user would."""
        self.type("ansible-galaxy", "collection", "build", "--force", "--output-path", str(self.folder), str(PROJECT))
        tarball = next(self.folder.glob("*.tar.gz"))
        self.type("ansible-galaxy", "collection", "install", "--force", "--offline", str(tarball))

    def playbook(self, name: str, *arguments: str, may_fail: bool = False) -> None:
        self.type("ansible-playbook", name, *arguments, may_fail=may_fail)

    def type(self, *command: str, may_fail: bool = False) -> None:
        """Run a command as an operator would, and show what it prints, less what says nothing."""
        print(f"$ {' '.join(command)}", flush=True)
        with subprocess.Popen(
            command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            assert process.stdout is not None
            for line in _worth_reading(process.stdout):
                print(f"  {line}", flush=True)
        if process.returncode and not may_fail:
            sys.exit(f"the command failed ({process.returncode})")

    def books(self) -> None:
        """What is true on the exchange."""
        orders, quotes = self.exchange.orders(), self.exchange.option_orders()
        still_open = [order.key for order in orders if order.open]
        print(f"  The exchange's books: {len(still_open)} of {len(orders)} block orders open", end="")
        print(f": {', '.join(key[:8] for key in still_open)}" if still_open else "", end="")
        print(f"; {sum(order.open for order in quotes)} of {len(quotes)} ordinary orders open", flush=True)


def _worth_reading(lines: Iterable[str]) -> Iterator[str]:
    title = ""
    for line in map(str.rstrip, lines):
        if line.startswith(("TASK [", "PLAY [")):
            title = re.sub(r" \*+$", "", line)
        elif line and not _SILENT.match(line):
            if title and not line.startswith("PLAY RECAP"):
                yield title
            title = ""
            yield line
