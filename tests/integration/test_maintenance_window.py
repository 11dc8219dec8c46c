# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A window from start to end: terminal, evidence, report, index and the exchange agree, whatever happens.

One run of a playbook does for all accounts.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import wait_until
from .desks import Desks, block_of, open_keys

pytestmark = pytest.mark.quick

CLOSED = "busy,too_many,wrong_key"


@dataclass
class Account:
    """Three open orders, and what happens. ``expected`` and ``again``: the verdicts of the runs.

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


def _arm(*arguments: Any, **more: Any) -> Callable[[Exchange], object]:
    return lambda exchange: exchange.arm(*arguments, **more)


ACCOUNTS = {
    "busy": Account("drained", "drained", _make_busy, {"binance_max_orders": 4}),
    "other_underlying": Account(
        "drained",
        None,
        lambda exchange: exchange.seed(key="ether", symbol="ETH-261225-4000-P"),
        {"binance_underlyings": ["BTCUSDT", "BNBUSDT"]},
    ),
    "too_many": Account("not_drained", variables={"binance_max_orders": 2}),
    "refused": Account("not_drained", "drained", _arm("code", "cancel", code=-1130, key="order-1", count=3)),
    "wrong_key": Account(
        "unknown", variables={"binance_api_secret": "x" * 64, "binance_underlyings": ["BTCUSDT", "ETHUSDT"]}
    ),
    "banned": Account("not_drained", "drained", _arm("418", "cancel", count=None, retry_after=1)),
    "unreadable": Account(
        "not_drained", "drained", _arm("502_html", "listing", skip=2, count=None), {"binance_max_wait": 8}
    ),
    "crashed": Account("unknown", variables={"ansible_python_interpreter": "/nonexistent/python"}),
}
TWICE = [name for name, account in ACCOUNTS.items() if account.again]


@dataclass
class Window:
    """The results of opening, opening again, and closing, all accounts in one run each."""

    desks: Desks
    texts: list[str]
    evidence: list[dict[str, dict[str, Any]]]
    reports: list[dict[str, str]]
    indexes: list[dict[str, Any]]
    cancels: list[dict[str, int]]
    still_open: list[dict[str, set[str]]]


def _wait_for_the_end_of_the_ban(exchange: Exchange) -> None:
    over = exchange.state()["now_ms"] + 1100
    wait_until(lambda: exchange.state()["now_ms"] > over)


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    with contextlib.ExitStack() as stack:
        desks = Desks(stack, tmp_path_factory.mktemp("window"))
        for name, account in ACCOUNTS.items():
            exchange = desks.add(name, **{"binance_max_orders": 3, **account.variables})
            exchange.seed(key="foreign", account="other")
            account.arrange(exchange)
        made = Window(desks, [], [], [], [], [], [])
        more = ("--forks", "6", "--limit")
        for run, limit, status in (
            (desks.open, "all", 2),
            (desks.open, ",".join(TWICE), 0),
            (desks.close, CLOSED, 2),
        ):
            ran = run(*more, limit, **({"max_orders": None} if run == desks.open else {}))
            assert ran.returncode == status, ran.stdout
            made.texts.append(ran.stdout)
            made.evidence.append({name: desks.evidence(name) for name in ACCOUNTS})
            made.reports.append({name: desks.report(name) for name in ACCOUNTS})
            made.indexes.append(desks.index())
            made.cancels.append({name: len(exchange.journal("cancel")) for name, exchange in desks.exchanges.items()})
            made.still_open.append({name: open_keys(exchange) for name, exchange in desks.exchanges.items()})
            for exchange in desks.exchanges.values():
                exchange.disarm()
            _wait_for_the_end_of_the_ban(desks.exchanges["banned"])
        yield made


def sentence(text: str) -> str:
    return text[0].lower() + text[1:]


@pytest.mark.parametrize(
    ("name", "run"),
    [*((name, 0) for name in ACCOUNTS), *((name, 1) for name in TWICE)],
)
def test_terminal_evidence_report_index_and_exchange_agree(window: Window, name: str, run: int) -> None:
    exchange, evidence = window.desks.exchanges[name], window.evidence[run][name]
    account = ACCOUNTS[name]
    assert evidence["verdict"] == (account.expected if run == 0 else account.again)
    assert evidence["sentence"] in block_of(window.texts[run], name)
    assert f"<h1>{evidence['sentence']}</h1>" in window.reports[run][name]
    (indexed,) = (entry for entry in window.indexes[run]["accounts"] if entry["account"] == name)
    assert (indexed["verdict"], indexed["sentence"]) == (evidence["verdict"], evidence["sentence"])
    listed = {order["key"]: order for order in evidence["orders"]}
    may_be_open = {key for key, order in listed.items() if order["open"] is not False}
    still_open = window.still_open[run][name] - {"ether"}
    assert may_be_open >= still_open or evidence["verdict"] == "unknown"
    if evidence["verdict"] == "drained":
        assert not still_open
    for key, order in listed.items():
        truth = exchange.truth(key)
        assert order["executed"] == (truth.ended_by == "accept")
        if order["outcome"] == "cancelled":
            assert truth.ended_by == "cancel"
    assert exchange.truth("foreign").open


@pytest.mark.parametrize("name", ACCOUNTS)
def test_every_verdict_names_its_scope(window: Window, name: str) -> None:
    underlyings = ACCOUNTS[name].variables.get("binance_underlyings", [])
    evidence = window.evidence[0][name]
    assert evidence["scope"] == {"kinds": ["block_orders"], "underlyings": underlyings}
    scope = f"on {name} for {', '.join(underlyings) or 'all underlyings'}"
    assert scope in evidence["sentence"]
    listed = "no ordinary option order was listed" if evidence["verdict"] == "drained" else None
    assert evidence["sentence"].endswith(f"; {listed or 'ordinary option orders were not looked at'}")


def test_the_snapshot_is_written_before_anything_is_cancelled_and_stays(window: Window) -> None:
    for name in ("busy", "refused", "banned", "too_many"):
        before = [evidence[name]["before"] for evidence in window.evidence]
        assert {order["key"] for order in before[0]["orders"]} == {"order-0", "order-1", "order-2"}
        assert before[0] == before[1] == before[2]


def test_the_second_run_adds_its_own_look_and_changes_nothing_more(window: Window) -> None:
    first, second = (window.evidence[run]["busy"]["runs"] for run in (0, 1))
    assert second[:1] == first
    assert len(second) == 2
    assert window.cancels[0]["busy"] == window.cancels[1]["busy"]
    assert re.search(r"^busy .*changed=0 ", window.texts[1], re.MULTILINE)


def test_one_account_that_fails_neither_stops_nor_hides_the_others(window: Window) -> None:
    for name, account in ACCOUNTS.items():
        failed = account.expected != "drained"
        assert re.search(rf"^{name} .*failed={int(failed)} ", window.texts[0], re.MULTILINE)
        assert re.search(
            rf"^  {name} +{'NOT DRAINED|UNKNOWN' if failed else 'DRAINED'} ", window.texts[0], re.MULTILINE
        )
    assert "2 of 8 accounts as wanted" in window.texts[0]
    assert f"Index: {window.desks.folder}/evidence/w1/index.html" in window.texts[0]


def test_nothing_is_sent_after_a_stop(window: Window) -> None:
    banned = [entry.operation for entry in window.desks.exchanges["banned"].journal()]
    assert banned.index("time", 1) > banned.index("cancel"), "the next thing after the ban is of the next run"
    assert not any(entry.went_on for entry in window.desks.exchanges["banned"].journal())
    assert "banned this host's address" in block_of(window.texts[0], "banned")
    assert [entry.operation for entry in window.desks.exchanges["wrong_key"].journal()] == ["time", "listing"] * 2
    assert window.desks.exchanges["crashed"].journal() == []


def test_a_crash_names_its_last_line(window: Window) -> None:
    assert "/nonexistent/python" in block_of(window.texts[0], "crashed")
    assert "MODULE FAILURE" not in window.texts[0]


def test_no_reason_is_given_three_times(window: Window) -> None:
    assert window.texts[0].count("-1022") == 1
    assert window.texts[0].count("/nonexistent/python") == 1


def test_max_orders_holds_everything_back(window: Window) -> None:
    assert window.cancels[1]["too_many"] == 0
    assert "3 open block orders, and max_orders allows 2" in block_of(window.texts[0], "too_many")


def test_what_appeared_and_what_was_executed_is_reported(window: Window) -> None:
    assert "busy: 1 appeared since the first listing: something is still quoting" in window.texts[0]
    assert "late" in window.reports[0]["busy"]
    executed = "order-1: BUY 1.2 BTC-261225-100000-C @ 2.80"
    assert f"Executed: {executed}" in block_of(window.texts[0], "busy")
    (busy,) = (entry for entry in window.indexes[0]["accounts"] if entry["account"] == "busy")
    assert [execution["key"] for execution in busy["executed"]] == ["order-1"]


def test_an_order_on_another_underlying_is_left_alone(window: Window) -> None:
    assert window.still_open[2]["other_underlying"] == {"ether"}


def test_closing_reports_what_is_open_and_what_was_executed(window: Window) -> None:
    closings = {name: window.evidence[2][name]["closing"] for name in CLOSED.split(",")}
    assert {name: closing["verdict"] for name, closing in closings.items()} == {
        "busy": "closed",
        "too_many": "closed",
        "wrong_key": "not_closed",
    }
    assert closings["busy"]["sentence"].startswith("Closed: no block order is open on busy for all underlyings, 1 exec")
    assert "3 block orders open on too_many for all underlyings (3 seen before)" in closings["too_many"]["sentence"]
    for name, closing in closings.items():
        assert closing["sentence"] in block_of(window.texts[2], name)
    # The worst of both counts.
    assert window.evidence[2]["too_many"]["verdict"] == "not_drained"


def test_no_secret_is_in_any_file_or_on_the_terminal(window: Window) -> None:
    texts = [path.read_text("utf-8") for path in (window.desks.folder / "evidence").rglob("*") if path.is_file()]
    exchanges = window.desks.exchanges.values()
    signatures = [entry.signature for exchange in exchanges for entry in exchange.journal() if entry.signature]
    assert len(texts) > 2 * len(ACCOUNTS)
    assert len(signatures) > 30
    for hidden in (*DESK.values(), "x" * 64, *signatures):
        assert not any(hidden in text for text in (*texts, *window.texts))
