# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The window as the automation controller runs it: by ansible-runner, with the credentials in extra variables."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from ansible_collections.marketops.binance.tests.exchange.remote import Remote

from .conftest import CLOSE, OPEN, child_environment

ACTION = "marketops.binance.maintenance_window"


def run_job(folder: Path, playbook: str, variables: dict[str, Any]) -> Path:
    """Run a job from a folder of its own, as the controller does. Returns where its artifacts are."""
    for name, content in {"project/job.yml": [{"import_playbook": playbook}], "env/extravars": variables}.items():
        path = folder / name
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(content), encoding="utf-8")
    command = ["ansible-runner", "run", str(folder), "--playbook", "job.yml", "--ident", "1"]
    subprocess.run(command, env=child_environment(folder, {}), stdin=subprocess.DEVNULL, check=True)
    return folder / "artifacts/1"


def verdicts(artifacts: Path) -> list[str]:
    events = [json.loads(path.read_bytes()) for path in artifacts.glob("job_events/*.json")]
    tasks = [event["event_data"] for event in events if event["event"] == "runner_on_ok"]
    return [task["res"]["verdict"] for task in tasks if task["resolved_action"] == ACTION]


def test_the_window_is_opened_and_closed(exchange: Remote, environment: dict[str, str], tmp_path: Path) -> None:
    exchange.seed_many(2)
    exchange.seed_option_orders(2)
    variables = {
        **{name.lower(): value for name, value in environment.items()},
        "binance_window_id": "w1",
        "binance_kinds": ["block_orders", "option_orders"],
        "binance_evidence_dir": str(tmp_path / "evidence"),
    }
    opened = run_job(tmp_path / "open", OPEN, {**variables, "binance_max_orders": 4})
    closed = run_job(tmp_path / "close", CLOSE, variables)
    assert [verdicts(opened), verdicts(closed)] == [["drained"], ["closed"]]
    assert not any(order.open for order in [*exchange.orders(), *exchange.option_orders()])
    kept = [path for artifacts in (opened, closed) for path in artifacts.rglob("*") if path.is_file()]
    secret = environment["BINANCE_API_SECRET"]
    assert [path for path in kept if secret in path.read_text(encoding="utf-8")] == []
