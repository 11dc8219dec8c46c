# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Compressed answers, which were not requested: read, within the limit after decompression."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.decoding import decode
from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure, Incomplete
from ansible_collections.marketops.binance.tests.support.hostile import http
from ansible_collections.marketops.binance.tests.support.raw_server import GUARD, Client, echo

from .conftest import Serving

TEXT = b'[{"status": "RECEIVED"}]' * 20
LIMIT = 8 << 20


def _raw(data: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return compressor.compress(data) + compressor.flush()


READ: dict[str, tuple[str, bytes]] = {
    "gzip": ("gzip", gzip.compress(TEXT)),
    "in capitals": ("GZIP", gzip.compress(TEXT)),
    "x-gzip": ("x-gzip", gzip.compress(TEXT)),
    "deflate": ("deflate", zlib.compress(TEXT)),
    "raw deflate": ("deflate", _raw(TEXT)),
    "both": ("deflate, gzip", gzip.compress(zlib.compress(TEXT))),
    "twice": ("gzip, gzip", gzip.compress(gzip.compress(TEXT))),
    "identity": ("identity", TEXT),
    "nothing": ("", TEXT),
    "gzip and identity": ("identity, gzip", gzip.compress(TEXT)),
}


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize("chunked", [False, True])
def test_a_compressed_answer_is_read(serving: Serving, name: str, chunked: bool) -> None:
    encoding, body = READ[name]
    header = b"Content-Encoding: " + encoding.encode()
    answer = http(body, header)
    if chunked:
        head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n" + header + b"\r\n\r\n"
        answer = head + b"%x\r\n" % len(body) + body + b"\r\n0\r\nX: y\r\n\r\n"

    def serve(client: Client, _number: int) -> None:
        client.request()
        client.send(answer)
        echo(client)

    transport, server = serving(serve)
    response = transport.request("GET", "/a", GUARD)
    assert (response.http_status, response.body, response.failure) == (200, TEXT, None)
    assert transport.request("GET", "/b", GUARD).body == b"/b"
    assert server.connections == 1


UNREADABLE: dict[str, tuple[str, bytes]] = {
    "no gzip": ("gzip", TEXT),
    "no deflate": ("deflate", b"\xff" + TEXT),
    "gzip for deflate": ("deflate", gzip.compress(TEXT)),
    "gzip that is cut off": ("gzip", gzip.compress(TEXT)[:-1]),
    "deflate that is cut off": ("deflate", zlib.compress(TEXT)[:-1]),
    "gzip with a wrong sum": ("gzip", gzip.compress(TEXT)[:-8] + b"\0" * 8),
    "something after it": ("gzip", gzip.compress(TEXT) + b"[]"),
    "br": ("br", TEXT),
    "zstd": ("zstd", TEXT),
    "three times": ("gzip, gzip, gzip", gzip.compress(gzip.compress(gzip.compress(TEXT)))),
    "any": ("*", TEXT),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_can_not_be_decompressed_is_lost(serving: Serving, name: str) -> None:
    encoding, body = UNREADABLE[name]

    def serve(client: Client, number: int) -> None:
        if number == 0:
            client.request()
            client.send(http(body, b"Content-Encoding: " + encoding.encode(), b"Retry-After: 5", status=b"429 No"))
            client.wait_until_closed()
        echo(client)

    transport, _server = serving(serve)
    response = transport.request("GET", "/a", GUARD)
    assert (response.http_status, response.body, response.failure) == (429, b"", Failure.LOST)
    assert "compressed" in response.note
    assert response.retry_after() == 5
    assert transport.request("GET", "/b", GUARD).body == b"/b"


@pytest.mark.parametrize("size", [LIMIT, LIMIT + 1])
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "gzip, gzip"])
def test_the_limit_holds_after_decompression(encoding: str, size: int) -> None:
    compressors: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "deflate": zlib.compress}
    body = b" " * size
    for name in encoding.split(", "):
        body = compressors[name](body)
    if size == LIMIT:
        assert len(decode(body, encoding)) == LIMIT
        return
    with pytest.raises(Incomplete, match="8 MiB"):
        decode(body, encoding)


@pytest.mark.parametrize("encoding", ["gzip", "gzip, gzip"])
def test_a_bomb_takes_no_more_memory_than_the_limit(encoding: str) -> None:
    bomb = gzip.compress(bytes(32 * LIMIT), compresslevel=1)
    if "," in encoding:
        bomb = gzip.compress(bomb)
    tracemalloc.start()
    try:
        with pytest.raises(Incomplete):
            decode(bomb, encoding)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * LIMIT
