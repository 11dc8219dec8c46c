# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers without an end: the module's memory and time stay bounded. Measured on processes, as Ansible starts them.

While an answer goes on, the exchange moves the module's clock: the machine's speed decides nothing.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.support.hostile import Hostile, as_json, forever, http
from ansible_collections.marketops.binance.tests.support.module_process import Ran, run_module_process
from ansible_collections.marketops.binance.tests.support.moved_clock import MovedClock
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import outcomes

KEY = "some-key"
MIB = 1024 * 1024
LIMIT = 8 * MIB
MOST_MB = 100

MAX_WAIT, REQUEST_TIMEOUT = 20, 10.0
# How far each chunk of a slow answer, and of a fast one, moves the clock.
SLOW, FAST = 1.0, 0.005

HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
BLANKS = b" " * 65536

Body = Callable[[], bytes]


def _list_of(entry: Callable[[int], str], most: int = 10**6) -> bytes:
    """A list of as many entries as fit."""
    entries: list[str] = []
    size = 2
    for number in range(most):
        entries.append(entry(number))
        size += len(entries[-1].encode()) + 1
        if size > LIMIT:
            entries.pop()
            break
    return f"[{','.join(entries)}]".encode()


def _order(number: int, status: str = "RECEIVED", legs: int = 1) -> str:
    leg = {"symbol": "BTC-261225-100000-C", "side": "BUY", "quantity": "1.2", "price": "2.80"}
    times = {"createTime": 1730170315803, "expireTime": 1730172115801}
    key = f"7d046e6e-a429-4335-ab9d-{number:012}"
    return json.dumps(
        {"blockTradeSettlementKey": key, "status": status, "liquidity": "TAKER", **times, "legs": [leg] * legs}
    )


# Bodies that are as long as is read, and grow when they are read.
BODIES: dict[str, Body] = {
    "a text": lambda: b'"' + b"a" * (LIMIT - 2) + b'"',
    "a text of wide characters": lambda: '"\U0001f600'.encode() + b"a" * (LIMIT - 6) + b'"',
    "a text of escaped wide characters": lambda: b'"\\ud83d\\ude00' + b"a" * (LIMIT - 20) + b'"',
    "an error with a long text": lambda: '{"code": -1, "msg": "\U0001f600'.encode() + b"a" * (LIMIT - 30) + b'"}',
    "objects": lambda: _list_of(lambda number: f'{{"k{number}":"v{number}"}}'),
    "few objects": lambda: _list_of(lambda number: f'{{"k{number}":"v{number}"}}', 240_000),
    "names": lambda: b"{" + b",".join(b'"k%d":%d' % (number, number) for number in range(490_000)) + b"}",
    "fractions": lambda: _list_of(lambda number: f"1.{number}", 499_000),
    "arrays": lambda: b"[" + b"[]," * 249_000 + b"[]]",
    "orders": lambda: _list_of(_order),
    "finished orders": lambda: _list_of(lambda number: _order(number, "CANCELLED")),
    "orders that are only keys": lambda: _list_of(lambda number: f'{{"blockTradeSettlementKey":"{number}"}}'),
    "an order of many legs": lambda: b"[" + _order(1, legs=60_000).encode() + b"]",
}


# The last chunk of each is repeated. Slow answers try to outlive the time-out, fast ones to fill the memory as well.
ENDLESS: dict[str, tuple[tuple[bytes, ...], float]] = {
    "a dripping status line": ((b"H", b"T", b"T", b"P", b"/"), SLOW),
    "dripping headers": ((HEAD, b"X-A: b\r\n"), SLOW),
    "a dripping header": ((HEAD + b"X-A: ", b"b"), SLOW),
    "a dripping body": ((HEAD + b"Content-Length: 1000000\r\n\r\n[", b" "), SLOW),
    "a dripping body of unknown length": ((HEAD + b"\r\n[", b" "), SLOW),
    "dripping chunks": ((CHUNKED, b"1\r\n \r\n"), SLOW),
    "a dripping chunk size": ((CHUNKED, b"0"), SLOW),
    "dripping trailers": ((CHUNKED + b"2\r\n[]\r\n0\r\n", b"X-A: b\r\n"), SLOW),
    "dripping interim answers": ((b"HTTP/1.1 100 Continue\r\n\r\n",), SLOW),
    "headers": ((HEAD, b"X-A: " + b"b" * 60_000 + b"\r\n"), FAST),
    "a header": ((HEAD + b"X-A: ", b"b" * 65536), FAST),
    "a status line": ((b"HTTP/1.1 200 ", b"O" * 65536), FAST),
    "interim answers": ((b"HTTP/1.1 100 Continue\r\n\r\n" * 1000,), FAST),
    "interim answers with headers": ((b"HTTP/1.1 100 Continue\r\nX-A: " + b"b" * 60_000 + b"\r\n\r\n",), FAST),
    "a body": ((HEAD + b"\r\n[", BLANKS), FAST),
    "chunks": ((CHUNKED, b"10000\r\n" + BLANKS + b"\r\n"), FAST),
    "one chunk": ((CHUNKED + b"7fffffffffffffff\r\n[", BLANKS), FAST),
    "trailers": ((CHUNKED + b"2\r\n[]\r\n0\r\n", b"X-A: " + b"b" * 60_000 + b"\r\n"), FAST),
}


def _mostly_long(names: Iterable[str], quick: set[str]) -> list[Any]:
    assert quick <= set(names)
    return [name if name in quick else pytest.param(name, marks=pytest.mark.long) for name in names]


def endless(operation: str, name: str, clock: MovedClock) -> Callable[[str], Iterable[bytes]]:
    """An exchange with an open order that always answers so to ``operation``; cancels are never carried out."""
    order = json.loads(_order(1))
    right = {"query": [{**order, "blockTradeSettlementKey": KEY}], "listing": [order], "trades": [], "cancel": {}}
    chunks, seconds = ENDLESS[name]

    def answer() -> Iterator[bytes]:
        try:
            for chunk in forever(*chunks):
                yield chunk
                clock.move(seconds)
        finally:  # the module has closed the connection
            clock.move(MAX_WAIT / 3)

    return lambda asked: answer() if asked == operation else as_json(right.get(asked))


def _measure(
    answer: Callable[[str], Iterable[bytes]], selector: str, clock: MovedClock | None = None, max_wait: int = MAX_WAIT
) -> tuple[Ran, Hostile]:
    selection: dict[str, object] = {"all_open": True} if selector == "all" else {"block_order_matching_key": KEY}
    with Hostile(answer) as server:
        ran = run_module_process(
            clock,
            state="absent",
            api_url=server.url,
            max_wait=max_wait,
            request_timeout=REQUEST_TIMEOUT,
            verify_timeout=0,
            **selection,
            **DESK,
        )
        return ran, server


@pytest.fixture(scope="module")
def endless_runs(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[tuple[str, str], Future[Any]]]:
    """Those that were chosen, several side by side: they wait more than they work."""
    chosen = {
        name
        for item in request.session.items
        if isinstance(item, pytest.Function) and "endless_runs" in item.fixturenames
        for name in ENDLESS
        if item.name.endswith(f"-{name}]")
    }
    clocks = tmp_path_factory.mktemp("clocks")

    def measure(number: int, operation: str, name: str) -> tuple[Ran, Hostile]:
        clock = MovedClock(clocks / str(number))
        return _measure(endless(operation, name, clock), "one", clock)

    with ThreadPoolExecutor(4) as pool:
        yield {
            (operation, name): pool.submit(measure, number, operation, name)
            for number, (operation, name) in enumerate(itertools.product(("query", "cancel"), chosen))
        }


@pytest.mark.parametrize("name", _mostly_long(ENDLESS, {"a dripping body", "interim answers"}))
@pytest.mark.parametrize("operation", ["query", "cancel"])
def test_an_answer_without_an_end_is_abandoned_in_time(
    endless_runs: dict[tuple[str, str], Future[Any]], operation: str, name: str
) -> None:
    ran, server = endless_runs[operation, name].result()
    assert ran.peak_mb < MOST_MB
    # As far as anybody can know, the cancels may have been carried out or not.
    assert outcomes(ran.returned) == {KEY: "not_attempted" if operation == "query" else "failed"}
    # What is cut off at 8 MiB was an answer; what was given up before was none yet.
    answered = operation == "cancel" or name in ("a body", "chunks", "one chunk")
    assert ("max_wait" if answered else "could not be reached") in ran.returned["msg"]
    assert "Traceback" not in ran.output
    assert operation in server.asked


@pytest.mark.parametrize("name", _mostly_long(BODIES, {"orders", "a text of wide characters"}))
def test_a_body_that_grows_when_it_is_read_stays_small(name: str) -> None:
    body = BODIES[name]()
    assert len(body) <= LIMIT
    answers = iter([[http(body)]])
    right = {"listing": [json.loads(_order(1))], "cancel": {}}
    # Where thousands of orders are read, all that is left to do is to cancel until the time is over.
    ran, _server = _measure(lambda operation: next(answers, as_json(right.get(operation, []))), "all", max_wait=2)
    assert ran.peak_mb < MOST_MB
    assert "Traceback" not in ran.output
    assert len(ran.output) < 4 * LIMIT


def test_two_gigabytes_are_cut_off_at_eight_mib() -> None:
    size = 2 << 30
    huge = itertools.chain(
        [HEAD + b"Content-Length: %d\r\n\r\n[" % size], itertools.repeat(BLANKS, size // len(BLANKS))
    )
    answers = iter([huge])
    ran, server = _measure(lambda _operation: next(answers, as_json([])), "all")
    assert ran.returned["msg"] == "No block order is open in the whole account: nothing to cancel."
    assert ran.peak_mb < MOST_MB
    assert server.asked == ["listing", "listing", "listing"], "one was cut off, and the last one confirms"
    # What the system's buffers take besides is not the module's.
    assert LIMIT < server.sent < LIMIT + 16 * MIB


def test_eight_mib_are_read() -> None:
    body = b"[" + b" " * (LIMIT - 2) + b"]"
    ran, server = _measure(lambda _operation: [http(body)], "all")
    assert ran.returned["msg"] == "No block order is open in the whole account: nothing to cancel."
    assert server.asked == ["listing", "listing"], "the second one confirms"
