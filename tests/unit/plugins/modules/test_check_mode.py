# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Check mode over all switches of the simulated exchange: what it foretells comes true, and it sends no cancel."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.exchange.switches import choices

from .conftest import Run, outcomes

POSITIONS: list[dict[str, Any]] = [
    {},
    *({name: position} for name, positions in choices().items() for position in positions[1:]),
]


@pytest.mark.sampled(3)
@pytest.mark.parametrize("positions", POSITIONS, ids=str)
def test_what_check_mode_foretells_comes_true(exchange: Exchange, run: Run, positions: dict[str, Any]) -> None:
    exchange.set_switches(**positions)
    keys = exchange.seed_many(2)
    chosen = [*keys, exchange.seed(status="CANCELLED"), "no-such-key"]
    foretold = run(block_order_matching_key=chosen, check_mode=True)
    assert exchange.journal("cancel") == []
    assert all(exchange.truth(key).open for key in keys)
    assert list(outcomes(foretold).values()) == ["would_cancel", "would_cancel", "absent", "absent"]
    assert foretold["changed"]
    real = run(block_order_matching_key=chosen)
    assert list(outcomes(real).values()) == ["cancelled", "cancelled", "absent", "absent"]
    assert foretold["diff"]["before"] == real["diff"]["before"]


def test_more_than_max_orders_are_not_said_to_be_cancelled_where_the_task_had_to_stop_first(
    exchange: Exchange, run: Run
) -> None:
    """The listing shows two of four orders, and the queries for the others are not answered."""
    keys = exchange.seed_many(4)
    exchange.set_switches(listing_limit=2)
    exchange.arm("403_html", "query")
    returned = run(block_order_matching_key=keys, max_orders=1, check_mode=True)
    assert returned["failed"]
    assert set(outcomes(returned).values()) == {"not_attempted"}
    assert not returned["changed"]
