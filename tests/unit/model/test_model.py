# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The model-based test in its fast profiles: always the same examples. The long one is ``make model``."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial

import pytest

from ansible_collections.marketops.binance.tests.unit.model.long import run_chunk

_SEEDS = range(1, 7)
_QUICK_SEEDS = range(1, 3)
_EXAMPLES = 10

OUTCOMES = {
    "absent": ("cancelled", "would_cancel", "absent", "executed", "failed", "not_attempted"),
    "option orders": ("cancelled", "would_cancel", "absent", "failed", "not_attempted"),
    "states": (
        *("created", "would_create", "extended", "would_extend", "present"),
        *("accepted", "would_accept", "already_accepted", "failed", "not_attempted"),
    ),
}


@pytest.mark.parametrize("seeds", [_QUICK_SEEDS, pytest.param(_SEEDS, marks=pytest.mark.long)], ids=["quick", "all"])
@pytest.mark.parametrize("kind", OUTCOMES)
def test_whatever_happens_the_result_is_true(
    processes: ProcessPoolExecutor, capsys: pytest.CaptureFixture[str], kind: str, seeds: range
) -> None:
    chunks = list(processes.map(partial(run_chunk, examples=_EXAMPLES, kind=kind), seeds))
    counts = sum((chunk.counts for chunk in chunks), Counter[str]())
    with capsys.disabled():
        print(f" [{kind}: {counts['steps']} steps]", end="")
    problems = [chunk.problem for chunk in chunks if chunk.problem]
    assert not problems, "\n".join(problems)
    for outcome in OUTCOMES[kind] if seeds == _SEEDS else ():
        assert counts[f"said {outcome}"], f"no example leads to {outcome}"
