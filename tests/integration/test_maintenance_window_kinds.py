# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Windows over both kinds of orders, and over one beside the other: terminal, evidence, index and exchange agree.

One run of a playbook does for all accounts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange

from .desks import Desks, block_of, desks_in, open_keys

BTC = "BTC-261225-100000-C"
BOTH: dict[str, Any] = {"binance_kinds": ["option_orders", "block_orders"], "binance_underlyings": ["BTCUSDT"]}
LATE = "4611875134427366000"
LISTS_BOTH = ["read", "trade", "trades", "read_orders"]

VERDICTS = {"both": "drained", "blocks": "drained", "may_not_cancel": "not_drained", "may_not_list": "partly_drained"}


@dataclass
class Windows:
    desks: Desks
    checked: str
    cancels_in_check_mode: int
    opened: str
    closing_checked: str
    closed: str
    evidence: dict[str, dict[str, Any]]
    index: dict[str, Any]
    countdowns: list[dict[str, int]]
    quotes: list[str]


def _countdowns(exchange: Exchange) -> dict[str, int]:
    return {name: found["countdown_ms"] for name, found in exchange.countdowns().items()}


@pytest.fixture(scope="module")
def windows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Windows]:
    """The desk "both": one quote is filled in part while it is cancelled, and one appears before the bulk cancel."""
    with desks_in(tmp_path_factory.mktemp("kinds")) as desks:
        exchange = desks.add("both", **BOTH, binance_max_orders=9, binance_auto_cancel=6000)
        quotes = exchange.seed_option_orders(5)
        exchange.seed_option_order(symbol="ETH-261225-4000-P")
        exchange.seed_position(BTC, "2")
        exchange.set_countdown("BTCUSDT", 3_000_000)  # does not end meanwhile, however slow the machine
        exchange.schedule("fill", {"order_id": quotes[0], "quantity": "0.5"}, "option_cancel_underlying")
        exchange.schedule("seed_option_order", {"order_id": LATE}, "option_cancel_underlying")
        for name, permissions in (("may_not_cancel", LISTS_BOTH), ("may_not_list", LISTS_BOTH[:3])):
            other = desks.add(name, **BOTH, binance_max_orders=8)
            other.seed_option_orders(2)
            other.restrict("desk", permissions=permissions)
        desks.add("blocks", binance_max_orders=8).seed_option_orders(40)
        more = ("--forks", "4")
        checked = desks.open(*more, "--check", "--limit", "both", max_orders=None)
        cancels, countdowns = len(exchange.journal("option_cancel_underlying")), [_countdowns(exchange)]
        opened = desks.open(*more, max_orders=None)
        countdowns.append(_countdowns(exchange))
        checking = desks.close("--check", "--limit", "both")
        assert checking.returncode == 0, checking.stdout
        countdowns.append(_countdowns(exchange))
        exchange.seed_position(BTC, "-1")
        closed = desks.close(*more)
        countdowns.append(_countdowns(exchange))
        assert (checked.returncode, opened.returncode, closed.returncode) == (0, 2, 2), opened.stdout + closed.stdout
        evidence = {name: desks.evidence(name) for name in VERDICTS}
        texts = (checked.stdout, cancels, opened.stdout, checking.stdout, closed.stdout)
        yield Windows(desks, *texts, evidence, desks.index(), countdowns, quotes)


def open_quotes(exchange: Exchange) -> set[str]:
    return {order.symbol for order in exchange.option_orders() if order.open and order.account == "desk"}


@pytest.mark.parametrize("name", VERDICTS)
def test_terminal_evidence_index_and_exchange_agree(windows: Windows, name: str) -> None:
    opening = windows.evidence[name]["opening"]
    assert opening["verdict"] == VERDICTS[name]
    assert opening["sentence"] in block_of(windows.opened, name)
    (indexed,) = (entry for entry in windows.index["accounts"] if entry["account"] == name)
    assert indexed["sentence"] in block_of(windows.closed, name)
    assert indexed["scope"]["kinds"] == windows.evidence[name]["scope"]["kinds"]
    exchange = windows.desks.exchanges[name]
    assert open_keys(exchange) == set(), "the block orders are gone whatever the key may do with the others"
    left = {"both": {"ETH-261225-4000-P"}}.get(name, {BTC})
    assert open_quotes(exchange) == left


def test_what_is_not_in_scope_is_counted_in_every_place(windows: Windows) -> None:
    words = "40 ordinary option orders are open and were not touched"
    assert windows.evidence["blocks"]["opening"]["sentence"].endswith(words)
    assert words in windows.desks.report("blocks")
    assert (
        "blocks          DRAINED (all underlyings, block orders, 40 ordinary option orders not touched)"
        in windows.opened
    )


def test_a_refused_kind_costs_no_storm(windows: Windows) -> None:
    refused = windows.desks.exchanges["may_not_list"].journal("option_listing")
    assert len(refused) == 3, "one for each step: first look, batch, closing"
    cancels = windows.desks.exchanges["may_not_cancel"].journal("option_cancel_underlying")
    assert len(cancels) == 1
    assert "no block order is open" in windows.evidence["may_not_cancel"]["opening"]["sentence"]


def test_a_partial_fill_and_an_order_that_appeared_are_named(windows: Windows) -> None:
    evidence = windows.evidence["both"]
    part = f"{BTC} {windows.quotes[0]}"
    assert f"Executed: {part}: BUY 0.5 {BTC} @ 2.80 (a part of 1.2)" in block_of(windows.opened, "both")
    orders = {order["key"]: order for order in evidence["orders"]}
    assert orders[part]["executed_quantity"] == "0.5"
    assert orders[part]["order"]["order_id"] == windows.quotes[0]
    assert orders[f"{BTC} {LATE}"]["credited_to"]
    assert part in windows.desks.report("both")


def test_auto_cancel_is_armed_and_put_back_and_check_mode_does_neither(windows: Windows) -> None:
    set_to = [found["BTCUSDT"] for found in windows.countdowns]
    assert set_to == [3_000_000, 6_000_000, 6_000_000, 3_000_000]
    assert "BTCUSDT: would be put back to what it was (3000 s)." in block_of(windows.closing_checked, "both")
    assert "Opening: Drained: no block order or ordinary option order is open" in block_of(
        windows.closing_checked, "both"
    )
    assert windows.cancels_in_check_mode == 0
    assert "auto-cancel of BTCUSDT is 3000 s, and would be set to 6000 s" in block_of(windows.checked, "both")
    assert "8 ordinary" not in windows.checked
    assert "3 block orders and 5 ordinary option orders would be cancelled" in block_of(windows.checked, "both")
    assert "Auto-cancel: BTCUSDT: put back to what it was (3000 s)." in block_of(windows.closed, "both")


def test_the_positions_and_what_explains_them(windows: Windows) -> None:
    (change,) = windows.evidence["both"]["positions"]["changes"]
    assert (change["before"], change["after"], change["change"]) == ("2", "1.5", "-0.5")
    assert (change["executed"], change["explained"]) == ("0.5", False)
    assert windows.evidence["may_not_list"]["positions"]["error"]["code"] == -2015
    assert "NOT explained by the executions" in windows.desks.report("both")
