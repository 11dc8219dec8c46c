# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table "what an answer proves", row by row."""

from __future__ import annotations

import json
import time
from email.utils import formatdate

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._answers import (
    UNREADABLE,
    Proof,
    Then,
    examine,
    parse,
    printable,
)
from ansible_collections.marketops.binance.plugins.module_utils._wire import Answer, Failure

YES, NO, UNKNOWN = Proof.CARRIED_OUT, Proof.NOT_CARRIED_OUT, Proof.UNKNOWN
HTML = "<html><body>Service Unavailable.</body></html>"


def error(code: object, msg: str = "no reason given") -> str:
    return json.dumps({"code": code, "msg": msg})


ROWS = [
    (200, "{}", YES, Then.GO_ON),
    (200, '{"status": "CANCELLED"}', YES, Then.GO_ON),
    (200, "", UNKNOWN, Then.GO_ON),
    (200, HTML, UNKNOWN, Then.GO_ON),
    (200, '"ok"', UNKNOWN, Then.GO_ON),
    (200, "[]", UNKNOWN, Then.GO_ON),
    (200, "null", UNKNOWN, Then.GO_ON),
    (200, '{"code": 0, "msg": "success"}', UNKNOWN, Then.GO_ON),
    (200, '{"code": null}', UNKNOWN, Then.GO_ON),
    (200, error(-2013), NO, Then.GO_ON),
    (200, error("-2013"), NO, Then.GO_ON),
    (200, error(-1000), UNKNOWN, Then.GO_ON),
    (200, error(-2015), NO, Then.STOP),
    (201, "{}", UNKNOWN, Then.GO_ON),
    (204, "", UNKNOWN, Then.GO_ON),
    (301, "", NO, Then.STOP),
    (307, "{}", NO, Then.STOP),
    (400, error(-1021), NO, Then.SYNCHRONISE),
    (400, error(-1022), NO, Then.STOP),
    (400, error(-1102), NO, Then.GO_ON),
    (400, error(-1130), NO, Then.GO_ON),
    (400, error(-1131), NO, Then.GO_ON),
    (400, error(-2013), NO, Then.GO_ON),
    (400, error(-9999), NO, Then.GO_ON),
    (400, error(-2014), NO, Then.STOP),
    (400, error(-2015), NO, Then.STOP),
    (400, error(-1000), UNKNOWN, Then.GO_ON),
    (400, error(-1006), UNKNOWN, Then.GO_ON),
    (400, error(-1007), UNKNOWN, Then.GO_ON),
    (400, error(-1003), NO, Then.WAIT),
    (400, error(-1015), NO, Then.WAIT),
    (400, HTML, UNKNOWN, Then.GO_ON),
    (400, "{}", UNKNOWN, Then.GO_ON),
    (404, HTML, UNKNOWN, Then.GO_ON),
    (401, "", NO, Then.STOP),
    (403, HTML, NO, Then.STOP),
    (418, error(-1003), NO, Then.STOP),
    (429, error(-1003), NO, Then.WAIT),
    (429, HTML, NO, Then.WAIT),
    (500, error(-1001), UNKNOWN, Then.GO_ON),
    (500, HTML, UNKNOWN, Then.GO_ON),
    (502, HTML, UNKNOWN, Then.GO_ON),
    (504, error(-1007), UNKNOWN, Then.GO_ON),
    (503, "Service Unavailable.", NO, Then.RETRY),
    (503, error(-9000, "Service Unavailable."), NO, Then.RETRY),
    (503, json.dumps({"msg": "Service Unavailable."}), NO, Then.RETRY),
    (503, error(-1001, "Internal error; unable to process your request. Please try again."), NO, Then.RETRY),
    (503, "Internal error; unable to process your request. Please try again.", NO, Then.RETRY),
    (503, "Unknown error, please check your request or try again later.", UNKNOWN, Then.GO_ON),
    (503, error(-1000, "Service Unavailable."), UNKNOWN, Then.GO_ON),
    (503, HTML, UNKNOWN, Then.GO_ON),
    (503, "", UNKNOWN, Then.GO_ON),
]


@pytest.mark.parametrize(("status", "body", "proof", "then"), ROWS)
def test_an_answer_proves(status: int, body: str, proof: Proof, then: Then) -> None:
    finding = examine(Answer(status, {}, body.encode()))
    assert (finding.proof, finding.then) == (proof, then)
    assert finding.http_status == status


@pytest.mark.parametrize(
    ("failure", "proof", "then"),
    [
        (Failure.NOT_SENT, NO, Then.RETRY),
        (Failure.UNTRUSTED, NO, Then.STOP),
        (Failure.LOST, UNKNOWN, Then.GO_ON),
    ],
)
def test_a_missing_answer_proves(failure: Failure, proof: Proof, then: Then) -> None:
    finding = examine(Answer(failure=failure, note="words"))
    assert (finding.proof, finding.then, finding.msg) == (proof, then, "words")
    assert not finding.readable


@pytest.mark.parametrize("code", [-2013, -2011, -6028, -6037])
def test_no_such_order_is_a_family(code: int) -> None:
    finding = examine(Answer(400, {}, error(code).encode()))
    assert finding.no_such_order
    assert finding.did_nothing


def test_a_rejected_cancel_says_nothing_about_a_query() -> None:
    finding = examine(Answer(400, {}, error(-6063).encode()))
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
    assert examine(Answer(200, {}, body)).proof is UNKNOWN


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
    assert Answer(429, headers).retry_after() == seconds


def test_a_date_to_retry_after_is_compared_with_the_own_clock_if_the_answer_has_none() -> None:
    seconds = Answer(429, {"retry-after": formatdate(time.time() + 90, usegmt=True)}).retry_after()
    assert seconds is not None
    assert 60 < seconds <= 90
