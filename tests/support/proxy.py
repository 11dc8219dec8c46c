# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An HTTP proxy for CONNECT that keeps every byte it gets to see."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator


class Proxy:
    """Listens at ``address`` while the ``with`` block lasts.

    ``refusal`` is what it sends instead of opening a tunnel: a whole answer, or nothing but a closed connection.
    ``interim`` is what it sends before its answer. With ``tls`` it is spoken to in TLS itself.
    """

    def __init__(
        self, refusal: bytes | None = None, *, interim: bytes = b"", tls: ssl.SSLContext | None = None
    ) -> None:
        self._refusal = refusal
        self._interim = interim
        self._tls = tls
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self.heads: list[bytes] = []
        """What each connection began with, up to the empty line."""
        self._seen: list[bytes] = []

    @property
    def seen(self) -> bytes:
        """All that went through, in both directions."""
        return b"".join([*self.heads, *self._seen])

    def __enter__(self) -> Proxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_problem: object) -> None:
        # A close alone does not wake a thread that waits in accept().
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _address = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with client, contextlib.suppress(OSError):
            if self._tls is not None:
                client = self._tls.wrap_socket(client, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head and (chunk := client.recv(4096)):
                head += chunk
            self.heads.append(head)
            client.sendall(self._interim)
            if self._refusal is not None:
                client.sendall(self._refusal)
                return
            host, _colon, port = head.split()[1].decode().rpartition(":")
            with socket.create_connection((host, int(port))) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                back = threading.Thread(target=self._pass_on, args=(server, client), daemon=True)
                back.start()
                self._pass_on(client, server)
                back.join()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        for chunk in _chunks(source):
            self._seen.append(chunk)
            with contextlib.suppress(OSError):
                sink.sendall(chunk)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


def _chunks(source: socket.socket) -> Iterator[bytes]:
    with contextlib.suppress(OSError):
        while chunk := source.recv(65536):
            yield chunk
