# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Remote

PROJECT = Path(__file__).parents[3]


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "tests/exchange", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def ready_line(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    document: dict[str, Any] = json.loads(process.stdout.readline())
    return document


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(number: signal.Signals) -> None:
    with running("--orders", "3", "--option-orders", "2", "--tls") as process:
        ready = ready_line(process)
        remote = Remote(ready["url"], ready["ca_path"])
        assert [order.key for order in remote.orders()] == ready["orders"]
        assert [order.order_id for order in remote.option_orders()] == ready["option_orders"]
        assert len(ready["option_orders"]) == 2
        assert [account["name"] for account in ready["accounts"]] == ["desk", "other", "third"]
        assert all(len(account["api_key"]) == len(account["api_secret"]) == 64 for account in ready["accounts"])
        process.send_signal(number)
        assert process.wait(60) == 0
        assert process.communicate() == ("", "")
    assert not Path(ready["ca_path"]).exists()


def test_seed_file_and_ready_file(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps([{"key": "mine", "status": "CANCELLED"}]))
    options = ["--seed", str(seed), "--ready-file", str(tmp_path / "ready.json"), "--until-stdin-closes"]
    with running(*options, "--window", "10", "--weight-limit", "50", "--latency", "1", "--neighbour", "6") as process:
        while not (tmp_path / "ready.json").exists():
            assert process.poll() is None
            time.sleep(0.001)
        ready = json.loads((tmp_path / "ready.json").read_text())
        assert Remote(ready["url"]).truth("mine").status == "CANCELLED"
        output, errors = process.communicate(timeout=60)
        assert (process.returncode, output, errors) == (0, "", "")


def test_the_control_interface_ends_it() -> None:
    with running() as process:
        Remote(ready_line(process)["url"]).shut_down()
        assert process.wait(60) == 0


def test_it_ends_with_its_parent() -> None:
    starter = """
import os, subprocess, sys
process = subprocess.Popen([sys.executable, "tests/exchange", "--parent-pid", str(os.getpid())])
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", starter],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        exchange = ready_line(parent)["pid"]
        parent.kill()
        try:
            # The pipe is closed when no process writes to it any more, the exchange included.
            assert parent.communicate(timeout=60)[0] == ""
        except subprocess.TimeoutExpired:
            os.kill(exchange, signal.SIGKILL)
            raise


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--host", "192.0.2.1"], "192.0.2.1 is no loopback address"),
        (["--seed", "/nowhere/orders.json"], "No such file"),
        (["--window", "0"], "a window has at least 1 s"),
    ],
)
def test_bad_options(options: list[str], message: str) -> None:
    with running(*options) as process:
        _output, errors = process.communicate(timeout=60)
        assert process.returncode == 2
        assert message in errors
        assert "Traceback" not in errors
