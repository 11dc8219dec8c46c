# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a target has: a Python and the packages that distributions in use ship with it."""

from __future__ import annotations

from typing import NamedTuple

from ansible_collections.marketops.binance.tests.support.interpreters import interpreters


class Target(NamedTuple):
    """A Python and what pip installs; ``name`` is the id of the tests."""

    name: str
    python: str
    packages: tuple[str, ...]

    @property
    def missing(self) -> str | None:
        """Why this target can't be tried on this machine."""
        return None if self.python in interpreters() else f"Python {self.python} is not on this machine"


def _newest() -> str:
    return max(interpreters(), key=lambda minor: int(minor.partition(".")[2]))


SUPPORTED = [
    Target(
        "RHEL 9, Amazon Linux 2023",
        "3.9",
        ("requests==2.25.1", "urllib3==1.26.5", "chardet==4.0.0", "idna==2.10", "cryptography==36.0.1"),
    ),
    Target(
        "Ubuntu 22.04",
        "3.10",
        ("requests==2.25.1", "urllib3==1.26.5", "chardet==4.0.0", "idna<3", "cryptography==3.4.8"),
    ),
    Target("Debian 12", "3.11", ("requests==2.28.1", "urllib3==1.26.12", "idna==3.3", "cryptography==38.0.4")),
    Target("Ubuntu 24.04", "3.12", ("requests==2.31.0", "urllib3==2.0.7", "idna==3.6", "cryptography==41.0.7")),
    Target("newest of all", _newest(), ("requests", "cryptography")),
]
TOO_OLD = Target("too old a Python", "3.8", ("requests",))
WITHOUT_REQUESTS = Target("no requests", "3.11", ())
EVERY = [*SUPPORTED, TOO_OLD, WITHOUT_REQUESTS]
