# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated exchange in the same process, empty at the start of each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange


@pytest.fixture(scope="session")
def running_exchange() -> Iterator[Exchange]:
    with Exchange() as exchange:
        yield exchange


@pytest.fixture
def exchange(running_exchange: Exchange) -> Exchange:
    running_exchange.reset()
    return running_exchange
