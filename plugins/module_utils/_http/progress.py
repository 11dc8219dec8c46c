# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a request has come, so that an error can name its step."""

from __future__ import annotations

import typing as t
from enum import Enum

from .deadline import Deadline


class Step(Enum):
    """The steps of a request, in order."""

    ROUTE = "route"  # the proxy and the trusted certificates are looked up
    RESOLVE = "resolve"  # the host's name, or the proxy's
    CONNECT = "connect"
    PROXY_TLS = "proxy TLS"
    TUNNEL = "tunnel"  # the proxy connects to the host
    TLS = "TLS"
    REQUEST = "request"


class Progress:
    """The current request, and the connection that it uses."""

    def __init__(self) -> None:
        self.proxied = False
        self.connection: t.Any = None
        self.start("", Deadline(0.0))

    def start(self, target: str, deadline: Deadline) -> None:
        self.target, self.deadline = target, deadline
        self.step = Step.ROUTE
        self.proxy_status = 0
        """What the proxy has answered, if it has."""
        self.sent = False
        """Whether anything of the request may have left this machine."""
        self.status = 0
        self.headers: dict[str, str] = {}
        """As soon as both are known."""

    def close_connection(self) -> None:
        """Close the connection. The next request makes another one."""
        if self.connection is not None:
            self.connection.close()
