# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Single runs of the role and its playbooks: check mode, an interruption, what stops them, credentials, the list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import CLOSE, OPEN, PLAYBOOKS, WINDOW_ID, interrupt_playbook, run_playbook


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
    arguments = ("--check", "--diff", "-e", "maintenance_window_max_orders=3", *WINDOW_ID)
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
    arguments = ("-e", "maintenance_window_max_orders=3", *WINDOW_ID)
    ended = interrupt_playbook(
        OPEN,
        *arguments,
        folder=tmp_path,
        environment=_environment(desk),
        when=lambda: len(desk.journal("cancel")) == len(keys),
    )
    assert "Traceback" not in ended.stdout
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
    arguments = ("-e", "maintenance_window_max_orders=3", *WINDOW_ID)
    ran = run_playbook(OPEN, *arguments, folder=tmp_path, environment=_environment(desk))
    assert ran.returncode == 2
    assert "is left as it is: move it away, or give another id" in ran.stdout
    assert desk.journal() == []
    assert evidence.read_text() == "{"


def test_a_window_that_was_never_opened_cannot_be_closed(desk: Exchange, tmp_path: Path) -> None:
    ran = run_playbook(CLOSE, *WINDOW_ID, folder=tmp_path, environment=_environment(desk))
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
