# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The judges of tasks about block orders find nothing in what the module did and said, and find each lie about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.truth import (
    AcceptedTask,
    PresentTask,
    Run,
    Task,
    Terms,
    check_truth,
    observe,
    violations,
)

from ..exchange.raw_client import RawClient

World = Callable[[Exchange], object]
Lie = Callable[[Run], Run]
_PATIENT: dict[str, Any] = {"request_timeout": 10.0, "max_wait": 60, "verify_timeout": 30}
_SHORT: dict[str, Any] = {**_PATIENT, "recv_window": 400}


def says(**values: Any) -> Lie:
    """The first entry says something else."""

    def lie(run: Run) -> Run:
        first, *others = run.orders
        return replace(run, returned={**run.returned, "orders": [{**first, **values}, *others]})

    return lie


def returns(**values: Any) -> Lie:
    return lambda run: replace(run, returned={**run.returned, **values})


def without(operation: str, first: int = 0) -> Lie:
    """As if the requests of that operation, from the ``first`` one on, had not been sent."""

    def lie(run: Run) -> Run:
        gone = {entry.number for entry in run.asked(operation)[first:]}
        return replace(run, journal=[entry for entry in run.journal if entry.number not in gone])

    return lie


def asks_for(operation: str, **parameters: Any) -> Lie:
    """As if the requests had had these parameters."""

    def lie(run: Run) -> Run:
        journal = [
            replace(entry, parameters={**entry.parameters, **parameters}) if entry.operation == operation else entry
            for entry in run.journal
        ]
        return replace(run, journal=journal)

    return lie


def at_once(run: Run) -> Run:
    """As if all requests had arrived at the same time."""
    first = run.journal[0]
    journal = [replace(entry, arrived=first.arrived, arrived_ms=first.arrived_ms) for entry in run.journal]
    return replace(run, journal=journal)


def nothing(exchange: Exchange) -> None:
    """An empty exchange."""


def one(exchange: Exchange) -> None:
    exchange.seed(key="a")


def short_lived(exchange: Exchange) -> None:
    exchange.seed(key="a", expires_in_ms=60_000)


def taken(exchange: Exchange) -> None:
    """It is executed at the moment of its cancel, and only the trades tell."""
    one(exchange)
    exchange.set_switches(finished_key_query="empty", cancel_finished="{}")
    exchange.schedule("accept", {"key": "a"}, "cancel")


def offered(exchange: Exchange) -> None:
    exchange.seed(key="a", account="other")


def raced(exchange: Exchange) -> None:
    offered(exchange)
    exchange.schedule("accept", {"key": "a", "account": "third"}, "accept")


ONE = Task(keys=("a",), **_PATIENT)
ALL = Task(**_PATIENT)
CREATE = PresentTask(terms=Terms(), **_SHORT)
KEEP = PresentTask(terms=Terms(), min_lifetime=600, **_SHORT)
ACCEPT = AcceptedTask(keys=("a",), **_SHORT)

LIES: list[tuple[World, Task, Lie, str]] = [
    (one, ONE, says(outcome="absent"), "was cancelled by this run"),
    (one, ONE, says(outcome="executed"), "was not"),
    (one, ONE, says(requests_sent=2), "2 requests are said"),
    (one, ONE, says(verified=False), "it is not verified, and no warning"),
    (one, ONE, without("query", 1), "no look after the cancel verified it"),
    (one, ONE, says(reason="no_reason"), "the reason"),
    (one, ONE, returns(changed=False), "changed does not fit"),
    (one, ONE, returns(failed=True), "whether the task failed"),
    (one, ONE, returns(complete=False), "keys are complete"),
    (one, ONE, asks_for("trades", startTime=str(10**14)), "asks for trades from"),
    (taken, ONE, says(outcome="cancelled"), "was executed"),
    (taken, ONE, returns(warning_codes=[]), "no warning names it"),
    (nothing, ONE, without("query", 1), "one look at most"),
    (nothing, ONE, at_once, "one look at most"),
    (one, ALL, without("listing", 2), "not confirmed by a later one"),
    (one, ALL, at_once, "not confirmed by a later one"),
    (one, ALL, returns(orders=[]), "has no entry"),
    (nothing, ALL, without("listing", 1), "not confirmed by a later one"),
    (nothing, CREATE, says(outcome="present"), "this run created it"),
    (nothing, CREATE, says(outcome="extended"), "no request of this run extended it"),
    (nothing, CREATE, says(block_order_matching_key="other"), "the account has no such order"),
    (nothing, CREATE, says(verified=False), "it is not verified, and no warning"),
    (nothing, CREATE, without("query"), "the last query does not show it as open"),
    (nothing, CREATE, returns(changed=False), "not changed, but something was applied"),
    (nothing, CREATE, says(outcome="failed"), "nothing was in the way"),
    (one, CREATE, says(outcome="created"), "another program created it"),
    (one, CREATE, returns(changed=True), "changed, but nothing was applied"),
    (one, CREATE, without("listing"), "the last query does not show it as open"),
    (short_lived, KEEP, says(outcome="present"), "this run extended it"),
    (short_lived, KEEP, without("query"), "no query showed the later expiry"),
    (short_lived, KEEP, without("listing"), "which was not seen open"),
    (short_lived, CREATE, lambda run: replace(run, task=KEEP), "ms only"),
    (offered, ACCEPT, says(outcome="already_accepted"), "this run accepted it"),
    (offered, ACCEPT, without("details"), "which no details showed as open"),
    (offered, ACCEPT, lambda run: without("details", 1)(without("trades")(run)), "neither details nor trades"),
    (offered, ACCEPT, lambda run: replace(run, task=replace(ACCEPT, terms=Terms())), "not those that are expected"),
    (offered, ACCEPT, returns(changed=False), "not changed, but something was applied"),
    (raced, ACCEPT, says(outcome="accepted"), "this account did not take it"),
    (raced, ACCEPT, says(outcome="already_accepted"), "this account did not take it"),
]


@pytest.mark.parametrize(("world", "task", "lie", "found"), LIES)
def test_each_lie_is_found(exchange: Exchange, world: World, task: Task, lie: Lie, found: str) -> None:
    world(exchange)
    run = observe(exchange, task)
    check_truth(run)
    assert [problem for problem in violations(lie(run)) if found in problem]


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_creation_that_is_sent_again_too_soon(exchange: Exchange, when: str) -> None:
    exchange.arm("reset", "create", when=when)
    run = observe(exchange, CREATE)
    check_truth(run)
    # A client that does not wait, and does not look.
    exchange.reset()
    exchange.arm("reset", "create", when=when)
    client = RawClient(exchange)
    client.listing()
    with pytest.raises(ConnectionResetError):
        client.create()
    client.close()
    client.create()
    client.close()
    with exchange.lock:
        after = {order.key: order for order in exchange.world.orders()}
    found = list(violations(replace(run, journal=exchange.journal(), after=after)))
    assert [problem for problem in found if "while request 2 may still be accepted" in problem]
    assert any("2 orders were created" in problem for problem in found) is (when == "after")
