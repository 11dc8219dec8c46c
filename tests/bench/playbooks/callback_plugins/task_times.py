# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes how long each task took, from its start to its result, to the file that ``BENCH_TASK_TIMES`` names."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: task_times
type: aggregate
short_description: Write the durations of tasks to a file
description:
  - Writes a JSON list of pairs, task name and seconds, to the file that E(BENCH_TASK_TIMES) names.
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]  # ansible-core has no type information
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "task_times"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._started = 0.0
        self._times: list[tuple[str, float]] = []

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        self._started = time.monotonic()

    def v2_runner_on_ok(self, result: Any) -> None:
        self._times.append((result.task_name, time.monotonic() - self._started))

    def v2_playbook_on_stats(self, stats: Any) -> None:
        Path(os.environ["BENCH_TASK_TIMES"]).write_text(json.dumps(self._times), encoding="utf-8")
