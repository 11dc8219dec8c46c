# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The runbook for single orders, as an operator types it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.tests.exchange.remote import Remote

from .conftest import Play, interrupt_playbook

RUNBOOK = "marketops.binance.cancel_block_order"


@pytest.mark.quick
def test_it_cancels_one_order_and_changes_nothing_the_second_time(exchange: Remote, play: Play) -> None:
    key, other = exchange.seed_many(2)
    ran = play(RUNBOOK, "-e", f"binance_matching_keys={key}")
    assert ran.returncode == 0, ran.stdout
    assert f"localhost: {key}: cancelled (acknowledged, status CANCELLED, not in block trades)" in ran.stdout
    assert "changed=1" in ran.stdout
    assert not exchange.truth(key).open
    assert exchange.truth(other).open
    again = play(RUNBOOK, "-e", f"binance_matching_keys={key}")
    assert again.returncode == 0
    assert "changed=0" in again.stdout
    assert f"{key}: absent" in again.stdout


def test_it_takes_several_keys(exchange: Remote, play: Play) -> None:
    keys = exchange.seed_many(3)
    ran = play(RUNBOOK, "-e", f"binance_matching_keys={keys[0]},{keys[1]}")
    assert ran.returncode == 0, ran.stdout
    assert [exchange.truth(key).open for key in keys] == [False, False, True]


@pytest.mark.quick
def test_check_mode_with_diff_shows_and_does_nothing(exchange: Remote, play: Play) -> None:
    key = exchange.seed()
    ran = play(RUNBOOK, "--check", "--diff", "-e", f"binance_matching_keys={key}")
    assert ran.returncode == 0, ran.stdout
    assert f"-{key}: RECEIVED" in ran.stdout
    assert f"+{key}: CANCELLED" in ran.stdout
    assert exchange.truth(key).open
    assert exchange.journal("cancel") == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "binance_matching_keys is missing"),
        (("-e", "binance_matching_keys="), "binance_matching_keys has no value for localhost"),
        (("-e", '{"binance_max_orders": null}'), "binance_max_orders has no value for localhost"),
    ],
)
def test_without_a_key_it_says_what_to_give(
    exchange: Remote, play: Play, arguments: tuple[str, ...], words: str
) -> None:
    exchange.seed()
    ran = play(RUNBOOK, *arguments)
    assert ran.returncode != 0
    assert words in ran.stdout
    assert exchange.journal() == []


@pytest.mark.quick
def test_a_wrong_key_is_explained_and_nothing_is_cancelled(exchange: Remote, play: Play) -> None:
    key = exchange.seed()
    ran = play(RUNBOOK, "-e", f"binance_matching_keys={key}", BINANCE_API_SECRET="x" * 64)
    assert ran.returncode != 0
    assert "-1022" in ran.stdout
    assert "api_secret" in ran.stdout
    assert f"{key}: not_attempted" in ran.stdout
    assert "Traceback" not in ran.stdout
    assert exchange.truth(key).open


def test_a_missing_network_is_reported_as_such(play: Play) -> None:
    ran = play(RUNBOOK, "-e", "binance_matching_keys=some-key", BINANCE_API_URL="https://exchange.invalid:1")
    assert ran.returncode != 0
    assert "could not be reached for 10 s: the name could not be resolved" in ran.stdout
    assert "Traceback" not in ran.stdout


def test_it_runs_on_an_inventorys_localhost(exchange: Remote, play: Play) -> None:
    key = exchange.seed()
    ran = play(RUNBOOK, "-i", "localhost,", "-c", "local", "-e", f"binance_matching_keys={key}")
    assert ran.returncode == 0, ran.stdout
    assert not exchange.truth(key).open


def test_credentials_can_be_variables(exchange: Remote, play: Play, tmp_path: Path) -> None:
    key = exchange.seed()
    (account, *_others) = exchange.accounts()
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(
        f"""
desks:
  hosts:
    desk:
      ansible_connection: local
      ansible_python_interpreter: {sys.executable}
      binance_api_key: {account["api_key"]}
      binance_api_secret: {account["api_secret"]}
      binance_api_url: {exchange.url}
""",
        encoding="utf-8",
    )
    ran = play(
        RUNBOOK,
        *("-i", str(inventory), "-e", "binance_hosts=desks", "-e", f"binance_matching_keys={key}"),
        **dict.fromkeys(("BINANCE_API_KEY", "BINANCE_API_SECRET", "BINANCE_API_URL"), ""),
    )
    assert ran.returncode == 0, ran.stdout
    assert not exchange.truth(key).open


@pytest.mark.quick
def test_ctrl_c_ends_it_and_the_next_run_converges(
    exchange: Remote, play: Play, environment: dict[str, str], tmp_path: Path
) -> None:
    key = exchange.seed()
    exchange.arm("timeout", "cancel", when="after")
    ended = interrupt_playbook(
        RUNBOOK,
        "-e",
        f"binance_matching_keys={key}",
        folder=tmp_path,
        environment=environment,
        when=lambda: bool(exchange.journal("cancel")),
    )
    assert ended.returncode != 0
    assert "Traceback" not in ended.stdout
    ran = play(RUNBOOK, "-e", f"binance_matching_keys={key}")
    assert ran.returncode == 0, ran.stdout
    assert f"{key}: absent" in ran.stdout
