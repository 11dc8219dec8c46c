# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Right answers in unusual forms, and documents of the wrong kind."""

from __future__ import annotations

import json
import socket
import zlib
from collections.abc import Iterator

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange, wait_until_idle

from .raw_client import CREATE, ORDERS, TIME, RawClient


class Line:
    """A connection without an HTTP library, which reads no further than the test says."""

    def __init__(self, client: RawClient, exchange: Exchange) -> None:
        self._client = client
        self.socket = socket.create_connection(("127.0.0.1", exchange.port), timeout=30)
        self._file = self.socket.makefile("rb")

    def send(self, method: str, path: str, **parameters: str) -> None:
        target = path if path == TIME else f"{path}?{self._client.query_string(**parameters)}"
        head = f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nX-MBX-APIKEY: {self._client.api_key}\r\n\r\n"
        self.socket.sendall(head.encode())

    def head(self) -> tuple[int, dict[str, str]]:
        lines = iter(self._file.readline, b"\r\n")
        status = int(next(lines).split()[1])
        pairs = (line.decode().strip().partition(": ") for line in lines)
        return status, {name.lower(): value for name, _colon, value in pairs}

    def answer(self) -> tuple[int, bytes]:
        status, headers = self.head()
        return status, self._file.read(int(headers["content-length"]))

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def line(self) -> bytes:
        return self._file.readline()

    def close(self) -> None:
        self._file.close()
        self.socket.close()


@pytest.fixture
def line(client: RawClient, exchange: Exchange) -> Iterator[Line]:
    line = Line(client, exchange)
    yield line
    line.close()


@pytest.mark.parametrize("when", ["before", "after"])
def test_interim_answers(exchange: Exchange, line: Line, when: str) -> None:
    key = exchange.seed()
    exchange.arm("interim", when=when, repeat=2, http_status=102, delay_ms=1)
    line.send("DELETE", CREATE, blockOrderMatchingKey=key)
    assert [line.head()[0] for _number in range(2)] == [102, 102]
    assert line.answer() == (200, b"{}")
    [entry] = exchange.journal()
    assert not exchange.truth(key).open
    # The connection is kept.
    line.send("GET", TIME)
    assert line.answer()[0] == 200
    assert [entry.connection for entry in exchange.journal()] == [entry.connection] * 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_endless_interim_answers(exchange: Exchange, line: Line, when: str) -> None:
    key = exchange.seed()
    exchange.arm("interim", when=when, repeat=None, delay_ms=1)
    line.send("DELETE", CREATE, blockOrderMatchingKey=key)
    assert {line.head()[0] for _number in range(20)} == {103}
    assert exchange.truth(key).open is (when == "before")
    line.close()
    wait_until_idle(exchange)
    [entry] = exchange.journal()
    assert (entry.http_status, entry.carried_out) == (None, when == "after")


@pytest.mark.parametrize(("when", "status"), [("before", 504), ("after", 200)])
@pytest.mark.parametrize("delay_ms", [0, 20])
def test_a_surplus_answer(exchange: Exchange, line: Line, when: str, status: int, delay_ms: int) -> None:
    key = exchange.seed()
    exchange.arm("surplus", when=when, http_status=418, document={"a": 1}, delay_ms=delay_ms)
    line.send("DELETE", CREATE, blockOrderMatchingKey=key)
    assert line.answer()[0] == status
    assert exchange.truth(key).open is (when == "before")
    assert line.answer() == (418, b'{"a": 1}')
    line.send("GET", TIME)
    assert line.answer()[0] == 200


@pytest.mark.parametrize(("when", "text"), [("before", b"504 Gateway"), ("after", b'[{"blockTrade')])
def test_chunks_with_trailers(exchange: Exchange, line: Line, client: RawClient, when: str, text: bytes) -> None:
    exchange.seed()
    exchange.arm("chunked", when=when, count=2, size=7)
    assert text in client.listing().body
    line.send("GET", ORDERS)
    _status, headers = line.head()
    assert headers["transfer-encoding"] == "chunked"
    assert ("x-mbx-used-weight-1m" in headers) is (when == "after")
    body = b""
    while (size := int(line.line().split(b";")[0], 16)) > 0:
        body += line.read(size)
        assert line.line() == b"\r\n"
    assert text in body
    assert (line.line(), line.line()) == (b"X-Trailer: late\r\n", b"\r\n")
    line.send("GET", TIME)
    assert line.answer()[0] == 200


@pytest.mark.parametrize(("raw", "wbits"), [(False, zlib.MAX_WBITS), (True, -zlib.MAX_WBITS)])
def test_a_deflated_body(client: RawClient, exchange: Exchange, raw: bool, wbits: int) -> None:
    exchange.arm("deflate_body", when="after", raw=raw)
    answer = client.listing()
    assert answer.headers["content-encoding"] == "deflate"
    assert zlib.decompress(answer.body, wbits) == b"[]"


def test_a_byte_order_mark(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("bom", when="after")
    assert client.listing().body == b"\xef\xbb\xbf[]"


@pytest.mark.parametrize("seeded", [True, False])
def test_documents_of_the_wrong_kind(client: RawClient, exchange: Exchange, seeded: bool) -> None:
    key = exchange.seed() if seeded else "no-such-order"
    exchange.arm("wrong_kind", count=3)
    for answer in (client.listing(), client.query(key)):
        [trade] = answer.document
        assert (trade["blockTradeSettlementKey"], trade["legs"][0]["orderStatus"]) == (key, "FILLED")
    [order] = client.trades().document
    assert (order["blockTradeSettlementKey"], order["status"]) == (key, "RECEIVED")
    exchange.arm("wrong_kind", "cancel", when="after", kind="time")
    assert json.loads(client.cancel(key).body).keys() == {"serverTime"}
    assert not seeded or not exchange.truth(key).open
