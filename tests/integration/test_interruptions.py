# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A drain that is ended from outside, at every step: the next run finishes it, and says what it found."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange, Remote
from ansible_collections.marketops.binance.tests.support.module_process import start_module
from ansible_collections.marketops.binance.tests.support.running import DESK, run_module

from .conftest import PLAYBOOKS, Play

# One worker: the listing, three cancels, the verifying listing, the trades.
STEPS = ("listing", "cancel", "cancel", "cancel", "listing", "trades")
POINTS = [(step, moment) for step in range(len(STEPS)) for moment in ("before", "after")]


class Drain:
    """Three orders to cancel, and orders that nobody asked to cancel, on an exchange that falls silent at one step."""

    def __init__(self, exchange: Exchange | Remote, step: int, moment: str) -> None:
        self.exchange = exchange
        self.keys: list[str] = exchange.seed_many(3)
        self._others = [exchange.seed(), exchange.seed(symbol="ETH-261225-4000-P"), exchange.seed(account="other")]
        self._step = step
        exchange.arm("timeout", skip=step, when=moment)

    def arrived(self) -> bool:
        """Whether the module waits for the answer that does not come."""
        return any(entry.fault == "timeout" for entry in self.exchange.journal())

    def open_keys(self) -> set[str]:
        return {key for key in self.keys if self.exchange.truth(key).open}

    def assert_at_its_step(self) -> None:
        assert tuple(entry.operation for entry in self.exchange.journal()) == STEPS[: self._step + 1]

    def assert_done(self) -> None:
        """The orders are gone, each by a cancel; no cancel was ever sent for another one."""
        assert {self.exchange.truth(key).ended_by for key in self.keys} == {"cancel"}
        assert all(self.exchange.truth(key).open for key in self._others)
        assert {entry.key for entry in self.exchange.journal("cancel")} <= set(self.keys)


def outcomes(returned: dict[str, Any]) -> dict[str, str]:
    return {entry["block_order_matching_key"]: entry["outcome"] for entry in returned["orders"]}


@pytest.mark.parametrize(
    ("number", "concurrency", "step", "moment"),
    [
        *((number, 1, *point) for number in (signal.SIGKILL, signal.SIGTERM) for point in POINTS),
        *(
            pytest.param(signal.SIGKILL, 8, *point, marks=pytest.mark.quick)
            for point in POINTS
            if STEPS[point[0]] == "cancel"
        ),
    ],
)
def test_a_killed_drain_is_finished_by_the_next_run(
    exchange: Remote, number: signal.Signals, concurrency: int, step: int, moment: str
) -> None:
    drain = Drain(exchange, step, moment)
    options = {"state": "absent", "block_order_matching_key": drain.keys, "api_url": exchange.url, **DESK}
    with start_module(**options, concurrency=concurrency, request_timeout=30) as process:
        while not drain.arrived():
            assert process.poll() is None, "it ended before it was killed"
            time.sleep(0.005)
        if concurrency == 1:
            drain.assert_at_its_step()
        process.send_signal(number)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == -number
    assert "Traceback" not in output + errors

    left = drain.open_keys()
    again = run_module(**options, max_wait=60)
    assert outcomes(again) == {key: "cancelled" if key in left else "absent" for key in drain.keys}
    assert again["changed"] == bool(left)
    assert not again["failed"]
    drain.assert_done()


@pytest.fixture
def drains() -> Iterator[dict[str, Drain]]:
    """One exchange for each step, so that all of them can be tried side by side."""
    with contextlib.ExitStack() as stack:
        yield {
            f"step_{step}_{moment}": Drain(stack.enter_context(Exchange()), step, moment)
            for step, moment in POINTS
            if moment == "after"
        }


def test_a_drain_that_runs_into_the_tasks_timeout_is_finished_by_the_next_task(
    drains: dict[str, Drain], play: Play, tmp_path: Path
) -> None:
    hosts = {
        name: {"keys": drain.keys, "results": str(tmp_path / f"{name}.json"), "api_url": drain.exchange.url}
        for name, drain in drains.items()
    }
    common = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, "seconds": 12}
    inventory = tmp_path / "inventory.yml"
    inventory.write_text(json.dumps({"desks": {"hosts": hosts, "vars": common}}))
    ran = play(PLAYBOOKS / "interrupted.yml", "-i", str(inventory), "--forks", str(len(hosts)), BINANCE_API_URL="")
    assert ran.returncode == 0, ran.stdout
    for name, drain in drains.items():
        results = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
        assert results["interrupted"]["failed"]
        assert drain.arrived(), "it was interrupted where it should be"
        again = results["again"]
        # Ansible leaves the interrupted process to itself; while it lives it may be the one that cancels.
        assert set(outcomes(again)) == set(drain.keys)
        assert set(outcomes(again).values()) <= {"cancelled", "absent"}
        drain.assert_done()
