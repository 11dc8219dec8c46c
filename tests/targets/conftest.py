# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Targets on this machine: an SSH server, an environment for each distribution, and the exchange that they talk to."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.remote import Remote
from ansible_collections.marketops.binance.tests.support.exchange_process import exchange_process
from ansible_collections.marketops.binance.tests.support.interpreters import environment, interpreters
from ansible_collections.marketops.binance.tests.support.result_table import ResultTable

from .distributions import EVERY, SUPPORTED, Target
from .sshd import Sshd, find_sshd, running_sshd

HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--folder", type=Path, required=True, help="where the environments are kept from run to run")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cell(column): where the result is in the table")
    rows = {target.name: f"{target.name}: Python {target.python}" for target in EVERY}
    config.pluginmanager.register(ResultTable("target", rows))


@pytest.fixture(scope="session")
def sshd() -> Iterator[Sshd]:
    if find_sshd() is None:
        pytest.skip("sshd is not on this machine: install openssh-server")
    # The control socket's path has to be short.
    with tempfile.TemporaryDirectory(prefix="sshd-") as folder, running_sshd(Path(folder)) as running:
        yield running


class Exchange:
    """A simulated exchange and where it listens."""

    def __init__(self, ready: dict[str, Any]) -> None:
        self.remote = Remote(ready["url"], ca_path=ready["ca_path"]) if ready["ca_path"] else Remote(ready["url"])
        self.url = ready["url"]
        self.ca_path = ready["ca_path"]

    def variables(self) -> dict[str, Any]:
        """An account with an HMAC key, as a playbook's variables."""
        (account, *_others) = self.remote.accounts()
        named = {"binance_api_url": self.url, "binance_ca_path": self.ca_path}
        return {
            **{name: value for name, value in named.items() if value},
            "binance_api_key": account["api_key"],
            "binance_api_secret": account["api_secret"],
        }


@pytest.fixture(scope="session")
def running_exchange() -> Iterator[Exchange]:
    with exchange_process() as ready:
        yield Exchange(ready)


@pytest.fixture(scope="session")
def running_https_exchange() -> Iterator[Exchange]:
    with exchange_process("--tls") as ready:
        yield Exchange(ready)


@pytest.fixture
def exchange(running_exchange: Exchange) -> Exchange:
    running_exchange.remote.reset()
    return running_exchange


@pytest.fixture
def https_exchange(running_https_exchange: Exchange) -> Exchange:
    running_https_exchange.remote.reset()
    return running_https_exchange


class Host:
    """One target, as a controller sees it."""

    def __init__(self, sshd: Sshd, python: Path, folder: Path) -> None:
        self._folder = folder
        self._inventory = folder / "inventory.json"
        host = {**sshd.variables(), "ansible_python_interpreter": str(python)}
        self._inventory.write_text(json.dumps({"all": {"hosts": {"target": host}}}), encoding="utf-8")

    def start(
        self, playbook: str, variables: dict[str, Any], settings: dict[str, str] | None = None
    ) -> subprocess.Popen[str]:
        """Start a playbook of this folder; ``settings`` are environment variables of the controller."""
        given = self._folder / "variables.json"
        given.write_text(json.dumps(variables), encoding="utf-8")
        return subprocess.Popen(
            ["ansible-playbook", "-i", str(self._inventory), str(HERE / playbook), "-e", f"@{given}"],
            cwd=self._folder,
            env={**os.environ, "HOME": str(self._folder), "ANSIBLE_DEPRECATION_WARNINGS": "true", **(settings or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )

    def play(self, playbook: str, variables: dict[str, Any], settings: dict[str, str] | None = None) -> tuple[int, str]:
        """Return its exit status and output."""
        with self.start(playbook, variables, settings) as process:
            output, _nothing = process.communicate(timeout=300)
        return process.returncode, output


def make_host(target: Target, sshd: Sshd, config: pytest.Config, folder: Path) -> Host:
    if target.missing:
        pytest.skip(target.missing)
    name = target.name.replace(",", "").replace(" ", "-")
    interpreter = interpreters()[target.python]
    return Host(sshd, environment(config.getoption("--folder") / name, interpreter, *target.packages), folder)


@pytest.fixture(params=SUPPORTED, ids=lambda target: target.name)
def host(request: pytest.FixtureRequest, sshd: Sshd, tmp_path: Path) -> Host:
    return make_host(request.param, sshd, request.config, tmp_path)
