# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A window that is interrupted in the middle of a batch: the evidence is true, and the next run tells what was left.

The exchange cancels the first order, and falls silent; so the run is in the batch for sure when it is interrupted.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.process_tree import children, is_alive, module_of

from .conftest import OPEN, PLAYBOOKS, run_playbook, wait_until
from .desks import Desks, block_of, desks_in, open_keys

KEYS = ["order-0", "order-1", "order-2"]
OWN = PLAYBOOKS / "window.yml"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    with desks_in(tmp_path) as made:
        yield made


def silent(desks: Desks, **variables: Any) -> Exchange:
    exchange = desks.add("desk", **variables)
    exchange.arm("timeout", "cancel", when="after", key="order-0")
    exchange.arm("timeout", "cancel", when="before", count=None)
    return exchange


def in_the_batch(exchange: Exchange) -> Callable[[], bool]:
    return lambda: len(exchange.journal("cancel")) == len(KEYS)


def assert_it_says_what_may_have_been_sent(desks: Desks, cause: str | None) -> None:
    wait_until(lambda: cause is None or cause in causes(desks))
    evidence, (indexed,) = desks.evidence("desk"), desks.index()["accounts"]
    assert evidence["verdict"] == indexed["verdict"] == "unfinished"
    assert "3 block orders may be open on desk for all underlyings" in evidence["sentence"]
    assert "a cancel may have been sent for 3 orders" in " ".join(evidence["opening"]["why"])
    assert "a cancel may have been sent for 3 orders" in desks.report("desk")
    assert "NOT FINISHED" in (desks.folder / "evidence/w1/index.html").read_text("utf-8")
    assert all(order["open"] is None and order["intended_by"] for order in evidence["orders"])
    assert (evidence["figures"]["cancelled"], evidence["figures"]["executed"]) == (None, None)


def causes(desks: Desks) -> list[str]:
    """What the runs in the evidence say of why they ended."""
    steps = [step for run in desks.evidence("desk")["runs"] for step in run["steps"]]
    return [step["failure"]["cause"] for step in steps if "failure" in step]


def assert_the_next_run_drains(desks: Desks, exchange: Exchange) -> None:
    exchange.disarm()
    ran = desks.open()
    assert ran.returncode == 0, ran.stdout
    assert "has recorded no end: it is still running, or was interrupted. This run checks what it left" in ran.stdout
    assert open_keys(exchange) == set()
    evidence = desks.evidence("desk")
    assert {order["key"]: order["outcome"] for order in evidence["orders"]} == {
        "order-0": "absent",
        "order-1": "cancelled",
        "order-2": "cancelled",
    }
    (lost,) = (order for order in evidence["orders"] if order["key"] == "order-0")
    assert lost["credited_to"] == evidence["runs"][0]["run"]
    assert "gone, probably cancelled by the interrupted run of " in desks.report("desk")
    assert evidence["figures"]["probably_cancelled"] == 1


@pytest.mark.parametrize("number", [pytest.param(signal.SIGINT, marks=pytest.mark.quick), signal.SIGTERM])
def test_a_signal_is_written_down_and_the_next_run_credits_it(desks: Desks, number: signal.Signals) -> None:
    exchange = silent(desks)
    ended = desks.interrupt(in_the_batch(exchange), number=number)
    assert ended.returncode != 0
    assert "Traceback" not in ended.stdout
    assert_it_says_what_may_have_been_sent(desks, number.name.lower())
    assert_the_next_run_drains(desks, exchange)


def test_a_killed_worker_leaves_the_intent(desks: Desks) -> None:
    exchange = silent(desks)
    with desks.start() as process:
        wait_until(in_the_batch(exchange))
        (worker,) = (pid for pid in children(process.pid) if children(pid))
        module = module_of(worker, "maintenance_window_step")
        os.kill(worker, signal.SIGKILL)
        os.kill(module, signal.SIGKILL)
        output, _nothing = process.communicate(timeout=60)
    assert process.returncode != 0, output
    assert_it_says_what_may_have_been_sent(desks, None)
    assert "no end was recorded: it is still running, or was killed" in desks.report("desk")
    assert_the_next_run_drains(desks, exchange)


def test_a_killed_controller_stops_the_batches_that_follow(desks: Desks) -> None:
    exchange = desks.add("desk", batch_size=1)
    exchange.arm("delay", "cancel", when="after", delay_ms=4000)
    with desks.start("-e", "{}", playbook=OWN) as process:
        wait_until(lambda: exchange.journal("cancel"))
        (worker,) = (pid for pid in children(process.pid) if children(pid))
        process.kill()
        process.wait()
    wait_until(lambda: not is_alive(worker))
    assert causes(desks) == ["controller_gone"]
    assert len(exchange.journal("cancel")) == 1
    evidence = desks.evidence("desk")
    assert [order["outcome"] for order in evidence["orders"] if order["outcome"]] == ["cancelled"]
    assert len(open_keys(exchange)) == 2
    assert evidence["verdict"] == "not_drained"


def test_the_time_limit_of_the_task(desks: Desks) -> None:
    exchange = silent(desks)
    ran = desks.play(OPEN, *desks.arguments(), ANSIBLE_TASK_TIMEOUT="12")
    assert ran.returncode == 2
    assert_it_says_what_may_have_been_sent(desks, "timeout")
    assert len(exchange.journal("cancel")) >= len(KEYS)
    assert "  desk  NOT FINISHED, a cancel may have been sent: see the report, or the evidence\n    Why: " in ran.stdout
    assert "NOT STARTED" not in ran.stdout


def test_a_crashed_module_gives_its_last_line_and_a_last_listing_shows_what_is_open(desks: Desks) -> None:
    exchange = silent(desks)
    with desks.start() as process:
        wait_until(in_the_batch(exchange))
        os.kill(module_of(process.pid, "maintenance_window_step"), signal.SIGKILL)
        output, _nothing = process.communicate(timeout=60)
    assert process.returncode == 2
    assert causes(desks) == ["module_crashed"]
    block = block_of(output, "desk")
    assert "NOT drained: 2 block orders may be open on desk for all underlyings" in block
    assert "the module crashed on the target: " in block
    assert "MODULE FAILURE" not in output
    assert "desk: checking what is open, without a further cancel" in output
    assert len(exchange.journal("cancel")) == len(KEYS)
    assert {order["key"]: order["open"] for order in desks.evidence("desk")["orders"]} == {
        "order-0": False,
        "order-1": True,
        "order-2": True,
    }


def test_a_lost_target_may_go_on_cancelling(desks: Desks, tmp_path: Path) -> None:
    lost = tmp_path / "lost"
    exchange = silent(desks, ansible_connection="fragile", lost_when=str(lost))
    environment = {"ANSIBLE_CONNECTION_PLUGINS": str(PLAYBOOKS.parent / "connection_plugins")}
    exchange.disarm()
    exchange.arm("delay", "cancel", when="after", delay_ms=1500, count=None)
    with beside(lambda: wait_until(lambda: exchange.journal("cancel")), lost.touch):
        ran = run_playbook(
            "marketops.binance.open_maintenance_window",
            *desks.arguments(),
            folder=desks.folder,
            environment=environment,
        )
    assert ran.returncode == 2, ran.stdout
    assert causes(desks)[0] == "unreachable"
    block = block_of(ran.stdout, "desk")
    assert "the target could not be reached: the connection was lost." in block
    assert "NOT drained: 3 block orders may be open" in block


@contextlib.contextmanager
def beside(*steps: Callable[[], object]) -> Iterator[None]:
    """Do these one after another beside the block."""
    thread = threading.Thread(target=lambda: [step() for step in steps])
    thread.start()
    try:
        yield
    finally:
        thread.join()


def unshare() -> list[str]:
    """A command in front that lets the rest mount a file system of its own."""
    return ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c"]


CAN_MOUNT = subprocess.run([*unshare(), "mount -t tmpfs none /mnt"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not CAN_MOUNT, reason="a small file system can't be mounted here")
class TestFullDisk:
    @pytest.fixture
    def small(self, desks: Desks) -> Callable[..., subprocess.Popen[str]]:
        """Starts a run whose evidence is on a file system of 1 MiB."""

        def start(prepare: str = "true") -> subprocess.Popen[str]:
            arguments = json.dumps(desks.arguments())
            (desks.folder / "evidence").mkdir()
            script = (
                f"mount -t tmpfs -o size=1m none evidence && {prepare} && "
                'exec ansible-playbook marketops.binance.open_maintenance_window "$@"'
            )
            return subprocess.Popen(
                [*unshare(), script, "sh", *json.loads(arguments)],
                cwd=desks.folder,
                env={**os.environ, "HOME": str(desks.folder), "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
            )

        return start

    def test_at_the_start_it_refuses(self, desks: Desks, small: Callable[..., subprocess.Popen[str]]) -> None:
        exchange = desks.add("desk")
        with small("dd if=/dev/zero of=evidence/filler bs=4k count=4096 2>/dev/null; true") as process:
            output, _nothing = process.communicate(timeout=60)
        assert process.returncode == 2, output
        assert "can't be written: No space left on device" in output
        assert exchange.journal() == []

    def test_in_the_middle_it_stops_looks_once_more_and_says_so(
        self, desks: Desks, small: Callable[..., subprocess.Popen[str]]
    ) -> None:
        exchange = desks.add("desk")
        exchange.arm("delay", "cancel", when="after", delay_ms=2000, key="order-0")
        exchange.arm("code", "cancel", when="before", code=-1130, key="order-1")
        with small() as process:
            wait_until(lambda: exchange.journal("cancel"))
            inside = Path(f"/proc/{process.pid}/root{desks.folder}/evidence")
            with contextlib.suppress(OSError), open(inside / "filler", "wb") as filler:
                while True:
                    filler.write(b"0" * 4096)
                    filler.flush()
            written = json.loads((inside / "w1/desk/evidence.json").read_text("utf-8"))
            output, _nothing = process.communicate(timeout=60)
        assert process.returncode == 2, output
        assert written["runs"][0]["steps"][-1]["intent"]["keys"] == KEYS
        block = block_of(output, "desk")
        assert "No space left on device" in block
        assert "NOT finished: 1 block order may be open on desk" in block
        # No further round, although one order is left: only a listing.
        assert len(exchange.journal("cancel")) == len(KEYS)
        assert [entry.operation for entry in exchange.journal()][-1] == "trades"
