# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules over SSH, on the Pythons and with the packages of distributions in use."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.support.interpreters import environment
from ansible_collections.marketops.binance.tests.support.private_keys import (
    API_KEY,
    private_key,
    private_pem,
    public_pem,
)
from ansible_collections.marketops.binance.tests.support.proxy import Proxy

from .conftest import Exchange, Host, make_host
from .distributions import TOO_OLD, WITHOUT_REQUESTS, Target
from .sshd import Sshd

PIPELINING = {"ANSIBLE_PIPELINING": "true"}


def run_every_module(
    host: Host, exchange: Exchange, changes: dict[str, Any] | None = None, settings: dict[str, str] | None = None
) -> None:
    """Run the playbook with every module; a change to ``None`` leaves a variable out."""
    key = exchange.remote.seed()
    variables = {**exchange.variables(), "matching_key": key, **(changes or {})}
    given = {name: value for name, value in variables.items() if value is not None}
    status, output = host.play("playbook.yml", given, settings)
    assert status == 0, output
    assert "WARNING" not in output, output
    assert exchange.remote.truth(key).ended_by == "cancel"
    assert given.get("binance_api_secret", "no secret") not in output


@pytest.mark.cell("HMAC")
def test_hmac_key(host: Host, exchange: Exchange) -> None:
    run_every_module(host, exchange)


@pytest.mark.cell("pipelining")
def test_pipelining(host: Host, exchange: Exchange) -> None:
    run_every_module(host, exchange, settings=PIPELINING)


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=pytest.mark.cell(kind)) for kind in ("ed25519", "rsa")])
def test_private_key(host: Host, exchange: Exchange, kind: str) -> None:
    pair = private_key(kind)
    exchange.remote.add_account("desk", API_KEY, public_key=public_pem(pair))
    changes = {"binance_api_key": API_KEY, "binance_api_secret": None, "binance_private_key": private_pem(pair)}
    run_every_module(host, exchange, changes, PIPELINING)


@pytest.mark.cell("https")
def test_https_with_a_ca(host: Host, https_exchange: Exchange) -> None:
    run_every_module(host, https_exchange, settings=PIPELINING)


@pytest.mark.cell("proxy")
def test_proxy(host: Host, https_exchange: Exchange) -> None:
    with Proxy() as proxy:
        changes = {"target_environment": {"HTTPS_PROXY": f"http://{proxy.address}", "NO_PROXY": ""}}
        run_every_module(host, https_exchange, changes, PIPELINING)
        assert proxy.heads


def become_method() -> str | None:
    """How this user can become root without a password."""
    if os.geteuid() == 0:
        return "su"
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return "sudo"
    return None


@pytest.mark.cell("become")
def test_become(host: Host, exchange: Exchange) -> None:
    method = become_method()
    if method is None:
        pytest.skip("this user can't become root without a password")
    run_every_module(host, exchange, {"ansible_become": True, "ansible_become_method": method})


def test_become_a_user_without_privileges(
    sshd: Sshd, exchange: Exchange, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become nobody without a password")
    # pyenv's are often below a home folder that is closed to others.
    system = Path("/usr/bin/python3")
    if not system.exists():
        pytest.skip(f"{system} is not on this machine")
    python = environment(pytestconfig.getoption("--folder") / "system", (str(system.resolve()), system), "requests")
    allowed = subprocess.run(["su", "-s", "/bin/sh", "nobody", "-c", f"'{python}' -c 'import requests'"], check=False)
    if allowed.returncode != 0:
        pytest.skip(f"nobody can't run {python}")
    become = {"ansible_become": True, "ansible_become_method": "su", "ansible_become_user": "nobody"}
    # nobody has neither a shell nor a home folder.
    changes = {**become, "ansible_become_flags": "-s /bin/sh", "ansible_remote_tmp": "/var/tmp"}
    run_every_module(Host(sshd, python, tmp_path), exchange, changes)


@pytest.mark.cell("lost connection")
def test_a_lost_connection_and_a_rerun(host: Host, exchange: Exchange, sshd: Sshd) -> None:
    key = exchange.remote.seed()
    variables = {**exchange.variables(), "matching_key": key, "binance_request_timeout": 3}
    exchange.remote.arm("timeout", "cancel", when="after")
    with host.start("one_task.yml", variables) as process:
        while not exchange.remote.journal("cancel") and process.poll() is None:
            time.sleep(0.05)
        assert sshd.cut() > 0
        output, _nothing = process.communicate(timeout=120)
    assert process.returncode == 4, output
    assert "UNREACHABLE" in output
    status, output = host.play("one_task.yml", variables)
    assert status == 0, output
    assert "changed=0" in output
    assert len(exchange.remote.journal("cancel")) == 1
    assert exchange.remote.truth(key).ended_by == "cancel"


# Each module that runs on a target, with the options that it can't do without.
MODULES: dict[str, dict[str, Any]] = {
    "binance_auto_cancel": {"state": "absent", "underlying": "ETHUSDT"},
    "binance_auto_cancel_info": {},
    "binance_block_order": {"state": "absent", "all_open": True},
    "binance_block_order_info": {},
    "binance_block_trade_info": {},
    "binance_market_maker_protection": {"underlying": "ETHUSDT", "reset": True},
    "binance_market_maker_protection_info": {"underlying": "ETHUSDT"},
    "binance_option_order": {"state": "absent", "all_open": True},
    "binance_option_order_info": {},
    "binance_position_info": {},
    "binance_time_info": {},
    "maintenance_window_step": {},
    "restore_step": {},
}


@pytest.mark.cell("one clear sentence")
@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        pytest.param(TOO_OLD, "marketops.binance needs Python 3.9 or newer on the target.", id=TOO_OLD.name),
        pytest.param(WITHOUT_REQUESTS, "Failed to import the required Python library (requests)", id="no requests"),
    ],
)
def test_what_is_missing_is_named(
    target: Target, sentence: str, sshd: Sshd, exchange: Exchange, pytestconfig: pytest.Config, tmp_path: Path
) -> None:
    host = make_host(target, sshd, pytestconfig, tmp_path)
    connection = {name.removeprefix("binance_"): value for name, value in exchange.variables().items()}
    evidence = tmp_path / "evidence"
    window = {"state": "open", "id": "w1", "max_orders": 1, "evidence_dir": str(evidence)}
    tasks = [
        {f"marketops.binance.{name}": {**options, **connection}, "ignore_errors": True}
        for name, options in {**MODULES, "maintenance_window": window}.items()
    ]
    playbook = tmp_path / "playbook.json"
    playbook.write_text(json.dumps([{"hosts": "target", "gather_facts": False, "tasks": tasks}]), encoding="utf-8")
    status, output = host.play(str(playbook), {}, PIPELINING)
    assert status == 0, output
    assert "Traceback" not in output, output
    results = [line for line in output.splitlines() if line.startswith("fatal:")]
    assert len(results) == len(tasks)
    assert [line for line in results[:-1] if sentence not in line] == []
    assert sentence in (evidence / "w1/target/evidence.json").read_text(encoding="utf-8")
    assert exchange.remote.journal() == []


def test_every_module_is_among_them() -> None:
    folder = Path(__file__).parents[2] / "plugins/modules"
    assert sorted(MODULES) == sorted(path.stem for path in folder.glob("*.py") if "def main(" in path.read_text())
