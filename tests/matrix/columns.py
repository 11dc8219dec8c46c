# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The columns of the matrix: what a task wants, in which world, and what the exchange may be like for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.truth import (
    AcceptedTask,
    PresentTask,
    Task,
    Terms,
    check_truth,
    observe,
)
from ansible_collections.marketops.binance.tests.truth.options import check_truth as check_options

from . import option_columns
from .settings import CONFIRM_DELAY, VERIFY_TIMEOUT, of_absent, of_accepted, of_present

_BTC, _ETH = "BTC-261225-100000-C", "ETH-261225-4000-P"
_WANTED = Terms()
_HALF_A_MINUTE = 30_000

Targets = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Column:
    """``targets``: what a fault meets in one run, for each of several runs. ``clock``: this host's may be stepped."""

    task: Any
    arrange: Callable[[Exchange], object]
    settings: Callable[[], list[dict[str, Any]]]
    targets: Targets
    observe: Callable[..., Any] = observe
    check: Callable[[Any], None] = check_truth
    clock: bool = True


def _ended_and_ending(exchange: Exchange) -> None:
    """A small world: orders that stay, end before the run, and end at the moment of their own cancel."""
    exchange.seed(key="open", symbol=_BTC, age_ms=60_000)
    exchange.seed(key="taken", symbol=_BTC)
    exchange.seed(key="expiring", symbol=_ETH)
    exchange.seed(key="gone", symbol=_BTC, status="CANCELLED")
    exchange.seed(key="executed", symbol=_BTC, status="ACCEPTED")
    exchange.seed(key="foreign", symbol=_BTC, account="other")
    exchange.schedule("accept", {"key": "taken"}, "cancel", key="taken")
    exchange.schedule("expire", {"key": "expiring"}, "cancel", key="expiring")
    exchange.schedule("seed", {"key": "new", "symbol": _BTC}, "cancel", key="open", when="after")


def _others_orders(exchange: Exchange) -> None:
    """Orders with other terms, and one with the wanted terms that ended."""
    exchange.seed(key="dearer", price="2.85")
    exchange.seed(key="opposite", side="SELL")
    exchange.seed(key="gone", status="CANCELLED", **vars(_WANTED))


def _a_second_program(exchange: Exchange) -> None:
    """It creates the same order at the same moment."""
    _others_orders(exchange)
    exchange.schedule("seed", {"key": "theirs", **vars(_WANTED)}, "create")


def _short_lived(exchange: Exchange) -> None:
    _others_orders(exchange)
    exchange.seed(key="open", expires_in_ms=_HALF_A_MINUTE, age_ms=60_000, **vars(_WANTED))


def _short_lived_and_expiring(exchange: Exchange) -> None:
    _short_lived(exchange)
    exchange.seed(key="lasting", age_ms=60_000)
    exchange.seed(key="expiring", expires_in_ms=_HALF_A_MINUTE, age_ms=60_000)
    exchange.schedule("expire", {"key": "expiring"}, "extend", key="expiring")


def _offered(exchange: Exchange) -> None:
    """Orders that can be accepted, were accepted, and are taken by others at the moment of the acceptance."""
    for key in ("offered", "mine", "theirs", "raced", "expiring"):
        exchange.seed(key=key, account="other")
    exchange.seed(key="dear", account="other", price="9.5")
    exchange.seed(key="own")
    exchange.accept("own", "third")
    exchange.accept("mine", "desk")
    exchange.accept("theirs", "third")
    exchange.schedule("accept", {"key": "raced", "account": "third"}, "accept", key="raced")
    exchange.schedule("expire", {"key": "expiring"}, "accept", key="expiring")


_ABSENT: Targets = (("cancel", "trades"), ("query", "listing"))
_CREATED: Targets = (("create",), ("query", "listing"))
_EXTENDED: Targets = (("extend",), ("query", "listing"))
_ACCEPTED: Targets = (("accept", "trades"), ("details",))
_KEYS = ("open", "taken", "expiring", "gone", "executed", "unknown", "foreign")
_COMMON: dict[str, Any] = {
    "verify_timeout": VERIFY_TIMEOUT,
    "confirm_delay": CONFIRM_DELAY,
    "max_wait": 3,
    "request_timeout": 0.2,
}
# A lost creation can't be accepted any more after so many ms.
_SHORT: dict[str, Any] = {**_COMMON, "recv_window": 400}
_FOR_LONG = {"min_lifetime": 600}


def _absent(**selector: Any) -> Column:
    return Column(Task(**selector, **_COMMON), _ended_and_ending, of_absent, _ABSENT)


def _present(arrange: Callable[[Exchange], object], targets: Targets, **meant: Any) -> Column:
    return Column(PresentTask(**meant, **_SHORT), arrange, of_present, targets)


OPTION_COLUMNS = {
    name: Column(
        option_columns.task(name),
        option_columns.arrange,
        option_columns.settings,
        option_columns.TARGETS,
        option_columns.run,
        check_options,
        clock=False,
    )
    for name in option_columns.SELECTORS
}
COLUMNS: dict[str, Column] = {
    "one key": _absent(keys=("open",)),
    "several keys": _absent(keys=_KEYS),
    "underlying": _absent(underlying="BTCUSDT"),
    "all_open": _absent(),
    "create": _present(_others_orders, _CREATED, terms=_WANTED),
    "create twice": _present(_a_second_program, _CREATED, terms=_WANTED),
    "keep alive": _present(_short_lived, _EXTENDED, terms=_WANTED, **_FOR_LONG),
    "extend keys": _present(
        _short_lived_and_expiring, _EXTENDED, keys=("open", "lasting", "expiring", "gone", "unknown"), **_FOR_LONG
    ),
    "accept": Column(
        AcceptedTask(
            keys=("offered", "mine", "theirs", "raced", "expiring", "dear", "own", "unknown"),
            terms=Terms("MAKER", side="SELL"),
            **_SHORT,
        ),
        _offered,
        of_accepted,
        _ACCEPTED,
    ),
    **OPTION_COLUMNS,
}


def arrange(exchange: Exchange, column: str, positions: dict[str, Any]) -> None:
    """An exchange with these switches, and the world of the column."""
    exchange.reset()
    exchange.set_switches(**positions)
    COLUMNS[column].arrange(exchange)
