# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""``python tests/exchange``: run a simulated exchange by hand. It needs no Ansible, and no collection path."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

if __name__ == "__main__":
    # Run as a folder, it is no package yet. Its modules must be importable by the package's name only.
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    importlib.import_module("exchange.command_line").main()
