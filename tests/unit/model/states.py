# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scenarios of the states ``present`` and ``accepted``: lost creations, second programs, races, late listings."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ansible_collections.marketops.binance.tests.exchange.switches import NEVER, choices
from ansible_collections.marketops.binance.tests.truth import AcceptedTask, PresentTask, Task, Terms

from .scenario import Scenario, Step, World
from .strategies import LIMITS, clock_steps, faults, operations, weighted

_TERMS = (Terms(), Terms("MAKER", "ETH-261225-4000-P", "SELL", "3.50", "10"))
_CHOSEN = (
    *("create_answer", "extend_answer", "extend_unknown", "extend_finished", "accept_unknown", "accept_finished"),
    *("details_unknown", "details_finished", "listing_finished", "unknown_key_query", "finished_key_query"),
    *("open_key_query_shape", "key_name", "cancelled_status", "executed_status", "accept_status", "numbers"),
    *("error_http_status", "orders_counted"),
)


def _seeded(terms: Terms, **more: Any) -> dict[str, Any]:
    return {**vars(terms), **more}


def _orders(number: int, accounts: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    statuses = weighted(
        (7, st.just({})),
        (2, st.sampled_from(("ACCEPTED", "CANCELLED", "EXPIRED")).map(lambda status: {"status": status})),
        (1, st.just({"status": "PENDING_REVIEW"})),
    )
    lives = weighted(
        (3, st.just({})),
        (3, st.sampled_from((30_000, 300_000, 900_000)).map(lambda left: {"expires_in_ms": left})),
        (1, st.integers(1, 1500).map(lambda left: {"expires_in_ms": left})),
    )
    return st.builds(
        lambda terms, account, status, life, age: _seeded(
            terms, key=f"order-{number}", account=account, age_ms=age, **status, **life
        ),
        st.sampled_from(_TERMS),
        st.sampled_from(accounts),
        statuses,
        lives,
        st.sampled_from((0, 1000, 60_000)),
    )


def _switches() -> st.SearchStrategy[dict[str, Any]]:
    positions: dict[str, st.SearchStrategy[Any]] = {name: st.sampled_from(choices()[name]) for name in _CHOSEN}
    positions.update(
        hide_open=st.sampled_from((False,) * 12 + (True,)),
        listing_limit=st.sampled_from((None,) * 8 + (1,)),
        lag_ms=st.sampled_from((0,) * 6 + (300, 1300, NEVER)),
        trades_lag_ms=st.sampled_from((0,) * 6 + (400, NEVER)),
        # Shorter and longer than ``confirm_delay``, and than a lost creation may still be accepted.
        appear_lag_ms=st.sampled_from((0,) * 4 + (60, 150, 400, 900, NEVER)),
        extend_lag_ms=st.sampled_from((0,) * 4 + (300, 1300, NEVER)),
        listing_flaps=st.sampled_from(((),) * 5 + ((0,), (None, 0), (None, None, 0), (1, 0))),
        key_query_flaps=st.sampled_from(((),) * 5 + ((0,), (None, 0))),
    )
    return st.fixed_dictionaries({}, optional=positions)


@st.composite
def _worlds(draw: st.DrawFn, accounts: tuple[str, ...]) -> World:
    orders = [draw(_orders(number, accounts)) for number in range(draw(st.sampled_from((1, 2, 3, 0))))]
    limits, used = draw(LIMITS)
    permissions: tuple[str, ...] | None = None
    if draw(st.integers(0, 20)) == 20:
        permissions = draw(st.sampled_from((("read", "trade"), ("read", "trades"), ("trade", "trades"))))
    return World(
        orders=tuple(orders),
        switches=draw(_switches()),
        limits=limits,
        used_weight=used,
        skew_ms=draw(st.sampled_from((0, 0, 0, 0, 600, -600, 20_000))),
        permissions=permissions,
        market_maker=draw(st.sampled_from((True,) * 15 + (False,))),
        funds=draw(st.sampled_from(({},) * 10 + ({"balance": "1"}, {"margin": "1"}))),
    )


@st.composite
def _common(draw: st.DrawFn) -> dict[str, Any]:
    return {
        "check_mode": draw(st.sampled_from((False, False, False, True))),
        "max_orders": draw(st.sampled_from((None,) * 9 + (0, 1))),
        "verify_timeout": draw(st.sampled_from((1, 1, 0))),
        "max_wait": draw(st.sampled_from((2, 3, 1))),
        "request_timeout": draw(st.sampled_from((0.4, 0.2))),
        "confirm_delay": draw(st.sampled_from((0.1, 0.3, 0.0))),
        "concurrency": draw(st.sampled_from((1, 8))),
        "recv_window": draw(st.sampled_from((300, 500, 800, 5000))),
        "request_weight_limit": draw(st.sampled_from((2000, 2000, 2000, 40))),
    }


@st.composite
def _keys(draw: st.DrawFn, orders: int) -> tuple[str, ...]:
    known = [f"order-{number}" for number in range(orders)]
    return tuple(draw(st.lists(st.sampled_from([*known, *known, *known, "unknown-1"]), min_size=1, max_size=3)))


@st.composite
def _present(draw: st.DrawFn, orders: int) -> Task:
    meant: dict[str, Any] = {"terms": draw(st.sampled_from(_TERMS))}
    if draw(st.integers(0, 3)) == 3:
        meant = {"keys": draw(_keys(orders))}
    return PresentTask(**meant, min_lifetime=draw(st.sampled_from((0, 600, 1799))), **draw(_common()))


@st.composite
def _accepted(draw: st.DrawFn, orders: int) -> Task:
    expected = None
    if draw(st.integers(0, 2)) == 2:
        # As the counterparty sees the first terms, and the terms themselves, which nobody can accept.
        expected = draw(st.sampled_from((Terms("MAKER", side="SELL"), Terms())))
    return AcceptedTask(keys=draw(_keys(orders)), terms=expected, **draw(_common()))


@st.composite
def _actions(draw: st.DrawFn, task: Task, orders: int, number: int) -> dict[str, Any]:
    terms = task.terms if isinstance(task, PresentTask) and task.terms is not None else _TERMS[0]
    deeds: list[st.SearchStrategy[dict[str, Any]]] = [
        # A second program that creates the same.
        st.just({"action": "seed", "arguments": _seeded(terms, key=f"theirs-{number}")}),
        st.just({"action": "use_weight", "arguments": {"weight": 2000}}),
    ]
    if orders:
        order = st.integers(0, orders - 1).map(lambda index: f"order-{index}")
        endings = st.sampled_from(("accept", "cancel_by_other", "expire"))
        deeds += 3 * [
            st.builds(lambda action, key: {"action": action, "arguments": {"key": key}}, endings, order),
            order.map(lambda key: {"action": "accept", "arguments": {"key": key, "account": "third"}}),
        ]
    action = draw(st.one_of(deeds))
    action["operation"] = draw(operations(task))
    action["nth"] = draw(st.integers(1, 3))
    action["when"] = draw(st.sampled_from(("before", "after")))
    return action


@st.composite
def state_scenarios(draw: st.DrawFn) -> Scenario:
    accepting = draw(st.booleans())
    accounts = ("other", "other", "other", "desk") if accepting else ("desk",)
    world = draw(_worlds(accounts))
    orders = len(world.orders)
    steps = []
    for number in range(draw(st.integers(1, 2))):
        task = draw((_accepted if accepting else _present)(orders))
        broken = [draw(faults(task)) for _fault in range(draw(st.sampled_from((1, 1, 2, 0))))]
        actions = [
            draw(_actions(task, orders, 10 * number + index)) for index in range(draw(st.sampled_from((0, 0, 1, 2))))
        ]
        clock = [draw(clock_steps(task)) for _step in range(draw(st.sampled_from((0, 0, 0, 0, 0, 1))))]
        steps.append(Step(task, tuple(broken), tuple(actions), tuple(clock)))
    return Scenario(world, tuple(steps))
