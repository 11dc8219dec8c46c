# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A server of plain sockets: a function of the test decides what each connection gets, byte by byte."""

from __future__ import annotations

import contextlib
import fcntl
import socket
import ssl
import sys
import termios
import threading
import time
from collections.abc import Callable
from typing import Any

from .hostile import http

GUARD = 60.0  # s; what takes longer in a test never ends


class Client:
    """The server's end of one connection."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        sock.settimeout(GUARD)
        self._read = b""

    def request(self) -> str:
        """Wait for the head of a request. Raises ``EOFError`` if the client has closed the connection."""
        while b"\r\n\r\n" not in self._read:
            chunk = self._socket.recv(65536)
            if not chunk:
                raise EOFError
            self._read += chunk
        head, _end, self._read = self._read.partition(b"\r\n\r\n")
        return head.decode("latin-1")

    def send(self, *chunks: bytes) -> None:
        for chunk in chunks:
            self._socket.sendall(chunk)

    def wait_until_delivered(self) -> None:
        """Until the client's system has acknowledged all that was sent; whether the client has read it is up to it."""
        while int.from_bytes(fcntl.ioctl(self._socket, termios.TIOCOUTQ, bytes(4)), sys.byteorder):
            time.sleep(0.001)

    def shut(self) -> None:
        """Send nothing more, and say so."""
        if isinstance(self._socket, ssl.SSLSocket):
            self._socket.settimeout(0.0)  # the client's own goodbye is not waited for
            with contextlib.suppress(ssl.SSLError):
                self._socket.unwrap()
        else:
            self._socket.shutdown(socket.SHUT_WR)

    def wait_until_closed(self) -> bytes:
        """What the client still sends before it closes the connection. Raises ``TimeoutError`` if it never does."""
        with contextlib.suppress(ConnectionError):
            while chunk := self._socket.recv(65536):
                self._read += chunk
        return self._read


Serve = Callable[[Client, int], None]
"""Gets a connection and its number, from 0 on. The connection is closed after it."""


class RawServer:
    """Listens while the ``with`` block lasts; at its end, what went wrong in ``serve`` is raised."""

    def __init__(self, serve: Serve, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self._serve, self._tls = serve, tls
        self._listener = socket.create_server((host, 0))
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._problems: list[BaseException] = []
        self.host, self.port = host, self._listener.getsockname()[1]
        self.connections = 0

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{self.host}:{self.port}"

    def __enter__(self) -> RawServer:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, kind: Any, *_problem: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)  # a close alone does not wake a thread that waits in accept()
        self._listener.close()
        self.join()
        if self._problems and kind is None:
            raise self._problems[0]

    def join(self) -> None:
        """Wait until all connections have been served: until the clients have ended what ``serve`` does not."""
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(GUARD)
            assert not thread.is_alive()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _address = self._listener.accept()
                thread = threading.Thread(target=self._run, args=(sock, self.connections), daemon=True)
                self.connections += 1
                # What has been answered is known to ``join``, and has been started.
                with self._lock:
                    thread.start()
                    self._threads.append(thread)

    def _run(self, sock: socket.socket, number: int) -> None:
        try:
            with sock:
                sock.settimeout(GUARD)
                if self._tls is None:
                    self._serve(Client(sock), number)
                    return
                with self._tls.wrap_socket(sock, server_side=True) as secure:
                    self._serve(Client(secure), number)
        except BaseException as problem:
            # All others that sockets raise, in TLS of many kinds, mean that the client has closed the connection.
            if isinstance(problem, TimeoutError) or not isinstance(problem, (EOFError, OSError)):
                self._problems.append(problem)


def echo(client: Client) -> None:
    """Answer one request with its target."""
    client.send(http(target_of(client.request())))


def target_of(head: str) -> bytes:
    return head.split(" ")[1].encode()
