# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is sent again, how often, and what stops a task."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.api import Api, Refused
from ansible_collections.marketops.binance.plugins.module_utils._exchange.block_orders import BlockOrders
from ansible_collections.marketops.binance.plugins.module_utils._exchange.block_trades import traded_keys, trades
from ansible_collections.marketops.binance.plugins.module_utils._exchange.kind import Action, Batch, Scope
from ansible_collections.marketops.binance.plugins.module_utils._exchange.stops import Stop, Stopped, StopReason
from ansible_collections.marketops.binance.plugins.module_utils._exchange.verdict import Effect
from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .conftest import MakeApi

URL, UNUSABLE = StopReason.WRONG_URL, StopReason.UNUSABLE_RESPONSE
HOPELESS = [
    ("4xx_html", {"http_status": 404}, URL, "api_url"),
    ("4xx_html", {"http_status": 405}, URL, "api_url"),
    ("4xx_html", {"http_status": 410}, URL, "api_url"),
    ("4xx_html", {"http_status": 421}, UNUSABLE, "HTTP 421"),
    ("202_challenge", {}, UNUSABLE, "HTTP 202"),
    ("400_no_code", {}, UNUSABLE, "HTTP 400"),
]


def stop_of_listing(api: Api) -> Stop:
    with pytest.raises(Stopped) as stopped:
        BlockOrders(api).list(Scope())
    return stopped.value.stop


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("fault", "parameters", "reason", "named"), HOPELESS)
def test_a_query_whose_answer_will_not_get_better_is_sent_three_times(
    exchange: Exchange, api: Api, fault: str, parameters: dict[str, Any], reason: StopReason, named: str
) -> None:
    exchange.arm(fault, "listing", count=None, **parameters)
    stop = stop_of_listing(api)
    # Another task may have more luck, but not with this URL.
    assert (stop.reason, stop.final) == (reason, reason is URL)
    assert named in stop.msg
    assert len(exchange.journal()) == 3


@pytest.mark.parametrize(("fault", "parameters", "reason", "named"), HOPELESS)
def test_so_is_a_change_and_each_of_them_may_have_been_applied(
    exchange: Exchange, api: Api, fault: str, parameters: dict[str, Any], reason: StopReason, named: str
) -> None:
    exchange.arm(fault, "cancel", count=None, **parameters)
    replies = [BlockOrders(api).send(Action.CANCEL, Batch(["K1"])) for _try in range(4)]
    assert [reply.verdict and reply.verdict.effect for reply in replies] == [Effect.UNKNOWN] * 3 + [None]
    assert [reply.sent for reply in replies] == [1, 1, 1, 0]
    stop = replies[2].stop
    assert stop is not None
    assert stop.reason is reason
    assert named in stop.msg
    assert replies[3].stop == stop


def test_an_answer_in_between_starts_the_count_anew(exchange: Exchange, api: Api) -> None:
    for _time in range(2):
        exchange.arm("4xx_html", "listing", count=2)
        assert BlockOrders(api).list(Scope()) == []
    assert len(exchange.journal()) == 6


@pytest.mark.parametrize(
    ("fault", "parameters", "reason", "named"),
    [
        ("code", {"code": -5000}, StopReason.WRONG_URL, "api_url"),
        ("code", {"code": -2008}, StopReason.KEY_REFUSED, "api_key"),
        ("code", {"code": -2017}, StopReason.KEY_REFUSED, "api_key"),
        ("code", {"code": -1109}, StopReason.KEY_REFUSED, "api_key"),
        ("code", {"code": -71012}, StopReason.WRONG_ADDRESS, "IPv4"),
        ("-1022", {}, StopReason.KEY_REFUSED, "api_secret"),
        ("451", {}, StopReason.REFUSED_REGION, "region"),
        ("451", {"http_status": 403}, StopReason.REFUSED_REGION, "region"),
        ("403_html", {}, StopReason.REFUSED_BY_FIREWALL, "firewall"),
        ("redirect", {}, StopReason.REDIRECTED, "HTTP 302"),
        *(("ban_text", {"http_status": status}, StopReason.BANNED, "banned") for status in (400, 403, 418, 429)),
    ],
)
@pytest.mark.parametrize("operation", ["listing", "cancel"])
def test_one_answer_stops_the_task_for_good(
    exchange: Exchange,
    api: Api,
    operation: str,
    fault: str,
    parameters: dict[str, Any],
    reason: StopReason,
    named: str,
) -> None:
    exchange.arm(fault, operation, count=None, **parameters)
    if operation == "listing":
        stop = stop_of_listing(api)
    else:
        reply = BlockOrders(api).send(Action.CANCEL, Batch(["K1"]))
        assert reply.verdict is not None
        assert reply.verdict.effect is Effect.NOT_APPLIED
        assert reply.stop is not None
        stop = reply.stop
    assert (stop.reason, stop.final) == (reason, True)
    assert named in stop.msg
    if reason is StopReason.BANNED:
        assert re.search(r"until 20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9:]{8} UTC", stop.msg)
    assert len(exchange.journal()) == 1
    assert stop_of_listing(api) == stop
    assert len(exchange.journal()) == 1


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("code", "http_status"), [(-5028, 400), (-1004, 400), (-1034, 400), (-1008, 503), (-1001, 503), (-1016, 400)]
)
@pytest.mark.parametrize("operation", ["listing", "cancel"])
def test_what_was_surely_not_applied_is_sent_again(
    exchange: Exchange, api: Api, operation: str, code: int, http_status: int
) -> None:
    key = exchange.seed()
    exchange.arm("code", operation, code=code, http_status=http_status, count=2)
    if operation == "listing":
        assert [order.key for order in BlockOrders(api).list(Scope())] == [key]
    else:
        reply = BlockOrders(api).send(Action.CANCEL, Batch([key]))
        assert (reply.verdict and reply.verdict.effect, reply.sent) == (Effect.APPLIED, 3)
    sent = exchange.journal(operation)
    assert len({entry.signature for entry in sent}) == len({entry.parameters["timestamp"] for entry in sent}) == 3


@pytest.mark.parametrize("code", [-1000, -1006, -1007])
def test_a_change_with_an_unknown_effect_is_not_sent_again(exchange: Exchange, api: Api, code: int) -> None:
    exchange.arm("code", "cancel", code=code)
    reply = BlockOrders(api).send(Action.CANCEL, Batch([exchange.seed()]))
    assert (reply.verdict and reply.verdict.effect, reply.sent, reply.stop) == (Effect.UNKNOWN, 1, None)


def test_a_lost_change_says_until_when_it_can_be_accepted(exchange: Exchange, make_api: MakeApi) -> None:
    exchange.arm("reset", "create")
    exchange.arm("reset", "cancel")
    reply = BlockOrders(make_api(recv_window=700)).send(Action.CANCEL, Batch([exchange.seed()]))
    (entry,) = exchange.journal("cancel")
    assert reply.valid_until_ms == int(entry.parameters["timestamp"]) + 700


def test_documents_of_the_wrong_kind_are_never_an_answer(exchange: Exchange, api: Api) -> None:
    taken, other = exchange.seed_many(2)
    exchange.accept(taken)
    exchange.arm("wrong_kind", "listing", kind="trades")
    exchange.arm("wrong_kind", "query", kind="trades")
    exchange.arm("wrong_kind", "trades", kind="orders", count=2)
    exchange.arm("wrong_kind", "trades", kind="time")
    assert [order.key for order in BlockOrders(api).list(Scope())] == [other]
    assert BlockOrders(api).fetch(other).order.open
    assert traded_keys(api, 0) == {taken}
    assert [trade["block_order_matching_key"] for trade in trades(api, Scope())] == [taken]
    assert {operation: len(exchange.journal(operation)) for operation in ("listing", "query", "trades")} == {
        "listing": 2,
        "query": 2,
        "trades": 5,
    }


@pytest.mark.parametrize("code", [-2013, -2011, -6028, -6037])
def test_no_such_order_is_no_answer_to_a_listing(exchange: Exchange, api: Api, code: int) -> None:
    key = exchange.seed()
    exchange.arm("code", "listing", code=code)
    assert [order.key for order in BlockOrders(api).list(Scope())] == [key]
    exchange.arm("code", "query", code=code)
    lookup = BlockOrders(api).fetch(key)
    assert lookup.order is None
    assert lookup.verdict is not None
    assert lookup.verdict.code == code


def test_a_rejected_cancel_is_no_answer_to_a_query(exchange: Exchange, api: Api) -> None:
    exchange.arm("code", "query", code=-6063)
    with pytest.raises(Refused):
        BlockOrders(api).fetch("K1")


def test_a_clock_that_is_refused_is_not_asked_again(exchange: Exchange, api: Api) -> None:
    exchange.arm("code", "time", code=-1130, count=None)
    with pytest.raises(Refused):
        api.measure_clock()
    assert len(exchange.journal("time")) == 1


@pytest.mark.parametrize("answers", [1, 3])
def test_a_refused_timestamp_measures_the_clock(exchange: Exchange, api: Api, answers: int) -> None:
    exchange.arm("-1021", "listing", count=answers)
    assert BlockOrders(api).list(Scope()) == []
    assert len(exchange.journal("time")) == answers
    assert api.clock.measured


def test_timestamps_that_are_never_accepted_stop_the_task(exchange: Exchange, api: Api) -> None:
    exchange.arm("-1021", "listing", count=None)
    assert stop_of_listing(api).reason is StopReason.CLOCK_REFUSED
    assert len(exchange.journal("time")) == 5
