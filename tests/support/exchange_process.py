# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated exchange as a process of its own. Needs no collection path, so that the demo can use it too."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_EXCHANGE = Path(__file__).resolve().parents[1] / "exchange"


@contextlib.contextmanager
def exchange_process(*options: str) -> Iterator[dict[str, Any]]:
    """Run ``python tests/exchange`` with ``options``; yield what it says of itself: ``url``, ``accounts``, …

    It ends with the block, and with this process, however that ends. A Ctrl-C is not for it.
    """
    process = subprocess.Popen(
        [sys.executable, str(_EXCHANGE), "--until-stdin-closes", *options],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            ready: dict[str, Any] = json.loads(process.stdout.readline())
            yield ready
        finally:
            process.stdin.close()
