# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module and the simulated exchange, side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support import running
from ansible_collections.marketops.binance.tests.support.private_keys import API_KEY
from ansible_collections.marketops.binance.tests.support.running import DESK, run_module
from ansible_collections.marketops.binance.tests.support.stepped_clock import stepped_clock

Run = Callable[..., dict[str, Any]]
Ask = Callable[..., dict[str, Any]]
TimeRunsOut = Callable[..., None]
RunPem = Callable[..., dict[str, Any]]
Give = Callable[[str], dict[str, Any]]


@pytest.fixture
def run(exchange: Exchange) -> Run:
    """Run the module as the desk's account, with time limits that no busy machine reaches."""

    def run(**options: Any) -> dict[str, Any]:
        usual = {
            "state": "absent",
            "api_url": exchange.url,
            "max_wait": 60,
            "request_timeout": 10.0,
            "verify_timeout": 30,
        }
        return run_module(**{**usual, **DESK, **options})

    return run


@pytest.fixture
def ask(exchange: Exchange) -> Ask:
    """Run a module that only asks, as the desk's account."""

    def ask(module: ModuleType, **options: Any) -> dict[str, Any]:
        usual = {"api_url": exchange.url, "max_wait": 60, "request_timeout": 10.0}
        return running.run(module, {**usual, **DESK, **options})

    return ask


@pytest.fixture
def time_runs_out(exchange: Exchange) -> Iterator[TimeRunsOut]:
    """Let ``max_wait`` pass at a request: the host sleeps for so long. No test has to wait, or to be quick."""
    with stepped_clock() as clock:

        def arrange(operation: str, nth: int = 1, key: str | None = None) -> None:
            exchange.at(partial(clock.suspend, 600, exchange), operation, key, nth, when="after")

        yield arrange


@pytest.fixture
def _start_of_a_minute(exchange: Exchange) -> Iterator[None]:
    """Put all clocks to the start of a minute, so that no window of the request weight ends within a test."""
    with stepped_clock() as clock:
        clock.suspend(60 - exchange.clock.now_ms() / 1000 % 60, exchange)
        yield


@pytest.fixture
def run_pem(run: Run) -> RunPem:
    """Run the module with a PEM key in the place of the desk's secret."""
    return lambda **options: run(
        **{"api_key": API_KEY, "api_secret": None, "block_order_matching_key": ["some-key"], **options}
    )


@pytest.fixture(params=["private_key", "private_key_path"])
def give(request: pytest.FixtureRequest, tmp_path: Path) -> Give:
    """Give a key as text or as a file."""

    def give(pem: str) -> dict[str, Any]:
        if request.param == "private_key":
            return {"private_key": pem}
        return {"private_key_path": write(tmp_path / "key.pem", pem)}

    return give


def write(path: Path, text: str | bytes, mode: int = 0o600) -> str:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return str(path)


@pytest.fixture
def sent(exchange: Exchange) -> Callable[[], list[str]]:
    """The operations that the exchange was asked for."""
    return lambda: [entry.operation for entry in exchange.journal()]


def outcomes(returned: dict[str, Any]) -> dict[str, str]:
    return {entry["block_order_matching_key"]: entry["outcome"] for entry in returned["orders"]}
