# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The orders that a window has cancelled are created again: each once, whatever happens."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.process_tree import children, module_of

from .conftest import wait_until
from .desks import Desks, Ran, desks_in, open_keys

RESTORE = "marketops.binance.restore_block_orders"
# Longer than anything that an interrupted run has sent can still be accepted.
LATER_MS = 400_000
PRICES = ["10", "20", "30"]


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with desks_in(tmp_path) as made:
        yield made


@pytest.fixture
def exchange(desks: Desks) -> Exchange:
    exchange = desks.add("desk", orders=0)
    for number, price in enumerate(PRICES):
        exchange.seed(key=f"order-{number}", price=price)
    return exchange


def restore(desks: Desks, *more: str, **options: Any) -> Ran:
    return desks.play(RESTORE, *desks.arguments(*more, **options))


def open_and_close(desks: Desks) -> None:
    assert desks.open().returncode == 0
    assert desks.close().returncode == 0


def open_prices(exchange: Exchange) -> list[str]:
    return sorted(order.leg.price for order in exchange.world.orders() if order.open)


def steps(desks: Desks, name: str) -> list[Any]:
    runs = desks.evidence("desk")["restorations"]
    return [step[name] for run in runs for step in run["steps"] if name in step]


def results(desks: Desks) -> list[tuple[str, str]]:
    return [(entry["key"], entry["outcome"]) for found in steps(desks, "restored") for entry in found]


def test_each_is_created_once_with_its_terms(desks: Desks, exchange: Exchange) -> None:
    before = {(order.leg, order.liquidity) for order in exchange.world.orders()}
    open_and_close(desks)
    ran = restore(desks)
    assert ran.returncode == 0, ran.stdout
    made = [order for order in exchange.world.orders() if order.open]
    assert {(order.leg, order.liquidity) for order in made} == before
    assert results(desks) == [(f"order-{number}", "created") for number in range(3)]
    assert [order["key"] for order in steps(desks, "restoring")[0]["orders"]] == ["order-0", "order-1", "order-2"]
    for order in made:
        assert f"-> {order.key}" in ran.stdout
        assert order.key in desks.report("desk")
    assert "<h2>Restored</h2>" in desks.report("desk")
    assert "desk  RESTORED (3 created)" in ran.stdout
    assert desks.evidence("desk")["closing"]["verdict"] == "closed"
    assert all(len(line) <= 80 for line in ran.stdout.splitlines() if line.startswith("  order-"))

    again = restore(desks, "--diff")
    assert again.returncode == 0, again.stdout
    assert len(exchange.journal("create")) == 3
    assert "desk  RESTORED (3 created by an earlier run)" in again.stdout
    assert "+++ after" not in again.stdout


def test_check_mode_shows_it_and_sends_nothing(desks: Desks, exchange: Exchange) -> None:
    open_and_close(desks)
    evidence = desks.path("desk").read_bytes()
    ran = restore(desks, "--check", "--diff")
    assert ran.returncode == 0, ran.stdout
    assert exchange.journal("create") == []
    assert desks.path("desk").read_bytes() == evidence
    assert ran.stdout.count("would be created: BUY") == 3
    assert "desk  CHECK MODE (3 would be created)" in ran.stdout
    assert "Would restore window w1 on desk (3 would be created)." in ran.stdout


def test_orders_with_the_same_terms_are_created_once_each(desks: Desks) -> None:
    exchange = desks.add("desk", orders=3)
    open_and_close(desks)
    exchange.seed(key="made-by-hand")
    exchange.arm("timeout", "create", when="after")
    ran = restore(desks)
    assert ran.returncode == 0, ran.stdout
    assert len(open_keys(exchange)) == 3
    assert [outcome for _key, outcome in results(desks)] == ["present", "created", "created"]
    assert len({entry["new_key"] for entry in steps(desks, "restored")[0]}) == 3
    assert restore(desks).returncode == 0
    assert len(open_keys(exchange)) == 3


def test_what_was_executed_is_not_restored(desks: Desks, exchange: Exchange) -> None:
    exchange.schedule("accept", {"key": "order-1"}, operation="cancel")
    open_and_close(desks)
    ran = restore(desks)
    assert ran.returncode == 0, ran.stdout
    assert open_prices(exchange) == ["10", "30"]
    assert "left out: BUY" in ran.stdout
    assert "Why: executed by the counterparty." in ran.stdout


def test_what_is_open_again_is_left_to_the_operator(desks: Desks, exchange: Exchange) -> None:
    assert desks.open().returncode == 0
    exchange.set_status("order-1", "RECEIVED")
    desks.close()
    ran = restore(desks)
    assert ran.returncode == 2, ran.stdout
    assert open_prices(exchange) == ["10", "20", "30"]
    assert len(exchange.journal("create")) == 2
    assert "it was open again after it had been gone" in " ".join(ran.stdout.split())


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_lost_answer_creates_none_twice(desks: Desks, exchange: Exchange, when: str) -> None:
    open_and_close(desks)
    exchange.arm("reset", "create", when=when, skip=1)
    ran = restore(desks)
    assert ran.returncode == 0, ran.stdout
    assert open_prices(exchange) == PRICES
    assert len(open_keys(exchange)) == 3


def test_a_killed_run_is_taken_up_by_the_next_one(desks: Desks, exchange: Exchange) -> None:
    open_and_close(desks)
    kill_in_the_second_create(desks, exchange, "before")
    assert results(desks) == []
    exchange.set_skew(LATER_MS)
    ran = restore(desks)
    assert ran.returncode == 0, ran.stdout
    assert "this run continues where it stopped" in " ".join(ran.stdout.split())
    assert open_prices(exchange) == PRICES
    assert sorted(outcome for _key, outcome in results(desks)) == ["created", "created", "present"]


def test_several_accounts_are_taken_up_after_ctrl_c(desks: Desks, exchange: Exchange) -> None:
    second = desks.add("desk_b", orders=2)
    open_and_close(desks)
    exchange.arm("timeout", "create", when="after", skip=1, count=None)
    ran = desks.interrupt(lambda: len(exchange.journal("create")) == 2, playbook=RESTORE)
    assert ran.returncode != 0, ran.stdout
    exchange.disarm()
    for each in (exchange, second):
        each.set_skew(LATER_MS)
    for _again in range(2):
        ran = restore(desks)
        assert ran.returncode == 0, ran.stdout
        assert open_prices(exchange) == PRICES
        assert len(open_keys(second)) == 2
        assert "2 of 2 accounts as wanted" in ran.stdout
    assert [len(each.journal("create")) for each in (exchange, second)] == [3, 2]


def test_what_a_killed_run_has_created_is_not_created_again_after_its_execution(
    desks: Desks, exchange: Exchange
) -> None:
    open_and_close(desks)
    kill_in_the_second_create(desks, exchange, "after")
    (key,) = (order.key for order in exchange.world.orders() if order.open and order.leg.price == "20")
    exchange.accept(key)
    exchange.set_skew(LATER_MS)
    ran = restore(desks)
    assert ran.returncode == 2, ran.stdout
    assert open_prices(exchange) == ["10", "30"]
    assert ("order-1", "failed") in results(desks)
    assert "an earlier run created it, and it was executed" in " ".join(ran.stdout.split())
    creates = len(exchange.journal("create"))
    assert restore(desks).returncode == 2
    assert len(exchange.journal("create")) == creates


def test_what_a_killed_run_may_have_created_long_ago_is_not_created_again(desks: Desks, exchange: Exchange) -> None:
    open_and_close(desks)
    kill_in_the_second_create(desks, exchange, "after")
    exchange.set_skew(1_600_000)
    creates = len(exchange.journal("create"))
    ran = restore(desks)
    assert ran.returncode == 2, ran.stdout
    assert len(exchange.journal("create")) == creates
    assert "an earlier run may have created it, too long ago" in " ".join(ran.stdout.split())


def kill_in_the_second_create(desks: Desks, exchange: Exchange, when: str) -> None:
    exchange.arm("timeout", "create", when=when, skip=1, count=None)
    with desks.start(playbook=RESTORE) as process:
        wait_until(lambda: len(exchange.journal("create")) == 2)
        (worker,) = (pid for pid in children(process.pid) if children(pid))
        module = module_of(worker, "restore_step")
        os.kill(worker, signal.SIGKILL)
        os.kill(module, signal.SIGKILL)
        output, _nothing = process.communicate(timeout=60)
    assert process.returncode != 0, output
    exchange.disarm()


def test_it_refuses_before_anything_is_sent(desks: Desks, exchange: Exchange) -> None:
    def refused(*more: str, because: str, **options: Any) -> None:
        ran = restore(desks, *more, **options)
        assert ran.returncode == 2, ran.stdout
        assert because in " ".join(ran.stdout.split())

    refused(because="There is no evidence of window w1 of desk")
    assert desks.open().returncode == 0
    refused(because="Window w1 of desk is not closed, or its orders")
    assert desks.close().returncode == 0
    requests = len(exchange.journal())
    refused("-e", "binance_restore_max_age=0", because="it must be a number of hours")
    refused(max_orders=2, because="3 orders of window w1 of desk would be created again, and max_orders is 2")
    refused(max_orders=None, because="max_orders is missing (binance_max_orders of the playbooks)")
    refused("-e", "binance_max_age=8", because="Did you mean binance_restore_max_age?")
    assert len(exchange.journal()) == requests
    refused(
        "-e",
        "binance_restore_max_age=0.000001",
        because="Prices age: raise max_age if all the old ones are still right",
    )
    assert [entry.operation for entry in exchange.journal()[requests:]] == ["time"]
