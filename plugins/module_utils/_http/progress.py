# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How far a connection has come: what went wrong is named after the step that it happened in."""

from __future__ import annotations

from enum import Enum


class Step(Enum):
    """What a connection needs, in this order."""

    ROUTE = "route"  # the proxy and the trusted certificates are looked up
    RESOLVE = "resolve"  # the host's name, or the proxy's
    CONNECT = "connect"
    PROXY_TLS = "proxy TLS"
    TUNNEL = "tunnel"  # the proxy connects to the host
    TLS = "TLS"


class Progress:
    """One thread connects; the one that waits for it reads this."""

    def __init__(self) -> None:
        self.step = Step.ROUTE
        self.proxied = False
