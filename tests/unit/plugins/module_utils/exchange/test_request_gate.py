# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The time budget, and what is named when it is over. The test moves the clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.clock import ExchangeClock
from ansible_collections.marketops.binance.plugins.module_utils._exchange.request_gate import RequestGate
from ansible_collections.marketops.binance.plugins.module_utils._exchange.stops import Stop, Stopped, StopReason
from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure, Response
from ansible_collections.marketops.binance.tests.support.moved_clock import MovedClock

ANSWERED = Response(200, {"x-mbx-used-weight-1m": "5"}, b"[]")
NOT_SENT = Response(failure=Failure.NOT_SENT, note="the connection was refused")


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> MovedClock:
    clock = MovedClock(tmp_path / "clock")
    clock.install(monkeypatch)
    return clock


@pytest.fixture
def gate(moved: MovedClock) -> RequestGate:
    return RequestGate(ExchangeClock(), max_wait=100, request_timeout=10, weight_limit=2000)


def pass_through(gate: RequestGate, response: Response = ANSWERED) -> None:
    permit = gate.enter(5)
    assert permit is not None
    gate.leave(permit, response)


def stop_of(gate: RequestGate) -> Stop:
    with pytest.raises(Stopped) as stopped:
        gate.enter(5)
    return stopped.value.stop


def test_an_error_is_named_although_other_requests_went_well_since(gate: RequestGate, moved: MovedClock) -> None:
    pass_through(gate)
    gate.record_error(("cancel", "K1"), "-1004 Server is busy")
    gate.record_error("listing", "")
    gate.record_error("query", "")
    moved.move(100)
    stop = stop_of(gate)
    assert (stop.reason, stop.final) == (StopReason.TIME_BUDGET, False)
    assert "max_wait: 100 s" in stop.msg
    assert "last error: -1004 Server is busy" in stop.msg


def test_an_error_that_was_resolved_is_not_named(gate: RequestGate, moved: MovedClock) -> None:
    pass_through(gate)
    gate.record_error("listing", "HTTP 502")
    gate.record_error("listing", "")
    moved.move(100)
    assert "last error" not in stop_of(gate).msg


def test_the_newest_errors_are_named_first_and_each_once(gate: RequestGate, moved: MovedClock) -> None:
    pass_through(gate)
    for number in range(9):
        gate.record_error(("cancel", number), f"HTTP 50{number}")
    gate.record_error(("cancel", 0), "HTTP 500")
    gate.record_error(("cancel", 9), "HTTP 508")
    moved.move(100)
    assert "last error: HTTP 508; HTTP 500; HTTP 507." in stop_of(gate).msg


def test_without_any_answer_the_budget_is_short(gate: RequestGate, moved: MovedClock) -> None:
    pass_through(gate, NOT_SENT)
    gate.record_error("listing", "the connection was refused")
    moved.move(9.5)
    assert 0 < gate.timeout() <= 0.5
    moved.move(0.5)
    gate.record_error("listing", "no time was left to send it")
    stop = stop_of(gate)
    assert (stop.reason, stop.final) == (StopReason.UNREACHABLE, True)
    assert "for 10 s: the connection was refused" in stop.msg


def test_any_answer_gives_the_whole_budget(gate: RequestGate, moved: MovedClock) -> None:
    pass_through(gate, Response(502, {}, b""))
    moved.move(99)
    pass_through(gate)
    assert gate.timeout() == 10
    moved.move(1)
    assert stop_of(gate).reason is StopReason.TIME_BUDGET


def test_a_request_that_was_not_sent_does_not_count(gate: RequestGate) -> None:
    pass_through(gate)
    pass_through(gate, NOT_SENT)
    pass_through(gate, Response(failure=Failure.LOST))
    assert (gate.sent, gate.weight) == (2, 10)


def test_a_wait_that_outlasts_the_budget_stops_at_once(gate: RequestGate) -> None:
    pass_through(gate)
    gate.record_error("a query", "why it was sent again and again")
    gate.hold(101)
    stop = stop_of(gate)
    assert (stop.reason, stop.final) == (StopReason.RATE_LIMIT, True)
    assert "last error: why it was sent again and again." in stop.msg


def test_the_first_stop_stays(gate: RequestGate) -> None:
    first, second = (Stop(StopReason.BANNED, text) for text in ("first", "second"))
    gate.close(first)
    gate.close(second)
    assert stop_of(gate) == first
    with pytest.raises(Stopped):
        gate.pause(0, "nothing")


def test_suspended_time_counts(gate: RequestGate, moved: MovedClock) -> None:
    pass_through(gate)
    gate.pause(-1, "what is due already")
    moved.move(300)
    with pytest.raises(Stopped):
        gate.pause(1, "the next query")
