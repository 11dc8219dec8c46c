# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What must hold after every task with the states ``present`` and ``accepted``."""

from __future__ import annotations

from collections.abc import Iterator

from ..observation import Run
from .accepted import check_accepted
from .present import check_present
from .tasks import AcceptedTask, PresentTask

__all__ = ["check_state"]


def check_state(run: Run, task: PresentTask | AcceptedTask) -> Iterator[str]:
    """What does not hold of ``run``, in words."""
    yield from check_present(run, task) if isinstance(task, PresentTask) else check_accepted(run, task)
