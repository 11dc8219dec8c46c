# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How faults look to a client: broken answers and broken connections.

Before a request is carried out, nothing that is sent may acknowledge it. After that, an answer that is sent slowly or
cut off is the right one.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import socket
import struct
import sys
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from .answers import Reply
from .errors import ApiError
from .faults import MIB, Fault
from .framing import in_another_form, interim

_HTML = "text/html"
_FULL = 256 * 1024
_CHUNK = 64 * 1024


def page(http_status: int, title: str, headers: dict[str, str] | None = None) -> Reply:
    """What a gateway in front of the exchange sends."""
    text = f"<html>\r\n<head><title>{http_status} {title}</title></head>\r\n<body><h1>{http_status} {title}</h1></body>"
    return Reply(http_status, f"{text}\r\n</html>\r\n".encode(), headers or {}, _HTML)


GATEWAY_TIMEOUT = page(504, "Gateway Time-out")

_FIXED = {
    "500": page(500, "Internal Server Error"),
    "502_html": page(502, "Bad Gateway"),
    "503_html": page(503, "Service Temporarily Unavailable"),
    "504_html": GATEWAY_TIMEOUT,
    "403_html": page(403, "Forbidden"),
    "202_challenge": page(202, "Challenge", {"x-amzn-waf-action": "challenge"}),
    "200_html": page(200, "Maintenance"),
    "200_empty": Reply(),
    "200_bare_string": Reply(body=b'"OK"'),
    "200_null": Reply(body=b"null"),
    "200_array": Reply(body=b'["unexpected"]'),
    "400_no_code": Reply(400, b'{"msg": "Bad Request"}'),
}
_RESTRICTED = json.dumps({"code": 0, "msg": "Service unavailable from a restricted location."}).encode()
_UNAVAILABLE = {
    "503_unknown": "Unknown error, please check your request or try again later.",
    "503_unavailable": "Service Unavailable.",
    "503_internal": "Internal error; unable to process your request. Please try again.",
}


def wrong_answer(fault: Fault, right: Reply | None) -> Reply | None:
    """The answer that ``fault`` puts in the right one's place; ``None`` if it is not the answer that is wrong."""
    name, settings = fault.name, fault.parameters
    if name in _FIXED:
        return _FIXED[name]
    if name in _UNAVAILABLE:
        return _unavailable(_UNAVAILABLE[name], settings["code"], settings["plain"])
    if name == "partly" and settings["answer"] != "lost":
        return right if settings["answer"] == "success" else _coded(-1000, 400, None)
    if "code" in settings:
        return _coded(settings["code"], settings.get("http_status", 200), settings["msg"])
    if name == "4xx_html":
        return page(settings["http_status"], HTTPStatus(settings["http_status"]).phrase)
    if name == "451":
        return Reply(settings["http_status"], _RESTRICTED)
    if name == "redirect":
        return Reply(settings["http_status"], headers={"Location": settings["location"]})
    if name == "200_other_object":
        return Reply(body=json.dumps(settings["document"]).encode())
    if name == "answer":
        code = settings["document"].get("code") if isinstance(settings["document"], dict) else None
        return Reply(settings["http_status"], json.dumps(settings["document"]).encode(), settings["headers"], code=code)
    if name == "deep_json":
        return Reply(body=b"[" * settings["depth"] + b"]" * settings["depth"])
    if name == "bad_encoding":
        return Reply(body="Größe: 5 µ, kein JSON".encode(settings["encoding"]))
    if name == "gzip_body":
        return _zipped(right or GATEWAY_TIMEOUT, settings["size"])
    return in_another_form(fault, right or GATEWAY_TIMEOUT)


def _coded(code: int, http_status: int, msg: str | None) -> Reply:
    text = ApiError(code).msg if msg is None else msg
    return Reply(http_status, json.dumps({"code": code, "msg": text}).encode(), code=code)


def _unavailable(text: str, code: int | None, plain: bool) -> Reply:
    if plain:
        return Reply(503, text.encode(), content_type="text/plain")
    document: dict[str, Any] = {"msg": text} if code is None else {"code": code, "msg": text}
    return Reply(503, json.dumps(document).encode(), code=code)


def _zipped(right: Reply, size: int | None) -> Reply:
    """Compressed although nobody asked for it; with a ``size``, a small answer that unpacks to so many bytes."""
    # A file of several compressed members is their concatenation.
    body = gzip.compress(right.body) if size is None else gzip.compress(b" " * MIB) * (size // MIB)
    headers = {**right.headers, "Content-Encoding": "gzip"}
    return Reply(right.http_status, body, headers, right.content_type, right.code)


class Line:
    """The connection of one request, for answers that no HTTP library would send. It is closed after the answer."""

    def __init__(self, transport: asyncio.WriteTransport, gone: asyncio.Event) -> None:
        self._transport = transport
        self._gone = gone

    async def hold(self) -> None:
        """Send nothing until the client leaves."""
        await self._gone.wait()

    async def announce(self, fault: Fault) -> bool:
        """Send interim answers, each a moment before what follows; without a number, until the client leaves.

        Return whether it is still there.
        """
        settings = fault.parameters
        numbers = itertools.count() if settings["repeat"] is None else range(settings["repeat"])
        for _number in numbers:
            if self._transport.is_closing():
                return False
            self._transport.write(interim(settings["http_status"]))
            await asyncio.sleep(settings["delay_ms"] / 1000)
        return not self._transport.is_closing()

    async def break_down(self, fault: Fault, right: Reply | None) -> int | None:
        """Answer as ``fault`` says; return the HTTP status that was sent, if one was."""
        settings = fault.parameters
        answer = right or GATEWAY_TIMEOUT
        if fault.name == "timeout":
            await self.hold()
            return None
        if fault.name == "reset":
            self._send_reset()
            return None
        if fault.name in ("close", "partly"):
            self._transport.close()
            return None
        if fault.name == "cut_off_body":
            answer = right or Reply(body=b"{}")
            await self._pour([_head(answer, len(answer.body) + settings["missing"]), answer.body])
        elif fault.name == "huge_body":
            answer, size = Reply(), settings["size"]
            await self._pour(itertools.chain([_head(answer, size), b"["], _blanks(size)))
        elif fault.name == "slow_body":
            body = b" " * settings["prefix"] + answer.body
            await self._pour([_head(answer, len(body)), *_bytes_of(body)], settings["interval_ms"])
        elif fault.name == "slow_headers":
            head = _head(answer, len(answer.body))
            await self._pour([*_bytes_of(head), answer.body], settings["interval_ms"])
        elif fault.name == "endless_headers":
            answer = Reply()
            more = (b"X-Header-%d: %s\r\n" % (number, b"x" * 1000) for number in itertools.count())
            await self._pour(itertools.chain([b"HTTP/1.1 200 OK\r\n"], more))
        self._transport.close()
        return answer.http_status

    async def _pour(self, chunks: Iterable[bytes], interval_ms: int = 0) -> None:
        """Send the chunks, as fast as the client reads or one each interval, until it leaves."""
        for chunk in chunks:
            if self._transport.is_closing():
                return
            self._transport.write(chunk)
            await asyncio.sleep(interval_ms / 1000)
            while self._transport.get_write_buffer_size() > _FULL and not self._gone.is_set():
                await asyncio.sleep(0.01)

    def _send_reset(self) -> None:
        connection = self._transport.get_extra_info("socket")
        # Closed without lingering, a connection ends with RST.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()


def _head(reply: Reply, length: int | None) -> bytes:
    lines = [
        f"HTTP/1.1 {reply.http_status} {HTTPStatus(reply.http_status).phrase}",
        f"Content-Type: {reply.content_type}",
        *(f"{name}: {value}" for name, value in reply.headers.items()),
        *([] if length is None else [f"Content-Length: {length}"]),
        "Connection: close",
    ]
    return "".join(f"{line}\r\n" for line in [*lines, ""]).encode()


def _bytes_of(text: bytes) -> list[bytes]:
    return [text[index : index + 1] for index in range(len(text))]


def _blanks(size: int | None) -> Iterator[bytes]:
    """The rest of a body of ``size`` bytes of which one is sent; endless without a size."""
    left = sys.maxsize if size is None else size - 1
    while left > 0:
        yield b" " * min(left, _CHUNK)
        left -= _CHUNK
