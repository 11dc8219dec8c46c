# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table "what an answer proves", row by row."""

from __future__ import annotations

import json
import time
from email.utils import formatdate

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.documents import UNREADABLE, parse, printable
from ansible_collections.marketops.binance.plugins.module_utils._exchange.verdict import (
    Effect,
    NextAction,
    classify,
)
from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure, Response

YES, NO, UNKNOWN = Effect.APPLIED, Effect.NOT_APPLIED, Effect.UNKNOWN
HTML = "<html><body>Service Unavailable.</body></html>"


def error(code: object, msg: str = "no reason given") -> str:
    return json.dumps({"code": code, "msg": msg})


ROWS = [
    (200, "{}", YES, NextAction.CONTINUE),
    (200, '{"status": "CANCELLED"}', UNKNOWN, NextAction.CONTINUE),
    (200, '{"status":1,"msg":"System maintenance."}', UNKNOWN, NextAction.CONTINUE),
    (200, '{"success":false}', UNKNOWN, NextAction.CONTINUE),
    (200, '{"error":"maintenance"}', UNKNOWN, NextAction.CONTINUE),
    (200, error(-1, "System is under maintenance."), UNKNOWN, NextAction.CONTINUE),
    (200, error(-5028), NO, NextAction.RETRY),
    (200, "\ufeff{}", YES, NextAction.CONTINUE),
    (200, "", UNKNOWN, NextAction.CONTINUE),
    (200, HTML, UNKNOWN, NextAction.CONTINUE),
    (200, '"ok"', UNKNOWN, NextAction.CONTINUE),
    (200, "[]", UNKNOWN, NextAction.CONTINUE),
    (200, "null", UNKNOWN, NextAction.CONTINUE),
    (200, '{"code": 0, "msg": "success"}', UNKNOWN, NextAction.CONTINUE),
    (200, '{"code": null}', UNKNOWN, NextAction.CONTINUE),
    (200, error(-2013), NO, NextAction.CONTINUE),
    (200, error("-2013"), NO, NextAction.CONTINUE),
    (200, error(-1000), UNKNOWN, NextAction.CONTINUE),
    (200, error(-2015), NO, NextAction.STOP),
    (201, "{}", UNKNOWN, NextAction.RETRY_TWICE),
    (204, "", UNKNOWN, NextAction.RETRY_TWICE),
    (301, "", NO, NextAction.STOP),
    (307, "{}", NO, NextAction.STOP),
    (400, error(-1021), NO, NextAction.SYNCHRONIZE),
    (400, error(-1022), NO, NextAction.STOP),
    (400, error(-1102), NO, NextAction.CONTINUE),
    (400, error(-1130), NO, NextAction.CONTINUE),
    (400, error(-1131), NO, NextAction.CONTINUE),
    (400, error(-2013), NO, NextAction.CONTINUE),
    (400, error(-9999), NO, NextAction.CONTINUE),
    (400, error(-2014), NO, NextAction.STOP),
    (400, error(-2015), NO, NextAction.STOP),
    (400, error(-1000), UNKNOWN, NextAction.CONTINUE),
    (400, error(-1006), UNKNOWN, NextAction.CONTINUE),
    (400, error(-1007), UNKNOWN, NextAction.CONTINUE),
    (400, error(-1003), NO, NextAction.WAIT),
    (400, error(-1015), NO, NextAction.WAIT),
    (400, HTML, UNKNOWN, NextAction.RETRY_TWICE),
    (400, "{}", UNKNOWN, NextAction.RETRY_TWICE),
    (404, HTML, UNKNOWN, NextAction.RETRY_TWICE),
    *((status, HTML, UNKNOWN, NextAction.RETRY_TWICE) for status in (202, 405, 407, 409, 413, 414, 421, 431)),
    (400, error(-5028), NO, NextAction.RETRY),
    (400, error(-1004), NO, NextAction.RETRY),
    (400, error(-1034), NO, NextAction.RETRY),
    (503, error(-1008), NO, NextAction.RETRY),
    (500, error(-1008), UNKNOWN, NextAction.CONTINUE),
    (429, error(-1008), NO, NextAction.WAIT),
    *((400, error(code), NO, NextAction.STOP) for code in (-2008, -2017, -1109, -5000, -71012)),
    (400, error(-1128), NO, NextAction.CONTINUE),
    (451, error(0, "Service unavailable from a restricted location"), NO, NextAction.STOP),
    (451, HTML, NO, NextAction.STOP),
    (400, error(0, "Service unavailable from a restricted location"), NO, NextAction.STOP),
    (400, error(None), UNKNOWN, NextAction.RETRY_TWICE),
    (400, error(1), UNKNOWN, NextAction.RETRY_TWICE),
    (404, error(0), UNKNOWN, NextAction.RETRY_TWICE),
    *(
        (status, error(-1003, "Way too many requests; IP banned until 1795700000000."), NO, NextAction.STOP)
        for status in (400, 403, 418, 429)
    ),
    (429, error(-1003, "Too many requests; current limit is 2400 request weight per 1 MINUTE."), NO, NextAction.WAIT),
    (401, "", NO, NextAction.STOP),
    (403, HTML, NO, NextAction.STOP),
    (418, error(-1003), NO, NextAction.STOP),
    (429, error(-1003), NO, NextAction.WAIT),
    (429, HTML, NO, NextAction.WAIT),
    (500, error(-1001), UNKNOWN, NextAction.CONTINUE),
    (500, HTML, UNKNOWN, NextAction.CONTINUE),
    (502, HTML, UNKNOWN, NextAction.CONTINUE),
    (504, error(-1007), UNKNOWN, NextAction.CONTINUE),
    (503, "Service Unavailable.", NO, NextAction.RETRY),
    (503, error(-9000, "Service Unavailable."), NO, NextAction.RETRY),
    (503, json.dumps({"msg": "Service Unavailable."}), NO, NextAction.RETRY),
    (503, error(-1001, "Internal error; unable to process your request. Please try again."), NO, NextAction.RETRY),
    (503, "Internal error; unable to process your request. Please try again.", NO, NextAction.RETRY),
    (503, "Unknown error, please check your request or try again later.", UNKNOWN, NextAction.CONTINUE),
    (503, error(-1000, "Service Unavailable."), UNKNOWN, NextAction.CONTINUE),
    (503, HTML, UNKNOWN, NextAction.CONTINUE),
    (503, "", UNKNOWN, NextAction.CONTINUE),
]


@pytest.mark.parametrize(("status", "body", "effect", "action"), ROWS)
def test_an_answer_proves(status: int, body: str, effect: Effect, action: NextAction) -> None:
    verdict = classify(Response(status, {}, body.encode()), lambda document: document == {})
    assert (verdict.effect, verdict.action) == (effect, action)
    assert verdict.http_status == status


@pytest.mark.parametrize(
    ("failure", "effect", "action"),
    [
        (Failure.NOT_SENT, NO, NextAction.RETRY),
        (Failure.UNTRUSTED, NO, NextAction.STOP),
        (Failure.LOST, UNKNOWN, NextAction.CONTINUE),
    ],
)
def test_a_missing_answer_proves(failure: Failure, effect: Effect, action: NextAction) -> None:
    verdict = classify(Response(failure=failure, note="words"))
    assert (verdict.effect, verdict.action, verdict.msg) == (effect, action, "words")
    assert not verdict.readable


@pytest.mark.parametrize("status", [302, 401, 403, 418, 429, 451])
def test_a_status_that_decides_alone_needs_no_readable_body(status: int) -> None:
    verdict = classify(Response(status, {}, failure=Failure.LOST, note="words"), lambda _document: True)
    whole = classify(Response(status))
    assert (verdict.effect, verdict.action, verdict.http_status) == (NO, whole.action, status)
    assert not verdict.readable


@pytest.mark.parametrize("status", [200, 400, 404, 500, 503])
def test_any_other_status_without_its_body_is_a_lost_answer(status: int) -> None:
    verdict = classify(Response(status, {}, failure=Failure.LOST, note="words"), lambda _document: True)
    assert (verdict.effect, verdict.action) == (UNKNOWN, NextAction.CONTINUE)


@pytest.mark.parametrize("status", [400, 403, 418, 429])
def test_the_end_of_a_ban_is_read_from_the_text(status: int) -> None:
    verdict = classify(Response(status, {}, error(-1003, "IP banned until 1795700000000 ms").encode()))
    assert (verdict.ban_end_ms, verdict.banned, verdict.denied) == (1795700000000, True, False)


@pytest.mark.parametrize("code", [-2013, -2011, -6028, -6037])
def test_no_such_order_is_a_family(code: int) -> None:
    verdict = classify(Response(400, {}, error(code).encode()))
    assert verdict.no_such_order
    assert verdict.did_nothing


def test_a_rejected_cancel_says_nothing_about_a_query() -> None:
    verdict = classify(Response(400, {}, error(-6063).encode()))
    assert verdict.did_nothing
    assert not verdict.no_such_order


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe{\x00}\x00",
        b'{"a": "\xe9"}',
        b"[" * 100000,
        b"[" + b"9" * 5000 + b"]",
        b"[" + b"{}," * 150001 + b"{}]",
        b'["' + "ä".encode() * 600000 + b'"]',
        b"{",
    ],
    ids=["utf-16", "latin-1", "deep", "enormous number", "too many values", "much text that is not ASCII", "cut off"],
)
def test_what_cannot_be_read_is_reported_as_such(body: bytes) -> None:
    assert parse(body) is UNREADABLE
    assert classify(Response(200, {}, body)).effect is UNKNOWN


def test_numbers_keep_their_digits() -> None:
    assert parse(b'{"price": 0.10, "tiny": 1e-7}') == {"price": "0.10", "tiny": "1e-7"}


def test_text_from_outside_is_made_harmless() -> None:
    signature = "0123456789abcdef" * 4
    text = printable(f"Bad\x1b[31m request\nsignature={signature}&x=1 and {signature}")
    assert signature not in text
    assert "\x1b" not in text
    assert printable("Signature for this request is not valid.") == "Signature for this request is not valid."
    assert "abc" not in printable('{"signature": "abc"}')
    assert "\n" not in text
    assert len(printable("word " * 1000)) < 250


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0),
        ("1.5", 1.5),
        ("", None),
        ("soon", None),
        ("-1", None),
        ("1" * 400, 1e9),
        ("Wed, 25 Nov 2026 03:01:30 GMT", 90.0),
        ("Wed, 25 Nov 2026 02:00:00 GMT", 0.0),
        ("Wed, 25 Nov 99999 02:00:00 GMT", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    headers = {"retry-after": value, "date": "Wed, 25 Nov 2026 03:00:00 GMT"}
    assert Response(429, headers).retry_after() == seconds


def test_a_date_to_retry_after_is_compared_with_the_own_clock_if_the_answer_has_none() -> None:
    seconds = Response(429, {"retry-after": formatdate(time.time() + 90, usegmt=True)}).retry_after()
    assert seconds is not None
    assert 60 < seconds <= 90
