# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which combinations of options say which orders are meant."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._options.checks import BadOption
from ansible_collections.marketops.binance.plugins.module_utils._options.selection import read_policy
from ansible_collections.marketops.binance.plugins.module_utils._options.states import read_wanted
from ansible_collections.marketops.binance.plugins.module_utils._options.terms import read_terms

from .conftest import Convert
from .test_terms import LEG

KEYS = {"block_order_matching_key": ["K1"]}
TERMS = {"liquidity": "MAKER", "legs": [LEG]}


@pytest.mark.parametrize(
    "options", [KEYS, {"underlying": "BTCUSDT"}, {"all_open": True}, {**KEYS, "confirm_delay": 60}]
)
def test_absent_takes_one_selector(converted: Convert, options: dict[str, Any]) -> None:
    selection = read_wanted(converted(state="absent", **options)).selection
    assert selection.subjects == options.get("block_order_matching_key")
    assert selection.scope.underlying == options.get("underlying")


def test_present_takes_keys_or_terms(converted: Convert) -> None:
    by_key = read_wanted(converted(state="present", min_lifetime=1800, **KEYS))
    assert by_key.selection.subjects == ["K1"]
    by_terms = read_wanted(converted(state="present", **TERMS))
    assert by_terms.selection.subjects == [read_terms(converted(**TERMS))]


def test_accepted_takes_keys_and_the_terms_that_are_expected(converted: Convert) -> None:
    assert read_wanted(converted(state="accepted", **KEYS)).selection.subjects == ["K1"]
    guarded = read_wanted(converted(state="accepted", **KEYS, **TERMS))
    assert guarded.selection.subjects == ["K1"]
    assert LEG["symbol"] in guarded.goal.expected


def read_all(parameters: dict[str, Any]) -> None:
    read_wanted(parameters)
    read_policy(parameters, check_mode=False)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"state": "absent"}, ["None of", "Give exactly one"]),
        ({"state": "absent", **KEYS, "all_open": True}, ["Several of", "Give exactly one"]),
        ({"state": "absent", "underlying": "BTCUSDT", "all_open": True}, ["Several of"]),
        ({"state": "absent", **KEYS, **TERMS}, ["liquidity does not belong to state absent"]),
        ({"state": "absent", **KEYS, "min_lifetime": 60}, ["min_lifetime does not belong to state absent"]),
        ({"state": "absent", **KEYS, "max_orders": -1}, ["max_orders", "0 or more"]),
        ({"state": "absent", **KEYS, "verify_timeout": -1}, ["verify_timeout", "0 or more"]),
        ({"state": "absent", **KEYS, "confirm_delay": -1}, ["confirm_delay", "from 0 to 60"]),
        ({"state": "absent", **KEYS, "confirm_delay": 60.5}, ["confirm_delay is 60.5 s", "from 0 to 60"]),
        ({"state": "absent", **KEYS, "confirm_delay": "nan"}, ["confirm_delay", "from 0 to 60"]),
        ({"state": "present"}, ["Neither block_order_matching_key nor legs"]),
        ({"state": "present", **KEYS, **TERMS}, ["Both block_order_matching_key and legs"]),
        ({"state": "present", **TERMS, "underlying": "BTCUSDT"}, ["underlying does not belong to state present"]),
        ({"state": "present", **TERMS, "all_open": True}, ["all_open does not belong to state present"]),
        ({"state": "present", **TERMS, "min_lifetime": 1801}, ["min_lifetime is 1801 s", "from 0 to 1800"]),
        ({"state": "present", **TERMS, "min_lifetime": -1}, ["min_lifetime", "from 0 to 1800"]),
        ({"state": "present", **TERMS, "max_orders": -1}, ["max_orders"]),
        ({"state": "accepted", **TERMS}, ["block_order_matching_key is missing"]),
        ({"state": "accepted", **KEYS, "min_lifetime": 5}, ["min_lifetime does not belong to state accepted"]),
        ({"state": "accepted", **KEYS, "underlying": "BTCUSDT"}, ["underlying does not belong to state accepted"]),
    ],
)
def test_what_does_not_fit_together_is_refused(converted: Convert, options: dict[str, Any], words: list[str]) -> None:
    parameters = converted(**options)
    with pytest.raises(BadOption) as raised:
        read_all(parameters)
    for word in words:
        assert word in str(raised.value)
