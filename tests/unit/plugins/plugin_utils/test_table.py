# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Orders as lines on the terminal."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.table import cancelled_lines, order_table
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Kind

NOW = 1_795_700_000_000


def order(key: str, symbol: str | None = "BTC-261225-100000-C", **fields: Any) -> dict[str, Any]:
    leg = {"symbol": symbol, "side": "BUY", "quantity": "1.50", "price": "2310.5"}
    given = {"status": "RECEIVED", "expire_time": NOW + 754_000, "legs": [leg]}
    return {"block_order_matching_key": key.ljust(36, "-"), **given, **fields}


@pytest.mark.parametrize(
    ("expire_time", "left"),
    [
        (NOW + 754_000, "12m 34s"),
        (NOW + 3_600_000, "1h 00m"),
        (NOW + 999, "expired"),
        (NOW - 1, "expired"),
        (None, "?"),
    ],
)
def test_the_time_to_expiry(expire_time: int | None, left: str) -> None:
    assert order_table("desk", Kind.BLOCK_ORDERS, [order("a", expire_time=expire_time)], NOW)[3].endswith(f" {left}")


def test_sorted_and_summed_by_underlying() -> None:
    orders = [
        order("c", "ETH-261225-4000-P"),
        order("b", expire_time=NOW + 900_000),
        order("a", expire_time=NOW + 800_000),
        order("d", "BTC-261225-90000-C", legs=[{"symbol": "BTC-261225-90000-C", "side": "SELL", "quantity": "0.50"}]),
    ]
    lines = order_table("desk", Kind.BLOCK_ORDERS, orders, NOW)
    assert [line[2] for line in lines if line.endswith("s") and "---" in line] == ["a", "b", "d", "c"]
    assert "  BTC: 3 orders, BUY 3, SELL 0.5" in lines
    assert "  ETH: 1 order, BUY 1.5" in lines
    assert max(map(len, lines)) <= 80


def test_ordinary_orders() -> None:
    orders = [
        {
            "order_id": f"461187513442736537{number}",
            "symbol": f"{base}-261225-4000-P",
            "side": side,
            "quantity": "1.20",
            "price": "2.80",
            "executed_quantity": executed,
            "status": "ACCEPTED",
        }
        for number, base, side, executed in ((2, "BTC", "BUY", "0.4"), (1, "BTC", "SELL", "0"), (3, "ETH", "BUY", "0"))
    ]
    lines = order_table("desk", Kind.OPTION_ORDERS, orders, NOW, ["BTCUSDT", "ETHUSDT"])
    assert lines[0] == "desk: 3 ordinary option orders open for BTCUSDT, ETHUSDT"
    assert [line.split()[0][-1] for line in lines if line.startswith("  46")] == ["1", "2", "3"]
    assert "  BTC: 2 orders, BUY 1.2, SELL 1.2, 0.4 of it executed" in lines
    assert max(map(len, lines)) <= 80
    nothing = order_table("desk", Kind.OPTION_ORDERS, [], NOW, ["BTCUSDT"])
    assert nothing == ["desk: no ordinary option order is listed as open for BTCUSDT"]


def test_odd_answers_of_the_exchange() -> None:
    odd = [
        order("a", None, status=None, expire_time=None),
        order("b", legs=[]),
        order("c", legs=[{"symbol": "BTC-261225-90000-C", "quantity": "many"}], status="HALTED"),
    ]
    lines = order_table("desk", Kind.BLOCK_ORDERS, odd, NOW)
    assert lines[0] == "desk: 3 block orders open"
    assert "    status HALTED" in lines
    assert "    status unknown" in lines
    assert order_table("desk", Kind.BLOCK_ORDERS, [], NOW) == ["desk: no block order is listed as open"]


def test_the_outcomes_of_cancelled_orders() -> None:
    entries = [
        {"block_order_matching_key": "a", "outcome": "cancelled", "evidence": ["acknowledged"], "error": None},
        {"block_order_matching_key": "b", "outcome": "failed", "evidence": ["x"], "error": {"msg": "still listed"}},
    ]
    assert cancelled_lines("desk", {"orders": entries, "error": {"msg": "banned"}}) == [
        "desk: a: cancelled (acknowledged)",
        "desk: b: failed (still listed)",
        "desk: stopped: banned",
    ]
    assert cancelled_lines("desk", {"msg": "no key"}) == []
