# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A client of the simulated exchange, without a module around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.api import Api
from ansible_collections.marketops.binance.plugins.module_utils._exchange.clock import ExchangeClock
from ansible_collections.marketops.binance.plugins.module_utils._exchange.request_gate import RequestGate
from ansible_collections.marketops.binance.plugins.module_utils._exchange.signing import HmacSigner
from ansible_collections.marketops.binance.plugins.module_utils._http.transport import Transport
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.running import DESK
from ansible_collections.marketops.binance.tests.support.stepped_clock import LocalClock, stepped_clock

MakeApi = Callable[..., Api]


@pytest.fixture
def local_clock() -> Iterator[LocalClock]:
    """This host's clock, to be set and to be suspended."""
    with stepped_clock() as clock:
        yield clock


@pytest.fixture
def make_api(exchange: Exchange) -> Iterator[MakeApi]:
    with ExitStack() as stack:

        def make(max_wait: float = 60.0, recv_window: int = 5000) -> Api:
            clock = ExchangeClock()
            transport = Transport(exchange.url, {"X-MBX-APIKEY": DESK["api_key"]})
            api = Api(
                transport, HmacSigner(DESK["api_secret"]), clock, RequestGate(clock, max_wait, 10.0, 2000), recv_window
            )
            stack.callback(api.close)
            return api

        yield make


@pytest.fixture
def api(make_api: MakeApi) -> Api:
    return make_api()
