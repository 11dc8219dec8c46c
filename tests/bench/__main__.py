# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""``python -m …tests.bench``: measure the module beside yardsticks, on simulated exchanges of its own."""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import sys
from pathlib import Path

import ansible.release

from ansible_collections.marketops.binance.tests.exchange import Remote
from ansible_collections.marketops.binance.tests.support.exchange_process import exchange_process

from . import report, scenarios, windows
from .figures import figures
from .plans import LONG, QUICK, SIZES, Plan
from .processes import Bench, Broken
from .samples import Samples

_MANY = 2000


def measure(plan: Plan, bench: Bench, exchange: Remote) -> report.Result:
    samples = Samples()
    load = os.getloadavg()[0]
    for setting in plan.settings:
        _say(f"one order, {setting.latency_ms} ms")
        scenarios.one_order(bench, samples, plan, setting)
    for number in range(plan.rounds):
        for setting in plan.settings:
            _say(f"many orders, {setting.latency_ms} ms, round {number + 1} of {plan.rounds}")
            scenarios.many_orders(bench, exchange, samples, setting)
    _say("ordinary orders")
    scenarios.quotes(bench, exchange, samples, plan.repeats)
    for number in range(plan.rounds):
        for desk in windows.DESKS:
            _say(f"a window for {desk.name}, round {number + 1} of {plan.rounds}")
            windows.measure(bench, exchange, samples, desk)
    _say("weight and memory")
    costs = [scenarios.cost(bench, exchange, size) for _round in range(plan.rounds) for size in (*SIZES, _MANY)]
    for cost in costs:
        samples.add("module alone", cost.orders, 0, [cost.seconds])
        samples.add("module's own Python", cost.orders, 0, [cost.cpu_seconds])
    _say(f"{_MANY} orders under the limit, in windows of {plan.window_s} s")
    limited, ideal_s = scenarios.under_limit(bench, exchange, _MANY, plan.window_s)
    reached = [*figures(samples, costs, limited, ideal_s), *windows.figures(samples)]
    return {
        "plan": plan.name,
        "when": datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ"),
        "python": platform.python_version(),
        "ansible_core": ansible.release.__version__,
        "load": load,
        "figures": [
            {"name": figure.name, "goal": figure.goal, "measured": figure.measured, "reached": figure.reached}
            for figure in reached
        ],
        "measured": {figure.name: figure.measured for figure in reached},
        "medians": samples.medians(),
        "samples": samples.seconds,
        "costs": [cost.as_dict() for cost in costs[-len(SIZES) - 1 :]],
        "limited": {**limited.as_dict(), "ideal_seconds": ideal_s},
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="more repeats, and real minutes")
    parser.add_argument("--collections", type=Path, required=True, help="folder that the collection is installed in")
    parser.add_argument("--results", type=Path, required=True, help="folder for the results, one file for each run")
    options = parser.parse_args()
    plan = LONG if options.long else QUICK
    try:
        with exchange_process() as ready:
            bench = Bench(ready["url"], ready["accounts"][0], options.collections.absolute())
            result = measure(plan, bench, Remote(ready["url"]))
    except Broken as problem:
        sys.exit(f"The benchmark does not work: {problem}")
    before = report.previous(options.results, plan.name)
    file = report.write(options.results, result)
    print(f"{report.text(result, before)}\nWritten to {file}")


def _say(what: str) -> None:
    print(f"Measuring: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
