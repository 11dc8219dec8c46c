# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's official SDK as the other party of the module, which runs in a process of its own."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.module_process import run_module_process
from ansible_collections.marketops.binance.tests.support.running import DESK

from .test_sdk import Sdk, create, sdk

SYMBOL = "BNB-261225-700-C"


@pytest.fixture
def counterparty(exchange: Exchange) -> Sdk:
    account = exchange.world.accounts["other"]
    return sdk(exchange, {"api_key": account.api_key, "api_secret": account.api_secret or ""})


def of_one(exchange: Exchange, **options: Any) -> dict[str, Any]:
    """Run the module as the desk, and return the entry of the only order."""
    ran = run_module_process(api_url=exchange.url, **DESK, **options)
    (entry,) = ran.returned["orders"]
    assert (ran.returned["changed"], ran.returned.get("failed")) == (True, None)
    return {**entry, "key": entry["block_order_matching_key"]}


def test_the_sdk_accepts_what_the_module_created(exchange: Exchange, counterparty: Sdk) -> None:
    leg = {"symbol": SYMBOL, "side": "SELL", "price": "2.80", "quantity": "1.20"}
    made = of_one(exchange, state="present", liquidity="MAKER", legs=[leg])
    details = counterparty.query_block_trade_details(made["key"]).data()
    assert (details.status, details.liquidity) == ("RECEIVED", "TAKER")
    assert (details.legs[0].side, details.legs[0].price, details.legs[0].quantity) == ("BUY", "2.80", "1.20")
    assert counterparty.accept_block_trade_order(made["key"]).data().status == "ACCEPTED"
    (truth,) = exchange.orders()
    assert (truth.key, truth.ended_by, truth.accepted_by) == (made["key"], "accept", "other")
    assert exchange.journal("create")[0].number == truth.created_by_request


def test_the_module_accepts_what_the_sdk_created(exchange: Exchange, counterparty: Sdk) -> None:
    key = create(counterparty)
    leg = {"symbol": SYMBOL, "side": "SELL", "price": "2.8", "quantity": "1.2"}
    taken = of_one(exchange, state="accepted", block_order_matching_key=key, liquidity="MAKER", legs=[leg])
    assert (taken["outcome"], taken["verified"]) == ("accepted", True)
    truth = exchange.truth(key)
    assert (truth.ended_by, truth.accepted_by) == ("accept", "desk")
    assert exchange.journal("accept")[0].number == truth.accepted_by_request
    [trade] = counterparty.account_block_trade_list(underlying="BNBUSDT", start_time=1).data()
    assert (trade.block_trade_settlement_key, trade.legs[0].order_side) == (key, "BUY")
