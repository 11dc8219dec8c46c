# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A part of ``make matrix``: every fault with two columns, every setting once, and the lagging exchange."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.matrix.cell import run_one
from ansible_collections.marketops.binance.tests.matrix.columns import COLUMNS, arrange
from ansible_collections.marketops.binance.tests.matrix.rows import Fault, faults
from ansible_collections.marketops.binance.tests.truth import check_truth, observe

_COLUMNS = list(COLUMNS)
# One column of each state, with all that the exchange may be like for it.
_SETTINGS = [
    (column, positions)
    for column in ("several keys", "underlying", "create", "keep alive", "extend keys", "accept")
    for positions in COLUMNS[column].settings()
]


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    with Exchange() as exchange:
        yield exchange


@pytest.mark.parametrize("number", range(len(faults())), ids=list(map(str, faults())))
def test_every_fault(exchange: Exchange, number: int) -> None:
    for column in (_COLUMNS[number % 4], _COLUMNS[4 + number % (len(_COLUMNS) - 4)]):
        settings = COLUMNS[column].settings()
        positions = settings[number % len(settings)]
        run_one(exchange, faults()[number], column, positions, COLUMNS[column].targets[0])


@pytest.mark.parametrize(("column", "positions"), _SETTINGS, ids=str)
def test_every_setting(exchange: Exchange, column: str, positions: dict[str, Any]) -> None:
    run_one(exchange, Fault(), column, positions, COLUMNS[column].targets[0])


@pytest.mark.parametrize(
    ("lag_ms", "verify_timeout", "outcome"), [(0, 30, "cancelled"), (300, 30, "cancelled"), ("never", 1, "failed")]
)
@pytest.mark.parametrize("selector", ["one key", "all_open"])
def test_a_lagging_listing(
    exchange: Exchange, selector: str, lag_ms: int | str, verify_timeout: int, outcome: str
) -> None:
    arrange(exchange, selector, {"lag_ms": lag_ms})
    patient = replace(COLUMNS[selector].task, verify_timeout=verify_timeout, max_wait=60, request_timeout=10.0)
    run = observe(exchange, patient)
    check_truth(run)
    said = {entry["block_order_matching_key"]: entry for entry in run.orders}["open"]
    assert said["outcome"] == outcome
    assert said["requests_sent"] == 1
