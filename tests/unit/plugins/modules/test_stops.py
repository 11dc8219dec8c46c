# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""When the task has to stop, and what it says of the orders then."""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange import request_gate
from ansible_collections.marketops.binance.plugins.module_utils._http.elapsed import now
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.raw_server import Client, RawServer
from ansible_collections.marketops.binance.tests.support.running import DESK, run_module

from .conftest import Run, TimeRunsOut, outcomes


@pytest.mark.parametrize(
    ("options", "code", "hint"),
    [
        ({"api_key": "x" * 64}, -2015, "allow-list"),
        ({"api_key": "not-a-key-at-all"}, -2014, "api_key"),
        ({"api_secret": "y" * 64}, -1022, "api_secret"),
    ],
)
def test_a_wrong_key_stops_the_task_at_the_first_answer(
    exchange: Exchange, run: Run, options: dict[str, str], code: int, hint: str
) -> None:
    keys = exchange.seed_many(3)
    returned = run(block_order_matching_key=keys, **options)
    assert len(exchange.journal()) == 1
    assert outcomes(returned) == dict.fromkeys(keys, "not_attempted")
    assert {entry["error"]["code"] for entry in returned["orders"]} == {code}
    for word in (str(code), hint, "Enable European Options", "clock"):
        assert word in returned["msg"]


def test_an_address_that_is_not_allowed_is_reported(exchange: Exchange, run: Run) -> None:
    exchange.restrict(address_allowed=False)
    returned = run(all_open=True)
    assert returned["failed"]
    assert "allow-list" in returned["msg"]


def test_a_key_that_may_not_trade_stops_at_the_first_cancel(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(3)
    exchange.arm("-2015", "cancel", count=None)
    returned = run(block_order_matching_key=keys, concurrency=1)
    assert len(exchange.journal("cancel")) == 1
    assert list(outcomes(returned).values()) == ["failed", "not_attempted", "not_attempted"]
    assert exchange.journal()[-1].operation == "cancel", "nothing is sent after it"


@pytest.mark.parametrize("fault", ["418", "403_html", "redirect"])
@pytest.mark.parametrize("operation", ["query", "cancel", "listing", "trades"])
def test_nothing_is_sent_after_a_ban_or_a_redirect(exchange: Exchange, run: Run, fault: str, operation: str) -> None:
    keys = exchange.seed_many(1 if operation == "query" else 2)
    exchange.arm(fault, operation, count=None)
    returned = run(block_order_matching_key=keys, concurrency=1)
    assert exchange.journal()[-1].operation == operation
    assert len(exchange.journal(operation)) == 1
    assert {"418": "banned", "403_html": "firewall", "redirect": "redirect"}[fault] in str(
        [returned["msg"], returned["warnings"]]
    )
    for key, outcome in outcomes(returned).items():
        assert (outcome == "cancelled") != exchange.truth(key).open


@pytest.mark.parametrize(("fault", "status"), [("418", 418), ("403_html", 403), ("429", 429)])
def test_what_binds_all_workers_is_recorded_before_another_may_ask(
    exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch, fault: str, status: int
) -> None:
    recorded: list[bool] = []
    leave = request_gate.RequestGate.leave

    def watched(gate: request_gate.RequestGate, permit: Any, response: Any) -> None:
        if response.http_status == status:
            recorded.append(gate.stop is not None or gate._not_before > now())
        leave(gate, permit, response)

    monkeypatch.setattr(request_gate.RequestGate, "leave", watched)
    parameters: dict[str, Any] = {"retry_after": 1} if status == 429 else {}
    exchange.arm(fault, "cancel", **parameters)
    run(block_order_matching_key=exchange.seed_many(3))
    # What was under way already may get the same answer.
    assert recorded
    assert all(recorded)


def test_what_was_acknowledged_before_a_ban_stays_reported(exchange: Exchange, run: Run) -> None:
    first, second, third = exchange.seed_many(3)
    exchange.arm("418", "cancel", key=second)
    returned = run(block_order_matching_key=[first, second, third], concurrency=1)
    assert outcomes(returned) == {first: "cancelled", second: "failed", third: "not_attempted"}
    assert returned["changed"]
    assert returned["failed"]
    assert not returned["orders"][0]["verified"]
    assert any(first in warning for warning in returned["warnings"])


@pytest.mark.parametrize("selector", [{"all_open": True}, {"underlying": "BTCUSDT"}])
def test_without_a_listing_after_the_last_cancel_nothing_is_confirmed(
    exchange: Exchange, run: Run, selector: dict[str, Any]
) -> None:
    keys = exchange.seed_many(2)
    exchange.set_switches(listing_limit=1)
    exchange.arm("418", "listing", skip=1)
    returned = run(concurrency=1, **selector)
    assert set(outcomes(returned).values()) == {"cancelled"}
    assert sum(exchange.truth(key).open for key in keys) == 1, "and there is nothing to see it by"
    assert returned["failed"]
    assert returned["changed"]
    assert returned["msg"].startswith("NOT CONFIRMED that no block order is open")


def test_an_order_executed_before_a_ban_is_not_called_cancelled_if_the_trades_showed_it(
    exchange: Exchange, run: Run
) -> None:
    keys = exchange.seed_many(2)
    exchange.set_switches(cancel_finished="{}")
    exchange.schedule("accept", {"key": keys[0]}, "cancel", key=keys[0])
    exchange.arm("418", "listing", skip=1)
    returned = run(block_order_matching_key=keys, concurrency=1)
    # With one worker the listing is asked for first, and nothing is sent after its answer.
    assert exchange.journal()[-1].operation == "listing"
    assert outcomes(returned)[keys[1]] == "cancelled"
    assert not any(entry["verified"] for entry in returned["orders"])


@pytest.mark.parametrize("operation", ["query", "cancel", "trades"])
def test_after_a_429_nothing_is_sent_until_retry_after_has_passed(exchange: Exchange, run: Run, operation: str) -> None:
    key = exchange.seed()
    exchange.arm("429", operation, retry_after=1)
    # With one worker, nothing else is under way when the 429 comes.
    returned = run(block_order_matching_key=key, concurrency=1)
    assert outcomes(returned) == {key: "cancelled"}
    journal = exchange.journal()
    (limited,) = [number for number, entry in enumerate(journal) if entry.http_status == 429]
    assert journal[limited + 1].arrived - journal[limited].arrived >= 1
    assert not any(entry.went_on for entry in journal)
    assert returned["requests"]["waited_seconds"] >= 1


@pytest.mark.parametrize("status", [400, 403, 451])
@pytest.mark.parametrize("operation", ["listing", "cancel"])
def test_a_restricted_region_is_final(exchange: Exchange, run: Run, status: int, operation: str) -> None:
    exchange.seed()
    exchange.arm("451", operation, http_status=status, count=None)
    returned = run(all_open=True)
    assert (returned["error"]["reason"], returned["error"]["final"]) == ("refused_region", True)
    assert exchange.journal()[-1].operation == operation
    assert len(exchange.journal(operation)) == 1


def test_unusable_answers_to_several_queries_are_counted_for_each(exchange: Exchange, run: Run) -> None:
    exchange.set_switches(hide_open=True)
    keys = exchange.seed_many(4)
    exchange.arm("4xx_html", "query", count=4)
    returned = run(block_order_matching_key=keys)
    assert set(outcomes(returned).values()) == {"cancelled"}


@pytest.mark.parametrize(("status", "reason"), [(418, "banned"), (403, "refused_by_firewall"), (429, "rate_limit")])
@pytest.mark.parametrize("body", ["cut off", "compressed", "slow"])
def test_a_refusal_counts_although_its_body_cannot_be_read(status: int, reason: str, body: str) -> None:
    requests: list[str] = []

    def serve(client: Client, _number: int) -> None:
        encoding = "Content-Encoding: br\r\n" if body == "compressed" else ""
        with contextlib.suppress(EOFError):
            while True:
                requests.append(client.request())
                client.send(
                    f"HTTP/1.1 {status} No\r\nRetry-After: 60\r\n{encoding}Content-Length: 2\r\n\r\n".encode(), b"{"
                )
                if body == "cut off":
                    client.shut()
                elif body == "compressed":
                    client.send(b"}")

    with RawServer(serve) as server:
        returned = run_module(
            state="absent",
            block_order_matching_key="some-key",
            api_url=server.url,
            max_wait=20,
            request_timeout=0.2,
            **DESK,
        )
    assert returned["error"]["reason"] == reason
    assert len(requests) == 1


def test_a_retry_after_of_nothing_is_no_leave_to_hammer(exchange: Exchange, run: Run) -> None:
    exchange.arm("429", "query", retry_after=0, count=None)
    returned = run(block_order_matching_key="some-key", max_wait=1)
    assert returned["failed"]
    assert len(exchange.journal()) < 6


@pytest.mark.usefixtures("_start_of_a_minute")
def test_the_clock_is_not_asked_for_where_even_that_is_too_much(exchange: Exchange, run: Run) -> None:
    exchange.use_weight(2395)
    returned = run(block_order_matching_key=exchange.seed())
    assert [entry.http_status for entry in exchange.journal()] == [200]
    assert "request weight" in returned["msg"]


def test_a_429_that_outlasts_the_time_budget_stops_at_once(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(2)
    exchange.arm("429", "cancel", retry_after=60)
    returned = run(block_order_matching_key=keys, concurrency=1, max_wait=20)
    assert list(outcomes(returned).values()) == ["failed", "not_attempted"]
    assert "max_wait" in returned["msg"]
    assert returned["requests"]["waited_seconds"] < 10


@pytest.mark.parametrize("skew_ms", [-100000, -20000, 6000, 100000])
def test_a_wrong_clock_is_measured_and_corrected(exchange: Exchange, run: Run, skew_ms: int) -> None:
    key = exchange.seed(expires_in_ms=10**9)
    exchange.set_skew(skew_ms)
    returned = run(block_order_matching_key=key)
    assert outcomes(returned) == {key: "cancelled"}
    assert [entry.operation for entry in exchange.journal()][:4] == ["query", "time", "query", "cancel"]
    assert abs(returned["requests"]["clock_offset_ms"] - skew_ms) < 1000


def test_a_clock_that_jumps_while_draining_is_corrected(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(20, expires_in_ms=10**9)
    exchange.schedule("set_skew", {"skew_ms": 60000}, "cancel", nth=3)
    returned = run(all_open=True)
    assert outcomes(returned) == dict.fromkeys(keys, "cancelled")
    assert len(exchange.journal("time")) == 1


def test_timestamps_that_are_never_accepted_stop_the_task(exchange: Exchange, run: Run) -> None:
    exchange.arm("-1021", "query", count=None)
    returned = run(block_order_matching_key="some-key")
    assert outcomes(returned) == {"some-key": "not_attempted"}
    assert "recv_window" in returned["msg"]
    assert len(exchange.journal()) < 20


def test_an_exchange_that_cannot_be_reached_is_reported_without_a_traceback(run: Run) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        returned = run(
            block_order_matching_key=["a", "b"], api_url=f"http://127.0.0.1:{unused.getsockname()[1]}", max_wait=1
        )
    assert outcomes(returned) == {"a": "not_attempted", "b": "not_attempted"}
    assert "could not be reached" in returned["msg"]
    assert "refused" in returned["msg"]
    assert "Traceback" not in str(returned)
    assert returned["requests"]["sent"] == 0


def test_an_exchange_that_takes_connections_and_never_answers_is_reported_early(
    exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_gate, "_FIRST_CONTACT", 1.0)
    exchange.arm("timeout", count=None)
    started = time.monotonic()
    returned = run(all_open=True, request_timeout=0.4)
    assert time.monotonic() - started < 30, "that is half of max_wait"
    assert "could not be reached for 1 s: the answer did not come in time" in returned["msg"]


def test_a_name_that_does_not_resolve_is_reported(run: Run) -> None:
    returned = run(all_open=True, api_url="https://exchange.invalid", max_wait=1)
    assert returned["failed"]
    assert "could not be resolved" in returned["msg"]


def test_an_exchange_that_falls_silent_ends_with_the_time_budget(
    exchange: Exchange, run: Run, time_runs_out: TimeRunsOut
) -> None:
    keys = exchange.seed_many(2)
    exchange.arm("timeout", "cancel", count=None)
    exchange.arm("timeout", "listing", skip=1, count=None)
    time_runs_out("listing", nth=3)
    returned = run(block_order_matching_key=keys, request_timeout=0.5, concurrency=1)
    assert outcomes(returned) == dict.fromkeys(keys, "failed")
    sent = [entry.operation for entry in exchange.journal()]
    assert sent[-1] == "listing", "no request is begun after max_wait"
    assert sent.count("listing") == 3
