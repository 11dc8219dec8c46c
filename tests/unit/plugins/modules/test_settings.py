# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Auto-cancel and market-maker protection: read first, change only what differs, read again."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.modules import (
    binance_auto_cancel,
    binance_auto_cancel_info,
    binance_market_maker_protection,
    binance_market_maker_protection_info,
)
from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.exchange.faults import KINDS

from .conftest import Ask

BTC, ETH = "BTCUSDT", "ETHUSDT"
LIMITS = {"window": 1000, "frozen_time": 0, "quantity_limit": "10", "delta_limit": "5"}
# Faults that end the task, as they should: the key, the address, the region, the path.
STOPPING = ("401", "-2014", "-2015", "-1022", "418", "ban_text", "451", "403_html", "redirect")
# Any answer that is sent again at most twice, or that lets nothing through for longer than a test.
OTHER = ("answer", "code", "200_negative_code", "4xx_html", "400_no_code", "202_challenge")


def outcomes(returned: dict[str, Any]) -> dict[str, str]:
    return {entry["underlying"]: entry["outcome"] for entry in returned["settings"]}


def operations(exchange: Exchange) -> list[str]:
    return [entry.operation for entry in exchange.journal()]


@pytest.mark.parametrize("off", ["{}", "[]", "zero", "-2013"])
@pytest.mark.parametrize("one", ["object", "array"])
def test_a_countdown_is_set_once(exchange: Exchange, ask: Ask, off: str, one: str) -> None:
    exchange.set_switches(countdown_read_off=off, countdown_read_one=one)
    returned = ask(binance_auto_cancel, state="present", underlying=[BTC, ETH], countdown=30)
    assert outcomes(returned) == {BTC: "changed", ETH: "changed"}
    assert all(entry["verified"] for entry in returned["settings"])
    assert returned["changed"]
    assert returned["diff"] == {"before": f"{BTC}: off\n{ETH}: off\n", "after": f"{BTC}: 30 s\n{ETH}: 30 s\n"}
    assert operations(exchange) == ["countdown_read", "countdown_set", "countdown_read"] * 2
    assert exchange.countdowns()[BTC]["countdown_ms"] == 30_000
    again = ask(binance_auto_cancel, state="present", underlying=[BTC, ETH], countdown=30)
    assert not again["changed"]
    assert operations(exchange)[6:] == ["countdown_read"] * 2


def test_only_what_differs_is_changed(exchange: Exchange, ask: Ask) -> None:
    exchange.set_countdown(BTC, 30_000)
    exchange.set_countdown(ETH, 7500)
    returned = ask(binance_auto_cancel, state="present", underlying=[BTC, ETH], countdown=30)
    assert outcomes(returned) == {BTC: "unchanged", ETH: "changed"}
    assert returned["settings"][1]["before"] == {"countdown": 7.5}
    assert [entry.key for entry in exchange.journal("countdown_set")] == [ETH]


def test_a_countdown_is_turned_off(exchange: Exchange, ask: Ask) -> None:
    exchange.set_countdown(BTC, 30_000)
    returned = ask(binance_auto_cancel, state="absent", underlying=[BTC, ETH])
    assert outcomes(returned) == {BTC: "changed", ETH: "unchanged"}
    assert exchange.countdowns() == {}


def test_what_was_changed_before_a_refusal_is_reported(exchange: Exchange, ask: Ask) -> None:
    ask(binance_market_maker_protection, underlying=[BTC], **LIMITS)
    exchange.trigger_protection(BTC)
    exchange.arm("code", "mmp_reset", code=-1130, count=None)
    returned = ask(
        binance_market_maker_protection, underlying=[BTC], **{**LIMITS, "quantity_limit": "99", "reset": True}
    )
    assert outcomes(returned) == {BTC: "failed"}
    assert returned["changed"]
    assert returned["settings"][0]["reason"] == "refused"
    assert returned["settings"][0]["after"]["quantity_limit"] == "99"
    assert "reset" not in returned["diff"]["after"], "it did not happen"


@pytest.mark.parametrize("fault", ["418", "-2015"])
def test_an_acknowledged_change_counts_although_no_query_shows_it(exchange: Exchange, ask: Ask, fault: str) -> None:
    exchange.set_countdown(BTC, 30_000)
    exchange.arm(fault, "countdown_read", skip=1)
    returned = ask(binance_auto_cancel, state="absent", underlying=[BTC])
    assert exchange.countdowns() == {}
    assert outcomes(returned) == {BTC: "failed"}
    assert returned["changed"]
    assert returned["settings"][0]["reason"] == "unverified"
    assert returned["settings"][0]["after"] is None
    assert returned["diff"]["after"] == f"{BTC}: unknown\n"


def test_what_another_program_set_is_no_change_of_this_task(exchange: Exchange, ask: Ask) -> None:
    exchange.arm("code", "countdown_set", code=-1130)
    exchange.schedule("set_countdown", {"underlying": BTC, "countdown_ms": 30_000}, "countdown_set")
    returned = ask(binance_auto_cancel, state="present", underlying=[BTC], countdown=30)
    assert outcomes(returned) == {BTC: "unchanged"}
    assert not returned["changed"]


@pytest.mark.parametrize(
    ("module", "options", "operation"),
    [
        (binance_auto_cancel, {"state": "present", "countdown": 30}, "countdown_set"),
        (binance_market_maker_protection, LIMITS, "mmp_set"),
    ],
)
def test_check_mode_sends_no_change(
    exchange: Exchange, ask: Ask, module: ModuleType, options: dict[str, Any], operation: str
) -> None:
    returned = ask(module, underlying=[BTC], check_mode=True, **options)
    assert outcomes(returned) == {BTC: "would_change"}
    assert returned["changed"]
    assert returned["diff"]["before"] != returned["diff"]["after"]
    assert not exchange.journal(operation)


SETTINGS = {
    "countdown": (binance_auto_cancel, {"state": "present", "countdown": 30}, "countdown_set", "countdown_read"),
    "protection": (binance_market_maker_protection, LIMITS, "mmp_set", "mmp_read"),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", [name for name in KINDS if name not in STOPPING + OTHER])
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_broken_answer_ends_in_a_query(exchange: Exchange, ask: Ask, setting: str, name: str) -> None:
    module, options, change, query = SETTINGS[setting]
    for moment in KINDS[name].moments:
        for operation in (change, query):
            exchange.reset()
            exchange.arm(name, operation, when=moment)
            returned = ask(module, underlying=[BTC], request_timeout=0.3, **options)
            (entry,) = returned["settings"]
            assert entry["outcome"] == "changed", returned
            assert entry["verified"]
            assert entry["requests_sent"] == len(exchange.journal(change))
            assert operations(exchange)[-1] == query


@pytest.mark.parametrize("name", STOPPING)
@pytest.mark.parametrize("setting", SETTINGS)
def test_a_stop_is_reported_for_each_underlying(exchange: Exchange, ask: Ask, setting: str, name: str) -> None:
    module, options, change, _query = SETTINGS[setting]
    exchange.arm(name, change, skip=1)
    returned = ask(module, underlying=[BTC, ETH, "BNBUSDT"], **options)
    assert returned["failed"]
    assert outcomes(returned) == {BTC: "changed", ETH: "failed", "BNBUSDT": "not_attempted"}
    assert returned["changed"]
    assert returned["error"]["final"]
    assert returned["settings"][1]["reason"] == "refused"


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_refusal_is_final(exchange: Exchange, ask: Ask, setting: str) -> None:
    module, options, change, _query = SETTINGS[setting]
    exchange.arm("code", change, code=-1130, msg="Invalid parameter.")
    returned = ask(module, underlying=[BTC, ETH], **options)
    assert outcomes(returned) == {BTC: "failed", ETH: "changed"}
    failed = returned["settings"][0]
    assert failed["reason"] == "refused"
    assert failed["error"]["code"] == -1130
    assert "-1130" in returned["msg"]


@pytest.mark.parametrize("setting", SETTINGS)
def test_what_cannot_be_read_is_not_changed(exchange: Exchange, ask: Ask, setting: str) -> None:
    module, options, change, query = SETTINGS[setting]
    exchange.arm("code", query, code=-1128)
    returned = ask(module, underlying=[BTC], **options)
    assert returned["settings"][0]["reason"] == "query_refused"
    assert not exchange.journal(change)


@pytest.mark.parametrize("unset", ["zeros", "{}", "-2013"])
@pytest.mark.parametrize("numbers", ["strings", "padded", "numbers"])
def test_a_protection_is_set_once(exchange: Exchange, ask: Ask, unset: str, numbers: str) -> None:
    exchange.set_switches(mmp_unset=unset, option_numbers=numbers)
    returned = ask(binance_market_maker_protection, underlying=BTC, **LIMITS)
    assert outcomes(returned) == {BTC: "changed"}
    assert returned["settings"][0]["before"]["window"] is None
    assert operations(exchange) == ["mmp_read", "mmp_set", "mmp_read"]
    again = ask(binance_market_maker_protection, underlying=BTC, **{**LIMITS, "quantity_limit": "10.0"})
    assert outcomes(again) == {BTC: "unchanged"}


def test_values_that_are_not_given_stay(exchange: Exchange, ask: Ask) -> None:
    exchange.set_protection(BTC, 500, 100, "3", "2")
    returned = ask(binance_market_maker_protection, underlying=BTC, delta_limit="4")
    assert outcomes(returned) == {BTC: "changed"}
    found = exchange.protections()[BTC]
    assert (found["window_ms"], found["frozen_ms"], found["quantity_limit"], found["delta_limit"]) == (
        500, 100, "3", "4",
    )  # fmt: skip


def test_a_new_protection_needs_all_values(exchange: Exchange, ask: Ask) -> None:
    returned = ask(binance_market_maker_protection, underlying=BTC, delta_limit="4", window=5)
    assert returned["settings"][0]["reason"] == "incomplete"
    assert "frozen_time and quantity_limit must be given too" in returned["msg"]
    assert not exchange.journal("mmp_set")


@pytest.mark.parametrize(
    ("frozen_ms", "triggered", "reset"), [(0, True, True), (60_000, True, True), (1, True, False), (0, False, False)]
)
def test_a_reset_ends_a_freeze(exchange: Exchange, ask: Ask, frozen_ms: int, triggered: bool, reset: bool) -> None:
    exchange.set_protection(BTC, frozen_ms=frozen_ms)
    if triggered:
        exchange.trigger_protection(BTC)
        exchange.set_skew(1000)
    returned = ask(binance_market_maker_protection, underlying=[BTC], reset=True)
    assert outcomes(returned) == {BTC: "changed" if reset else "unchanged"}
    assert len(exchange.journal("mmp_reset")) == reset
    assert exchange.protections()[BTC]["active"] == (triggered and not reset)
    assert returned["diff"]["after"].endswith("reset\n") == reset


def test_a_reset_whose_answer_is_lost_is_sent_again(exchange: Exchange, ask: Ask) -> None:
    exchange.set_protection(BTC)
    exchange.trigger_protection(BTC)
    exchange.arm("reset", "mmp_reset", when="before")
    returned = ask(binance_market_maker_protection, underlying=[BTC], reset=True)
    assert outcomes(returned) == {BTC: "changed"}
    assert returned["settings"][0]["requests_sent"] == 2
    assert not exchange.protections()[BTC]["active"]


@pytest.mark.parametrize(
    ("module", "options", "named"),
    [
        (binance_auto_cancel, {"state": "present"}, "countdown is missing"),
        (binance_auto_cancel, {"state": "absent", "countdown": 30}, "countdown does not belong"),
        (binance_auto_cancel, {"state": "present", "countdown": 4.9}, "countdown is 4.9 s"),
        (binance_auto_cancel, {"state": "present", "countdown": "nan"}, "countdown is nan s"),
        (binance_auto_cancel, {"state": "absent", "underlying": ["btcusdt"]}, "Write BTCUSDT"),
        (binance_auto_cancel, {"state": "absent", "underlying": [""]}, "an empty one never means all"),
        (binance_market_maker_protection, {}, "Nothing is asked for"),
        (binance_market_maker_protection, {"window": 0}, "window is 0 ms"),
        (binance_market_maker_protection, {"window": 5001}, "window is 5001 ms"),
        (binance_market_maker_protection, {"frozen_time": -1}, "frozen_time is -1 ms"),
        (binance_market_maker_protection, {"quantity_limit": "0"}, "quantity_limit '0'"),
        (binance_market_maker_protection, {"delta_limit": "1e3"}, "delta_limit '1e3'"),
    ],
)
def test_bounds_are_checked_before_anything_is_sent(
    exchange: Exchange, ask: Ask, module: ModuleType, options: dict[str, Any], named: str
) -> None:
    returned = ask(module, **{"underlying": [BTC], **options})
    assert returned["failed"]
    assert named in returned["msg"]
    assert not exchange.journal()


def test_an_empty_list_selects_nothing(exchange: Exchange, ask: Ask) -> None:
    returned = ask(binance_auto_cancel, state="absent", underlying=[])
    assert not returned["failed"]
    assert returned["settings"] == []
    assert not exchange.journal()


@pytest.mark.parametrize("everything", ["array", "object"])
def test_countdowns_are_listed(exchange: Exchange, ask: Ask, everything: str) -> None:
    exchange.set_switches(countdown_read_all=everything)
    assert ask(binance_auto_cancel_info)["auto_cancels"] == []
    exchange.set_countdown(BTC, 30_000)
    assert ask(binance_auto_cancel_info)["auto_cancels"] == [{"underlying": BTC, "countdown": 30.0}]
    assert ask(binance_auto_cancel_info, underlying=[ETH, BTC])["auto_cancels"] == [
        {"underlying": ETH, "countdown": None},
        {"underlying": BTC, "countdown": 30.0},
    ]


def test_protections_are_listed(exchange: Exchange, ask: Ask) -> None:
    exchange.set_protection(BTC, 500, 100, "3", "2")
    found = ask(binance_market_maker_protection_info, underlying=[BTC, ETH])["protections"]
    assert found[0] == {
        "underlying": BTC, "window": 500, "frozen_time": 100, "quantity_limit": "3", "delta_limit": "2",
        "last_trigger_time": 0,
    }  # fmt: skip
    assert found[1]["window"] is None
