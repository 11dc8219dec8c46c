# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run, from the options of a task to its result."""

from __future__ import annotations

import typing as t

from .._exchange.api import Api
from .._exchange.kind import Kind
from .decisions import Policy
from .goal import Goal
from .observer import Selection
from .reconciler import Reconciler
from .report import Report
from .worker_pool import WorkerPool


class Wanted(t.NamedTuple):
    """What a task wants: the goal, the orders, and their kind."""

    goal: Goal
    selection: Selection
    kind: t.Callable[[Api], Kind]


def reconcile(
    api: Api, wanted: Wanted, policy: Policy, concurrency: int, warn: t.Callable[[str], None]
) -> dict[str, t.Any]:
    """Reach the goal as far as possible, and return the result."""
    kind = wanted.kind(api)
    result = Reconciler(api, kind, wanted.goal, wanted.selection, policy, WorkerPool(concurrency)).run()
    report = Report(result, kind, api)
    returned = report.build()
    for warning in report.warnings:
        warn(warning)
    return returned
