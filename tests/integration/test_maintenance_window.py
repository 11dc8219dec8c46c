# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A window from start to end: terminal, evidence, report and the exchange say the same, whatever happens.

Each account is a host with an exchange of its own, so that one run of a playbook does for all of them.
"""

from __future__ import annotations

import contextlib
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import CLOSE, OPEN, WINDOW_ID, run_playbook

CLOSED = "busy,too_many,wrong_key"
GONE = "Drained: 3 of 3 block orders are gone"
UNKNOWN = "UNKNOWN whether block orders are open"


@dataclass
class Account:
    """Three open orders, and what happens. ``expected`` and ``again``: how the verdicts of the runs begin.

    Without ``again`` the account is opened once.
    """

    expected: str
    again: str | None = None
    arrange: Callable[[Exchange], object] = lambda exchange: None
    variables: dict[str, Any] = field(default_factory=dict)


def _make_busy(exchange: Exchange) -> None:
    """An answer is lost, an order is executed, and another one appears."""
    exchange.arm("reset", "cancel", when="after", key="order-0")
    exchange.schedule("accept", {"key": "order-1"}, "cancel", key="order-1")
    exchange.schedule("seed", {"key": "late"}, "cancel", key="order-2")


ACCOUNTS = {
    "busy": Account(
        "Drained: 4 of 4 block orders are gone, 1 of them executed by the counterparty",
        "Drained: 4 of 4 block orders are gone, 1 of them executed by the counterparty",
        _make_busy,
        {"maintenance_window_max_orders": 4},
    ),
    "other_underlying": Account(
        GONE,
        None,
        lambda exchange: exchange.seed(key="ether", symbol="ETH-261225-4000-P"),
        {"maintenance_window_underlyings": ["BTCUSDT", "BNBUSDT"]},
    ),
    "too_many": Account(
        "NOT drained: 3 may be open, 0 are gone",
        variables={"maintenance_window_max_orders": 2},
    ),
    "refused": Account(
        "NOT drained: 1 may be open, 2 are gone",
        GONE,
        lambda exchange: exchange.arm("code", "cancel", code=-1130, key="order-1", count=2),
        {"maintenance_window_rounds": 2},
    ),
    "wrong_key": Account(
        UNKNOWN,
        variables={
            "binance_api_secret": "x" * 64,
            "maintenance_window_underlyings": ["BTCUSDT", "ETHUSDT"],
        },
    ),
    "banned": Account(
        "NOT drained: 2 may be open, 1 are gone",
        GONE,
        lambda exchange: exchange.arm("418", "cancel", skip=1, count=None, retry_after=1),
        {"maintenance_window_batch_size": 1},
    ),
    "unreadable": Account(
        "NOT drained: 3 may be open, 0 are gone",
        GONE,
        lambda exchange: exchange.arm("502_html", "listing", skip=2, count=None),
        {"maintenance_window_max_wait": 2},
    ),
    "crashed": Account(UNKNOWN, variables={"ansible_python_interpreter": "/nonexistent/python"}),
}
TWICE = [name for name, account in ACCOUNTS.items() if account.again]


@dataclass
class Window:
    """What came of opening, opening again, and closing, all accounts in one run each."""

    exchanges: dict[str, Exchange]
    folder: Path
    texts: list[str]
    evidence: list[dict[str, dict[str, Any]]]
    reports: list[dict[str, str]]
    cancels: list[dict[str, int]]
    still_open: list[dict[str, set[str]]]

    @property
    def index(self) -> str:
        return (self.folder / "evidence" / "w1" / "index.html").read_text(encoding="utf-8")


def _exchange(stack: contextlib.ExitStack, account: Account) -> Exchange:
    exchange = stack.enter_context(Exchange())
    for number in range(3):
        exchange.seed(key=f"order-{number}")
    exchange.seed(key="foreign", account="other")
    account.arrange(exchange)
    return exchange


def _open_keys(exchange: Exchange) -> set[str]:
    return {order.key for order in exchange.orders() if order.open and order.account == "desk"}


def _inventory(exchanges: dict[str, Exchange], folder: Path) -> Path:
    hosts = {
        name: {
            "binance_api_url": exchange.url,
            "binance_api_key": DESK["api_key"],
            "binance_api_secret": DESK["api_secret"],
            "maintenance_window_max_orders": 3,
            **ACCOUNTS[name].variables,
        }
        for name, exchange in exchanges.items()
    }
    common = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    path = folder / "inventory.json"
    path.write_text(json.dumps({"all": {"hosts": hosts, "vars": common}}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    folder = tmp_path_factory.mktemp("window")
    with contextlib.ExitStack() as stack:
        exchanges = {name: _exchange(stack, account) for name, account in ACCOUNTS.items()}
        arguments = ("-i", str(_inventory(exchanges, folder)), "-e", "binance_hosts=all", *WINDOW_ID, "--forks", "6")
        made = Window(exchanges, folder, [], [], [], [], [])
        for playbook, limit, status in ((OPEN, "all", 2), (OPEN, ",".join(TWICE), 0), (CLOSE, CLOSED, 2)):
            ran = run_playbook(playbook, *arguments, "--limit", limit, folder=folder, environment={})
            assert ran.returncode == status, ran.stdout
            made.texts.append(ran.stdout)
            files = {name: folder / "evidence" / "w1" / name for name in exchanges}
            made.evidence.append(
                {name: json.loads((path / "evidence.json").read_text("utf-8")) for name, path in files.items()}
            )
            made.reports.append({name: (path / "report.html").read_text("utf-8") for name, path in files.items()})
            made.cancels.append({name: len(exchange.journal("cancel")) for name, exchange in exchanges.items()})
            made.still_open.append({name: _open_keys(exchange) for name, exchange in exchanges.items()})
            for exchange in exchanges.values():
                exchange.disarm()
            time.sleep(1)  # the ban is over
        yield made


def said(text: str, name: str) -> str:
    """What the terminal showed for the account as its last message."""
    (*_earlier, last) = re.findall(
        rf'^ok: \[{name}\] => {{\n    "msg": \[\n(.*?)\n    \]', text, re.MULTILINE | re.DOTALL
    )
    return str(last)


@pytest.mark.parametrize(
    ("name", "run"),
    [*((name, 0) for name in ACCOUNTS), *((name, 1) for name in TWICE)],
)
def test_terminal_evidence_report_and_exchange_say_the_same(window: Window, name: str, run: int) -> None:
    exchange, evidence = window.exchanges[name], window.evidence[run][name]
    assert evidence["sentence"].startswith((ACCOUNTS[name].expected, ACCOUNTS[name].again or "never")[run])
    assert evidence["sentence"] in said(window.texts[run], name)
    assert f"<h1>{evidence['sentence']}</h1>" in window.reports[run][name]
    listed = {order["block_order_matching_key"]: order for order in evidence["orders"]}
    may_be_open = {key for key, order in listed.items() if order["open"] is not False}
    if evidence["verdict"] != "unknown":
        # What could not be verified may be open as far as anybody knows.
        verified = name != "unreadable" or run == 1
        assert may_be_open >= window.still_open[run][name] - {"ether"}
        assert may_be_open == window.still_open[run][name] - {"ether"} or not verified
    if evidence["verdict"] == "drained":
        assert window.still_open[run][name] <= {"ether"}
    for key, order in listed.items():
        truth = exchange.truth(key)
        assert order["executed"] == (truth.ended_by == "accept")
        if order["outcome"] == "cancelled":
            assert truth.ended_by == "cancel"
    assert exchange.truth("foreign").open


def test_the_snapshot_is_written_before_anything_is_cancelled_and_stays(window: Window) -> None:
    for name in ("busy", "refused", "banned", "too_many"):
        before = [evidence[name]["before"] for evidence in window.evidence]
        assert [order["block_order_matching_key"] for order in before[0]["orders"]] == ["order-0", "order-1", "order-2"]
        assert before[0] == before[1] == before[2]


def test_the_second_run_adds_its_own_look_and_changes_nothing_more(window: Window) -> None:
    first, second = (window.evidence[run]["busy"]["runs"] for run in (0, 1))
    assert second[:1] == first
    assert len(second) == 2
    assert window.cancels[0]["busy"] == window.cancels[1]["busy"]
    assert re.search(r"^busy .*changed=0 ", window.texts[1], re.MULTILINE)


def test_one_account_that_fails_neither_stops_nor_hides_the_others(window: Window) -> None:
    for name, account in ACCOUNTS.items():
        failed = not account.expected.startswith("Drained")
        assert re.search(rf"^{name} .*failed={int(failed)} ", window.texts[0], re.MULTILINE)
        assert f'href="{name}/report.html"' in window.index
    assert "3 of 8 accounts NOT drained" in window.index


def test_nothing_is_sent_after_a_stop(window: Window) -> None:
    banned = [entry.operation for entry in window.exchanges["banned"].journal()]
    # One order a batch: the first goes well, the second meets the ban.
    assert banned[:3] == ["time", "listing", "query"], "a batch of one order is looked for by its key"
    assert banned.index("time", 1) == [index for index, name in enumerate(banned) if name == "cancel"][1] + 1, (
        "the next thing that is sent after the ban is of the next run"
    )
    assert "banned this host's address" in window.evidence[0]["banned"]["problem"]
    assert "Why: The exchange has banned" in said(window.texts[0], "banned")
    wrong = [entry.operation for entry in window.exchanges["wrong_key"].journal()]
    assert wrong == ["time", "listing"] * 2
    assert window.exchanges["crashed"].journal() == []


def test_max_orders_holds_everything_back(window: Window) -> None:
    assert window.cancels[1]["too_many"] == 0
    assert "3 open block orders are more than maintenance_window_max_orders allows (2;" in window.texts[0]


def test_what_appeared_is_told(window: Window) -> None:
    assert "Something is still quoting: stop it first" in window.texts[0]
    assert "late" in window.reports[0]["busy"]


def test_an_order_on_another_underlying_is_left_alone(window: Window) -> None:
    assert window.still_open[2]["other_underlying"] == {"ether"}


def test_closing_says_what_is_open_and_what_was_executed(window: Window) -> None:
    closings = {name: window.evidence[2][name]["closing"]["sentence"] for name in CLOSED.split(",")}
    assert closings["busy"] == "Closed: no block order is open now, 1 executed since it began"
    assert closings["too_many"].startswith("Closed: 3 block orders open now (0 new and 3 that the window had seen)")
    assert closings["wrong_key"].startswith("NOT closed: Not read. The exchange refused the key (-1022")
    for name, sentence in closings.items():
        assert json.dumps(sentence)[1:-1] in said(window.texts[2], name)
        assert window.evidence[2][name]["verdict"] == window.evidence[1][name]["verdict"]


def test_no_secret_is_in_any_file_or_on_the_terminal(window: Window) -> None:
    texts = [path.read_text("utf-8") for path in (window.folder / "evidence").rglob("*") if path.is_file()]
    signatures = [
        entry.signature
        for exchange in window.exchanges.values()
        for entry in exchange.journal()
        if entry.signature is not None
    ]
    assert len(texts) > 2 * len(ACCOUNTS)
    assert len(signatures) > 30
    for hidden in (*DESK.values(), "x" * 64, *signatures):
        assert not any(hidden in text for text in (*texts, *window.texts))
