# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated exchange in the same process, empty at the start of each test; and what ansible-test runs."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange

_MARKERS = (
    "long: run by make test-long only",
    "sampled(n): about one case in n is run by make test, always the same ones; all are run by make test-long",
)


def pytest_configure(config: pytest.Config) -> None:
    """ansible-test has a configuration of its own, which knows no marker of the project."""
    for marker in _MARKERS:
        config.addinivalue_line("markers", marker)


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marker
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """ansible-test has no option that chooses by marker: it runs what make test runs."""
    for item in items:
        sampled = item.get_closest_marker("sampled")
        if sampled and zlib.crc32(item.name.encode()) % sampled.args[0]:
            item.add_marker("long")
    if config.pluginmanager.hasplugin("ansible_forked"):
        long = [item for item in items if item.get_closest_marker("long")]
        items[:] = [item for item in items if item not in long]
        config.hook.pytest_deselected(items=long)


@pytest.fixture(scope="session")
def running_exchange() -> Iterator[Exchange]:
    with Exchange() as exchange:
        yield exchange


@pytest.fixture
def exchange(running_exchange: Exchange) -> Exchange:
    running_exchange.reset()
    return running_exchange
