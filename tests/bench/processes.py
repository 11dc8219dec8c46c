# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is measured, as processes: playbooks, the module by itself, other clients."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_MODULES = "ansible_collections.marketops.binance.plugins.modules"


class Broken(Exception):
    """Something that is to be measured does not work."""


@dataclass(frozen=True)
class Run:
    """A finished process: its standard output, how long it took, of that its own work, and its most resident memory."""

    output: str
    seconds: float
    cpu_seconds: float
    peak_kb: int


class Bench:
    """The exchange to work on, and the collection to measure. ``collections`` holds ``ansible_collections``."""

    def __init__(self, url: str, account: dict[str, Any], collections: Path) -> None:
        self.url = url
        self._account = account
        self._collections = collections
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "BINANCE_"))},
            "ANSIBLE_CALLBACKS_ENABLED": "task_times",
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "BINANCE_API_KEY": account["api_key"],
            "BINANCE_API_SECRET": account["api_secret"],
            "BINANCE_API_URL": url,
            "PYTHONPATH": str(collections),
        }

    def playbook(self, name: str, **variables: Any) -> dict[str, list[float]]:
        """Run a playbook of the bench; return the seconds that each task took, by its name."""
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            file = Path(folder, "times.json")
            given = json.dumps({"exchange_url": self.url, **variables})
            self.ansible(name, "-e", given, folder=folder, BENCH_TASK_TIMES=str(file))
            times: dict[str, list[float]] = defaultdict(list)
            for task, seconds in json.loads(file.read_text(encoding="utf-8")):
                times[task].append(seconds)
        return times

    def ansible(self, playbook: str, *arguments: str, folder: str, **environment: str) -> None:
        """Run ``ansible-playbook`` in ``folder`` with a playbook of the bench, or one by its full name."""
        file = _HERE / "playbooks" / playbook
        finished = subprocess.run(
            [
                str(Path(sys.executable).with_name("ansible-playbook")),
                str(file) if file.is_file() else playbook,
                *arguments,
            ],
            cwd=folder,
            env={**self._environment, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if finished.returncode:
            raise Broken(f"{playbook} failed:\n{finished.stdout[-4000:]}")

    def client(self, name: str, keys: list[str], **job_fields: Any) -> Run:
        """Run a client of the bench: a whole process, from its start to its end."""
        job = {
            "url": self.url,
            "keys": keys,
            **job_fields,
            **{part: self._account[part] for part in ("api_key", "api_secret")},
        }
        return self._measured([str(_HERE / "clients" / f"{name}.py")], job)

    def module(self, name: str = "binance_block_order", **options: Any) -> tuple[Run, dict[str, Any]]:
        """Run a module by itself, as Ansible does on a target; return also what it returned."""
        run = self._measured(["-m", f"{_MODULES}.{name}"], {"ANSIBLE_MODULE_ARGS": {"state": "absent", **options}})
        return run, json.loads(run.output)

    def _measured(self, command: list[str], job: dict[str, Any]) -> Run:
        finished = subprocess.run(
            [sys.executable, str(_HERE / "run_measured.py"), sys.executable, *command],
            cwd=self._collections,  # where ``-m`` looks first
            env=self._environment,
            input=json.dumps(job),
            stdout=subprocess.PIPE,
            encoding="utf-8",
            check=True,
        )
        result = json.loads(finished.stdout)
        if result.pop("code"):
            raise Broken(f"{' '.join(command)} failed:\n{result['output'][-4000:]}")
        return Run(**result)
