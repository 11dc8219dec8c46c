# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is a list of matching keys, and what is not: text that only looks like one must not end as "not open"."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._options.checks import BadOption
from ansible_collections.marketops.binance.plugins.module_utils._options.matching_keys import read_keys

from .conftest import Convert

UUID = "7d046e6e-a429-4335-ab9d-6a681febcde5"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (None, None),
        ([], []),
        (UUID, [UUID]),
        ([UUID], [UUID]),
        ("K1,K2", ["K1", "K2"]),
        (" K1 , K2\n", ["K1", "K2"]),
        (["K1", "K2", "K1", " K2"], ["K1", "K2"]),
        (["open", "unknown-1", "a_b.c:d", "7e5a"], ["open", "unknown-1", "a_b.c:d", "7e5a"]),
        (["K" * 39], ["K" * 39]),
    ],
)
def test_keys_are_read(converted: Convert, given: Any, expected: list[str] | None) -> None:
    assert read_keys(converted(block_order_matching_key=given)) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ('["K1","K2"]', ["""'["K1","K2"]'""", "a list inside the list of keys, or the text of a list", "KEY1,KEY2"]),
        ("['K1', 'K2']", ["a list inside the list of keys, or the text of a list"]),
        ("[K1]", ["'[K1]'", "the text of a list"]),
        ([["K1", "K2"]], ["['K1', 'K2']", "a list inside the list of keys"]),
        (["K1", ["K2"]], ["\"['K2']\"", "does not contain '['"]),
        ([{"a": 1}], ["{'a': 1}", "a mapping inside the list of keys"]),
        ('{"a": 1, "b": 2}', ["the text of a mapping"]),
        ([{"block_order_matching_key": "K1"}], ["a mapping inside the list of keys"]),
        ("K1;K2", ["'K1;K2'", "no white space, semicolon or bar", "YAML list", "KEY1,KEY2"]),
        ("K1 K2", ["'K1 K2'", "no white space", "YAML list"]),
        ("K1\nK2", ["no white space"]),
        ("K1|K2", ["bar"]),
        ("- K1\n- K2", ["no white space"]),
        ("<K1>", ["'<K1>'", "does not contain '<'", UUID]),
        ('"K1"', ["does not contain '\"'", "without quotes"]),
        ("'K1'", ['does not contain "\'"']),
        ("(K1)", ["does not contain '('"]),
        ("{{ key }}", ["a mapping"]),
        ("K1/K2", ["does not contain '/'"]),
        ("$KEY", ["does not contain '$'"]),
        ("********", ["does not contain '*'"]),
        ("K1\u200b", ["does not contain '\\u200b'"]),
        ("\ufeffK1", ["does not contain '\\ufeff'"]),
        ("K1\x00", ["does not contain '\\x00'"]),
        ("K1\x1b[0m", ["does not contain '\\x1b'"]),
        ("7d046e6e\u2011a429", ["does not contain '\\u2011'"]),
        ("7d046e6e\u2026", ["does not contain '\\u2026'"]),
        ("7d046e6e...", ["starts or ends with punctuation"]),
        ("-K1", ["starts or ends with punctuation"]),
        ("K1:", ["starts or ends with punctuation"]),
        ("__omit_place_holder__da39a3ee", ["starts or ends with punctuation"]),
        ("a-" * 60, ["longer than any matching key", "..."]),
        ("", ["''", "an empty key never means all orders"]),
        ("a,,b", ["an empty key"]),
        ("a,b,", ["an empty key"]),
        (["a", " \t"], ["an empty key"]),
        ([None], ["an empty key"]),
        (True, ["'True'", "a number or a constant"]),
        ([False], ["'False'", "a number or a constant"]),
        ("null", ["a number or a constant"]),
        ("None", ["a number or a constant"]),
        (1e5, ["'100000.0'", "a number or a constant", "in quotes"]),
        ("1e5", ["'1e5'", "a number or a constant"]),
        ([1e22], ["'1e+22'", "a number or a constant"]),
        (4675011431944499201, ["a number or a constant", UUID]),
        (["VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"], ["a number or a constant"]),
        ("s" * 64, ["block_order_matching_key (not shown, because it may be a secret", "api_secret"]),
    ],
)
def test_what_cannot_be_a_key_is_refused(converted: Convert, given: Any, words: list[str]) -> None:
    parameters = converted(block_order_matching_key=given)
    with pytest.raises(BadOption) as raised:
        read_keys(parameters)
    message = str(raised.value)
    assert message.startswith("block_order_matching_key ")
    assert len(message) < 400
    for word in words:
        assert word in message


def test_the_alias_is_the_option(converted: Convert) -> None:
    assert read_keys(converted(matching_key="K1")) == ["K1"]
