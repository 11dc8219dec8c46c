# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The command that runs a simulated exchange until it is stopped."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .certificates import GOOD, KINDS
from .server import Exchange

_SYMBOLS = ("BTC-261225-100000-C", "ETH-261225-4000-P")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = _parser()
    options = parser.parse_args(arguments)
    limits = {
        name: value
        for name in ("latency_ms", "window_s", "weight_limit", "neighbour_per_minute")
        if (value := getattr(options, name)) is not None
    }
    try:
        exchange = Exchange(
            options.port, host=options.host, tls=options.tls or False, certificates=options.cert_dir, **limits
        )
        keys = _seed(exchange, options.seed, options.orders)
        option_orders = _seed_option_orders(exchange, options.option_orders)
        _watch(exchange.ended, options.parent_pid, options.until_stdin_closes)
        exchange.start()
    except (OSError, TypeError, ValueError) as problem:
        parser.error(str(problem))
    try:
        _announce(exchange, keys, option_orders, options.ready_file)
        exchange.ended.wait()
    finally:
        exchange.stop()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tests/exchange", description="Run a simulated exchange on loopback.")
    parser.add_argument("--host", default="127.0.0.1", help="loopback address to listen on")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0: a free one")
    parser.add_argument("--tls", nargs="?", const=GOOD, choices=KINDS, help="https, with a certificate of this kind")
    parser.add_argument("--cert-dir", type=Path, help="existing folder for the certificates; else a temporary one")
    parser.add_argument("--seed", type=Path, metavar="FILE.json", help="orders to begin with, a list of objects")
    parser.add_argument("--orders", type=int, default=0, metavar="N", help="open orders, on two underlyings in turn")
    parser.add_argument(
        "--option-orders", type=int, default=0, metavar="N", help="ordinary orders that are open at the start"
    )
    parser.add_argument("--latency", type=int, dest="latency_ms", metavar="MS", help="delay before each answer")
    parser.add_argument("--window", type=int, dest="window_s", metavar="S", help="window of the request weight")
    parser.add_argument("--weight-limit", type=int, metavar="N", help="request weight in a window")
    parser.add_argument(
        "--neighbour", type=int, dest="neighbour_per_minute", metavar="N", help="weight that others use per minute"
    )
    parser.add_argument("--ready-file", type=Path, help="write the line about the exchange there, not to stdout")
    parser.add_argument("--parent-pid", type=int, metavar="PID", help="end when this process ends")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end when standard input is closed")
    return parser


def _seed(exchange: Exchange, file: Path | None, count: int) -> list[str]:
    orders: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8")) if file else []
    keys = [exchange.seed(**order) for order in orders]
    return keys + [exchange.seed(symbol=_SYMBOLS[number % len(_SYMBOLS)]) for number in range(count)]


def _seed_option_orders(exchange: Exchange, count: int) -> list[str]:
    return [exchange.seed_option_order(symbol=_SYMBOLS[number % len(_SYMBOLS)]) for number in range(count)]


def _announce(exchange: Exchange, keys: list[str], option_orders: list[str], file: Path | None) -> None:
    credentials = ("name", "api_key", "api_secret")
    line = json.dumps(
        {
            "url": exchange.url,
            "ca_path": str(exchange.ca_path) if exchange.ca_path else None,
            "pid": os.getpid(),
            "accounts": [{name: account[name] for name in credentials} for account in exchange.accounts()],
            "orders": keys,
            "option_orders": option_orders,
        }
    )
    if file is None:
        print(line, flush=True)
        return
    # A process that waits for the file finds it complete.
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.write_text(line + "\n", encoding="utf-8")
    draft.replace(file)


def _watch(ended: threading.Event, parent: int | None, stdin: bool) -> None:
    """Set ``ended`` on SIGTERM and SIGINT, when the parent is gone, when standard input is closed."""
    for number in (signal.SIGTERM, signal.SIGINT):
        # The handler may interrupt a wait for the event, whose lock it must not ask for itself.
        signal.signal(number, lambda _number, _frame: threading.Thread(target=ended.set).start())
    if parent is not None:
        threading.Thread(target=_end_with, args=(ended, parent), daemon=True).start()
    if stdin:
        threading.Thread(target=_end_with_stdin, args=(ended,), daemon=True).start()


def _end_with(ended: threading.Event, parent: int) -> None:
    # A parent that ended may linger as a zombie; its child is handed to another parent at once.
    own_parent = os.getppid() == parent
    while os.getppid() == parent if own_parent else _alive(parent):
        ended.wait(0.2)
    ended.set()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _end_with_stdin(ended: threading.Event) -> None:
    while sys.stdin.buffer.read(4096):
        pass
    ended.set()
