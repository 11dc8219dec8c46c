# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .option_client import OptionClient
from .raw_client import RawClient


@pytest.fixture
def client(exchange: Exchange) -> Iterator[RawClient]:
    client = RawClient(exchange)
    yield client
    client.close()


@pytest.fixture
def other(exchange: Exchange) -> Iterator[RawClient]:
    client = RawClient(exchange, "other")
    yield client
    client.close()


@pytest.fixture
def desk(exchange: Exchange) -> Iterator[OptionClient]:
    client = OptionClient(exchange)
    yield client
    client.close()
