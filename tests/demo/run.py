# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A maintenance window from start to end on a simulated exchange, in a screen or two.

Usage: ``run.py FOLDER``. FOLDER keeps the evidence to look at afterwards.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from demo.show import Show
from exchange.remote import Remote
from support.exchange_process import exchange_process

SMALL = "1f4b2a0c-6a3e-4d0e-9d5c-0f3d7f0e7b11"
BITCOIN = [f"b7c0{number:04d}-3c1d-4b8e-8f55-2f9f0c6a51e{number}" for number in range(3)]
WINDOW = ("-e", "binance_window_id=gateway-2026-11-25", "-e", "binance_underlyings=BTCUSDT")
OPEN = ("marketops.binance.open_maintenance_window", *WINDOW, "-e", "binance_max_orders=40")
BOTH = ("-e", "binance_kinds=block_orders,option_orders")


def demonstrate(show: Show) -> None:
    exchange = show.exchange
    exchange.seed(key=SMALL, symbol="ETH-261225-4000-P", side="SELL", quantity="40", price="112.5")
    for key in BITCOIN:
        exchange.seed(key=key, symbol="BTC-261225-100000-C", quantity="5", price="2310")
    quotes = exchange.seed_option_orders(12, symbol="BTC-261225-100000-C", side="SELL", quantity="1.2", price="2.80")

    show.say("Build the collection, and install it")
    show.install()

    show.say("What is open?")
    show.playbook("marketops.binance.list_orders")

    show.say("Cancel one block order by its key: what would be done (nothing is sent but a query), then for real")
    one = ("marketops.binance.cancel_block_order", "-e", f"binance_matching_keys={SMALL}")
    show.playbook(*one, "--check", "--diff")
    show.playbook(*one)
    show.books()

    show.say(
        "What would a window on BTCUSDT do? The desk's quotes are ordinary orders: they would stay, and it says so"
    )
    show.playbook(*OPEN, "--check")

    show.say("Open it over both kinds. The network loses an answer, and a quote is executed in part in the meantime")
    exchange.arm("reset", "cancel", when="after", key=BITCOIN[1])
    exchange.schedule("fill", {"order_id": quotes[3], "quantity": "0.5"}, "option_cancel_underlying")
    show.playbook(*OPEN, *BOTH)
    show.books()

    show.say("The evidence of the order whose answer was lost; report.html beside it is for people, and stays")
    (path,) = show.folder.glob("evidence/*/localhost/evidence.json")
    (lost,) = (order for order in json.loads(path.read_text(encoding="utf-8"))["orders"] if order["key"] == BITCOIN[1])
    print(f"  {lost['key']}: {lost['outcome']} ({', '.join(lost['evidence'])})")

    show.say("Open it again: nothing is open, so nothing is cancelled, and nothing changes")
    before = len(exchange.journal("cancel"))
    show.playbook(*OPEN, *BOTH)
    print(f"  Cancels sent by this run: {len(exchange.journal('cancel')) - before}")

    show.say("The maintenance is over: close the window")
    show.playbook("marketops.binance.close_maintenance_window", *WINDOW)


def main() -> None:
    folder = Path(sys.argv[1]).absolute()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with exchange_process() as ready:
        account = ready["accounts"][0]
        demonstrate(
            Show(
                Remote(ready["url"]),
                folder,
                BINANCE_API_URL=ready["url"],
                BINANCE_API_KEY=account["api_key"],
                BINANCE_API_SECRET=account["api_secret"],
            )
        )


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
