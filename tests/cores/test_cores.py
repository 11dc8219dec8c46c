# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every ansible-core from 2.16 has to do: build, install, the sanity and unit tests, modules and playbooks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.tests.exchange.remote import Remote

from .conftest import ROOT, Controller
from .releases import Core, newer_release

MODULES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("*.py"))
TARGETS = ROOT / "tests/integration/targets"

# What went wrong with a window once: slips of the hand, interruptions, and what surrounds an account.
WINDOW = [f"tests/integration/test_maintenance_window_{name}.py" for name in ("slips", "runs", "interruptions")]


def test_the_newest_release_is_among_them() -> None:
    newer = newer_release()
    assert newer is None, f"ansible-core {newer} is out: add it to tests/cores/releases.py"


@pytest.mark.parametrize("module", [name for name in MODULES if name.startswith("binance_")])
def test_a_module_has_an_integration_target(module: str) -> None:
    tasks = [path.read_text(encoding="utf-8") for path in TARGETS.glob("*/tasks/tests.yml")]
    assert any(f"  marketops.binance.{module}:" in text for text in tasks)


@pytest.mark.cell("install")
def test_it_is_built_and_installed(installed: Controller) -> None:
    variables = {"ANSIBLE_COLLECTIONS_PATH": str(installed.collections)}
    listed = installed.run("ansible-doc", "--list", "--json", "marketops.binance", timeout=120, environment=variables)
    assert "WARNING" not in listed
    assert sorted(json.loads(listed)) == [f"marketops.binance.{name}" for name in MODULES]


@pytest.mark.cell("sanity")
def test_sanity(controller: Controller, core: Core) -> None:
    assert core.python is not None
    controller.run("ansible-test", "sanity", "--local", "--python", core.python, timeout=2400)


@pytest.mark.cell("units")
def test_units(controller: Controller, core: Core) -> None:
    assert core.python is not None
    workers = ("--num-workers", "2")
    controller.run("ansible-test", "units", "--local", "--python", core.python, *workers, timeout=2400)


@pytest.mark.cell("modules")
def test_modules(controller: Controller, core: Core) -> None:
    assert core.python is not None
    controller.run("ansible-test", "integration", "--local", "--python", core.python, timeout=1200)


@pytest.mark.cell("playbooks")
def test_playbooks(installed: Controller, exchange: Remote, tmp_path: Path) -> None:
    (account, *_others) = exchange.accounts()
    variables = {
        "ANSIBLE_COLLECTIONS_PATH": str(installed.collections),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "BINANCE_API_URL": exchange.url,
        "BINANCE_API_KEY": account["api_key"],
        "BINANCE_API_SECRET": account["api_secret"],
    }
    first, *others = exchange.seed_many(3)

    def play(name: str, *arguments: str, succeeds: bool = True) -> str:
        given = [part for argument in arguments for part in ([argument] if argument[0] == "-" else ["-e", argument])]
        command = ("ansible-playbook", f"marketops.binance.{name}", *given)
        return installed.run(*command, timeout=300, cwd=tmp_path, succeeds=succeeds, environment=variables)

    assert first in play("list_orders")
    shown = play("cancel_block_order", f"binance_matching_keys={first}", "--check", "--diff")
    assert f"-{first}: " in shown
    assert exchange.truth(first).open
    assert "changed=1" in play("cancel_block_order", f"binance_matching_keys={first}")
    assert not exchange.truth(first).open

    quotes = exchange.seed_option_orders(2)

    def open_orders() -> set[str]:
        blocks = {order.key for order in exchange.orders() if order.open}
        return blocks | {order.order_id for order in exchange.option_orders() if order.open}

    of_window = "binance_window_id=w1"
    window = (of_window, "binance_kinds=block_orders,option_orders")
    shown = play("open_maintenance_window", *window, "binance_max_orders=4", "--check", "--diff")
    assert all(name in shown for name in (*others, *quotes))
    play("open_maintenance_window", *window, "binance_max_orders=3", succeeds=False)
    assert open_orders() == {*others, *quotes}
    play("open_maintenance_window", *window, "binance_max_orders=4")
    assert open_orders() == set()
    assert (tmp_path / "evidence/w1/localhost/report.html").exists()
    play("close_maintenance_window", of_window)
    shown = play("restore_block_orders", of_window, "binance_max_orders=2", "--check", "--diff")
    assert "would be created" in shown
    assert open_orders() == set()
    play("restore_block_orders", of_window, "binance_max_orders=2")
    assert len(open_orders()) == 2


@pytest.mark.cell("window")
def test_window(installed: Controller) -> None:
    """The integration tests of the window, which run the ``ansible-playbook`` of this core."""
    variables = {"ANSIBLE_COLLECTIONS_PATH": str(installed.collections)}
    command = ("pytest", "-p", "no:cacheprovider", "--numprocesses", "2", *WINDOW)
    installed.run(*command, timeout=2400, environment=variables)
