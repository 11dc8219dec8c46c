# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Run the whole matrix and print it: ``python -m ansible_collections.marketops.binance.tests.matrix``."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed

from .cell import SIDES, Cell, run_cell

# Tasks mostly wait.
_PROCESSES = 14 * (os.cpu_count() or 1)
_STORIES = 10


def run_matrix(processes: int, kind: str) -> dict[tuple[int, str], Cell]:
    context, side = multiprocessing.get_context("spawn"), SIDES[kind]
    cells = {}
    with ProcessPoolExecutor(processes, context) as executor:
        running = [
            executor.submit(run_cell, row, fault, selector, kind)
            for row, fault in enumerate(side.faults())
            for selector in side.SELECTORS
        ]
        for number, done in enumerate(as_completed(running), 1):
            cell = done.result()
            cells[cell.row, cell.column] = cell
            if cell.failures or number % 20 == 0:
                fault = side.faults()[cell.row]
                print(f"{number} of {len(running)} cells; {fault}, {cell.column}: {cell}", file=sys.stderr)
    return cells


def print_matrix(kind: str, cells: dict[tuple[int, str], Cell]) -> None:
    side = SIDES[kind]
    rows = [str(fault) for fault in side.faults()]
    width = max(map(len, rows))
    print(f"\n{kind}. Each cell: with how many of {len(side.settings())} settings the outcomes were true\n")
    print("  ".join([f"{'fault':{width}}", *(f"{column:18}" for column in side.SELECTORS)]).rstrip())
    for number, row in enumerate(rows):
        texts = [f"{cells[number, column]!s:18}" for column in side.SELECTORS]
        print("  ".join([f"{row:{width}}", *texts]).rstrip())
    for cell in [cell for cell in cells.values() if cell.failures][:_STORIES]:
        print(f"\n{rows[cell.row]}, {cell.column}, {cell.failures[0].where}\n{cell.failures[0].story}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=_PROCESSES)
    processes = parser.parse_args().processes
    started, tasks, failures = time.monotonic(), 0, 0
    for kind in SIDES:
        cells = run_matrix(processes, kind)
        print_matrix(kind, cells)
        tasks += sum(cell.tasks for cell in cells.values())
        failures += sum(len(cell.failures) for cell in cells.values())
    print(f"\n{tasks} tasks, {failures} failures, {time.monotonic() - started:.0f} s")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
