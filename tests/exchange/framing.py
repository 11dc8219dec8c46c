# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers in forms that an HTTP library does not choose by itself, on a connection that is kept."""

from __future__ import annotations

import asyncio
import json
import zlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter

from .answers import Reply
from .faults import Fault

BOM = b"\xef\xbb\xbf"


class AsItIs(web.Response):
    """Sends ``data`` and nothing else; the connection is kept."""

    def __init__(self, transport: asyncio.WriteTransport, data: bytes) -> None:
        super().__init__()
        self._line: asyncio.WriteTransport | None = transport
        self._data = data

    @property
    def keep_alive(self) -> bool:
        return True

    async def prepare(self, _request: web.BaseRequest) -> AbstractStreamWriter | None:
        return None

    async def write_eof(self, _data: Any = b"") -> None:
        if self._line is not None and not self._line.is_closing():
            self._line.write(self._data)
        self._line = None


def interim(http_status: int) -> bytes:
    """An interim answer, such as 103 Early Hints."""
    phrase = HTTPStatus(http_status).phrase if http_status in set(HTTPStatus) else "Interim"
    return f"HTTP/1.1 {http_status} {phrase}\r\nLink: </style.css>; rel=preload\r\n\r\n".encode()


def surplus(fault: Fault) -> bytes:
    """An answer that nobody asked for."""
    body = json.dumps(fault.parameters["document"]).encode()
    return whole(Reply(fault.parameters["http_status"], body))


def whole(reply: Reply) -> bytes:
    """The answer as it usually is on the wire."""
    return _head(reply, {"Content-Length": str(len(reply.body))}) + reply.body


def chunked(reply: Reply, size: int, trailers: Mapping[str, str]) -> bytes:
    """The body in chunks of ``size`` bytes, with headers behind it."""
    parts = [reply.body[start : start + size] for start in range(0, len(reply.body), size)]
    chunks = b"".join(b"%x;part=%d\r\n%s\r\n" % (len(part), number, part) for number, part in enumerate(parts))
    headers = {"Transfer-Encoding": "chunked", "Trailer": ", ".join(trailers)}
    return _head(reply, headers) + chunks + b"0\r\n" + _lines(trailers) + b"\r\n"


def in_another_form(fault: Fault, reply: Reply) -> Reply | None:
    """The same answer compressed or marked, if that is what ``fault`` is about."""
    if fault.name == "bom":
        return Reply(reply.http_status, BOM + reply.body, reply.headers, reply.content_type, reply.code)
    if fault.name == "deflate_body":
        # The standard means zlib's format, some servers send the bare stream.
        deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS if fault.parameters["raw"] else zlib.MAX_WBITS)
        body = deflate.compress(reply.body) + deflate.flush()
        headers = {**reply.headers, "Content-Encoding": "deflate"}
        return Reply(reply.http_status, body, headers, reply.content_type, reply.code)
    return None


def _head(reply: Reply, headers: Mapping[str, str]) -> bytes:
    first = f"HTTP/1.1 {reply.http_status} {HTTPStatus(reply.http_status).phrase}\r\n"
    named = {"Content-Type": reply.content_type, **reply.headers, **headers}
    return first.encode() + _lines(named) + b"\r\n"


def _lines(headers: Mapping[str, str]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode()
