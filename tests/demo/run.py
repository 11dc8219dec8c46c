# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Show the main job on a simulated exchange: what an operator types, what Ansible says, what the exchange holds."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT / "tests"))

from exchange.remote import Remote  # noqa: E402  the path has to be known first
from support.exchange_process import exchange_process  # noqa: E402

SMALL = "1f4b2a0c-6a3e-4d0e-9d5c-0f3d7f0e7b11"
BITCOIN = [f"b7c0{number:04d}-3c1d-4b8e-8f55-2f9f0c6a51e{number}" for number in range(3)]


def say(text: str) -> None:
    bold = ("\x1b[1;36m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    print(f"\n{bold[0]}### {text}{bold[1]}", flush=True)


class Demo:
    def __init__(self, exchange: Remote, environment: dict[str, str], folder: str) -> None:
        self._exchange = exchange
        self._environment = environment
        self._folder = folder

    def type(self, *command: str) -> None:
        """Run a command as an operator would, and show what it prints, less Ansible's empty lines."""
        print(f"$ {' '.join(command)}", flush=True)
        with subprocess.Popen(
            command,
            cwd=PROJECT,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                if line.strip():
                    print(f"  {line.rstrip()}", flush=True)
        if process.returncode:
            sys.exit(f"the command failed ({process.returncode})")

    def playbook(self, name: str, *arguments: str) -> None:
        self.type("ansible-playbook", name, *arguments)

    def show_books(self) -> None:
        orders = self._exchange.orders()
        still_open = [order.key for order in orders if order.open]
        print(f"  The exchange's books: {len(still_open)} of {len(orders)} open{': ' if still_open else ''}", end="")
        print(", ".join(key[:8] for key in still_open), flush=True)

    def run(self) -> None:
        exchange = self._exchange
        exchange.seed(key=SMALL, symbol="ETH-261225-4000-P", side="SELL", quantity="40", price="112.5")
        for key in BITCOIN:
            exchange.seed(key=key, symbol="BTC-261225-100000-C", quantity="5", price="2310")
        drain = "tests/demo/drain.yml"

        say("Build the collection, and install it")
        self.type("ansible-galaxy", "collection", "build", "--output-path", self._folder)
        tarball = next(Path(self._folder).glob("*.tar.gz"))
        self.type("ansible-galaxy", "collection", "install", "--offline", str(tarball))

        say("Four block orders are open. What would be cancelled on BTCUSDT? (check mode: only a query is sent)")
        self.playbook(drain, "--check", "--diff")
        self.show_books()

        say("Cancel one block order by its key")
        self.playbook("marketops.binance.cancel_block_order", "-e", f"block_order_matching_key={SMALL}")
        self.show_books()

        say("Drain BTCUSDT, while the network loses the answer to a cancel that the exchange has carried out")
        exchange.arm("reset", "cancel", when="after", key=BITCOIN[1])
        self.playbook(drain)
        self.show_books()

        say("Again: nothing is open, so nothing is sent but a query, and nothing changes")
        before = len(exchange.journal("cancel"))
        self.playbook(drain)
        print(f"  Cancels sent by this run: {len(exchange.journal('cancel')) - before}")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="marketops-demo-") as folder, exchange_process() as ready:
        account = ready["accounts"][0]
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "BINANCE_"))},
            "ANSIBLE_COLLECTIONS_PATH": f"{folder}/collections",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "BINANCE_API_URL": ready["url"],
            "BINANCE_API_KEY": account["api_key"],
            "BINANCE_API_SECRET": account["api_secret"],
        }
        Demo(Remote(ready["url"]), environment, folder).run()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
