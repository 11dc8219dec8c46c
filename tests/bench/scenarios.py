# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is done to the exchange, and measured. Raises ``Broken`` if an order is still open afterwards."""

from __future__ import annotations

import math
import time
from dataclasses import asdict, dataclass
from typing import Any

from ansible_collections.marketops.binance.tests.exchange import Remote

from .plans import Plan, Setting
from .processes import Bench, Broken
from .samples import Samples

# So high that it limits nothing.
_NO_LIMIT = 1_000_000

# The exchange's limit per window, the module's own by default, and what a neighbour of the same address uses.
_WEIGHT_LIMIT, _OWN_LIMIT, _NEIGHBOUR = 2400, 2000, 300
_WEIGHT = 5

# So many ordinary orders, on these symbols and their underlyings.
QUOTES, QUOTES_LATENCY_MS = 500, 50
_QUOTED = {"BTC-261225-100000-C": "BTCUSDT", "ETH-261225-4000-P": "ETHUSDT"}

# The tasks that take turns, and what their durations are called.
_ONE_ORDER = {"Nothing": "nothing", "Bare request": "uri", "Two calls": "two calls", "Module": "one cancel"}


@dataclass(frozen=True)
class Cost:
    """What one run of the module cost, the exchange's journal being the witness for requests and weight."""

    orders: int
    requests: int
    weight: int
    refused: int
    """How often the exchange answered 429 or 418."""
    seconds: float
    cpu_seconds: float
    peak_mb: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def one_order(bench: Bench, samples: Samples, plan: Plan, setting: Setting) -> None:
    """One cancel, two signed calls, a bare request, and nothing, as tasks that take turns."""
    times = bench.playbook("one_order.yml", latency_ms=setting.latency_ms, repeats=plan.repeats)
    for task, subject in _ONE_ORDER.items():
        samples.add(subject, 1, setting.latency_ms, times[task])


def many_orders(bench: Bench, exchange: Remote, samples: Samples, setting: Setting) -> None:
    """One round of each way to cancel orders by their keys."""
    latency_ms = setting.latency_ms
    times = bench.playbook(
        "many_orders.yml",
        latency_ms=latency_ms,
        weight_limit=_NO_LIMIT,
        sizes=setting.sizes,
        loop_sizes=setting.loop,
    )
    _all_closed(exchange)
    for size in setting.sizes:
        samples.add("nothing", size, latency_ms, times[f"Nothing {size}"])
        samples.add("module", size, latency_ms, times[f"Module {size}"])
        ways = [way for way, sizes in (("hand_written", setting.sizes), ("sdk", setting.sdk)) if size in sizes]
        for way in ways:
            keys = _prepare(exchange, size, latency_ms=latency_ms, weight_limit=_NO_LIMIT)
            samples.add(way, size, latency_ms, [bench.client(way, keys).seconds])
            _all_closed(exchange)
    for size in setting.loop:
        samples.add("loop", size, latency_ms, times[f"Loop {size}"])


def quotes(bench: Bench, exchange: Remote, samples: Samples, repeats: int) -> None:
    """Ordinary orders on two underlyings: one task, and a client with two bulk cancels and the same queries."""
    times = bench.playbook(
        "quotes.yml",
        latency_ms=QUOTES_LATENCY_MS,
        weight_limit=_NO_LIMIT,
        symbols=list(_QUOTED),
        orders=QUOTES,
        repeats=repeats,
    )
    samples.add("nothing beside quotes", QUOTES, QUOTES_LATENCY_MS, times["Nothing"])
    samples.add("module, quotes", QUOTES, QUOTES_LATENCY_MS, times["Quotes"])
    job = {"symbols": list(_QUOTED), "underlyings": list(_QUOTED.values())}
    options = {"all_open": True, "confirm_delay": 0, "request_weight_limit": _NO_LIMIT}
    for _number in range(repeats):
        _quote(exchange)
        bench.module("binance_option_order", **options)
        samples.add("module, quotes on the exchange", QUOTES, QUOTES_LATENCY_MS, [_seconds_on(exchange)])
        _quote(exchange)
        run = bench.client("hand_written", [], **job)
        samples.add("hand_written, quotes", QUOTES, QUOTES_LATENCY_MS, [run.seconds])
        samples.add("hand_written, quotes on the exchange", QUOTES, QUOTES_LATENCY_MS, [_seconds_on(exchange)])


def _quote(exchange: Remote) -> None:
    exchange.reset()
    exchange.set_limits(latency_ms=QUOTES_LATENCY_MS, weight_limit=_NO_LIMIT)
    for symbol in _QUOTED:
        exchange.seed_option_orders(QUOTES // len(_QUOTED), symbol=symbol)


def _seconds_on(exchange: Remote) -> float:
    """From the first request to the last answer, as the exchange sees it: without the start of a program."""
    if any(order.open for order in exchange.option_orders()):
        raise Broken("ordinary orders are still open")
    arrived = [entry.arrived for entry in exchange.journal()]
    return float(max(arrived) - min(arrived)) + QUOTES_LATENCY_MS / 1000


def cost(bench: Bench, exchange: Remote, orders: int) -> Cost:
    """Cancel so many orders, with neither latency nor limit in the way."""
    keys = _prepare(exchange, orders, weight_limit=_NO_LIMIT)
    return _cost(bench, exchange, keys, request_weight_limit=_NO_LIMIT)


def under_limit(bench: Bench, exchange: Remote, orders: int, window_s: int) -> tuple[Cost, float]:
    """Cancel so many orders under the exchange's limit, beside a neighbour; return also the ideal time in s.

    Ideal is a client that starts with a window, takes no time itself, and uses all that the module may use.
    """
    keys = _prepare(
        exchange,
        orders,
        window_s=window_s,
        weight_limit=_WEIGHT_LIMIT,
        neighbour_per_minute=_NEIGHBOUR * 60 // window_s,
    )
    ideal_s = (math.ceil(_WEIGHT * (orders + 3) / _OWN_LIMIT) - 1) * window_s
    time.sleep(window_s - exchange.state()["now_ms"] / 1000 % window_s)
    found = _cost(bench, exchange, keys, request_weight_limit=_OWN_LIMIT, max_wait=3 * ideal_s)
    return found, ideal_s


def _cost(bench: Bench, exchange: Remote, keys: list[str], **options: Any) -> Cost:
    run, _returned = bench.module(block_order_matching_key=keys, confirm_delay=0, **options)
    _all_closed(exchange)
    entries = exchange.journal()
    refused = sum(entry.http_status in (418, 429) for entry in entries)
    weight = sum(entry.weight for entry in entries)
    return Cost(len(keys), len(entries), weight, refused, run.seconds, run.cpu_seconds, run.peak_kb / 1024)


def _prepare(exchange: Remote, orders: int, **limits: int) -> list[str]:
    exchange.reset()
    exchange.set_limits(**limits)
    keys: list[str] = exchange.seed_many(orders)
    return keys


def _all_closed(exchange: Remote) -> None:
    still_open = sum(order.open for order in exchange.orders())
    if still_open:
        raise Broken(f"{still_open} orders are still open")
