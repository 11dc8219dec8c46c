# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The real run and a second run, over all switches of the simulated exchange, and check mode where listings differ.

Each case is a host with an exchange of its own, so that one run of one playbook works on all of them.
"""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.exchange.switches import choices
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import PLAYBOOKS, run_playbook

# Every position of every switch, and as few hosts as that takes: switches are independent of each other, and the unit
# tests turn them one at a time.
_CHOICES = choices()
MIXED: list[dict[str, Any]] = [
    {name: positions[number % len(positions)] for name, positions in _CHOICES.items()}
    for number in range(max(map(len, _CHOICES.values())))
]
LAG = {"lag_ms": 500, "trades_lag_ms": 500}
BY_KEYS, BY_UNDERLYING = "keys", "underlying"
CASES: list[tuple[str, dict[str, Any]]] = [
    *((BY_KEYS, positions) for positions in MIXED),
    (BY_KEYS, {"listing_limit": 1, "listing_default_range_ms": 600000, **LAG}),
    (BY_KEYS, {"finished_key_query": "empty", "cancel_finished": "{}"}),
    # Nothing can be promised of an exchange that hides open orders from its listing; by their keys they are found.
    *((BY_UNDERLYING, {**positions, "hide_open": False}) for positions in MIXED[:2]),
    (BY_UNDERLYING, {"listing_limit": 1}),
    (BY_UNDERLYING, {"listing_limit": 1, "listing_keeps": "oldest"}),
    (BY_UNDERLYING, {"listing_default_range_ms": 600000, **LAG}),
]
CASE_NAMES = [f"{selector}-{number}" for number, (selector, _positions) in enumerate(CASES)]


@dataclass
class Case:
    exchange: Exchange
    keys: list[str]
    gone: str
    other: str
    returned: dict[str, dict[str, Any]] = field(default_factory=dict)

    def options(self, selector: str) -> dict[str, Any]:
        if selector == BY_UNDERLYING:
            return {"underlying": "BTCUSDT"}
        return {"block_order_matching_key": [*self.keys, self.gone, "no-such-key"]}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Case]]:
    folder = tmp_path_factory.mktemp("switches")
    with contextlib.ExitStack() as stack:
        cases, hosts = [], {}
        for number, (selector, positions) in enumerate(CASES):
            exchange = stack.enter_context(Exchange())
            exchange.set_switches(**positions)
            case = Case(
                exchange,
                exchange.seed_many(2),
                exchange.seed(status="CANCELLED"),
                exchange.seed(symbol="ETH-261225-4000-P"),
            )
            cases.append(case)
            hosts[f"case{number}"] = {
                "api_url": exchange.url,
                "chosen": case.options(selector),
                # The unit tests try check mode over all of them.
                "modes": ["check", "real", "again"] if selector == BY_UNDERLYING else ["real", "again"],
            }
        inventory = folder / "inventory.json"
        local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        inventory.write_text(json.dumps({"all": {"hosts": hosts, "vars": local}}), encoding="utf-8")
        ran = run_playbook(
            PLAYBOOKS / "switches.yml",
            *("-i", str(inventory), "--forks", "4", "-e", f"results={folder}/results.json"),
            folder=folder,
            environment={"BINANCE_API_KEY": DESK["api_key"], "BINANCE_API_SECRET": DESK["api_secret"]},
        )
        assert ran.returncode == 0, ran.stdout
        results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
        for number, case in enumerate(cases):
            case.returned = {run["item"]: run for run in results[f"case{number}"]}
        yield cases


@pytest.mark.parametrize("number", range(len(CASES)), ids=CASE_NAMES)
def test_what_is_reported_is_true_and_the_second_run_does_nothing(cases: list[Case], number: int) -> None:
    case, (selector, positions) = cases[number], CASES[number]
    exchange, keys = case.exchange, set(case.keys)
    real, again, check = case.returned["real"], case.returned["again"], case.returned.get("check")
    assert {exchange.truth(key).ended_by for key in keys} == {"cancel"}, positions
    assert exchange.truth(case.other).open
    assert (real["changed"], again["changed"]) == (True, False)
    assert _outcomes(real, "cancelled") == keys
    assert _outcomes(again, "cancelled") == set()
    assert len(exchange.journal("cancel")) == len(keys)
    if check is not None:
        assert check["changed"]
        # A short listing shows check mode less than the real run finds.
        assert set() < _outcomes(check, "would_cancel") <= keys
    if selector == BY_KEYS:
        assert _outcomes(real, "absent") == {case.gone, "no-such-key"}


def _outcomes(returned: dict[str, Any], outcome: str) -> set[str]:
    return {entry["block_order_matching_key"] for entry in returned["orders"] if entry["outcome"] == outcome}
