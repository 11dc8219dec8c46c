# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which worlds and tasks about ordinary option orders there can be. What no exchange would do is not among them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ansible_collections.marketops.binance.tests.exchange.faults import KINDS
from ansible_collections.marketops.binance.tests.exchange.option_operations import BULK_CANCELS
from ansible_collections.marketops.binance.tests.exchange.option_switches import OptionSwitches
from ansible_collections.marketops.binance.tests.exchange.switch_board import NEVER, choices_of
from ansible_collections.marketops.binance.tests.truth.options import OptionTask

from .option_scenario import Scenario, World
from .strategies import LIMITS, fault_parameters, weighted

_SYMBOLS = ("BTC-261225-100000-C", "BTC-261225-100000-P", "ETH-261225-4000-P")
_FIRST = 4611875134427365377
_CANCELS = {
    "ids": ("option_cancel",),
    "symbol": ("option_cancel_symbol", "option_cancel_symbol", "option_cancel"),
    "wide": ("option_cancel_underlying", "option_cancel_underlying", "option_cancel"),
}


def _orders(number: int) -> st.SearchStrategy[dict[str, Any]]:
    states = weighted(
        (8, st.just({})),
        (3, st.sampled_from(("0.1", "0.4", "1.1")).map(lambda executed: {"executed": executed})),
        (1, st.sampled_from(("FILLED", "CANCELLED", "REJECTED")).map(lambda status: {"status": status})),
        (1, st.just({"status": "CANCELLED", "executed": "0.3"})),
    )
    details = st.fixed_dictionaries(
        {"symbol": st.sampled_from(_SYMBOLS)},
        optional={
            "account": st.sampled_from(("desk",) * 6 + ("other",)),
            "side": st.just("SELL"),
            "age_ms": st.sampled_from((1000, 60_000)),
            "mmp": st.just(True),
        },
    )
    return st.builds(lambda state, more: {"order_id": str(_FIRST + number), **state, **more}, states, details)


def _switches() -> st.SearchStrategy[dict[str, Any]]:
    positions: dict[str, st.SearchStrategy[Any]] = {
        name: st.sampled_from(values)
        for name, values in choices_of(OptionSwitches).items()
        if not name.startswith(("countdown", "mmp", "position", "fills")) and name != "option_listing_hides"
    }
    late = (0,) * 6 + (150, 300, 1300, NEVER)
    positions.update(
        option_listing_lag_ms=st.sampled_from(late),
        option_query_lag_ms=st.sampled_from(late),
        history_lag_ms=st.sampled_from(late),
        option_appear_lag_ms=st.sampled_from((0,) * 6 + (150, 400)),
        bulk_delay_ms=st.sampled_from((0,) * 6 + (150, 400)),
        option_listing_flaps=st.sampled_from(((),) * 5 + ((0,), (1, 0), (None, 0), (2, 0, None, 0))),
        option_query_flaps=st.sampled_from(((),) * 5 + ((0,), (None, 0))),
        option_listing_limit=st.sampled_from((None,) * 5 + (1, 2)),
        history_default_limit=st.sampled_from((100, 1)),
        option_status_names=st.sampled_from(({}, {}, {"PARTIALLY_FILLED": "PARTIAL"})),
    )
    return st.fixed_dictionaries({}, optional=positions)


@st.composite
def _worlds(draw: st.DrawFn) -> World:
    orders = [draw(_orders(number)) for number in range(draw(st.sampled_from((4, 3, 6, 9, 1, 0))))]
    limits, used = draw(LIMITS)
    return World(tuple(orders), draw(_switches()), limits, used, draw(st.sampled_from((0, 0, 0, 600, -3000, 20_000))))


@st.composite
def _tasks(draw: st.DrawFn, orders: int) -> tuple[OptionTask, str]:
    ids = [str(_FIRST + number) for number in range(orders)]
    names = [f"quote-{number + 1}" for number in range(orders)]
    symbol = draw(st.sampled_from(_SYMBOLS))
    how = draw(st.sampled_from(("order_id", "client_order_id", "symbol", "symbol", "underlying", "account", "account")))
    selector: dict[str, Any] = {}
    if how in ("order_id", "client_order_id"):
        known = ids if how == "order_id" else names
        some = st.lists(st.sampled_from([*known, "77"]), max_size=6, unique=True)
        selector = {how: tuple(draw(some)), "symbol": symbol}
    elif how == "symbol":
        selector = {"symbol": symbol}
    elif how == "underlying":
        selector = {"underlying": draw(st.sampled_from(("BTCUSDT", "ETHUSDT")))}
    task = OptionTask(
        **selector,
        check_mode=draw(st.sampled_from((False,) * 6 + (True,))),
        max_orders=draw(st.sampled_from((None,) * 9 + (0, 1, 2, 5))),
        verify_timeout=draw(st.sampled_from((1, 1, 0))),
        max_wait=draw(st.sampled_from((4, 3, 2))),
        request_timeout=draw(st.sampled_from((0.4, 0.2))),
        confirm_delay=draw(st.sampled_from((0.1, 0.3, 0.0))),
        concurrency=draw(st.sampled_from((1, 2, 8))),
        recv_window=draw(st.sampled_from((5000, 60_000))),
    )
    kind = "ids" if "id" in how else how
    return task, kind if kind in _CANCELS else "wide"


@st.composite
def _faults(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    operations = (*_CANCELS[kind] * 2, "option_listing", "option_query", "option_history", "any")
    operation = draw(st.sampled_from(operations))
    if operation in BULK_CANCELS and draw(st.integers(0, 2)) == 2:
        answer = draw(st.sampled_from(("success", "lost", "unknown")))
        return {"name": "partly", "operation": operation, "answer": answer, "leaves": draw(st.integers(1, 3))}
    name = draw(st.sampled_from(tuple(name for name in KINDS if name != "answer")))
    fault: dict[str, Any] = {"name": name, "operation": operation}
    fault["when"] = draw(st.sampled_from(KINDS[name].moments))
    if draw(st.booleans()):
        fault.update(skip=draw(st.integers(0, 3)), count=draw(st.sampled_from((1, 2, 5))))
    fault.update(draw(fault_parameters(name, fault["when"], operation in _CANCELS["wide"] + _CANCELS["symbol"])))
    return fault


@st.composite
def _actions(draw: st.DrawFn, kind: str, orders: int, number: int) -> dict[str, Any]:
    new = {"order_id": str(_FIRST + 100 + number), "symbol": draw(st.sampled_from(_SYMBOLS))}
    deeds: list[st.SearchStrategy[dict[str, Any]]] = [st.just({"action": "seed_option_order", "arguments": new})]
    if orders:
        name = st.integers(0, orders - 1).map(lambda order: {"order_id": str(_FIRST + order)})
        deeds += [
            name.map(lambda order: {"action": "fill", "arguments": order}),
            name.map(lambda order: {"action": "fill", "arguments": {**order, "quantity": "0.1"}}),
            name.map(lambda order: {"action": "cancel_option_by_other", "arguments": order}),
        ]
    action = draw(st.one_of(deeds))
    operations = (*_CANCELS[kind] * 2, "option_listing", "option_query", "option_history")
    action["operation"] = draw(st.sampled_from(operations))
    action["nth"] = draw(st.integers(1, 4))
    action["when"] = draw(st.sampled_from(("before", "after")))
    return action


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    world = draw(_worlds())
    orders = len(world.orders)
    task, kind = draw(_tasks(orders))
    faults = [draw(_faults(kind)) for _fault in range(draw(st.sampled_from((1, 0, 2))))]
    actions = [draw(_actions(kind, orders, number)) for number in range(draw(st.sampled_from((0, 1, 2, 3))))]
    return Scenario(world, task, tuple(faults), tuple(actions))
