# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The module as a process of its own, as Ansible runs it on a target."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from ansible_collections.marketops.binance.plugins.modules import binance_block_order

from .moved_clock import FOLLOW, MovedClock

# The peak of what belongs to this program alone; ``ru_maxrss`` counts what its parent had before it started.
_PROGRAM = f"""
import atexit, pathlib, runpy, sys
def tell_peak():
    for line in pathlib.Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            print(line.split()[1], file=sys.stderr)
atexit.register(tell_peak)
runpy.run_module({binance_block_order.__name__!r}, run_name="__main__")
"""

_FOREVER = 300  # s; a module that has not ended by then never will


@dataclass(frozen=True)
class Ran:
    returned: dict[str, Any]
    output: str
    peak_mb: float


def start_module(clock: MovedClock | None = None, /, **options: Any) -> subprocess.Popen[str]:
    """Start the module with ``options``, and with the time of ``clock``; its output goes to pipes."""
    program = [_PROGRAM] if clock is None else [FOLLOW + _PROGRAM, str(clock.path)]
    process = subprocess.Popen(
        [sys.executable, "-c", *program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": ":".join(sys.path)},
        start_new_session=True,
    )
    assert process.stdin is not None
    given = {name: value for name, value in options.items() if value is not None}
    process.stdin.write(json.dumps({"ANSIBLE_MODULE_ARGS": given}))
    process.stdin.close()
    process.stdin = None
    return process


def run_module_process(clock: MovedClock | None = None, /, **options: Any) -> Ran:
    with start_module(clock, **options) as process:
        try:
            output, errors = process.communicate(timeout=_FOREVER)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    *more, peak = errors.strip().splitlines()
    assert not more, errors
    return Ran(json.loads(output), output, int(peak) / 1024)
