# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""All invariants that hold after every task about ordinary orders: reported against true, and the requests sent."""

from __future__ import annotations

from collections.abc import Iterator

from ..stall import Stalled
from .account import check_account
from .claims import check_claims
from .conduct import check_conduct
from .observation import OptionRun, OptionTask, observe

__all__ = ["OptionRun", "OptionTask", "check_truth", "observe", "violations"]


def violations(run: OptionRun) -> Iterator[str]:
    """The invariants that ``run`` violates, in words."""
    yield from check_account(run)
    yield from check_claims(run)
    yield from check_conduct(run)


def check_truth(run: OptionRun) -> None:
    """Raise ``AssertionError``, with everything that is needed to understand it, unless all invariants hold.

    Raises ``Stalled`` instead if the machine was too busy for this to be a verdict.
    """
    found = list(violations(run))
    if found and run.stall > run.task.request_timeout / 4:
        raise Stalled
    assert not found, "\n".join([*found, run.story()])
