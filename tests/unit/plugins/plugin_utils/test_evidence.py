# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Evidence is read back as it was written, or refused with the place of the damage."""

from __future__ import annotations

import copy
import json
import re
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.document import window_document
from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import (
    Cancelling,
    Event,
    Failure,
    Report,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.steps import read_result
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Cause, Outcome, Purpose, State
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window, read_window

from .given import START, GivenRun, entry, key, trade, window

A, B = (key(number) for number in range(2))


def full_window() -> Window:
    event = Event(START + 1500, "wait", [], "the next minute", None, 4.5)
    opening = (
        GivenRun()
        .look(A, B)
        .intend(A, B)
        .report(
            Purpose.BATCH,
            [],
            Cancelling([entry(A), entry(B, Outcome.FAILED)], [event], None),
            trades=[trade(A)],
            warnings=["one"],
        )
        .fail(Cause.TOO_MANY_ORDERS, "2", count=2)
        .end()
    )
    return window(opening, GivenRun(State.CLOSED, time=START + 60000).unread().fail(Cause.SIGHUP))


def test_it_is_read_back_as_it_was_written() -> None:
    written = full_window()
    document = json.loads(json.dumps(window_document(written)))
    read = read_window(document)
    assert (read.id, read.account, read.runs) == (written.id, written.account, written.runs)
    assert window_document(read) == window_document(written)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("schema",), "another", "not the evidence"),
        (("schema_version",), 2, "schema version is 2"),
        (("runs",), {}, "lacks its id"),
        (("runs", 0, "state"), "opened", "runs[0].state is 'opened'"),
        (("runs", 0, "started"), "now", "runs[0].started is no int"),
        (("runs", 0, "started"), True, "runs[0].started is no int"),
        (("runs", 0, "asked", "scope"), None, "runs[0].asked.scope is no object"),
        (("runs", 0, "steps", 0, "report", "listings", 0, "orders", 1, "open"), 1, "orders[1].open is no bool"),
        (("runs", 0, "steps", 1, "intent", "keys"), "all", "intent.keys is no list"),
        (("runs", 0, "steps", 1, "intent", "more"), 1, "has a field 'more' that is not known"),
        (("runs", 0, "by"), KeyError, "runs[0].by is missing"),
    ],
)
def test_damage_is_refused_with_its_place(path: tuple[Any, ...], value: Any, place: str) -> None:
    document = copy.deepcopy(window_document(full_window()))
    found: Any = document
    for name in path[:-1]:
        found = found[name]
    if value is KeyError:
        del found[path[-1]]
    else:
        found[path[-1]] = value
    with pytest.raises(ValueError, match=re.escape(place)):
        read_window(json.loads(json.dumps(document)))


RESULT: dict[str, Any] = {
    "read_at": START,
    "cancelled": {},
    "listings": [{"kind": "block_orders", "read_at": START, "underlyings": [], "orders": [], "confirmed": True}],
    "not_listed": [],
    "listing_error": None,
    "trades": [],
    "trades_error": None,
    "clock": None,
    "requests": {"sent": 1, "weight": 5, "used_weight_1m": None, "waited_seconds": 0},
    "invocation": {"module_args": {"api_secret": "a-secret"}},
}


def test_only_named_fields_get_into_a_report() -> None:
    found = read_result({**RESULT, "api_secret": "a-secret"}, Purpose.FIRST_LOOK, None, START)
    assert isinstance(found, Report)
    assert "a-secret" not in repr(found)


def test_times_follow_the_exchange_where_its_clock_was_measured_before() -> None:
    found = read_result(RESULT, Purpose.BATCH, 250, START)
    assert isinstance(found, Report)
    assert (found.time, found.listings[0].time) == (START + 250, START + 250)
    measured = read_result({**RESULT, "clock": {"offset_ms": 250, "round_trip_ms": 1.0}}, Purpose.BATCH, 250, START)
    assert isinstance(measured, Report)
    assert measured.time == START


@pytest.mark.parametrize(
    ("result", "cause", "detail"),
    [
        ({"msg": "requests is missing", "failed": True}, Cause.MODULE_FAILED, "requests is missing"),
        ({**RESULT, "read_at": None}, Cause.MODULE_FAILED, "its result can't be read"),
        (
            {"module_stderr": "Traceback\n\nMemoryError: out\n", "rc": 1},
            Cause.MODULE_CRASHED,
            "MemoryError: out",
        ),
        ({"module_stderr": "", "module_stdout": "", "rc": -9}, Cause.MODULE_CRASHED, "it was killed (SIGKILL)"),
        ({"module_stderr": "", "module_stdout": "", "rc": 137}, Cause.MODULE_CRASHED, "it was killed (SIGKILL)"),
        ({"module_stderr": "", "rc": 1}, Cause.MODULE_CRASHED, "it ended with status 1 and wrote nothing"),
        ({"module_stderr": "GET /x?signature=abcdef failed"}, Cause.MODULE_CRASHED, "GET /x?signature=*** failed"),
    ],
)
def test_a_module_that_returned_nothing(result: dict[str, Any], cause: Cause, detail: str) -> None:
    found = read_result(result, Purpose.BATCH, None, START)
    assert isinstance(found, Failure)
    assert found.cause is cause
    assert detail in (found.detail or "")


def test_an_ordinary_order_is_named_by_its_symbol_and_its_id() -> None:
    """What was cancelled together with the others is an entry of its own, and only probably this run's work."""
    given: dict[str, Any] = {
        "order_id": "4611875134427365377",
        "client_order_id": "quote-1",
        "symbol": "BTC-261225-100000-C",
        "side": "SELL",
        "price": "2.8",
        "quantity": "1.2",
        "executed_quantity": "0.4",
        "average_price": "2.8",
        "status": "CANCELLED",
        "open": False,
        "create_time": START,
    }
    listed = {"kind": "option_orders", "read_at": START, "underlyings": [], "orders": [given], "confirmed": False}
    cancelled = {"option_orders": {"orders": [], "unlisted": [given], "error": None, "timeline": []}}
    found = read_result({**RESULT, "listings": [listed], "cancelled": cancelled}, Purpose.BATCH, None, START)
    assert isinstance(found, Report)
    (read,) = found.listings[0].orders
    assert (read.key, read.order_id) == ("BTC-261225-100000-C 4611875134427365377", "4611875134427365377")
    assert (read.legs[0].quantity, read.executed_quantity) == ("1.2", "0.4")
    assert found.cancelling
    (entry_,) = found.cancelling.entries
    assert (entry_.key, entry_.outcome, entry_.before) == (read.key, Outcome.ABSENT, None)
    assert (entry_.requests_sent, entry_.executed_quantity) == (1, "0.4")


@pytest.mark.parametrize(
    ("kind", "order"),
    [
        ("block_orders", {"block_order_matching_key": None, "liquidity": None, "expire_time": None, "legs": []}),
        ("option_orders", {"symbol": None, "order_id": "4611875134427365377"}),
        ("option_orders", {"symbol": "BTC-261225-100000-C", "order_id": None}),
    ],
)
def test_an_order_without_a_key_is_no_result(kind: str, order: dict[str, Any]) -> None:
    given = {"status": "RECEIVED", "open": True, "create_time": START, **order}
    listed = {"kind": kind, "read_at": START, "underlyings": [], "orders": [given], "confirmed": False}
    assert isinstance(read_result({**RESULT, "listings": [listed]}, Purpose.FIRST_LOOK, None, START), Failure)
