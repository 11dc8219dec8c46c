# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Lost, unclear and refusing answers to cancels, and unreadable answers to queries."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.faults import KINDS
from ansible_collections.marketops.binance.tests.exchange.server import Exchange

from .conftest import Run, TimeRunsOut, outcomes

# Faults whose answer leaves open whether the cancel was carried out, or lets it be sent again.
PASSING = [
    (name, moment)
    for name, kind in KINDS.items()
    for moment in kind.moments
    if name
    not in (
        *("403_html", "418", "ban_text", "451", "redirect", "401", "-1022", "-2014", "-2015"),
        *("answer", "delay_carry_out", "code"),
    )
]


@pytest.mark.sampled(4)
@pytest.mark.parametrize(("fault", "moment"), PASSING)
@pytest.mark.parametrize("operation", ["cancel", "query", "trades"])
def test_one_broken_answer_changes_nothing_in_the_end(
    exchange: Exchange, run: Run, fault: str, moment: str, operation: str
) -> None:
    if operation != "cancel" and fault in ("200_array", "200_other_object"):
        pytest.skip("to a query, that is no broken answer but another one")
    key = exchange.seed()
    exchange.arm(fault, operation, when=moment)
    returned = run(block_order_matching_key=key, request_timeout=0.3)
    truth = exchange.truth(key)
    assert truth.ended_by == "cancel"
    assert outcomes(returned) == {key: "cancelled"}, returned["msg"]
    assert returned["changed"]
    cancels = exchange.journal("cancel")
    assert returned["orders"][0]["requests_sent"] == len(cancels)
    assert len({entry.signature for entry in exchange.journal() if entry.signature}) == sum(
        entry.signature is not None for entry in exchange.journal()
    )


@pytest.mark.sampled(4)
@pytest.mark.parametrize("gone", ["-2013", "-2011", "{}", "-6028", "-6063", "-6037"])
@pytest.mark.parametrize("finished", ["order", "object", "empty", "-2013"])
@pytest.mark.parametrize("lag_ms", [0, 600])
def test_a_lost_acknowledgement_is_found_out(
    exchange: Exchange, run: Run, gone: str, finished: str, lag_ms: int
) -> None:
    keys = exchange.seed_many(2)
    exchange.set_switches(cancel_finished=gone, finished_key_query=finished, lag_ms=lag_ms)
    exchange.arm("reset", "cancel", when="after", key=keys[0])
    returned = run(block_order_matching_key=keys)
    assert outcomes(returned) == dict.fromkeys(keys, "cancelled")
    assert len(exchange.journal("cancel")) <= 3


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_lost_answer_and_an_execution(exchange: Exchange, run: Run, moment: str) -> None:
    key = exchange.seed()
    exchange.set_switches(finished_key_query="empty")
    exchange.schedule("accept", {"key": key}, "cancel")
    exchange.arm("reset", "cancel", when=moment)
    assert outcomes(run(block_order_matching_key=key)) == {key: "executed"}


def test_a_cancel_that_is_never_clear_ends_with_the_time_budget(
    exchange: Exchange, run: Run, time_runs_out: TimeRunsOut
) -> None:
    key = exchange.seed()
    exchange.arm("502_html", "cancel", count=None, when="before")
    time_runs_out("cancel", nth=3)
    returned = run(block_order_matching_key=key)
    assert exchange.truth(key).open
    assert outcomes(returned) == {key: "failed"}
    assert returned["failed"]
    assert "max_wait" in returned["msg"]


def test_gone_but_nobody_knows_how(exchange: Exchange, run: Run, time_runs_out: TimeRunsOut) -> None:
    key = exchange.seed()
    exchange.set_switches(finished_key_query="empty")
    exchange.arm("reset", "cancel", when="after")
    exchange.arm("502_html", "trades", count=None)
    time_runs_out("trades", nth=3)
    returned = run(block_order_matching_key=key)
    assert outcomes(returned) == {key: "failed"}
    assert "whether cancelled or executed is not known" in returned["orders"][0]["error"]["msg"]
    assert not returned["changed"]


@pytest.mark.parametrize("code", [-1020, -1102, -1130, -1131, -9999])
def test_a_refusal_is_reported(exchange: Exchange, run: Run, code: int) -> None:
    keys = exchange.seed_many(2)
    exchange.arm("code", "cancel", key=keys[0], code=code, msg="Refused.", count=None)
    returned = run(block_order_matching_key=keys)
    assert outcomes(returned) == {keys[0]: "failed", keys[1]: "cancelled"}
    assert returned["changed"]
    assert returned["orders"][0]["error"]["code"] == code
    assert returned["orders"][0]["error"]["http_status"] == 400
    assert len(exchange.journal("cancel")) == 2


def test_no_such_order_of_an_order_that_is_listed_is_failed_in_the_end(exchange: Exchange, run: Run) -> None:
    key = exchange.seed()
    exchange.arm("code", "cancel", code=-2013, count=None)
    returned = run(block_order_matching_key=key, verify_timeout=1)
    assert outcomes(returned) == {key: "failed"}
    assert returned["orders"][0]["error"]["code"] == -2013
    assert returned["orders"][0]["status"] == "RECEIVED"
    assert len(exchange.journal("cancel")) == 1
    assert len(exchange.journal("query")) > 3, "it is looked again while the listing may lag"


@pytest.mark.parametrize("selector", [{"all_open": True}, {"underlying": "BTCUSDT"}])
@pytest.mark.parametrize("fault", ["502_html", "200_html", "code"])
def test_a_listing_that_cannot_be_read_is_never_an_empty_one(
    exchange: Exchange, run: Run, time_runs_out: TimeRunsOut, selector: dict[str, Any], fault: str
) -> None:
    key = exchange.seed()
    parameters: dict[str, Any] = {"code": -2013} if fault == "code" else {}
    exchange.arm(fault, "listing", count=None, **parameters)
    time_runs_out("listing", nth=3)
    returned = run(**selector)
    assert returned["failed"]
    assert not returned["complete"]
    assert returned["error"]["reason"] == "time_budget"
    assert exchange.truth(key).open


def test_an_underlying_that_the_exchange_does_not_know_is_reported_at_once(exchange: Exchange, run: Run) -> None:
    returned = run(underlying="NOSUCHUSDT")
    assert returned["failed"]
    assert "-1128" in returned["msg"]
    assert len(exchange.journal()) == 1


@pytest.mark.parametrize("selector", ["one", "several", "all"])
@pytest.mark.parametrize(("lag_ms", "verify_timeout"), [(500, 30), ("never", 1)])
def test_an_acknowledged_cancel_that_shows_late(
    exchange: Exchange, run: Run, lag_ms: int | str, verify_timeout: int, selector: str
) -> None:
    keys = exchange.seed_many(1 if selector == "one" else 3)
    exchange.set_switches(lag_ms=lag_ms)
    options: dict[str, Any] = {"all_open": True} if selector == "all" else {"block_order_matching_key": keys}
    returned = run(verify_timeout=verify_timeout, **options)
    expected = "failed" if lag_ms == "never" else "cancelled"
    assert outcomes(returned) == dict.fromkeys(keys, expected)
    assert len(exchange.journal("cancel")) == len(keys), "an acknowledged cancel is not sent again"


def test_a_lagging_exchange_can_be_trusted(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(2)
    exchange.set_switches(lag_ms="never")
    returned = run(block_order_matching_key=keys, verify_timeout=0)
    assert outcomes(returned) == dict.fromkeys(keys, "cancelled")
    assert returned["orders"][0]["evidence"] == ["acknowledged", "not in block trades"]


@pytest.mark.parametrize("key_name", ["blockTradeSettlementKey", "blockOrderMatchingKey", "both"])
def test_either_key_name_is_read(exchange: Exchange, run: Run, key_name: str) -> None:
    exchange.set_switches(key_name=key_name)
    keys = exchange.seed_many(2)
    assert outcomes(run(all_open=True)) == dict.fromkeys(keys, "cancelled")


def test_a_short_listing_proves_nothing_about_what_it_lacks(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(5)
    exchange.set_switches(listing_limit=2)
    returned = run(block_order_matching_key=keys)
    assert outcomes(returned) == dict.fromkeys(keys, "cancelled")
    assert not any(order.open for order in exchange.orders())


def test_a_short_listing_is_drained_in_rounds(exchange: Exchange, run: Run) -> None:
    keys = exchange.seed_many(5)
    exchange.set_switches(listing_limit=2)
    returned = run(all_open=True)
    assert outcomes(returned).keys() == set(keys)
    assert set(outcomes(returned).values()) == {"cancelled"}


def test_errors_that_come_as_successful_answers(exchange: Exchange, run: Run) -> None:
    key = exchange.seed()
    exchange.set_switches(error_http_status=200, finished_key_query="-2013")
    exchange.schedule("cancel_by_other", {"key": key}, "cancel")
    assert outcomes(run(block_order_matching_key=[key])) == {key: "absent"}
