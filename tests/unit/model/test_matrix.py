# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A part of ``make matrix``: every fault once, every setting once, and the lagging exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.matrix.columns import COLUMNS, arrange
from ansible_collections.marketops.binance.tests.matrix.part import Case, option_part, part, try_cases
from ansible_collections.marketops.binance.tests.matrix.settings import is_a_choice, spread
from ansible_collections.marketops.binance.tests.truth import check_truth, observe

_AT_ONCE = 8


@pytest.mark.parametrize("share", [18, pytest.param(1, marks=pytest.mark.long)], ids=["a part", "all"])
@pytest.mark.parametrize("cases", [part, option_part])
def test_a_part_of_the_matrix(processes: ProcessPoolExecutor, cases: Callable[[], list[Case]], share: int) -> None:
    every = cases()[::share]
    found = list(processes.map(try_cases, [every[first::_AT_ONCE] for first in range(_AT_ONCE)]))
    problems = [problem for some in found for problem in some]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_has_every_position_of_every_switch_and_three_have_every_lag(column: str) -> None:
    every = COLUMNS[column].settings()
    turns = [spread(every, turn) for turn in (4, 5, 6)]
    for setting in every[1:]:
        found = [any(setting.items() <= other.items() for other in turn) for turn in turns]
        assert all(found) if is_a_choice(setting) else any(found), setting


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    with Exchange() as exchange:
        yield exchange


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
