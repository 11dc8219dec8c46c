# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where an answer ends, what its headers are, and what is no answer."""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure, Response
from ansible_collections.marketops.binance.tests.support.hostile import http
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client

from .conftest import Serving

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LIMIT = 8 << 20


def ask(serving: Serving, answer: bytes, in_pieces: bool = False) -> Response:
    """The response to a request that gets ``answer``, before the connection is closed."""

    def serve(client: Client, _number: int) -> None:
        client.request()
        client.send(*([bytes([byte]) for byte in answer] if in_pieces else [answer]))

    transport, _server = serving(serve)
    return transport.request("GET", "/", GUARD)


READ: dict[str, tuple[bytes, bytes]] = {
    "a length": (http(b"[1]"), b"[1]"),
    "a length of zero": (http(b""), b""),
    "a length given twice": (OK + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\n[1]", b"[1]"),
    "a length in a list": (OK + b"Content-Length: 3, 3\r\n\r\n[1]", b"[1]"),
    "names in any case": (OK + b"cONTENT-lENGTH:3\r\n\r\n[1]...", b"[1]"),
    "the end of the connection": (OK + b"\r\n[1]", b"[1]"),
    "no body": (b"HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", b""),
    "not modified": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", b""),
    "chunks": (CHUNKED + b"2\r\n[1\r\n1\r\n]\r\n0\r\n\r\n", b"[1]"),
    "chunks of capital size": (
        CHUNKED.replace(b"chunked", b"Chunked") + b"0A\r\n0123456789\r\n000\r\n\r\n",
        b"0123456789",
    ),
    "chunk extensions": (CHUNKED + b'3;name="value"\r\n[1]\r\n0;last\r\n\r\n', b"[1]"),
    "trailers": (CHUNKED + b"3\r\n[1]\r\n0\r\nExpires: never\r\nX: y\r\n\r\n", b"[1]"),
    "bare line feeds": (b"HTTP/1.1 200 OK\nContent-Length: 3\n\n[1]", b"[1]"),
    "no reason": (b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\n[1]", b"[1]"),
    "identity": (OK + b"Transfer-Encoding: identity\r\nContent-Length: 3\r\n\r\n[1]", b"[1]"),
}


@pytest.mark.parametrize("in_pieces", [False, True])
@pytest.mark.parametrize("name", READ)
def test_a_body_is_read_to_its_end(serving: Serving, name: str, in_pieces: bool) -> None:
    answer, body = READ[name]
    response = ask(serving, answer, in_pieces)
    assert (response.body, response.failure, response.note) == (body, None, "")


BROKEN: dict[str, bytes] = {
    "nothing": b"",
    "a part of the head": OK + b"Content-Le",
    "a body that is cut off": http(b"[1]")[:-1],
    "a chunk that is cut off": CHUNKED + b"20\r\n[]",
    "no last chunk": CHUNKED + b"2\r\n[]\r\n",
    "no end of the trailers": CHUNKED + b"2\r\n[]\r\n0\r\n",
    "a chunk without a size": CHUNKED + b"\r\n[]\r\n0\r\n\r\n",
    "a chunk of negative size": CHUNKED + b"-2\r\n[]\r\n0\r\n\r\n",
    "a chunk that is longer than its size": CHUNKED + b"1\r\n[]\r\n0\r\n\r\n",
    "a length that is no number": OK + b"Content-Length: \xb2\r\n\r\n[]",
    "a length with a sign": OK + b"Content-Length: +2\r\n\r\n[]",
    "a length in hexadecimal": OK + b"Content-Length: 0x2\r\n\r\n[]",
    "a length of too many digits": OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n[]",
    "two lengths": OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n[] ",
    "an unknown coding": OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
    "chunks twice": OK + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n[]\r\n0\r\n\r\n",
    "no HTTP": b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
    "HTTP/2": b"HTTP/2 200\r\n\r\n[]",
    "a status of letters": b"HTTP/1.1 OK 200\r\n\r\n[]",
    "a status of two digits": b"HTTP/1.1 20 OK\r\n\r\n[]",
    "an empty head": b"\r\n\r\n" + http(b"[]"),
    "a header without a colon": OK + b"Content-Length 2\r\n\r\n[]",
    "a header with a space in its name": OK + b"X y: z\r\nContent-Length: 2\r\n\r\n[]",
    "a header with a carriage return in it": OK + b"X: y\rContent-Length: 1\r\nContent-Length: 2\r\n\r\n[]",
    "a header that goes on": OK + b"X: y\r\n z: 1\r\n\r\n[]",
    "headers too long": OK + b"X: " + b"y" * 70_000 + b"\r\n\r\n[]",
    "too many headers": OK + b"X: y\r\n" * 20_000 + b"\r\n[]",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_whole_answer_is_lost(serving: Serving, name: str) -> None:
    response = ask(serving, BROKEN[name])
    assert (response.failure, response.body) == (Failure.LOST, b"")
    assert response.note
    assert response.sent


@pytest.mark.parametrize("size", [LIMIT, LIMIT + 1])
@pytest.mark.parametrize("form", ["length", "chunks", "until closed"])
def test_eight_mib_are_read_and_not_a_byte_more(serving: Serving, size: int, form: str) -> None:
    body = b"x" * size
    answer = {
        "length": http(body),
        "chunks": CHUNKED + b"5\r\nxxxxx\r\n%x\r\n" % (size - 5) + body[5:] + b"\r\n0\r\n\r\n",
        "until closed": OK + b"\r\n" + body,
    }[form]
    response = ask(serving, answer)
    if size == LIMIT:
        assert response.body == body
        return
    assert (response.http_status, response.failure, response.body) == (200, Failure.LOST, b"")
    assert "8 MiB" in response.note


def test_headers_have_lower_case_names_and_are_joined(serving: Serving) -> None:
    headers = [
        b"X-MBX-Used-Weight-1M:  17 ",
        b"Retry-After: 3",
        b"X-A: 1",
        b"x-a: 2",
        b"X-B: \xff",
        b"X-C:",
        b"X-D: a:b",
        b"X-\xb2: 2",
    ]
    response = ask(serving, http(b"{}", *headers))
    expected = {
        "x-mbx-used-weight-1m": "17",
        "retry-after": "3",
        "x-a": "1, 2",
        "x-b": "\xff",
        "x-c": "",
        "x-d": "a:b",
        "x-\xb2": "2",
    }
    assert response.headers == {"content-length": "2", **expected}
    assert response.retry_after() == 3
