# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Slips of the hand: refused before anything is sent, in a sentence that says what is meant."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import CLOSE, OPEN, PLAYBOOKS
from .desks import Desks, block_of, desks_in, open_keys


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with desks_in(tmp_path) as made:
        made.add("desk")
        yield made


def assert_nothing_was_sent(desks: Desks) -> None:
    assert all(exchange.journal() == [] for exchange in desks.exchanges.values())


@pytest.mark.parametrize(
    ("playbook", "given", "meant"),
    [
        pytest.param(OPEN, "maintenance_window_underlying=BTCUSDT", "binance_underlyings", marks=pytest.mark.quick),
        (OPEN, "binance_underlying=BTCUSDT", "binance_underlyings"),
        (OPEN, "underlying=BTCUSDT", "binance_underlyings"),
        (OPEN, "maintenance_window_max_orders=3", "binance_max_orders"),
        (OPEN, "id=w2", "binance_window_id"),
        (CLOSE, "binance_evidence_dirs=/srv", "binance_evidence_dir"),
        ("marketops.binance.list_orders", "underlying=BTCUSDT", "binance_underlyings"),
        ("marketops.binance.cancel_block_order", "block_order_matching_key=KEY", "binance_matching_keys"),
    ],
)
def test_an_unknown_variable_is_refused_and_the_closest_one_named(
    desks: Desks, playbook: str, given: str, meant: str
) -> None:
    known = ["-i", desks.inventory, "-e", "binance_hosts=all"]
    ran = desks.play(playbook, *known, "-e", given)
    name = playbook.rpartition(".")[2]
    assert ran.returncode == 2
    assert f"{given}: {name} has no such variable, so nothing was sent. Did you mean {meant}?" in ran.stdout
    assert_nothing_was_sent(desks)


def test_a_secret_is_not_shown_where_its_variable_is_misspelt(desks: Desks) -> None:
    ran = desks.open("-e", "binance_api_secrets=a-very-secret-secret")
    assert ran.returncode == 2
    assert "Did you mean binance_api_secret?" in ran.stdout
    assert "a-very-secret-secret" not in ran.stdout


@pytest.mark.parametrize("more", [("-e", "binance_hosts=nobody"), ("--limit", "nobody")])
@pytest.mark.parametrize(
    "playbook", [OPEN, CLOSE, "marketops.binance.list_orders", "marketops.binance.cancel_block_order"]
)
def test_a_pattern_without_hosts_fails(desks: Desks, playbook: str, more: tuple[str, str]) -> None:
    ran = desks.play(playbook, "-i", desks.inventory, "-i", "other,", "-e", "binance_hosts=desk", *more)
    assert ran.returncode not in (0, None)
    assert "no host" in ran.stdout
    assert_nothing_was_sent(desks)


def test_a_summary_alone_is_no_success(desks: Desks) -> None:
    desks.add("desk")
    ran = desks.open("--start-at-task", "Summarize all accounts")
    assert (ran.returncode, "desk  NOT LOOKED AT" in ran.stdout) == (2, True), ran.stdout


def test_a_limit_without_binance_hosts_fails(desks: Desks) -> None:
    ran = desks.play(OPEN, "-i", desks.inventory, "--limit", "desk", "-e", "binance_window_id=w1")
    assert ran.returncode not in (0, None)  # 1 on ansible-core 2.16, else 4
    assert "binance_hosts=localhost with --limit desk matches no host of the inventory" in ran.stdout


def test_a_misspelt_host_among_several_fails(desks: Desks) -> None:
    ran = desks.open("-e", "binance_hosts=desk,desk_bb")
    assert ran.returncode not in (0, None)  # 1 on ansible-core 2.16, else 4
    assert "binance_hosts=desk,desk_bb: desk_bb matches no host of the inventory, so nothing was done." in ran.stdout
    assert_nothing_was_sent(desks)


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        pytest.param(
            {"binance_max_orders": None},
            "max_orders is missing (binance_max_orders of the playbooks)",
            marks=pytest.mark.quick,
        ),
        ({"binance_max_orders": "many"}, "max_orders is 'many': it must be a whole number."),
        ({"binance_max_orders": -1}, "max_orders is -1: it must be 0 or more."),
        ({"binance_window_id": None}, "id is missing (binance_window_id of the playbooks)"),
        ({"binance_window_id": 20261125}, "id is 20261125, which YAML reads as a number: write it in quotes"),
        ({"binance_window_id": "../w1"}, "id is '../w1': use up to 100 letters"),
        ({"binance_window_id": "w" * 101}, "use up to 100 letters"),
        ({"binance_underlyings": "btcusdt"}, "underlyings contains 'btcusdt'"),
        ({"binance_underlyings": ""}, "binance_underlyings has no value for desk: give one, or leave"),
        ({"binance_kinds": "orders"}, "kinds is 'orders': give block_orders or option_orders."),
        ({"binance_serial": "yes"}, "binance_serial=yes: it must be 1 or more"),
        ({"binance_after_verdict": "/no/such/file.yml"}, "binance_after_verdict=/no/such/file.yml: there is no such"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_one_sentence(
    desks: Desks, variables: dict[str, object], sentence: str
) -> None:
    given = {"binance_window_id": "w1", "binance_max_orders": 5, **variables}
    extra = json.dumps({name: value for name, value in given.items() if value is not None})
    ran = desks.play(OPEN, "-i", desks.inventory, "-e", "binance_hosts=all", "-e", extra)
    assert ran.returncode == 2
    assert sentence in ran.stdout
    assert "argument_spec" not in ran.stdout
    assert "Supported" not in ran.stdout
    assert_nothing_was_sent(desks)


def test_a_date_object_is_no_id(desks: Desks) -> None:
    (desks.folder / "vars.yml").write_text("binance_window_id: 2026-11-25\n")
    ran = desks.play(OPEN, *desks.arguments()[:4], "-e", "@vars.yml", "-e", "binance_max_orders=5")
    assert ran.returncode == 2
    assert "id is 2026-11-25, which YAML reads as a date: write it in quotes" in ran.stdout
    assert_nothing_was_sent(desks)


def test_an_unknown_option_of_the_action_is_refused_without_a_dump(desks: Desks) -> None:
    (desks.folder / "own.yml").write_text(
        "- hosts: all\n  gather_facts: false\n  tasks:\n    - marketops.binance.maintenance_window:\n"
        "        state: open\n        id: w1\n        max_order: 5\n"
    )
    ran = desks.play("own.yml", "-i", desks.inventory)
    assert ran.returncode == 2
    assert "max_order is not an option of maintenance_window. Did you mean max_orders?" in ran.stdout
    assert "Supported" not in ran.stdout


def test_nothing_open_on_another_underlying_is_reported_with_its_scope(desks: Desks) -> None:
    ran = desks.open("-e", "binance_underlyings=ETHUSDT")
    assert ran.returncode == 0, ran.stdout
    said = "Drained: no block order is open on desk for ETHUSDT; no ordinary option order was listed."
    assert said in block_of(ran.stdout, "desk")
    assert "desk  DRAINED (ETHUSDT, block orders)" in ran.stdout
    assert len(open_keys(desks.exchanges["desk"])) == 3
    other = desks.open()
    assert other.returncode == 2
    assert "is about block orders for ETHUSDT, and this run asks for block orders for all underlyings" in other.stdout
    assert "Ask for the same (binance_kinds=block_orders, binance_underlyings=ETHUSDT)" in other.stdout


def test_an_unknown_id_names_the_closest_and_the_newest(desks: Desks) -> None:
    for window_id in ("gateway-2026-11-24", "matching-engine"):
        assert desks.open(window_id=window_id).returncode == 0
    ran = desks.close(window_id="gateway-2026-11-25")
    assert ran.returncode == 2
    assert f"There is no evidence of window gateway-2026-11-25 of desk in {desks.folder}/evidence." in ran.stdout
    assert "the closest is gateway-2026-11-24 and the newest is matching-engine" in ran.stdout
    checked = desks.close("--check", window_id="gateway-2026-11-25")
    assert checked.returncode == 2
    assert "There is no evidence of window gateway-2026-11-25 of desk" in checked.stdout


def test_another_working_directory_does_not_silently_start_a_second_evidence(desks: Desks) -> None:
    inventory = desks.inventory
    assert desks.open().returncode == 0
    desks.folder = desks.folder / "elsewhere"
    desks.folder.mkdir()
    arguments = ["-i", inventory, "-e", "binance_hosts=all", "-e", "binance_window_id=w1"]
    closing = desks.play(CLOSE, *arguments)
    assert closing.returncode == 2
    assert f"There is no evidence of window w1 of desk in {desks.folder}/evidence" in closing.stdout
    opening = desks.play(OPEN, *arguments, "-e", "binance_max_orders=5")
    assert f"desk: window w1 is new in {desks.folder}/evidence" in opening.stdout


def test_closing_in_check_mode_after_opening_in_check_mode_needs_no_evidence(desks: Desks) -> None:
    runs = json.dumps({"runs": [{"state": "open"}, {"state": "closed"}]})
    ran = desks.play(PLAYBOOKS / "window.yml", "-i", desks.inventory, "-e", runs, "--check")
    assert ran.returncode == 0, ran.stdout
    said = "desk: CHECK MODE Check mode: the window would be closed: 3 block orders open on desk for all underlyings"
    assert block_of(ran.stdout, "desk").startswith(said)
    assert "Nothing more to do" not in ran.stdout
    assert not (desks.folder / "evidence").exists()
    assert len(open_keys(desks.exchanges["desk"])) == 3
