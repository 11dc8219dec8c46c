# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The socket for ``http.client``: it enforces the deadline, and checks the head of a response."""

from __future__ import annotations

import io
import re
import socket
import typing as t

from .deadline import TIMEOUTS, TimeUp
from .progress import Progress, Step
from .response import Incomplete

# The size of all heads, interim ones included.
_MAX_HEAD = 65536
_BUFFER = 16384
_STATUS = re.compile(rb"HTTP/1\.[0-9] +([1-9][0-9]{2})[ \r\n]")
_HEADER = re.compile(rb"([^\0-\x20:\x7f]+):([^\r\n\0]*)\r?\n\Z")
_LENGTH = re.compile(r"([0-9]{1,12})(?: *, *\1)*\Z")  # several equal ones are one
_FRAMING = ("connection", "content-length", "keep-alive", "proxy-connection", "transfer-encoding")
_END = (b"\r\n", b"\n")
_SWITCHING_PROTOCOLS, _OK = 101, 200


class Wire:
    """A connected socket, with or without TLS. All other attributes are those of the socket."""

    def __init__(self, sock: t.Any, progress: Progress) -> None:
        self._socket, self.progress = sock, progress
        self.is_spent = False
        """Whether no other response may follow the last one."""

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self._socket, name)

    def settimeout(self, _timeout: float | None) -> None:
        """Ignored: the deadline decides."""

    def arm(self) -> None:
        """Let the next operation take what is left of the time. Raises ``TimeUp``."""
        self._socket.settimeout(self.progress.deadline.left())

    def sendall(self, data: t.Any) -> None:
        self.arm()
        self.progress.sent = self.progress.step is Step.REQUEST
        try:
            self._socket.sendall(data)
        except TIMEOUTS:
            raise TimeUp from None

    def makefile(self, *_arguments: object, **_options: object) -> io.BufferedReader:
        """The file to read one response from; the socket stays open until then."""
        return _Answer(_Input(self, self._socket.makefile("rb", buffering=0)), self)

    def may_hold_more(self) -> bool:
        """Whether TLS may have decrypted data that was not requested."""
        pending = getattr(self._socket, "pending", None)
        if pending is None:
            # TLS within TLS can't tell; a plain socket decrypts nothing.
            return not isinstance(self._socket, socket.socket)
        return bool(pending() > 0)


class _Input(io.RawIOBase):
    """The socket as a file: every read takes at most what is left of the time."""

    def __init__(self, wire: Wire, file: t.Any) -> None:
        super().__init__()
        self._wire, self._file = wire, file
        self.stopped = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        if self.stopped:
            return None
        self._wire.arm()
        try:
            return t.cast(int, self._file.readinto(buffer))
        except TIMEOUTS:
            raise TimeUp from None

    def close(self) -> None:
        self._file.close()
        super().close()


class _Answer(io.BufferedReader):
    """Reads past interim answers, and refuses a head that is cut off or can be read in two ways.

    Of the interim answers ``http.client`` skips only 100. It treats the end of the connection as the end of the head,
    and drops what it has read beyond the response. It parses headers like those of a mail, which is slow, so it
    only gets the headers that show where the response ends.
    """

    raw: _Input

    def __init__(self, raw: _Input, wire: Wire) -> None:
        super().__init__(raw, _BUFFER)
        self._wire, self._progress = wire, wire.progress
        self._status = 0
        self._headers: dict[str, str] = {}
        self._head_left = _MAX_HEAD
        self._in_head = True

    def readline(self, size: int | None = -1) -> bytes:
        while True:
            line = super().readline(size)
            if not line:
                raise ConnectionResetError
            if self._in_head:
                line = self._take(line)
            if line:
                return line

    def _take(self, line: bytes) -> bytes:
        """The text that ``http.client`` gets for this line of a head, if any. Raises ``Incomplete``."""
        self._head_left -= len(line)
        if self._head_left < 0:
            raise Incomplete(f"the headers of the answer are longer than {_MAX_HEAD >> 10} KiB")
        if not self._status:
            status = _STATUS.match(line)
            if status is None:
                raise Incomplete("the answer is not HTTP")
            self._status = int(status.group(1))
            if self._status == _SWITCHING_PROTOCOLS:
                raise Incomplete("the answer switches to another protocol (HTTP 101)")
            if self._progress.step is Step.TUNNEL:
                self._progress.proxy_status = self._status
            return line if self._status >= _OK else b""
        if line in _END:
            if self._status >= _OK:
                self._end_head()
                return line
            self._status, self._headers = 0, {}
            return b""
        header = _HEADER.match(line)
        if header is None:
            raise Incomplete("the answer holds a header that can't be read")
        name, value = header.group(1).decode("latin-1").lower(), header.group(2).strip().decode("latin-1")
        self._headers[name] = f"{self._headers[name]}, {value}" if name in self._headers else value
        return f"{name}: {value}\r\n".encode("latin-1") if self._status >= _OK and name in _FRAMING else b""

    def _end_head(self) -> None:
        self._in_head = False
        if self._progress.step is Step.TUNNEL:
            self._end_tunnel()
            return
        headers = self._headers
        self._progress.status, self._progress.headers = self._status, headers
        length, coding = headers.get("content-length"), headers.get("transfer-encoding", "").lower()
        if length is not None and not _LENGTH.match(length):
            raise Incomplete("the answer has no length that can be read")
        if coding not in ("", "identity", "chunked"):
            raise Incomplete("the answer has a transfer encoding that is not known")
        # Both headers at once are an error of the sender, so the end of the response is not certain.
        self._wire.is_spent = length is not None and coding == "chunked"

    def _end_tunnel(self) -> None:
        if self._status == _OK:
            if self._has_surplus():  # the server behind the proxy must not send anything yet
                raise Incomplete("more than an answer to CONNECT")
            self._progress.step = Step.TLS
            self._wire.arm()

    def _has_surplus(self) -> bool:
        self.raw.stopped = True
        return bool(self.peek(1)) or self._wire.may_hold_more()

    def close(self) -> None:
        if not self.closed and self._has_surplus():
            self._wire.is_spent = True
        super().close()
