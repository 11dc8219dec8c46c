# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Reads HTTP/1.1 responses from a socket: bounded in time and size, and nothing beyond the end of one.

``http.client`` is not used: it skips only 100 of the interim responses, has time-outs per operation only, and drops
what it has read beyond a response, which then can't be noticed any more.
"""

from __future__ import annotations

import re
import typing as t

from .deadline import Deadline
from .response import Incomplete

MAX_BODY = 8 * 1024 * 1024
# All heads up to the response's own.
_MAX_HEAD = 65536
# More than a record of TLS can hold: none stays behind in the library, where nobody would see it.
_CHUNK = 65536
_SWITCHING_PROTOCOLS = 101

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_STATUS_LINE = re.compile(r"HTTP/1\.([0-9]) +([1-9][0-9]{2})(?: |\Z)")
_LENGTH = re.compile(r"[0-9]{1,12}\Z")
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;.*)?\r?\n\Z", re.DOTALL)


class Head(t.NamedTuple):
    """Status and headers of a response, and whether the connection may be kept as far as they say."""

    status: int
    headers: dict[str, str]
    keeps_connection: bool


class Closed(ConnectionError):
    """The other side has closed the connection."""


class Reader:
    """What arrives at one socket."""

    def __init__(self, sock: t.Any) -> None:
        self._socket = sock
        self._buffer = bytearray()

    @property
    def has_surplus(self) -> bool:
        """Whether more has been read than was asked for."""
        return bool(self._buffer)

    def head(self, deadline: Deadline) -> Head:
        """The head of the next response that is not an interim one."""
        size = 0
        while True:
            text = self._until_empty_line(deadline)
            size += len(text)
            if size > _MAX_HEAD:
                raise _too_long_head()
            head = _parse_head(text)
            if head.status == _SWITCHING_PROTOCOLS:
                raise Incomplete("the answer switches to another protocol (HTTP 101)")
            if head.status >= 200:
                return head

    def body(self, head: Head, deadline: Deadline) -> tuple[bytes, bool]:
        """The body that belongs to ``head``, as it was sent, and whether another response can follow it."""
        if head.status in (204, 304):
            return b"", head.keeps_connection
        coding = head.headers.get("transfer-encoding", "").strip().lower()
        length = head.headers.get("content-length")
        if coding == "chunked":
            # Both headers at once are an error of whoever sent them, so where the response ends is not certain.
            return self._chunked(deadline), head.keeps_connection and length is None
        if coding not in ("", "identity"):
            raise Incomplete("the answer has a transfer encoding that is not known")
        if length is None:
            return self._until_closed(deadline), False
        return self._exactly(_parse_length(length), deadline), head.keeps_connection

    def _more(self, deadline: Deadline) -> None:
        self._socket.settimeout(deadline.left())
        chunk = self._socket.recv(_CHUNK)
        if not chunk:
            raise Closed
        self._buffer += chunk

    def _until_empty_line(self, deadline: Deadline) -> str:
        start = 0
        while True:
            end = _END_OF_HEAD.search(self._buffer, start)
            if (end.start() if end else len(self._buffer)) > _MAX_HEAD:
                raise _too_long_head()
            if end:
                text = self._buffer[: end.start()].decode("latin-1")
                del self._buffer[: end.end()]
                return text
            start = max(0, len(self._buffer) - 3)
            self._more(deadline)

    def _line(self, deadline: Deadline) -> bytes:
        start = 0
        while True:
            end = self._buffer.find(b"\n", start) + 1
            if (end or len(self._buffer)) > _MAX_HEAD:
                raise Incomplete("the answer holds a line that is too long")
            if end:
                line = bytes(self._buffer[:end])
                del self._buffer[:end]
                return line
            start = len(self._buffer)
            self._more(deadline)

    def _exactly(self, size: int, deadline: Deadline) -> bytes:
        while len(self._buffer) < size:
            _check_size(len(self._buffer))
            self._more(deadline)
        _check_size(size)
        if len(self._buffer) == size:
            body, self._buffer = self._buffer, bytearray()
            return bytes(body)
        body = self._buffer[:size]
        del self._buffer[:size]
        return bytes(body)

    def _until_closed(self, deadline: Deadline) -> bytes:
        try:
            while True:
                _check_size(len(self._buffer))
                self._more(deadline)
        except Closed:
            body, self._buffer = self._buffer, bytearray()
            return bytes(body)

    def _chunked(self, deadline: Deadline) -> bytes:
        body = bytearray()
        while True:
            line = _CHUNK_SIZE.match(self._line(deadline))
            if line is None:
                raise Incomplete("the answer can't be told apart from what follows it (a chunk without a size)")
            left = int(line.group(1), 16)
            if left == 0:
                while self._line(deadline) not in (b"\r\n", b"\n"):
                    pass  # a trailer
                return bytes(body)
            while left:
                if not self._buffer:
                    self._more(deadline)
                part = self._buffer[:left]
                del self._buffer[: len(part)]
                body += part
                _check_size(len(body))
                left -= len(part)
            if self._line(deadline) not in (b"\r\n", b"\n"):
                raise Incomplete("the answer can't be told apart from what follows it (a chunk without an end)")


def _parse_head(text: str) -> Head:
    first, *lines = text.replace("\r\n", "\n").split("\n")
    status_line = _STATUS_LINE.match(first)
    if status_line is None:
        raise Incomplete("the answer is not HTTP")
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon or line[0] in " \t":
            raise Incomplete("the answer holds a header that can't be read")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    options = headers.get("connection", "").lower()
    kept = "close" not in options and (status_line.group(1) != "0" or "keep-alive" in options)
    return Head(int(status_line.group(2)), headers, kept)


def _parse_length(text: str) -> int:
    """Several equal lengths are one; different ones leave open where the response ends."""
    first, *others = (length.strip() for length in text.split(","))
    if not _LENGTH.match(first) or any(other != first for other in others):
        raise Incomplete("the answer has no length that can be read")
    return int(first)


def _check_size(size: int) -> None:
    if size > MAX_BODY:
        raise Incomplete(f"the answer is longer than {MAX_BODY >> 20} MiB and was not read further")


def _too_long_head() -> Incomplete:
    return Incomplete(f"the headers of the answer are longer than {_MAX_HEAD >> 10} KiB")
