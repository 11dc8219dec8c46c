# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The judges of tasks about ordinary orders find nothing in an honest client, and find each lie."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.truth.options import OptionTask, check_truth, observe, violations

from .option_client import Client, Entry

BTC, PUT, ETH = "BTC-261225-100000-C", "BTC-261225-100000-P", "ETH-261225-4000-P"
FIRST = 4611875134427365377
IDS = tuple(str(FIRST + number) for number in range(3))

SELECTORS: dict[str, dict[str, Any]] = {
    "ids": {"order_id": (*IDS, "77"), "symbol": BTC},
    "symbol": {"symbol": BTC},
    "underlying": {"underlying": "BTCUSDT"},
    "account": {},
}
CANCELS = {
    "ids": "option_cancel",
    "symbol": "option_cancel_symbol",
    "underlying": "option_cancel_underlying",
    "account": "option_cancel_underlying",
}
every_selector = pytest.mark.parametrize("selector", SELECTORS)


def task(selector: str, **options: Any) -> OptionTask:
    return OptionTask(**{"verify_timeout": 1, "confirm_delay": 0.05, **SELECTORS[selector], **options})


@pytest.fixture(autouse=True)
def _world(exchange: Exchange) -> None:
    """Two open orders and a partly filled one on a symbol, and one each of what may not be touched by all selectors."""
    exchange.seed_option_orders(2)
    exchange.seed_option_order(executed="0.4")
    exchange.seed_option_order(symbol=PUT)
    exchange.seed_option_order(symbol=ETH)
    exchange.seed_option_order(account="other")
    exchange.seed_option_order(status="FILLED")


WORLDS: dict[str, Callable[[Exchange, str], object]] = {
    "nothing happens": lambda exchange, cancel: None,
    "a fill before the cancel": lambda exchange, cancel: exchange.schedule("fill", {"order_id": IDS[0]}, cancel),
    "a partial fill before the cancel": lambda exchange, cancel: exchange.schedule(
        "fill", {"order_id": IDS[0], "quantity": "0.1"}, cancel
    ),
    "somebody else cancels": lambda exchange, cancel: exchange.schedule(
        "cancel_option_by_other", {"order_id": IDS[1]}, cancel
    ),
    "a new order after the cancel": lambda exchange, cancel: exchange.schedule(
        "seed_option_order", {"symbol": BTC}, cancel, when="after"
    ),
    "a lost answer": lambda exchange, cancel: exchange.arm("reset", cancel, when="after"),
    "a lost request": lambda exchange, cancel: exchange.arm("reset", cancel, when="before"),
    "late listings": lambda exchange, cancel: exchange.set_switches(option_listing_lag_ms=200),
    "finished orders are hidden": lambda exchange, cancel: exchange.set_switches(option_finished_query="-2013"),
    "finished orders are listed": lambda exchange, cancel: exchange.set_switches(option_listing_finished=True),
    "a listing without open orders": lambda exchange, cancel: exchange.set_switches(
        option_listing_flaps=[None, 0, None]
    ),
    "a countdown ends": lambda exchange, cancel: (
        exchange.set_countdown("BTCUSDT", 60_000),
        exchange.schedule("end_countdown", {"underlying": "BTCUSDT"}, cancel),
    ),
    "a late bulk cancel": lambda exchange, cancel: exchange.set_switches(bulk_delay_ms=200),
}


@pytest.mark.sampled(3)
@every_selector
@pytest.mark.parametrize("world", WORLDS)
def test_an_honest_client(exchange: Exchange, selector: str, world: str) -> None:
    WORLDS[world](exchange, CANCELS[selector])
    run = observe(exchange, task(selector), Client(exchange).run)
    check_truth(run)
    assert not any(order.open for order in run.after.values() if run.task.selects(order))


@pytest.mark.parametrize("answer", ["success", "lost", "unknown"])
@pytest.mark.parametrize("selector", ["symbol", "underlying", "account"])
def test_a_bulk_cancel_that_is_carried_out_in_part(exchange: Exchange, selector: str, answer: str) -> None:
    exchange.arm("partly", CANCELS[selector], answer=answer, leaves=2)
    run = observe(exchange, task(selector), Client(exchange).run)
    check_truth(run)
    assert not any(order.open for order in run.after.values() if run.task.selects(order))


@every_selector
def test_check_mode(exchange: Exchange, selector: str) -> None:
    run = observe(exchange, task(selector, check_mode=True), Client(exchange).run)
    check_truth(run)
    assert [entry["outcome"] for entry in run.orders].count("would_cancel") >= 3


@pytest.mark.parametrize("selector", ["symbol", "underlying", "account"])
@pytest.mark.parametrize("options", [{"max_orders": 1}, {"max_orders": 1, "check_mode": True}])
def test_more_than_max_orders(exchange: Exchange, selector: str, options: dict[str, Any]) -> None:
    run = observe(exchange, task(selector, **options), Client(exchange).run)
    check_truth(run)
    assert all(order.open == run.before[order_id].open for order_id, order in run.after.items())


class Guesser(Client):
    """Does not read how orders ended."""

    def read_end(self, order_id: str) -> None:
        self.entries[order_id]["after"] = {"status": "CANCELLED", "open": False}


class Silent(Client):
    def warnings(self, entries: list[Entry]) -> list[dict[str, Any]]:
        return []


class Hasty(Client):
    """Takes one listing without open orders for enough."""

    def confirm(self) -> bool:
        return True


class Wide(Client):
    """Cancels by underlying whatever was selected."""

    def cancel_all(self, open_orders: dict[str, Entry]) -> None:
        self.send(self._desk.cancel_underlying, list(open_orders), "BTCUSDT")


class Trusting(Client):
    """Takes the answer to the bulk cancel for proof."""

    def all(self) -> None:
        self.cancel_all(self.listed())
        for order_id in self.entries:
            self.entries[order_id]["after"] = {"status": "CANCELLED", "open": False}


class Boastful(Client):
    def report(self) -> dict[str, Any]:
        return {**super().report(), "changed": True}


class Modest(Client):
    """Claims no cancel as its own."""

    def outcome(self, entry: Entry) -> str:
        return "absent"


class Rounding(Client):
    """Reads IDs as floats."""

    def report(self) -> dict[str, Any]:
        report = super().report()
        for entry in report["orders"]:
            entry["order_id"] = str(int(float(entry["order_id"])))
        return report


class Careless(Client):
    def too_many(self, open_orders: dict[str, Entry]) -> bool:
        return False


def lies(exchange: Exchange, client: type[Client], selector: str = "symbol", **options: Any) -> str:
    return "\n".join(violations(observe(exchange, task(selector, **options), client(exchange).run)))


def test_cancelled_is_never_reported_for_a_filled_order(exchange: Exchange) -> None:
    exchange.schedule("fill", {"order_id": IDS[0]}, "option_cancel_symbol")
    assert "is said cancelled, but was filled" in lies(exchange, Guesser)


def test_a_partial_fill_is_never_missed(exchange: Exchange) -> None:
    exchange.schedule("fill", {"order_id": IDS[0], "quantity": "0.1"}, "option_cancel_symbol")
    assert "0 is said to be executed, 0.1 was, and nobody looked" in lies(exchange, Guesser)


def test_no_partial_fill_without_a_warning(exchange: Exchange) -> None:
    assert f"{IDS[2]} (cancelled): a part of it was executed, and no warning names it" in lies(exchange, Silent)


def test_no_fill_without_a_warning(exchange: Exchange) -> None:
    exchange.schedule("fill", {"order_id": IDS[0]}, "option_cancel_symbol")
    assert f"{IDS[0]} is said executed, but no warning names it" in lies(exchange, Silent)


@pytest.mark.parametrize("selector", ["symbol", "underlying", "account"])
def test_none_is_never_open_on_one_look(exchange: Exchange, selector: str) -> None:
    assert "was not confirmed by a later one" in lies(exchange, Hasty, selector)


def test_a_listing_that_lacks_open_orders(exchange: Exchange) -> None:
    exchange.set_switches(option_listing_flaps=[0])
    assert "was not confirmed by a later one" in lies(exchange, Hasty, check_mode=True)


def test_no_order_outside_the_selection(exchange: Exchange) -> None:
    found = lies(exchange, Wide)
    assert f"touches {FIRST + 3}" in found
    assert f"{FIRST + 3} was cancelled, and was not selected" in found


def test_a_wide_request_is_wrong_even_if_it_finds_nothing(exchange: Exchange) -> None:
    exchange.cancel_option_by_other(str(FIRST + 3))
    assert "may touch more than was selected" in lies(exchange, Wide)


def test_an_acknowledgement_is_no_proof(exchange: Exchange) -> None:
    exchange.arm("partly", "option_cancel_symbol")
    found = lies(exchange, Trusting)
    assert "is said cancelled, but is open" in found
    assert "no look after the cancel verified it" in found


def test_changed_is_exact(exchange: Exchange) -> None:
    exchange.cancel_option_by_other(str(FIRST + 4))
    assert lies(exchange, Boastful, underlying="ETHUSDT", selector="account") == "changed does not fit the outcomes"


def test_a_cancel_is_credited(exchange: Exchange) -> None:
    assert "is said absent, but was cancelled by this run" in lies(exchange, Modest)


def test_ids_are_exact(exchange: Exchange) -> None:
    found = lies(exchange, Rounding)
    assert "is said cancelled, but the account has no such order" in found
    assert "was listed as open in request 1, and has no entry" in found


def test_max_orders_holds(exchange: Exchange) -> None:
    assert "max_orders is 2, 3 orders were open, and a cancel was sent" in lies(exchange, Careless, max_orders=2)
