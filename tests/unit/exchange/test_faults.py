# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import gzip
import http.client
import time
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import FAULTS, Exchange, wait_until_idle
from ansible_collections.marketops.binance.tests.exchange.faults import GATEWAY_STATUSES, MAINTENANCE, Fault

from .raw_client import CREATE, TIME, RawClient

# Parameters that make slow and large faults quick and small.
QUICK: dict[str, dict[str, Any]] = {
    "huge_body": {"size": 300_000},
    "slow_body": {"interval_ms": 1},
    "slow_headers": {"interval_ms": 1},
    "delay": {"delay_ms": 20},
    "delay_carry_out": {"delay_ms": 20},
    "deep_json": {"depth": 1000},
}
PREVENTING = [name for name, kind in FAULTS.items() if "before" in kind.moments and Fault(name).prevents]
ALL_AFTER = [name for name, kind in FAULTS.items() if "after" in kind.moments]


def leave_while_it_is_handled(exchange: Exchange, method: str, path: str, **parameters: Any) -> None:
    """Send a request, and leave without an answer once the exchange has it."""
    client = RawClient(exchange)
    client.request(method, path, **parameters)
    while not exchange.journal():
        time.sleep(0.001)
    client.close()
    wait_until_idle(exchange)


def try_to_cancel(exchange: Exchange, key: str) -> None:
    leave_while_it_is_handled(exchange, "DELETE", CREATE, blockOrderMatchingKey=key)


@pytest.mark.parametrize("name", PREVENTING)
def test_before_it_is_carried_out(exchange: Exchange, name: str) -> None:
    key = exchange.seed()
    exchange.arm(name, "cancel", when="before", **QUICK.get(name, {}))
    try_to_cancel(exchange, key)
    [entry] = exchange.journal()
    assert (entry.fault, entry.carried_out, entry.carried_out_ms) == (name, False, None)
    assert exchange.truth(key).open


@pytest.mark.parametrize("name", ALL_AFTER)
def test_after_it_was_carried_out(exchange: Exchange, name: str) -> None:
    key = exchange.seed()
    exchange.arm(name, "cancel", when="after", **QUICK.get(name, {}))
    try_to_cancel(exchange, key)
    [entry] = exchange.journal()
    assert (entry.fault, entry.carried_out) == (name, True)
    assert exchange.truth(key).cancelled_by_request == entry.number


ANSWERS: dict[str, tuple[int, bytes]] = {
    "500": (500, b"500 Internal Server Error"),
    "502_html": (502, b"502 Bad Gateway"),
    "503_html": (503, b"503 Service Temporarily Unavailable"),
    "504_html": (504, b"504 Gateway Time-out"),
    "403_html": (403, b"403 Forbidden"),
    "503_unknown": (503, b"Unknown error, please check your request or try again later."),
    "503_unavailable": (503, b"Service Unavailable."),
    "503_internal": (503, b"Internal error; unable to process your request. Please try again."),
    "redirect": (302, b""),
    "200_html": (200, b"<html>"),
    "200_empty": (200, b""),
    "200_bare_string": (200, b'"OK"'),
    "200_null": (200, b"null"),
    "200_array": (200, b'["unexpected"]'),
    "200_other_object": (200, b'{"status": 1, "msg": "System maintenance."}'),
    "4xx_html": (404, b"404 Not Found"),
    "202_challenge": (202, b"202 Challenge"),
    "451": (451, b'"msg": "Service unavailable from a restricted location."'),
    "ban_text": (418, b"IP banned until "),
    "200_negative_code": (200, b'{"code": -1000,'),
    "400_no_code": (400, b'{"msg": "Bad Request"}'),
    "401": (401, b'{"code": -1002,'),
    "-1021": (400, b'{"code": -1021,'),
    "-1022": (400, b'{"code": -1022,'),
    "-2014": (401, b'{"code": -2014,'),
    "-2015": (401, b'{"code": -2015,'),
    "code": (400, b'{"code": -1000,'),
    "429": (429, b'{"code": -1003,'),
    "418": (418, b'{"code": -1003,'),
    "deep_json": (200, b"[" * 100_000 + b"]" * 100_000),
    "bad_encoding": (200, "kein JSON".encode("utf-16-le")),
    "answer": (200, b"{}"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_wrong_answers(client: RawClient, exchange: Exchange, name: str) -> None:
    exchange.arm(name)
    answer = client.cancel(exchange.seed())
    status, text = ANSWERS[name]
    assert answer.status == status
    assert text in answer.body if text else answer.body == b""
    assert exchange.journal()[0].http_status == status
    from_exchange = answer.headers.get("content-type", "").startswith("application/json")
    assert ("x-mbx-used-weight-1m" in answer.headers) is from_exchange
    assert from_exchange is (b"<html>" not in answer.body)


BROKEN_LINES = {
    "timeout",
    "reset",
    "close",
    "cut_off_body",
    "huge_body",
    "slow_body",
    "slow_headers",
    "endless_headers",
}


def test_every_fault_has_its_test() -> None:
    elsewhere = {"gzip_body", "delay", "delay_carry_out", "wrong_kind"}
    in_another_form = {"deflate_body", "bom", "chunked", "interim", "surplus"}
    assert FAULTS.keys() == ANSWERS.keys() | BROKEN_LINES | elsewhere | in_another_form


def test_timeout(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("timeout", "time")
    holder = RawClient(exchange, timeout=0.3)
    holder.request("GET", TIME)
    while not exchange.journal():
        time.sleep(0.001)
    assert exchange.state()["handling"] == 1
    with pytest.raises(TimeoutError):
        holder.answer()
    # It holds nobody else.
    assert client.listing().status == 200
    holder.close()
    wait_until_idle(exchange)
    assert exchange.journal("time")[0].http_status is None


def test_reset(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("reset")
    with pytest.raises(ConnectionResetError) as raised:
        client.listing()
    # The same for a connection that was merely closed.
    assert not isinstance(raised.value, http.client.RemoteDisconnected)


def test_close(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("close")
    with pytest.raises(http.client.RemoteDisconnected):
        client.listing()


@pytest.mark.parametrize(("when", "partial"), [("before", b"{}"), ("after", b'[{"blockTradeSettlementKey')])
def test_cut_off_body(client: RawClient, exchange: Exchange, when: str, partial: bytes) -> None:
    exchange.seed()
    exchange.arm("cut_off_body", when=when, missing=7)
    with pytest.raises(http.client.IncompleteRead) as raised:
        client.listing()
    assert raised.value.partial.startswith(partial)
    assert raised.value.expected == 7


def test_huge_body(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("huge_body")
    answer = client.listing()
    assert (len(answer.body), answer.headers["content-length"]) == (16 * 1024 * 1024, str(16 * 1024 * 1024))


def test_endless_body(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("huge_body", size=None)
    client._connection.request("GET", TIME)
    answer = client._connection.getresponse()
    assert answer.getheader("content-length") is None
    assert len(answer.read(20_000_000)) == 20_000_000
    answer.close()
    client.close()
    wait_until_idle(exchange)


@pytest.mark.parametrize(("when", "status", "text"), [("before", 504, b"504 Gateway"), ("after", 200, b"[]")])
def test_slow_body(client: RawClient, exchange: Exchange, when: str, status: int, text: bytes) -> None:
    exchange.arm("slow_body", when=when, interval_ms=1, prefix=50)
    started = time.monotonic()
    answer = client.listing()
    assert time.monotonic() - started > 0.05
    assert answer.status == status
    assert answer.body.startswith(b" " * 50)
    assert text in answer.body


@pytest.mark.parametrize(("when", "status"), [("before", 504), ("after", 200)])
def test_slow_headers(client: RawClient, exchange: Exchange, when: str, status: int) -> None:
    exchange.arm("slow_headers", when=when, interval_ms=1)
    started = time.monotonic()
    answer = client.listing()
    assert time.monotonic() - started > 0.06
    assert answer.status == status


def test_endless_headers(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("endless_headers")
    with pytest.raises(http.client.HTTPException, match="got more than 100 headers"):
        client.listing()
    client.close()
    wait_until_idle(exchange)


def test_gzip_body(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("gzip_body", when="after")
    exchange.arm("gzip_body", size=3 * 1024 * 1024)
    answer = client.listing()
    assert (answer.headers["content-encoding"], gzip.decompress(answer.body)) == ("gzip", b"[]")
    answer = client.listing()
    assert len(answer.body) < 10_000
    assert gzip.decompress(answer.body) == b" " * (3 * 1024 * 1024)


@pytest.mark.parametrize("when", ["before", "after"])
def test_delay(client: RawClient, exchange: Exchange, when: str) -> None:
    key = exchange.seed()
    exchange.arm("delay", when=when, delay_ms=500)
    assert client.cancel(key).body == b"{}"
    [entry] = exchange.journal()
    assert entry.carried_out_ms is not None
    assert (entry.carried_out_ms - entry.arrived_ms >= 490) is (when == "before")


def test_a_delay_may_outlast_the_window(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed()
    exchange.arm("delay", when="before", delay_ms=100)
    assert client.send("DELETE", CREATE, blockOrderMatchingKey=key, recvWindow=50).refusal == (400, -1021)
    assert exchange.truth(key).open


@pytest.mark.parametrize(("recv_window", "carried_out"), [(5000, True), (50, False)])
def test_delay_carry_out(client: RawClient, exchange: Exchange, recv_window: int, carried_out: bool) -> None:
    key = exchange.seed()
    exchange.arm("delay_carry_out", delay_ms=500)
    answer = client.send("DELETE", CREATE, blockOrderMatchingKey=key, recvWindow=recv_window)
    assert answer.status == 504
    assert exchange.truth(key).open
    wait_until_idle(exchange)
    assert exchange.truth(key).open is not carried_out
    assert exchange.journal()[0].carried_out is carried_out


def test_delay_carry_out_without_an_answer(exchange: Exchange) -> None:
    key = exchange.seed()
    exchange.arm("delay_carry_out", delay_ms=10, answer="never")
    try_to_cancel(exchange, key)
    assert not exchange.truth(key).open


def test_a_reset_forgets_what_is_still_to_be_carried_out(client: RawClient, exchange: Exchange) -> None:
    exchange.seed("key")
    exchange.arm("delay_carry_out", delay_ms=500)
    client.cancel("key")
    exchange.reset()
    exchange.seed("key")
    wait_until_idle(exchange)
    assert exchange.truth("key").open


def test_redirect(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("redirect", location="/elsewhere?a=b", http_status=307)
    answer = client.listing()
    assert (answer.status, answer.headers["location"]) == (307, "/elsewhere?a=b")
    assert client.raw("GET", answer.headers["location"]).status == 404
    assert [entry.operation for entry in exchange.journal()] == ["listing", "elsewhere"]
    assert exchange.journal()[1].api_key == client.api_key


def test_a_429_lasts_and_ends_in_a_ban(client: RawClient, exchange: Exchange) -> None:
    exchange.set_limits(grace_ms=0)
    exchange.arm("429", retry_after=60)
    assert client.listing().headers["retry-after"] == "60"
    answer = client.listing()
    assert (answer.status, answer.headers["retry-after"]) == (418, "120")
    assert [entry.went_on for entry in exchange.journal()] == [False, True]


def test_a_429_is_over_after_its_time(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("429", retry_after=0.05)
    assert client.listing().headers["retry-after"] == "1"
    time.sleep(0.06)
    assert client.listing().status == 200


def test_a_418_lasts(client: RawClient, exchange: Exchange) -> None:
    exchange.set_limits(grace_ms=0)
    exchange.arm("418", retry_after=60)
    assert [client.listing().status for _number in range(3)] == [418, 418, 418]
    assert [entry.went_on for entry in exchange.journal()] == [False, True, True]


@pytest.mark.parametrize("http_status", [418, 429, 403, 400])
def test_the_end_of_a_ban_may_stand_in_the_text_alone(client: RawClient, exchange: Exchange, http_status: int) -> None:
    exchange.set_limits(grace_ms=0)
    exchange.arm("ban_text", http_status=http_status, banned_s=60)
    answers = [client.listing() for _number in range(2)]
    assert [answer.refusal for answer in answers] == [(http_status, -1003)] * 2
    assert all("retry-after" not in answer.headers for answer in answers)
    until = int(answers[0].document["msg"].partition("IP banned until ")[2].rstrip("."))
    assert abs(until - exchange.clock.now_ms() - 60_000) < 5000
    assert [entry.went_on for entry in exchange.journal()] == [False, True]


@pytest.mark.parametrize("http_status", GATEWAY_STATUSES)
def test_pages_of_a_gateway(client: RawClient, exchange: Exchange, http_status: int) -> None:
    exchange.arm("4xx_html", http_status=http_status)
    answer = client.listing()
    assert (answer.status, answer.headers["content-type"][:9]) == (http_status, "text/html")


@pytest.mark.parametrize("document", MAINTENANCE, ids=str)
def test_objects_that_acknowledge_nothing(client: RawClient, exchange: Exchange, document: dict[str, Any]) -> None:
    key = exchange.seed()
    exchange.arm("200_other_object", document=document)
    assert client.cancel(key).document == document
    assert exchange.truth(key).open
    assert exchange.journal()[0].code is None


@pytest.mark.parametrize(
    ("code", "http_status"),
    [(-5028, 400), (-1004, 400), (-1034, 400), (-1008, 503), (-2008, 400), (-2017, 400), (-1109, 400), (-71012, 400)],
)
def test_refusals_have_texts(client: RawClient, exchange: Exchange, code: int, http_status: int) -> None:
    exchange.arm("code", code=code, http_status=http_status)
    answer = client.cancel(exchange.seed())
    assert answer.refusal == (http_status, code)
    assert len(answer.document["msg"]) > len("Refused.")


@pytest.mark.parametrize("plain", [True, False])
def test_forms_of_a_503(client: RawClient, exchange: Exchange, plain: bool) -> None:
    exchange.arm("503_unknown", plain=plain, code=None if plain else -1000)
    answer = client.listing()
    if plain:
        assert answer.body == b"Unknown error, please check your request or try again later."
    else:
        assert answer.refusal == (503, -1000)


def test_which_requests_meet_a_fault(client: RawClient, exchange: Exchange) -> None:
    mine, other = exchange.seed_many(2)
    exchange.arm("500", "query", key=mine, skip=1, count=2)
    assert client.listing().status == 200
    assert client.query(other).status == 200
    assert [client.query(mine).status for _number in range(4)] == [200, 500, 500, 200]
    assert exchange.armed() == []


def test_a_fault_for_ever(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("502_html", count=None)
    assert [client.listing().status for _number in range(3)] == [502, 502, 502]
    exchange.disarm()
    assert client.listing().status == 200


def test_faults_come_in_the_order_they_were_armed(client: RawClient, exchange: Exchange) -> None:
    exchange.arm("500")
    exchange.arm("502_html", skip=2)
    exchange.arm("503_html", "listing")
    assert [client.listing().status for _number in range(4)] == [500, 503, 502, 200]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"name": "none"}, "no fault"),
        ({"name": "500", "operation": "sell"}, "no operation"),
        ({"name": "500", "size": 1}, "no parameter size"),
        ({"name": "429", "when": "after"}, "can't come after"),
        ({"name": "451", "when": "after"}, "can't come after"),
        ({"name": "4xx_html", "http_status": 403, "when": "after"}, "can't come after"),
        ({"name": "code", "code": -1008, "http_status": 503, "when": "after"}, "can't come after"),
        ({"name": "500", "when": "later"}, "can't come later"),
        # The reference's table says "not carried out" of these answers.
        ({"name": "code", "code": -2013, "when": "after"}, "can't come after"),
        ({"name": "code", "code": -1000, "http_status": 429, "when": "after"}, "can't come after"),
        ({"name": "200_negative_code", "code": -2011, "when": "after"}, "can't come after"),
    ],
)
def test_faults_that_are_none(exchange: Exchange, fault: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        exchange.arm(**fault)
    assert exchange.armed() == []
