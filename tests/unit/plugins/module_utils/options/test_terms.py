# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The terms of a block order: what an exchange could misunderstand is refused before anything is sent."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from ansible_collections.marketops.binance.plugins.module_utils._exchange.terms import Terms
from ansible_collections.marketops.binance.plugins.module_utils._options.checks import BadOption
from ansible_collections.marketops.binance.plugins.module_utils._options.terms import read_terms

from .conftest import Convert

LEG = {"symbol": "BTC-261225-100000-C", "side": "BUY", "price": "2310.5", "quantity": "5"}


def test_terms_are_read(converted: Convert) -> None:
    assert read_terms(converted(liquidity="MAKER", legs=[LEG])) == Terms(
        "MAKER", "BTC-261225-100000-C", "BUY", "2310.5", "5"
    )
    assert read_terms(converted()) is None


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("'2.8'", "2.8"), ("2.80", "2.8"), ("0.10", "0.1"), ("5", "5"), ("'5.00'", "5.00"), ("0.0001", "0.0001"),
        ("'0.0000001'", "0.0000001"), ("100000000000000000000", "100000000000000000000"), ("' 2.8 '", "2.8"),
        ("123456789012345", "123456789012345"),
    ],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written_in_a_playbook(converted: Convert, written: str, expected: str) -> None:
    leg = {**LEG, "price": yaml.safe_load(written), "quantity": yaml.safe_load(written)}
    terms = read_terms(converted(liquidity="MAKER", legs=[leg]))
    assert terms is not None
    assert (terms.price, terms.quantity) == (expected, expected)


@pytest.mark.parametrize("name", ["price", "quantity"])
@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("0.0000001", ["'1e-07'", "exponent", "in quotes: '0.0000001'"]),
        ("1.0e+22", ["'1e+22'", "exponent"]),
        ("'1E5'", ["exponent", "'100000'"]),
        ("0.30000000000000004", ["'0.30000000000000004'", "17 significant digits", "a float that is no longer exact"]),
        ("1234567890.123456789", ["significant digits"]),
        ("0", ["'0'", "greater than zero"]),
        ("0.0", ["greater than zero"]),
        ("-1", ["'-1'", "greater than zero"]),
        ("'-0.5'", ["greater than zero"]),
        ("''", ["it is empty"]),
        ("null", ["it is empty"]),
        ("true", ["'True'", "not a decimal number"]),
        ("'1,000'", ["'1,000'", "not a decimal number"]),
        ("'1_000'", ["not a decimal number"]),
        ("'+1'", ["not a decimal number"]),
        ("'.5'", ["not a decimal number"]),
        ("'5.'", ["not a decimal number"]),
        ("'007'", ["not a decimal number"]),
        ("'0x10'", ["not a decimal number"]),
        ("'1/2'", ["not a decimal number"]),
        ("'2.8 USDT'", ["not a decimal number"]),
        (".nan", ["not a decimal number"]),
        (".inf", ["not a decimal number"]),
        ("[2.8]", ["not a decimal number"]),
        ("'\u0665'", ["not a decimal number"]),
        ("'0." + "0" * 50 + "1'", ["not a decimal number"]),
    ],
)
def test_what_is_no_exact_number_is_refused(converted: Convert, name: str, written: str, words: list[str]) -> None:
    parameters = converted(liquidity="MAKER", legs=[{**LEG, name: yaml.safe_load(written)}])
    _assert_refused(parameters, [f"legs[0].{name} ", *words])


@pytest.mark.parametrize(
    ("symbol", "words"),
    [
        ("btc-261225-100000-c", ["'btc-261225-100000-c'", "upper case. Write BTC-261225-100000-C."]),
        ("BTC-261225-100000-c", ["Write BTC-261225-100000-C."]),
        ("BTCUSDT", ["'BTCUSDT'", "not the symbol of an option", "BTC-261225-100000-C"]),
        ("BTC-261225-100000", ["not the symbol"]),
        ("BTC-20261225-100000-C", ["not the symbol"]),
        ("", ["not the symbol"]),
        (None, ["not the symbol"]),
        ("s" * 64, ["not shown, because it may be a secret"]),
    ],
)
def test_what_is_no_symbol_is_refused(converted: Convert, symbol: str | None, words: list[str]) -> None:
    _assert_refused(converted(liquidity="MAKER", legs=[{**LEG, "symbol": symbol}]), ["legs[0].symbol ", *words])


def test_a_symbol_may_have_a_strike_with_decimals(converted: Convert) -> None:
    terms = read_terms(converted(liquidity="TAKER", legs=[{**LEG, "symbol": "DOGE-261225-0.125-P"}]))
    assert terms is not None
    assert terms.symbol == "DOGE-261225-0.125-P"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"liquidity": "MAKER", "legs": []}, ["legs is empty", "exactly one leg"]),
        ({"liquidity": "MAKER", "legs": [LEG, LEG]}, ["legs has 2 entries", "exactly one leg", "one task for each"]),
        ({"legs": [LEG]}, ["legs is given without liquidity", "MAKER or TAKER"]),
        ({"liquidity": "TAKER"}, ["liquidity 'TAKER'", "without legs"]),
    ],
)
def test_terms_that_are_incomplete_are_refused(converted: Convert, options: dict[str, Any], words: list[str]) -> None:
    _assert_refused(converted(**options), words)


def test_no_side_is_refused_where_ansible_lets_it_pass() -> None:
    _assert_refused({"liquidity": "MAKER", "legs": [{**LEG, "side": None}]}, ["legs[0].side", "BUY or SELL"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"legs": [{**LEG, "side": "buy"}]}, ["side", "BUY, SELL", "got: buy", "legs"]),
        ({"legs": [{**LEG, "side": "LONG"}]}, ["side", "BUY, SELL", "got: LONG"]),
        ({"liquidity": "maker"}, ["liquidity", "MAKER, TAKER", "got: maker"]),
        ({"legs": [{**LEG, "type": "LIMIT"}]}, ["legs.type", "price, quantity, side, symbol"]),
        ({"legs": [{"symbol": "BTC-261225-100000-C", "side": "BUY", "price": "1"}]}, ["missing", "quantity", "legs"]),
        ({"legs": ["K1"]}, ["legs", "dict"]),
    ],
)
def test_ansible_refuses_the_rest_by_itself(converted: Convert, options: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(AssertionError) as raised:
        converted(**options)
    for word in words:
        assert word in str(raised.value)


def _assert_refused(parameters: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(BadOption) as raised:
        read_terms(parameters)
    for word in words:
        assert word in str(raised.value)
