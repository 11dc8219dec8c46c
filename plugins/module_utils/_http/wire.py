# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What ``http.client`` gets instead of a socket: it knows the deadline, and what a head may look like."""

from __future__ import annotations

import io
import re
import socket
import typing as t

from .deadline import TimeUp
from .progress import Progress, Step
from .response import Incomplete

# All heads up to the response's own.
_MAX_HEAD = 65536
_BUFFER = 16384
_STATUS = re.compile(rb"HTTP/1\.[0-9] +([1-9][0-9]{2})[ \r\n]")
_HEADER = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*\r?\n\Z")
_END = (b"\r\n", b"\n")
_SWITCHING_PROTOCOLS, _OK = 101, 200
# Before Python 3.10 socket.timeout is no TimeoutError.
_TIMEOUTS = (TimeoutError, socket.timeout)


class Wire:
    """A connected socket, with or without TLS. All that is not here is the socket's own."""

    def __init__(self, sock: t.Any, progress: Progress) -> None:
        self._socket, self.progress = sock, progress
        self.surplus = False
        """Whether more has arrived than one response."""

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self._socket, name)

    def settimeout(self, _timeout: float | None) -> None:
        """Not decided by whoever uses this."""

    def arm(self) -> None:
        """Let the next operation take what is left of the time. Raises ``TimeUp``."""
        self._socket.settimeout(self.progress.deadline.left())

    def sendall(self, data: t.Any) -> None:
        self.arm()
        self.progress.sent = self.progress.step is Step.REQUEST
        try:
            self._socket.sendall(data)
        except _TIMEOUTS:
            raise TimeUp from None

    def makefile(self, *_arguments: object, **_options: object) -> io.BufferedReader:
        """What one response is read from; the socket is not closed before that."""
        return _Answer(_Input(self, self._socket.makefile("rb", buffering=0)))

    def may_hold_more(self) -> bool:
        """Whether TLS may have decrypted already what nobody has asked for."""
        if type(self._socket) is socket.socket:
            return False
        pending = getattr(self._socket, "pending", None)  # TLS within TLS can't tell
        return pending is None or pending() > 0


class _Input(io.RawIOBase):
    """The socket as a file: every read takes at most what is left of the time."""

    def __init__(self, wire: Wire, file: t.Any) -> None:
        super().__init__()
        self.wire, self._file = wire, file
        self.stopped = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        if self.stopped:
            return None
        self.wire.arm()
        try:
            return t.cast(int, self._file.readinto(buffer))
        except _TIMEOUTS:
            raise TimeUp from None

    def close(self) -> None:
        self._file.close()
        super().close()


class _Answer(io.BufferedReader):
    """Reads past interim answers, and refuses a head that is cut off or can be read in two ways.

    ``http.client`` skips only 100 of the interim answers, takes the end of the connection for the end of the head, and
    drops what it has read beyond the response.
    """

    raw: _Input

    def __init__(self, raw: _Input) -> None:
        super().__init__(raw, _BUFFER)
        self._status = 0
        self._head_left = _MAX_HEAD
        self._in_head = True

    def readline(self, size: int | None = -1) -> bytes:
        while True:
            line = super().readline(size)
            if not line:
                raise ConnectionResetError
            if not self._in_head or self._take(line):
                return line

    def _take(self, line: bytes) -> bool:
        """Whether this line of a head is one of the answer itself. Raises ``Incomplete``."""
        self._head_left -= len(line)
        if self._head_left < 0:
            raise Incomplete(f"the headers of the answer are longer than {_MAX_HEAD >> 10} KiB")
        if not self._status:
            match = _STATUS.match(line)
            self._status = int(match.group(1)) if match else 0
            if not match:
                raise Incomplete("the answer is not HTTP")
            if self._status == _SWITCHING_PROTOCOLS:
                raise Incomplete("the answer switches to another protocol (HTTP 101)")
            if self.raw.wire.progress.step is Step.TUNNEL:
                self.raw.wire.progress.proxy_status = self._status
        elif line in _END:
            if self._status < _OK:
                self._status = 0
                return False
            self._in_head = False
            self._end_tunnel()
        elif not _HEADER.match(line):
            raise Incomplete("the answer holds a header that can't be read")
        return self._status == 0 or self._status >= _OK

    def _end_tunnel(self) -> None:
        """If this was the proxy's answer, nothing but TLS may follow: until the host is spoken to, that is silent."""
        progress = self.raw.wire.progress
        if progress.step is Step.TUNNEL and self._status == _OK:
            if self._has_surplus():
                raise Incomplete("more than an answer to CONNECT")
            progress.step = Step.TLS
            self.raw.wire.arm()

    def _has_surplus(self) -> bool:
        self.raw.stopped = True
        return bool(self.peek(1)) or self.raw.wire.may_hold_more()

    def close(self) -> None:
        if not self.closed:
            self.raw.wire.surplus |= self._has_surplus()
        super().close()
