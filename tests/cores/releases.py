# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The releases of ansible-core that the collection supports, and an environment with each."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import NamedTuple

from ansible_collections.marketops.binance.tests.support.interpreters import environment, interpreters

# The versions of Python that a controller with this ansible-core may have, from the support matrix of ansible-core.
# A new release belongs here, and nowhere else.
CONTROLLERS = {
    "2.16": ("3.10", "3.12"),
    "2.17": ("3.10", "3.12"),
    "2.18": ("3.11", "3.13"),
    "2.19": ("3.11", "3.13"),
    "2.20": ("3.12", "3.14"),
    "2.21": ("3.12", "3.14"),
}

_VERSION = "import importlib.metadata as m; print(m.version('ansible-core'))"


class Core(NamedTuple):
    """One minor release, and the interpreter that runs it, if this machine has one."""

    minor: str
    python: str | None

    @property
    def missing(self) -> str | None:
        """Why this release can't be tried on this machine."""
        if self.python is not None:
            return None
        return "none of Python {} to {} is on this machine".format(*CONTROLLERS[self.minor])

    @property
    def name(self) -> str:
        return f"{self.minor}-py{self.python}" if self.python else self.minor

    @property
    def title(self) -> str:
        return f"{self.minor} on Python {self.python}" if self.python else self.minor


def parse_core(text: str) -> Core:
    """``2.19`` or ``2.19:3.13``."""
    minor, _colon, python = text.partition(":")
    first, last = (python, python) if python else CONTROLLERS[minor]
    return Core(minor, _oldest(first, last))


def _oldest(first: str, last: str) -> str | None:
    between = range(int(first.partition(".")[2]), int(last.partition(".")[2]) + 1)
    return next((f"3.{number}" for number in between if f"3.{number}" in interpreters()), None)


def install(core: Core, folder: Path, requirements: list[Path]) -> tuple[Path, str]:
    """Return the environment's Python, and the exact version of ansible-core in it."""
    assert core.python is not None
    files = [argument for path in requirements for argument in ("-r", str(path))]
    python = environment(folder, interpreters()[core.python], f"ansible-core~={core.minor}.0", *files)
    version = subprocess.run([python, "-c", _VERSION], check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    return python, version.strip()


def newer_release() -> str | None:
    """A release of ansible-core that is not in the table, if the newest interpreter's package index has one."""
    newest = max(interpreters().values(), key=lambda found: [int(part) for part in found[0].split(".")])[1]
    command: list[str | Path] = [newest, "-m", "pip", "index", "versions", "ansible-core"]
    answer = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=False)
    match = re.match(r"ansible-core \((\d+\.\d+)\.\d+\)", answer.stdout)
    return match[1] if match and match[1] not in CONTROLLERS else None
