# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run a command from a small process of its own: a child's peak memory begins with what its parent has.

Usage: ``run_measured.py COMMAND...``, the command's input on standard input. Prints a JSON object: the command's
``output`` (standard output), ``code`` (exit status), ``seconds``, ``cpu_seconds`` (user and system) and ``peak_kb``
(most resident memory).
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

if __name__ == "__main__":
    started = time.monotonic()
    finished = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, encoding="utf-8", check=False)
    seconds = time.monotonic() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    json.dump(
        {
            "output": finished.stdout,
            "code": finished.returncode,
            "seconds": seconds,
            "cpu_seconds": used.ru_utime + used.ru_stime,
            "peak_kb": used.ru_maxrss,
        },
        sys.stdout,
    )
