# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The table of error codes."""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.advice import advice_for, advice_on_terms
from ansible_collections.marketops.binance.plugins.module_utils._exchange.codes import (
    CANCEL_DID_NOTHING,
    CODES,
    KEY_TOPICS,
    NO_SUCH_ORDER,
    Effect,
    NextAction,
    Topic,
)
from ansible_collections.marketops.binance.plugins.module_utils._exchange.verdict import Verdict


@pytest.mark.parametrize("code", CODES)
def test_a_code_never_says_that_a_request_was_applied(code: int) -> None:
    known = CODES[code]
    assert code < 0
    assert known.effect is not Effect.APPLIED
    # Nothing is sent again whose effect is unknown.
    assert known.effect is Effect.NOT_APPLIED or known.action is NextAction.CONTINUE


def test_only_the_codes_for_it_leave_the_effect_open() -> None:
    assert {code for code, known in CODES.items() if known.effect is Effect.UNKNOWN} == {-1000, -1006, -1007}


def test_a_cancel_that_did_nothing_is_a_refusal() -> None:
    assert NO_SUCH_ORDER < CANCEL_DID_NOTHING
    for code in CANCEL_DID_NOTHING:
        assert (CODES[code].effect, CODES[code].action) == (Effect.NOT_APPLIED, NextAction.CONTINUE)


@pytest.mark.parametrize("topic", Topic)
def test_every_topic_has_codes_and_advice(topic: Topic) -> None:
    codes = [code for code, known in CODES.items() if known.topic is topic]
    assert codes
    advice = advice_for(Verdict(Effect.NOT_APPLIED, NextAction.CONTINUE, 400, codes[0]))
    assert advice.endswith(".")


def test_only_who_gave_the_terms_is_asked_to_change_them() -> None:
    verdicts = [Verdict(Effect.NOT_APPLIED, NextAction.CONTINUE, 400, code) for code in CODES]
    assert not any("legs" in advice_for(verdict) for verdict in verdicts)
    about_terms = {verdict.topic for verdict in verdicts if "legs" in advice_on_terms(verdict)}
    assert {Topic.AMOUNT, Topic.BALANCE, Topic.PRECISION, Topic.PRICE, Topic.SYMBOL} <= about_terms


def test_what_concerns_the_key_stops_the_task() -> None:
    for known in CODES.values():
        if known.topic in KEY_TOPICS or known.topic in (Topic.URL, Topic.ADDRESS):
            assert known.action is NextAction.STOP
