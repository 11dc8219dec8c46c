# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Real playbooks, run as an operator would, against a simulated exchange in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.tests.exchange.remote import Remote
from ansible_collections.marketops.binance.tests.support.exchange_process import exchange_process

PLAYBOOKS = Path(__file__).parent / "playbooks"
OPEN, CLOSE = "marketops.binance.open_maintenance_window", "marketops.binance.close_maintenance_window"
Play = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each starts Ansible, so all are long but a few that touch everything once."""
    for item in items:
        if item.get_closest_marker("quick") is None:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def running_exchange() -> Iterator[Remote]:
    with exchange_process() as ready:
        yield Remote(ready["url"])


@pytest.fixture
def exchange(running_exchange: Remote) -> Remote:
    running_exchange.reset()
    return running_exchange


def run_playbook(
    playbook: str | Path, *arguments: str, folder: Path, environment: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run ``ansible-playbook`` in ``folder``, which is the home as well, without other settings for exchange or key."""
    with start_playbook(playbook, *arguments, folder=folder, environment=environment) as process:
        output, _nothing = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, output)


def interrupt_playbook(
    playbook: str | Path,
    *arguments: str,
    folder: Path,
    environment: dict[str, str],
    when: Callable[[], bool],
    number: signal.Signals = signal.SIGINT,
) -> subprocess.CompletedProcess[str]:
    """Send the signal as soon as ``when`` says so, as a terminal does: press Ctrl-C."""
    with start_playbook(playbook, *arguments, folder=folder, environment=environment, own_session=True) as process:
        wait_until(lambda: when() or process.poll() is not None)
        os.killpg(process.pid, number)
        output, _nothing = process.communicate(timeout=300)
    return subprocess.CompletedProcess(process.args, process.returncode, output)


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Until it holds. The time is only for what never comes."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "what the test waits for did not happen"
        time.sleep(0.02)


def child_environment(home: Path, environment: dict[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BINANCE_")}
    quiet = {"ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"}
    return {**inherited, **quiet, "HOME": str(home), **environment}


def start_playbook(
    playbook: str | Path, *arguments: str, folder: Path, environment: dict[str, str], own_session: bool = False
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        ["ansible-playbook", str(playbook), *arguments],
        cwd=folder,
        env=child_environment(folder, environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=own_session,
        preexec_fn=_take_interrupts,
    )


def _take_interrupts() -> None:
    """A shell starts what runs in the background with Ctrl-C ignored, and the child inherits that."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def environment(exchange: Remote) -> dict[str, str]:
    """The desk's credentials, in the environment."""
    (account, *_others) = exchange.accounts()
    return {
        "BINANCE_API_URL": exchange.url,
        "BINANCE_API_KEY": account["api_key"],
        "BINANCE_API_SECRET": account["api_secret"],
    }


@pytest.fixture
def play(environment: dict[str, str], tmp_path: Path) -> Play:
    """Run a playbook on the desk's account; keyword arguments change the environment."""

    def play(playbook: str | Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
        return run_playbook(playbook, *arguments, folder=tmp_path, environment={**environment, **changes})

    return play
