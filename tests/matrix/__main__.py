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

from .cell import Cell, run_cell
from .columns import COLUMNS
from .rows import faults

# Tasks mostly wait.
_PROCESSES = 14 * (os.cpu_count() or 1)
_STORIES = 10


def run_matrix(processes: int) -> dict[tuple[int, str], Cell]:
    context = multiprocessing.get_context("spawn")
    cells = {}
    with ProcessPoolExecutor(processes, context) as executor:
        running = [
            executor.submit(run_cell, row, fault, column) for row, fault in enumerate(faults()) for column in COLUMNS
        ]
        for number, done in enumerate(as_completed(running), 1):
            cell = done.result()
            cells[cell.row, cell.column] = cell
            if cell.failures or number % 20 == 0:
                print(f"{number} of {len(running)} cells; {faults()[cell.row]}, {cell.column}: {cell}", file=sys.stderr)
    return cells


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", type=int, default=_PROCESSES)
    started = time.monotonic()
    cells = run_matrix(parser.parse_args().processes)
    rows = [str(fault) for fault in faults()]
    width = max(map(len, rows))
    print("\nEach cell: with how many settings of the switches what the module said was true\n")
    print("  ".join([f"{'fault':{width}}", *(f"{column:14}" for column in COLUMNS)]).rstrip())
    for number, row in enumerate(rows):
        texts = [f"{cells[number, column]!s:14}" for column in COLUMNS]
        print("  ".join([f"{row:{width}}", *texts]).rstrip())
    failed = [cell for cell in cells.values() if cell.failures]
    for cell in failed[:_STORIES]:
        print(f"\n{rows[cell.row]}, {cell.column}, {cell.failures[0].where}\n{cell.failures[0].story}")
    tasks = sum(cell.tasks for cell in cells.values())
    failures = sum(len(cell.failures) for cell in failed)
    print(f"\n{tasks} tasks, {failures} failures, {time.monotonic() - started:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
