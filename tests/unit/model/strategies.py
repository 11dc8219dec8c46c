# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which worlds and tasks there can be. What no exchange would do, such as deny an open order, is not among them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ansible_collections.marketops.binance.tests.exchange.faults import GATEWAY_STATUSES, KINDS, MAINTENANCE
from ansible_collections.marketops.binance.tests.exchange.switches import NEVER, choices
from ansible_collections.marketops.binance.tests.support.stepped_clock import SET, SUSPEND, ClockStep
from ansible_collections.marketops.binance.tests.truth import AcceptedTask, PresentTask, Task

from .scenario import Scenario, Step, World

_SYMBOLS = ("BTC-261225-100000-C", "ETH-261225-4000-P", "BNB-261225-700-C")
_UNDERLYINGS = ("BTCUSDT", "ETHUSDT", "BNBUSDT")
_CLOSED = ("ACCEPTED", "FILLED", "CANCELLED", "CANCELED", "EXPIRED", "REJECTED")
_NO_SUCH_ORDER = (-2013, -2011, -6028, -6037)
_CODES = (
    *(-1000, -1001, -1003, -1004, -1006, -1007, -1008, -1015, -1016, -1020, -1021, -1034, -1102, -1109, -1121, -1128),
    *(-1130, -2008, -2010, -2017, -5000, -5028, -6063, -71012),
)
_OF_NEW_ORDERS = (-1111, -2018, -2027, -4014, -6005, -6048)
_ENDINGS = ("accept", "cancel_by_other", "expire")


def weighted(*choices: tuple[int, st.SearchStrategy[Any]]) -> st.SearchStrategy[Any]:
    return st.one_of([strategy for weight, strategy in choices for _time in range(weight)])


def _orders(number: int) -> st.SearchStrategy[dict[str, Any]]:
    statuses = weighted(
        (8, st.just({})),
        (2, st.sampled_from(_CLOSED).map(lambda status: {"status": status})),
        (1, st.sampled_from(({"status": "PENDING_REVIEW"}, {"status": "received"}))),
        (1, st.just({"status": "UNDER_WATER", "is_open": False})),
    )
    details = st.fixed_dictionaries(
        {"symbol": st.sampled_from(_SYMBOLS)},
        optional={
            "account": st.sampled_from(("desk",) * 6 + ("other",)),
            "side": st.just("SELL"),
            "liquidity": st.just("MAKER"),
            "age_ms": st.sampled_from((1000, 60_000, 1_000_000)),
            "ended_ago_ms": st.sampled_from((500, 30_000, 90_000)),
        },
    )
    lives = weighted((7, st.just({})), (1, st.integers(1, 1500).map(lambda left: {"expires_in_ms": left})))
    return st.builds(
        lambda status, more, life: {"key": f"order-{number}", **status, **more, **life}, statuses, details, lives
    )


def _switches() -> st.SearchStrategy[dict[str, Any]]:
    positions: dict[str, st.SearchStrategy[Any]] = {
        name: st.sampled_from(values) for name, values in choices().items() if name != "hide_open"
    }
    positions.update(
        hide_open=st.sampled_from((False,) * 7 + (True,)),
        listing_limit=st.sampled_from((None,) * 5 + (1, 2, 0)),
        listing_default_range_ms=st.sampled_from((None,) * 4 + (30_000,)),
        listing_status_names=st.sampled_from(({}, {}, {"RECEIVED": "NEW"}, {"CANCELLED": "DONE"})),
        lag_ms=st.sampled_from((0,) * 6 + (300, 300, 1300, NEVER)),
        trades_lag_ms=st.sampled_from((0,) * 6 + (400, NEVER)),
        appear_lag_ms=st.sampled_from((0,) * 6 + (150, 400, NEVER)),
        listing_flaps=st.sampled_from(((),) * 5 + ((0,), (1, 0), (None, 0), (2, 0, None, 0))),
        key_query_flaps=st.sampled_from(((),) * 5 + ((0,), (None, 0), (None, None, 0))),
    )
    return st.fixed_dictionaries({}, optional=positions)


LIMITS: st.SearchStrategy[tuple[dict[str, Any], int]] = st.sampled_from(
    (
        *[({}, 0)] * 10,
        ({}, 1985),
        ({"window_s": 1, "weight_limit": 90}, 0),
        ({"window_s": 2, "weight_limit": 90}, 30),
        ({"order_limits": {1: 1}}, 0),
        ({"neighbour_per_minute": 600, "latency_ms": 20}, 0),
    )
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    orders = [draw(_orders(number)) for number in range(draw(st.sampled_from((3, 2, 4, 1, 5, 0))))]
    limits, used = draw(LIMITS)
    permissions: tuple[str, ...] | None = None
    if draw(st.integers(0, 30)) == 30:
        permissions = draw(st.sampled_from((("read", "trade"), ("read", "trades"), ("trade", "trades"))))
    return World(
        orders=tuple(orders),
        switches=draw(_switches()),
        limits=limits,
        used_weight=used,
        skew_ms=draw(st.sampled_from((0, 0, 0, 600, -600, -3000, 20_000, -3_600_000))),
        permissions=permissions,
    )


def operations(task: Task) -> st.SearchStrategy[str]:
    """Those that the task asks for, and nothing that it never meets."""
    if isinstance(task, AcceptedTask):
        return st.sampled_from(("accept",) * 5 + ("details", "details", "trades", "trades", "any", "time"))
    if isinstance(task, PresentTask):
        change = "create" if task.terms is not None else "extend"
        return st.sampled_from((change,) * 5 + ("extend", "listing", "listing", "query", "query", "any", "time"))
    one_key = task.selected_keys is not None and len(task.selected_keys) == 1
    looks = ("query", "query") if one_key else ("listing", "listing", "query")
    return st.sampled_from(("cancel",) * 5 + looks + ("trades", "any", "time"))


@st.composite
def faults(draw: st.DrawFn, task: Task) -> dict[str, Any]:
    name = draw(st.sampled_from(tuple(name for name in KINDS if name != "answer")))
    operation = draw(operations(task))
    fault: dict[str, Any] = {"name": name, "operation": operation}
    fault["when"] = draw(st.sampled_from(KINDS[name].moments))
    if draw(st.booleans()):
        fault.update(skip=draw(st.integers(0, 3)), count=draw(st.sampled_from((1, 2, 5, None))))
    may_deny = operation not in ("query", "details", "any")
    fault.update(draw(fault_parameters(name, fault["when"], may_deny, operation in ("create", "accept"))))
    return fault


@st.composite
def fault_parameters(draw: st.DrawFn, name: str, when: str, may_deny: bool, is_new: bool = False) -> dict[str, Any]:
    """Parameters of ``arm``. ``may_deny``: the answer "no such order" would be no lie. ``is_new``: of a new order."""
    fault: dict[str, Any] = {}
    if name in ("delay", "delay_carry_out"):
        fault["delay_ms"] = draw(st.sampled_from((50, 300, 700)))
    if name == "delay_carry_out":
        fault["answer"] = draw(st.sampled_from(("504", "never")))
    if name == "418":
        fault["retry_after"] = 5
    if name in ("429", "418"):
        fault["unreadable"] = draw(st.booleans())
    if name in ("code", "200_negative_code"):
        codes = _CODES + (_NO_SUCH_ORDER if may_deny else ()) + (_OF_NEW_ORDERS if is_new else ())
        fault["code"] = draw(st.sampled_from(codes if when == "before" else (-1000, -1006, -1007)))
    if name == "code":
        fault["http_status"] = draw(st.sampled_from((400, 200, 500, 503)))
        if when == "before" and fault["http_status"] < 500 and draw(st.integers(0, 3)) == 3:
            fault["http_status"] = 429
    if name in _PARAMETERS:
        fault.update(draw(_PARAMETERS[name]))
    return fault


_PARAMETERS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "200_other_object": st.sampled_from(MAINTENANCE).map(lambda document: {"document": document}),
    "4xx_html": st.sampled_from(GATEWAY_STATUSES).map(lambda status: {"http_status": status}),
    "451": st.sampled_from((451, 451, 403, 400)).map(lambda status: {"http_status": status}),
    "ban_text": st.sampled_from((418, 429, 403, 400)).map(lambda status: {"http_status": status, "banned_s": 5}),
    "deflate_body": st.booleans().map(lambda raw: {"raw": raw}),
    "interim": st.fixed_dictionaries(
        {
            "http_status": st.sampled_from((103, 103, 102, 100)),
            "repeat": st.sampled_from((1, 1, 3, None)),
            "delay_ms": st.sampled_from((0, 50, 150, 300)),
        }
    ),
    "surplus": st.fixed_dictionaries(
        {"document": st.sampled_from(({}, [], {"code": -2013, "msg": "?"})), "delay_ms": st.sampled_from((0, 0, 30))}
    ),
    "wrong_kind": st.sampled_from((None, "time")).map(lambda kind: {"kind": kind}),
}


@st.composite
def clock_steps(draw: st.DrawFn, task: Task) -> ClockStep:
    how = draw(st.sampled_from((SET, SET, SUSPEND)))
    seconds = draw(st.sampled_from((300.0, 3600.0, -300.0) if how == SET else (1.0, 300.0)))
    moment = draw(st.sampled_from(("before", "after")))
    return ClockStep(how, seconds, draw(operations(task)), draw(st.integers(1, 3)), moment)


@st.composite
def _actions(draw: st.DrawFn, task: Task, orders: int, number: int) -> dict[str, Any]:
    deeds: list[st.SearchStrategy[dict[str, Any]]] = [
        st.just({"action": "seed", "arguments": {"key": f"new-{number}", "symbol": _SYMBOLS[0]}}),
        st.sampled_from((2000, 7000)).map(lambda weight: {"action": "use_weight", "arguments": {"weight": weight}}),
    ]
    if orders:
        ending = st.builds(
            lambda action, order: {"action": action, "arguments": {"key": f"order-{order}"}},
            st.sampled_from(_ENDINGS),
            st.integers(0, orders - 1),
        )
        deeds = [*[ending] * 6, *deeds]
    action = draw(st.one_of(deeds))
    action["operation"] = draw(operations(task))
    action["nth"] = draw(st.integers(1, 4))
    action["when"] = draw(st.sampled_from(("before", "after")))
    return action


@st.composite
def tasks(draw: st.DrawFn, orders: int) -> Task:
    known = [f"order-{number}" for number in range(orders)]
    others = st.lists(st.sampled_from([*known, "unknown-1", "unknown-2", " order-0 "]), max_size=2)
    keys = st.builds(lambda some, more: (*some, *more), st.permutations(known), others)
    selector: dict[str, Any] = draw(
        weighted(
            (2, st.just({})),
            (3, keys.map(lambda keys: {"keys": keys})),
            (2, st.sampled_from(known or ["unknown-1"]).map(lambda key: {"keys": (key,)})),
            (1, st.lists(st.sampled_from([*known, "unknown-1"]), max_size=3).map(lambda keys: {"keys": tuple(keys)})),
            (2, st.sampled_from(_UNDERLYINGS).map(lambda underlying: {"underlying": underlying})),
        )
    )
    return Task(
        **selector,
        check_mode=draw(st.sampled_from((False,) * 6 + (True,))),
        max_orders=draw(st.sampled_from((None,) * 9 + (0, 1, 2, 5))),
        verify_timeout=draw(st.sampled_from((1, 0))),
        max_wait=draw(st.sampled_from((3, 2, 1))),
        request_timeout=draw(st.sampled_from((0.4, 0.2))),
        confirm_delay=draw(st.sampled_from((0.1, 0.3, 0.0))),
        concurrency=draw(st.sampled_from((1, 2, 8))),
        recv_window=draw(st.sampled_from((5000, 60_000, 500))),
        request_weight_limit=draw(st.sampled_from((2000, 2000, 2000, 40))),
    )


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    world = draw(worlds())
    orders = len(world.orders)
    steps = []
    for number in range(draw(st.integers(1, 2))):
        task = draw(tasks(orders))
        broken = [draw(faults(task)) for _fault in range(draw(st.sampled_from((1, 2, 0, 3))))]
        actions = [
            draw(_actions(task, orders, 10 * number + index)) for index in range(draw(st.sampled_from((0, 1, 2, 3))))
        ]
        clock = [draw(clock_steps(task)) for _step in range(draw(st.sampled_from((0, 0, 0, 0, 1))))]
        steps.append(Step(task, tuple(broken), tuple(actions), tuple(clock)))
    return Scenario(world, tuple(steps))
