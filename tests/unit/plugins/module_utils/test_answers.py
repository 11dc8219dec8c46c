# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table "what an answer proves", row by row."""

from __future__ import annotations

import json
import time
from email.utils import formatdate

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.verdict import (
    UNREADABLE,
    Effect,
    NextAction,
    classify,
    parse,
    printable,
)
from ansible_collections.marketops.binance.plugins.module_utils._http.response import Failure, Response

YES, NO, UNKNOWN = Effect.APPLIED, Effect.NOT_APPLIED, Effect.UNKNOWN
HTML = "<html><body>Service Unavailable.</body></html>"


def error(code: object, msg: str = "no reason given") -> str:
    return json.dumps({"code": code, "msg": msg})


ROWS = [
    (200, "{}", YES, NextAction.GO_ON),
    (200, '{"status": "CANCELLED"}', YES, NextAction.GO_ON),
    (200, "", UNKNOWN, NextAction.GO_ON),
    (200, HTML, UNKNOWN, NextAction.GO_ON),
    (200, '"ok"', UNKNOWN, NextAction.GO_ON),
    (200, "[]", UNKNOWN, NextAction.GO_ON),
    (200, "null", UNKNOWN, NextAction.GO_ON),
    (200, '{"code": 0, "msg": "success"}', UNKNOWN, NextAction.GO_ON),
    (200, '{"code": null}', UNKNOWN, NextAction.GO_ON),
    (200, error(-2013), NO, NextAction.GO_ON),
    (200, error("-2013"), NO, NextAction.GO_ON),
    (200, error(-1000), UNKNOWN, NextAction.GO_ON),
    (200, error(-2015), NO, NextAction.STOP),
    (201, "{}", UNKNOWN, NextAction.GO_ON),
    (204, "", UNKNOWN, NextAction.GO_ON),
    (301, "", NO, NextAction.STOP),
    (307, "{}", NO, NextAction.STOP),
    (400, error(-1021), NO, NextAction.SYNCHRONIZE),
    (400, error(-1022), NO, NextAction.STOP),
    (400, error(-1102), NO, NextAction.GO_ON),
    (400, error(-1130), NO, NextAction.GO_ON),
    (400, error(-1131), NO, NextAction.GO_ON),
    (400, error(-2013), NO, NextAction.GO_ON),
    (400, error(-9999), NO, NextAction.GO_ON),
    (400, error(-2014), NO, NextAction.STOP),
    (400, error(-2015), NO, NextAction.STOP),
    (400, error(-1000), UNKNOWN, NextAction.GO_ON),
    (400, error(-1006), UNKNOWN, NextAction.GO_ON),
    (400, error(-1007), UNKNOWN, NextAction.GO_ON),
    (400, error(-1003), NO, NextAction.WAIT),
    (400, error(-1015), NO, NextAction.WAIT),
    (400, HTML, UNKNOWN, NextAction.GO_ON),
    (400, "{}", UNKNOWN, NextAction.GO_ON),
    (404, HTML, UNKNOWN, NextAction.GO_ON),
    (401, "", NO, NextAction.STOP),
    (403, HTML, NO, NextAction.STOP),
    (418, error(-1003), NO, NextAction.STOP),
    (429, error(-1003), NO, NextAction.WAIT),
    (429, HTML, NO, NextAction.WAIT),
    (500, error(-1001), UNKNOWN, NextAction.GO_ON),
    (500, HTML, UNKNOWN, NextAction.GO_ON),
    (502, HTML, UNKNOWN, NextAction.GO_ON),
    (504, error(-1007), UNKNOWN, NextAction.GO_ON),
    (503, "Service Unavailable.", NO, NextAction.RETRY),
    (503, error(-9000, "Service Unavailable."), NO, NextAction.RETRY),
    (503, json.dumps({"msg": "Service Unavailable."}), NO, NextAction.RETRY),
    (503, error(-1001, "Internal error; unable to process your request. Please try again."), NO, NextAction.RETRY),
    (503, "Internal error; unable to process your request. Please try again.", NO, NextAction.RETRY),
    (503, "Unknown error, please check your request or try again later.", UNKNOWN, NextAction.GO_ON),
    (503, error(-1000, "Service Unavailable."), UNKNOWN, NextAction.GO_ON),
    (503, HTML, UNKNOWN, NextAction.GO_ON),
    (503, "", UNKNOWN, NextAction.GO_ON),
]


@pytest.mark.parametrize(("status", "body", "proof", "then"), ROWS)
def test_an_answer_proves(status: int, body: str, proof: Effect, then: NextAction) -> None:
    finding = classify(Response(status, {}, body.encode()))
    assert (finding.proof, finding.then) == (proof, then)
    assert finding.http_status == status


@pytest.mark.parametrize(
    ("failure", "proof", "then"),
    [
        (Failure.NOT_SENT, NO, NextAction.RETRY),
        (Failure.UNTRUSTED, NO, NextAction.STOP),
        (Failure.LOST, UNKNOWN, NextAction.GO_ON),
    ],
)
def test_a_missing_answer_proves(failure: Failure, proof: Effect, then: NextAction) -> None:
    finding = classify(Response(failure=failure, note="words"))
    assert (finding.proof, finding.then, finding.msg) == (proof, then, "words")
    assert not finding.readable


@pytest.mark.parametrize("code", [-2013, -2011, -6028, -6037])
def test_no_such_order_is_a_family(code: int) -> None:
    finding = classify(Response(400, {}, error(code).encode()))
    assert finding.no_such_order
    assert finding.did_nothing


def test_a_rejected_cancel_says_nothing_about_a_query() -> None:
    finding = classify(Response(400, {}, error(-6063).encode()))
    assert finding.did_nothing
    assert not finding.no_such_order


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
def test_what_cannot_be_read_is_said_so(body: bytes) -> None:
    assert parse(body) is UNREADABLE
    assert classify(Response(200, {}, body)).proof is UNKNOWN


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
