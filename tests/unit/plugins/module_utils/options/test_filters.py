# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Underlyings and times."""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._options.checks import BadOption
from ansible_collections.marketops.binance.plugins.module_utils._options.time_range import read_query_filter
from ansible_collections.marketops.binance.plugins.module_utils._options.underlying import read_underlying


@pytest.mark.parametrize(
    ("given", "expected"),
    [(None, None), ("BTCUSDT", "BTCUSDT"), (" ETHUSDT\n", "ETHUSDT"), ("1000SATSUSDT", "1000SATSUSDT")],
)
def test_an_underlying_is_read(given: str | None, expected: str | None) -> None:
    assert read_underlying({"underlying": given}) == expected


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("btcusdt", ["underlying 'btcusdt'", "upper case. Write BTCUSDT."]),
        ("BtcUsdt", ["Write BTCUSDT."]),
        ("", ["underlying ''", "an empty one never means all"]),
        ("  ", ["an empty one never means all"]),
        ("['BTCUSDT', 'ETHUSDT']", ["['BTCUSDT', 'ETHUSDT']", "one underlying", "one task for each"]),
        ('["BTCUSDT"]', ["one underlying"]),
        ("BTCUSDT,ETHUSDT", ["one underlying"]),
        ("BTCUSDT ETHUSDT", ["one underlying"]),
        ("BTC-USDT", ["this is not an underlying", "BTCUSDT"]),
        ("BTC/USDT", ["this is not an underlying"]),
        ("BTCUSDT\u200b", ["'BTCUSDT\\u200b'", "this is not an underlying"]),
        ("true", ["this is not an underlying"]),
        ("None", ["this is not an underlying"]),
        ("12345", ["this is not an underlying"]),
        ("A" * 31, ["this is not an underlying"]),
        ("s" * 64, ["underlying (not shown, because it may be a secret", "api_secret"]),
    ],
)
def test_what_is_no_underlying_is_refused(given: str, words: list[str]) -> None:
    with pytest.raises(BadOption) as raised:
        read_underlying({"underlying": given})
    for word in words:
        assert word in str(raised.value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("1730170315803", 1730170315803),
        ("2026-11-25T03:00:00Z", 1795575600000),
        ("2026-11-25 03:00:00+00:00", 1795575600000),
        ("2026-11-25T04:00:00.25+01:00", 1795575600250),
        ("2026-11-25T03:00Z", 1795575600000),
        (None, None),
    ],
)
def test_a_time_is_read(given: str | None, expected: int | None) -> None:
    filters = read_query_filter({"underlying": None, "start_time": given, "end_time": None})
    assert filters.start_time == expected


@pytest.mark.parametrize(
    "given",
    ["", "yesterday", "2026-11-25", "2026-11-25T03:00:00", "1.7e12", "-1", "1" * 15, "2026-13-01T00:00Z",
     "0001-01-01T00:00:00+23:00", "\u0661\u0667\u0663\u0660", "2026-11-25T03:00:00+99:00"],
)  # fmt: skip
def test_what_is_no_time_is_refused(given: str) -> None:
    with pytest.raises(BadOption, match=r"end_time .*this is not a time"):
        read_query_filter({"underlying": None, "start_time": None, "end_time": given})
