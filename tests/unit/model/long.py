# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The long profile: many scenarios, several processes, other examples for each seed.

``python -m ansible_collections.marketops.binance.tests.unit.model.long --steps 20000 --seed 1``
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, reject, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.truth import Stalled

from . import option_scenario, option_strategies
from .scenario import play
from .states import state_scenarios
from .strategies import scenarios

# How the scenarios of each kind are made, and how they are played.
KINDS: dict[str, tuple[Callable[[], SearchStrategy[Any]], Callable[[Exchange, Any], Iterator[Any]]]] = {
    "absent": (scenarios, play),
    "states": (state_scenarios, play),
    "option orders": (option_strategies.scenarios, option_scenario.play),
}

# Examples of one chunk; each chunk has a seed of its own.
_EXAMPLES = 100
# Tasks mostly wait.
_PROCESSES = 6 * (os.cpu_count() or 1)


@dataclass(frozen=True)
class Chunk:
    """The seed, what happened how often, and the counterexample, if there is one."""

    seed: int
    counts: Counter[str]
    problem: str = ""


def run_chunk(number: int, examples: int = _EXAMPLES, kind: str | None = None) -> Chunk:
    """Play the scenarios of the seed ``number``; without a kind, that follows from the seed too."""
    strategy, play_one = KINDS[kind or list(KINDS)[number % len(KINDS)]]
    counts: Counter[str] = Counter()
    first_problem = ""

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(scenario=strategy())
    def test(scenario: Any) -> None:
        nonlocal first_problem
        try:
            for run in play_one(exchange, scenario):
                counts["steps"] += 1
                counts.update(f"said {said['outcome']}" for said in run.orders)
                counts.update(f"fault {entry.fault}" for entry in run.journal if entry.fault)
        except Stalled:
            counts["runs without a verdict: the machine stood still"] += 1
            reject()
        except Exception:
            first_problem = first_problem or f"{traceback.format_exc(limit=-3)}\n{scenario!r}"
            raise

    with Exchange() as exchange:
        try:
            test()
        except Flaky:
            # It did not happen again with the same scenario. It is a counterexample all the same.
            return Chunk(number, counts, f"Happened once, and not again:\n{first_problem}")
        except Exception as problem:
            notes = getattr(problem, "__notes__", ())
            return Chunk(number, counts, "\n".join([traceback.format_exc(limit=-3), *notes]))
    return Chunk(number, counts)


def chunks(first_seed: int, processes: int, enough: Callable[[], bool]) -> Iterator[Chunk]:
    """Run chunk after chunk, each with a seed of its own, until it is ``enough``."""
    context = multiprocessing.get_context("spawn")
    numbers = itertools.count(first_seed)
    with ProcessPoolExecutor(processes, context) as executor:
        running = {executor.submit(run_chunk, next(numbers)) for _process in range(processes)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for chunk in done:
                yield chunk.result()
                if not enough():
                    running.add(executor.submit(run_chunk, next(numbers)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=20_000, help="how many tasks to run at least")
    parser.add_argument("--seed", type=int, default=1, help="the first seed; each further chunk takes the next")
    parser.add_argument("--processes", type=int, default=_PROCESSES)
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    seeds, failed, started = [], [], time.monotonic()
    for chunk in chunks(options.seed, options.processes, lambda: counts["steps"] >= options.steps):
        counts.update(chunk.counts)
        seeds.append(chunk.seed)
        if chunk.problem:
            failed.append(chunk.seed)
            print(f"seed {chunk.seed}: {chunk.problem}\n", flush=True)
        print(f"{counts['steps']} steps, {len(failed)} counterexamples", file=sys.stderr, flush=True)
    for name, count in sorted(counts.items()):
        print(f"{count:8} {name}")
    minutes = (time.monotonic() - started) / 60
    verdict = f"counterexamples with the seeds {failed}" if failed else "no counterexample"
    print(f"{counts['steps']} steps, {len(seeds)} seeds from {options.seed} on, {minutes:.1f} min: {verdict}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
