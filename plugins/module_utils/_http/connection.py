# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One kept connection to the host: opened in time, used for one request at a time."""

from __future__ import annotations

import queue
import select
import socket
import threading
import typing as t

from .deadline import Deadline, TimeUp
from .elapsed import now
from .progress import Progress
from .reader import Head, Reader
from .route import Route

# A connection that has been idle for longer may be dead without a sign, as after the machine was suspended.
_MAX_IDLE = 30.0


class Connection:
    """A socket that is connected to the host. One request is sent, then its response is read to its end."""

    def __init__(self, sock: t.Any) -> None:
        self._socket = sock
        self._reader = Reader(sock)
        self.reusable = False
        """Whether the last response allows another one on this connection."""
        self._idle_since = 0.0

    def send(self, request: bytes, timeout: float) -> None:
        self.reusable = False
        self._socket.settimeout(timeout)
        self._socket.sendall(request)

    def read_head(self, deadline: Deadline) -> Head:
        return self._reader.head(deadline)

    def read_body(self, head: Head, deadline: Deadline) -> bytes:
        body, complete = self._reader.body(head, deadline)
        # The readers of TLS within TLS keep bytes of their own, which can't be looked for.
        self.reusable = complete and not self._reader.has_surplus and isinstance(self._socket, socket.socket)
        self._idle_since = now()
        return body

    def is_quiet(self) -> bool:
        """Whether nothing has arrived unasked, which would be taken for the response to the next request."""
        if now() - self._idle_since > _MAX_IDLE:
            return False
        ready = select.poll()
        ready.register(self._socket, select.POLLIN)
        return not ready.poll(0)

    def close(self) -> None:
        self._socket.close()


def connect(route: Route, deadline: Deadline, progress: Progress) -> Connection:
    """Open a connection in time. Raises ``TimeUp``, and whatever the steps of ``route`` raise."""
    return Connection(_Opening(route, deadline, progress).wait())


class _Opening:
    """A thread that connects, since nothing else bounds how long resolving a name takes.

    If nobody waits for it any more, it closes the connection that it has made: nothing is sent on that.
    """

    def __init__(self, route: Route, deadline: Deadline, progress: Progress) -> None:
        self._route, self._deadline, self._progress = route, deadline, progress
        self._result: queue.SimpleQueue[t.Any] = queue.SimpleQueue()
        self._abandoned = False
        self._lock = threading.Lock()
        threading.Thread(target=self._run, name="connecting", daemon=True).start()

    def wait(self) -> t.Any:
        try:
            result = self._result.get(timeout=self._deadline.left())
        except (queue.Empty, TimeUp):
            with self._lock:
                self._abandoned = True
            if self._result.empty():
                raise TimeUp from None
            result = self._result.get()
        if isinstance(result, Exception):
            raise result
        return result

    def _run(self) -> None:
        result: t.Any
        try:
            result = self._route.connect(self._deadline, self._progress)
        except Exception as problem:  # pylint: disable=broad-except
            result = problem
        with self._lock:
            if not self._abandoned:
                self._result.put(result)
                return
        if not isinstance(result, Exception):
            result.close()
