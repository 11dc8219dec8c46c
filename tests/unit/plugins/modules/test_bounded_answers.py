# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers without an end: the module's memory and time stay bounded. Measured on processes, as Ansible starts them."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from ansible_collections.marketops.binance.tests.support.hostile import Hostile, as_json, drip, forever, http
from ansible_collections.marketops.binance.tests.support.module_process import Ran, run_module_process
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import outcomes

KEY = "some-key"
MIB = 1024 * 1024
LIMIT = 8 * MIB
MOST_MB = 100

MAX_WAIT, REQUEST_TIMEOUT = 1, 0.5
# For a busy machine: to schedule threads, and to end a process.
SLACK = 2.0

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


def endless(operation: str, answer: Callable[[], Iterable[bytes]]) -> Callable[[str], Iterable[bytes]]:
    """An exchange with an open order that always answers so to ``operation``; cancels are never carried out."""
    order = json.loads(_order(1))
    right = {"query": [{**order, "blockTradeSettlementKey": KEY}], "listing": [order], "trades": [], "cancel": {}}
    return lambda asked: answer() if asked == operation else as_json(right.get(asked))


# Slow lines try to outlive the time-out, fast ones to fill the memory as well.
ENDLESS: dict[str, Callable[[], Iterable[bytes]]] = {
    "nothing": lambda: drip(forever(b"")),
    "a dripping status line": lambda: drip(forever(b"H", b"T", b"T", b"P", b"/")),
    "dripping headers": lambda: drip(forever(HEAD, b"X-A: b\r\n")),
    "a dripping header": lambda: drip(forever(HEAD + b"X-A: ", b"b")),
    "a dripping body": lambda: drip(forever(HEAD + b"Content-Length: 1000\r\n\r\n[", b" ")),
    "a dripping body of unknown length": lambda: drip(forever(HEAD + b"\r\n[", b" ")),
    "dripping chunks": lambda: drip(forever(CHUNKED, b"1\r\n \r\n")),
    "a dripping chunk size": lambda: drip(forever(CHUNKED, b"0")),
    "dripping trailers": lambda: drip(forever(CHUNKED + b"2\r\n[]\r\n0\r\n", b"X-A: b\r\n")),
    "dripping interim answers": lambda: drip(forever(b"HTTP/1.1 100 Continue\r\n\r\n")),
    "headers": lambda: forever(HEAD, b"X-A: " + b"b" * 60_000 + b"\r\n"),
    "a header": lambda: forever(HEAD + b"X-A: ", b"b" * 65536),
    "a status line": lambda: forever(b"HTTP/1.1 200 ", b"O" * 65536),
    "interim answers": lambda: forever(b"HTTP/1.1 100 Continue\r\n\r\n" * 1000),
    "interim answers with headers": lambda: forever(b"HTTP/1.1 100 Continue\r\nX-A: " + b"b" * 60_000 + b"\r\n\r\n"),
    "a body": lambda: forever(HEAD + b"\r\n[", BLANKS),
    "chunks": lambda: forever(CHUNKED, b"10000\r\n" + BLANKS + b"\r\n"),
    "one chunk": lambda: forever(CHUNKED + b"7fffffffffffffff\r\n[", BLANKS),
    "trailers": lambda: forever(CHUNKED + b"2\r\n[]\r\n0\r\n", b"X-A: " + b"b" * 60_000 + b"\r\n"),
}


def _measure(
    answer: Callable[[str], Iterable[bytes]], selector: str, request_timeout: float = REQUEST_TIMEOUT
) -> tuple[Ran, Hostile, float]:
    """Run the module against ``answer``; the time is from its first request to its end."""
    first: list[float] = []

    def timed(operation: str) -> Iterable[bytes]:
        first.append(time.monotonic())
        return answer(operation)

    selection: dict[str, object] = {"all_open": True} if selector == "all" else {"block_order_matching_key": KEY}
    with Hostile(timed) as server:
        ran = run_module_process(
            state="absent",
            api_url=server.url,
            max_wait=max(MAX_WAIT, int(request_timeout)),
            request_timeout=request_timeout,
            verify_timeout=0,
            **selection,
            **DESK,
        )
        return ran, server, time.monotonic() - first[0]


@pytest.fixture(scope="module")
def endless_runs() -> Iterator[dict[tuple[str, str], Future[tuple[Ran, Hostile, float]]]]:
    """Several side by side: they wait more than they work, but their starts must not slow each other down."""
    with ThreadPoolExecutor(4) as pool:
        yield {
            (operation, name): pool.submit(_measure, endless(operation, answer), "one")
            for operation, (name, answer) in itertools.product(("query", "cancel"), ENDLESS.items())
        }


@pytest.mark.parametrize("name", ENDLESS)
@pytest.mark.parametrize("operation", ["query", "cancel"])
def test_an_answer_without_an_end_is_given_up_in_time(
    endless_runs: dict[tuple[str, str], Future[tuple[Ran, Hostile, float]]], operation: str, name: str
) -> None:
    ran, server, seconds = endless_runs[operation, name].result()
    assert seconds <= MAX_WAIT + REQUEST_TIMEOUT + SLACK
    assert ran.peak_mb < MOST_MB
    # As far as anybody can know, the cancels may have been carried out or not.
    assert outcomes(ran.returned) == {KEY: "not_attempted" if operation == "query" else "failed"}
    # What is cut off at 8 MiB was an answer; what was given up before was none yet.
    answered = operation == "cancel" or name in ("a body", "chunks", "one chunk")
    assert ("max_wait" if answered else "could not be reached") in ran.returned["msg"]
    assert "Traceback" not in ran.output
    assert operation in server.asked


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_grows_when_it_is_read_stays_small(name: str) -> None:
    body = BODIES[name]()
    assert len(body) <= LIMIT
    answers = iter([[http(body)]])
    right = as_json([json.loads(_order(1))])
    ran, _server, _seconds = _measure(
        lambda operation: next(answers, as_json([]) if operation == "trades" else right), "all"
    )
    assert ran.peak_mb < MOST_MB
    assert "Traceback" not in ran.output
    assert len(ran.output) < 4 * LIMIT


def test_two_gigabytes_are_cut_off_at_eight_mib() -> None:
    size = 2 << 30
    huge = itertools.chain(
        [HEAD + b"Content-Length: %d\r\n\r\n[" % size], itertools.repeat(BLANKS, size // len(BLANKS))
    )
    answers = iter([huge])
    ran, server, _seconds = _measure(lambda _operation: next(answers, as_json([])), "all", request_timeout=20.0)
    assert ran.returned["msg"] == "No block order is open in the whole account: nothing to cancel."
    assert ran.peak_mb < MOST_MB
    assert server.asked == ["listing", "listing"]
    # What the system's buffers take besides is not the module's.
    assert LIMIT < server.sent < LIMIT + 16 * MIB


def test_eight_mib_are_read() -> None:
    body = b"[" + b" " * (LIMIT - 2) + b"]"
    ran, server, _seconds = _measure(lambda _operation: [http(body)], "all", request_timeout=20.0)
    assert ran.returned["msg"] == "No block order is open in the whole account: nothing to cancel."
    assert server.asked == ["listing"]
