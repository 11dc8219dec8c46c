# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""All invariants that hold after every task: what was reported against what is true, and which requests were sent."""

from __future__ import annotations

from collections.abc import Iterator

from .account import check_account
from .claims import check_claims
from .conduct import check_conduct
from .observation import Run, Task, observe
from .stall import Stalled
from .states import check_state
from .states.tasks import AcceptedTask, PresentTask, Terms

__all__ = [
    "AcceptedTask",
    "PresentTask",
    "Run",
    "Stalled",
    "Task",
    "Terms",
    "check_truth",
    "observe",
    "violations",
]


def violations(run: Run) -> Iterator[str]:
    """The invariants that ``run`` violates, in words."""
    if isinstance(run.task, (PresentTask, AcceptedTask)):
        yield from check_state(run, run.task)
        return
    yield from check_account(run)
    yield from check_claims(run)
    yield from check_conduct(run)


def check_truth(run: Run) -> None:
    """Raise ``AssertionError``, with everything that is needed to understand it, unless all invariants hold.

    Raises ``Stalled`` instead if the machine was too busy for this to be a verdict.
    """
    found = list(violations(run))
    if found and max(run.stall, run.longest_transit) > run.task.request_timeout / 4:
        raise Stalled
    assert not found, "\n".join([*found, run.story()])
