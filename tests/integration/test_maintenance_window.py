# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""A window from start to end: terminal, evidence, report and the exchange say the same, whatever happens.

Each account is a host with an exchange of its own, so that one run of a playbook does for all of them.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import PIPELINING, PLAYBOOKS, run_playbook

OPEN, CLOSE = "marketops.binance.open_maintenance_window", "marketops.binance.close_maintenance_window"
ID = ("-e", "maintenance_window_id=w1")
CLOSED = "busy,too_many,wrong_key"


@dataclass
class Account:
    """``expected``: how the verdict of the first run begins; ``again``: that of the second one."""

    exchange: Exchange
    expected: str
    again: str
    variables: dict[str, Any] = field(default_factory=dict)

    def open_keys(self) -> set[str]:
        return {order.key for order in self.exchange.orders() if order.open and order.account == "desk"}


def _make_busy(exchange: Exchange) -> None:
    """An answer is lost, an order is executed, and another one appears."""
    exchange.arm("reset", "cancel", when="after", key="order-0")
    exchange.schedule("accept", {"key": "order-1"}, "cancel", key="order-1")
    exchange.schedule("seed", {"key": "late"}, "cancel", key="order-2")


def _accounts(stack: contextlib.ExitStack) -> dict[str, Account]:
    def account(
        expected: str,
        again: str,
        arrange: Callable[[Exchange], object] = lambda exchange: None,
        **variables: Any,
    ) -> Account:
        exchange = stack.enter_context(Exchange())
        for number in range(3):
            exchange.seed(key=f"order-{number}")
        exchange.seed(key="foreign", account="other")
        arrange(exchange)
        return Account(exchange, expected, again, variables)

    gone = "Drained: 3 of 3 block orders are gone"
    return {
        "busy": account(
            "Drained: 4 of 4 block orders are gone, 1 of them executed by the counterparty",
            "Drained: 4 of 4 block orders are gone, 1 of them executed by the counterparty",
            _make_busy,
            maintenance_window_max_orders=4,
        ),
        "other_underlying": account(
            gone,
            gone,
            lambda exchange: exchange.seed(key="ether", symbol="ETH-261225-4000-P"),
            maintenance_window_underlyings=["BTCUSDT", "BNBUSDT"],
        ),
        "too_many": account(
            "NOT drained: 3 may be open, 0 are gone",
            "NOT drained: 3 may be open, 0 are gone",
            maintenance_window_max_orders=2,
        ),
        "refused": account(
            "NOT drained: 1 may be open, 2 are gone",
            gone,
            lambda exchange: exchange.arm("code", "cancel", code=-1130, key="order-1", count=2),
            maintenance_window_rounds=2,
        ),
        "wrong_key": account(
            "UNKNOWN whether block orders are open",
            "UNKNOWN whether block orders are open",
            binance_api_secret="x" * 64,
            maintenance_window_underlyings=["BTCUSDT", "ETHUSDT"],
        ),
        "banned": account(
            "NOT drained: 2 may be open, 1 are gone",
            gone,
            lambda exchange: exchange.arm("418", "cancel", skip=1, count=None, retry_after=1),
            maintenance_window_batch_size=1,
        ),
        "unreadable": account(
            "NOT drained: 3 may be open, 0 are gone",
            gone,
            lambda exchange: exchange.arm("502_html", "listing", skip=2, count=None),
            maintenance_window_max_wait=2,
        ),
        "crashed": account(
            "UNKNOWN whether block orders are open",
            "UNKNOWN whether block orders are open",
            ansible_python_interpreter="/nonexistent/python",
        ),
    }


@dataclass
class Window:
    """What came of opening, opening again, and closing, all accounts in one run each."""

    accounts: dict[str, Account]
    folder: Path
    texts: list[str]
    evidence: list[dict[str, dict[str, Any]]]
    reports: list[dict[str, str]]
    cancels: list[dict[str, int]]
    still_open: list[dict[str, set[str]]]

    @property
    def index(self) -> str:
        return (self.folder / "evidence" / "w1" / "index.html").read_text(encoding="utf-8")


def _inventory(accounts: dict[str, Account], folder: Path) -> Path:
    hosts = {
        name: {
            "binance_api_url": account.exchange.url,
            "binance_api_key": DESK["api_key"],
            "binance_api_secret": DESK["api_secret"],
            "maintenance_window_max_orders": 3,
            **account.variables,
        }
        for name, account in accounts.items()
    }
    common = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
    path = folder / "inventory.json"
    path.write_text(json.dumps({"all": {"hosts": hosts, "vars": common}}), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    folder = tmp_path_factory.mktemp("window")
    with contextlib.ExitStack() as stack:
        accounts = _accounts(stack)
        arguments = ("-i", str(_inventory(accounts, folder)), "-e", "binance_hosts=all", *ID, "--forks", "6")
        made = Window(accounts, folder, [], [], [], [], [])
        for playbook, limit in ((OPEN, "all"), (OPEN, "all:!wrong_key:!crashed"), (CLOSE, CLOSED)):
            ran = run_playbook(playbook, *arguments, "--limit", limit, folder=folder, environment=PIPELINING)
            assert ran.returncode == 2, ran.stdout
            made.texts.append(ran.stdout)
            files = {name: folder / "evidence" / "w1" / name for name in accounts}
            made.evidence.append(
                {name: json.loads((path / "evidence.json").read_text("utf-8")) for name, path in files.items()}
            )
            made.reports.append({name: (path / "report.html").read_text("utf-8") for name, path in files.items()})
            made.cancels.append({name: len(account.exchange.journal("cancel")) for name, account in accounts.items()})
            made.still_open.append({name: account.open_keys() for name, account in accounts.items()})
            for account in accounts.values():
                account.exchange.disarm()
            time.sleep(1)  # the ban is over
        yield made


NAMES = list(_accounts(contextlib.ExitStack()))


def said(text: str, name: str) -> str:
    """What the terminal showed for the account as its last message."""
    (*_earlier, last) = re.findall(
        rf'^ok: \[{name}\] => {{\n    "msg": \[\n(.*?)\n    \]', text, re.MULTILINE | re.DOTALL
    )
    return str(last)


@pytest.mark.parametrize(
    ("name", "run"),
    [(name, run) for name in NAMES for run in (0, 1) if run == 0 or name not in ("wrong_key", "crashed")],
)
def test_terminal_evidence_report_and_exchange_say_the_same(window: Window, name: str, run: int) -> None:
    account, evidence = window.accounts[name], window.evidence[run][name]
    assert evidence["sentence"].startswith((account.expected, account.again)[run])
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
        truth = account.exchange.truth(key)
        assert order["executed"] == (truth.ended_by == "accept")
        if order["outcome"] == "cancelled":
            assert truth.ended_by == "cancel"
    assert account.exchange.truth("foreign").open


def test_the_snapshot_is_written_before_anything_is_cancelled_and_stays(window: Window) -> None:
    for name in ("busy", "refused", "banned", "too_many"):
        before = [evidence[name]["before"] for evidence in window.evidence]
        assert [order["block_order_matching_key"] for order in before[0]["orders"]] == ["order-0", "order-1", "order-2"]
        assert before[0] == before[1] == before[2]


def test_the_second_run_adds_its_own_look_and_changes_nothing_more(window: Window) -> None:
    for name in ("busy", "other_underlying"):
        first, second = (window.evidence[run][name]["runs"] for run in (0, 1))
        assert second[:1] == first
        assert len(second) == 2
        assert window.cancels[0][name] == window.cancels[1][name]
        assert re.search(rf"^{name} .*changed=0 ", window.texts[1], re.MULTILINE)


def test_one_account_that_fails_neither_stops_nor_hides_the_others(window: Window) -> None:
    for name, account in window.accounts.items():
        failed = not account.expected.startswith("Drained")
        assert re.search(rf"^{name} .*failed={int(failed)} ", window.texts[0], re.MULTILINE)
        assert f'href="{name}/report.html"' in window.index
    assert "3 of 8 accounts NOT drained" in window.index


def test_nothing_is_sent_after_a_stop(window: Window) -> None:
    banned = [entry.operation for entry in window.accounts["banned"].exchange.journal()]
    # One order a batch: the first goes well, the second meets the ban.
    assert banned[:3] == ["time", "listing", "query"], "a batch of one order is looked for by its key"
    assert banned.index("time", 1) == [index for index, name in enumerate(banned) if name == "cancel"][1] + 1, (
        "the next thing that is sent after the ban is of the next run"
    )
    assert "banned this host's address" in window.evidence[0]["banned"]["problem"]
    assert "Why: The exchange has banned" in said(window.texts[0], "banned")
    wrong = [entry.operation for entry in window.accounts["wrong_key"].exchange.journal()]
    assert wrong == ["time", "listing"] * 2
    assert window.accounts["crashed"].exchange.journal() == []


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
        for account in window.accounts.values()
        for entry in account.exchange.journal()
        if entry.signature is not None
    ]
    assert len(texts) > 2 * len(window.accounts)
    assert len(signatures) > 30
    for hidden in (*DESK.values(), "x" * 64, *signatures):
        assert not any(hidden in text for text in (*texts, *window.texts))


@pytest.fixture
def desk() -> Iterator[Exchange]:
    with Exchange() as exchange:
        yield exchange


def _environment(exchange: Exchange) -> dict[str, str]:
    return {
        "BINANCE_API_URL": exchange.url,
        "BINANCE_API_KEY": DESK["api_key"],
        "BINANCE_API_SECRET": DESK["api_secret"],
    }


def test_check_mode_goes_from_end_to_end_and_writes_nothing(desk: Exchange, tmp_path: Path) -> None:
    desk.seed_many(3)
    arguments = ("--check", "--diff", "-e", "maintenance_window_max_orders=3", *ID)
    ran = run_playbook(PLAYBOOKS / "whole_window.yml", *arguments, folder=tmp_path, environment=_environment(desk))
    assert ran.returncode == 0, ran.stdout
    assert "Check mode: 3 block orders would be cancelled, and nothing was changed" in ran.stdout
    assert f"Would be written: {tmp_path}/evidence/w1/localhost/report.html" in ran.stdout
    assert "Closed: 3 block orders open now" in ran.stdout
    assert not (tmp_path / "evidence").exists()
    assert desk.journal("cancel") == []


def test_ctrl_c_in_the_middle_and_open_again(desk: Exchange, tmp_path: Path) -> None:
    keys = desk.seed_many(3)
    desk.arm("timeout", "cancel", when="after", key=keys[1])
    arguments = ("-e", "maintenance_window_max_orders=3", *ID)
    with subprocess.Popen(
        ["ansible-playbook", OPEN, *arguments],
        cwd=tmp_path,
        env={**os.environ, **_environment(desk), "HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        while len(desk.journal("cancel")) < len(keys) and process.poll() is None:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        output, _nothing = process.communicate(timeout=30)
    assert "Traceback" not in output
    report = tmp_path / "evidence" / "w1" / "localhost" / "report.html"
    assert "<h1>NOT finished: 3 may be open, 0 are gone</h1>" in report.read_text("utf-8")
    assert "it was interrupted" in report.read_text("utf-8")
    again = run_playbook(OPEN, *arguments, folder=tmp_path, environment=_environment(desk))
    assert again.returncode == 0, again.stdout
    evidence = json.loads(report.with_name("evidence.json").read_text("utf-8"))
    assert evidence["sentence"] == "Drained: 3 of 3 block orders are gone"
    assert {order["block_order_matching_key"] for order in evidence["before"]["orders"]} == set(keys)
    assert not any(desk.truth(key).open for key in keys)


def test_damaged_evidence_stops_the_run_before_anything_is_sent(desk: Exchange, tmp_path: Path) -> None:
    desk.seed()
    evidence = tmp_path / "evidence" / "w1" / "localhost" / "evidence.json"
    evidence.parent.mkdir(parents=True)
    evidence.write_text("{")
    arguments = ("-e", "maintenance_window_max_orders=3", *ID)
    ran = run_playbook(OPEN, *arguments, folder=tmp_path, environment=_environment(desk))
    assert ran.returncode == 2
    assert "is left as it is: move it away, or give another id" in ran.stdout
    assert desk.journal() == []
    assert evidence.read_text() == "{"


def test_a_window_that_was_never_opened_cannot_be_closed(desk: Exchange, tmp_path: Path) -> None:
    ran = run_playbook(CLOSE, *ID, folder=tmp_path, environment=_environment(desk))
    assert ran.returncode == 2
    assert "There is no evidence of the window w1 of localhost" in ran.stdout
    assert desk.journal() == []


def test_without_max_orders_nothing_is_begun(desk: Exchange, tmp_path: Path) -> None:
    ran = run_playbook(OPEN, folder=tmp_path, environment=_environment(desk))
    assert ran.returncode == 2
    assert "missing required arguments: maintenance_window_max_orders" in ran.stdout
    assert desk.journal() == []


@pytest.mark.parametrize("way", ["own", "defaults"])
def test_credentials_reach_the_role_in_every_way(desk: Exchange, tmp_path: Path, way: str) -> None:
    key = desk.seed()
    given = {"api_url": desk.url, **DESK}
    variables = {"maintenance_window_max_orders": 1, "defaults": {} if way == "own" else given}
    if way == "own":
        variables.update({f"maintenance_window_{name}": value for name, value in given.items()})
    # Ansible itself prints what is given on the command line.
    (tmp_path / "variables.json").write_text(json.dumps(variables))
    ran = run_playbook(
        PLAYBOOKS / "role.yml",
        *("-e", "@variables.json", "-vvvv"),
        folder=tmp_path,
        environment={"BINANCE_API_URL": "no-url"},
    )
    assert ran.returncode == 0, ran.stdout
    assert not desk.truth(key).open
    hidden = [*DESK.values(), *(entry.signature for entry in desk.journal() if entry.signature)]
    assert len(hidden) > 5
    assert not any(text in ran.stdout for text in hidden)


def test_the_list_is_a_table(desk: Exchange, tmp_path: Path) -> None:
    key = desk.seed(quantity="1.50", price="2310.5")
    desk.seed(symbol="ETH-261225-4000-P")
    ran = run_playbook(
        "marketops.binance.list_block_orders",
        *("-e", "underlying=BTCUSDT"),
        folder=tmp_path,
        environment=_environment(desk),
    )
    assert ran.returncode == 0, ran.stdout
    head, row = (line for line in ran.stdout.splitlines() if "matching key" in line or key in line)
    for title, value in (("status", "RECEIVED"), ("symbol", "BTC-261225-100000-C"), ("side", "BUY")):
        assert head.index(title) == row.index(value)
    assert "1.50" in row
    assert "2310.5" in row
    assert "1 block order, 1 of them open." in ran.stdout
    assert "ETH" not in ran.stdout
