# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An environment for each ansible-core, with the collection installed in it as a user would."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.tests.exchange.remote import Remote
from ansible_collections.marketops.binance.tests.support.exchange_process import exchange_process
from ansible_collections.marketops.binance.tests.support.result_table import ResultTable

from .releases import CONTROLLERS, Core, install, parse_core

ROOT = Path(__file__).parents[2]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--folder", type=Path, required=True, help="where the environments are kept from run to run")
    parser.addoption("--core", action="append", help="a minor release, or release:python, instead of every one")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "cell(column): where the result is in the table")
    config.pluginmanager.register(ResultTable("ansible-core", {core.name: core.title for core in chosen_cores(config)}))


class Controller:
    """A controller with one ansible-core, as a user has it: its own home folder, nothing of another project."""

    def __init__(self, core: Core, python: Path, version: str, folder: Path) -> None:
        self.core = core
        self.version = version
        self.collections = folder / "collections"
        self._home = folder / "home"
        self._bin = python.parent

    def prepare_home(self) -> None:
        subprocess.run([self._bin / "python", ROOT / "tests/tools/ansible_test_home.py", self._home], check=True)

    def run(
        self,
        *command: str,
        timeout: int,
        cwd: Path = ROOT,
        succeeds: bool = True,
        environment: dict[str, str] | None = None,
    ) -> str:
        """Run a command of this ansible-core and return its output; end all of it when the time is over."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE", "BINANCE"))}
        process = subprocess.Popen(
            [str(self._bin / command[0]), *command[1:]],
            cwd=cwd,
            env={
                **inherited,
                "HOME": str(self._home),
                "PATH": f"{self._bin}{os.pathsep}{inherited['PATH']}",
                "ANSIBLE_DEPRECATION_WARNINGS": "true",
                "ANSIBLE_NOCOLOR": "true",
                **(environment or {}),
            },
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        with process:
            try:
                output, _nothing = process.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                output, _nothing = process.communicate()
                pytest.fail(f"It did not end in {timeout} s:\n{output[-20000:]}")
        if (process.returncode == 0) != succeeds:
            pytest.fail(f"Exit status {process.returncode}:\n{output[-20000:]}")
        assert "[DEPRECATION WARNING]" not in output
        return output


def chosen_cores(config: pytest.Config) -> list[Core]:
    return [parse_core(text) for text in config.getoption("--core") or CONTROLLERS]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "core" in metafunc.fixturenames:
        chosen = chosen_cores(metafunc.config)
        metafunc.parametrize("core", chosen, indirect=True, ids=[core.name for core in chosen], scope="session")


@pytest.fixture(scope="session")
def core(request: pytest.FixtureRequest) -> Core:
    chosen: Core = request.param
    if chosen.missing:
        pytest.skip(chosen.missing)
    return chosen


@pytest.fixture(scope="session")
def controller(core: Core, pytestconfig: pytest.Config) -> Controller:
    folder = pytestconfig.getoption("--folder") / core.name
    requirements = [ROOT / "tests/unit/requirements.txt", ROOT / "tests/integration/requirements.txt"]
    python, version = install(core, folder / "venv", requirements)
    print(f"ansible-core {version} on Python {core.python}", file=sys.stderr)
    made = Controller(core, python, version, folder)
    made.prepare_home()
    return made


@pytest.fixture(scope="session")
def installed(controller: Controller) -> Controller:
    """Built and installed by this ansible-core."""
    shutil.rmtree(controller.collections, ignore_errors=True)
    output = controller.collections / "dist"
    controller.run("ansible-galaxy", "collection", "build", "--force", "--output-path", str(output), timeout=300)
    (tarball,) = output.glob("*.tar.gz")
    where = ("--offline", "--collections-path", str(controller.collections))
    controller.run("ansible-galaxy", "collection", "install", "--force", *where, str(tarball), timeout=300)
    return controller


@pytest.fixture(scope="session")
def running_exchange() -> Iterator[Remote]:
    with exchange_process() as ready:
        yield Remote(ready["url"])


@pytest.fixture
def exchange(running_exchange: Remote) -> Remote:
    running_exchange.reset()
    return running_exchange
