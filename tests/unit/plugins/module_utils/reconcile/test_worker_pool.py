# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Workers."""

from __future__ import annotations

import threading

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._reconcile.worker_pool import WorkerPool


@pytest.mark.parametrize("size", [1, 3, 32])
def test_every_subject_is_done_once(size: int) -> None:
    done: list[int] = []
    WorkerPool(size).run(done.append, range(100))
    assert sorted(done) == list(range(100))


def test_several_are_under_way_at_once() -> None:
    together = threading.Barrier(4, timeout=60)

    def job(_subject: int) -> None:
        together.wait()

    WorkerPool(4).run(job, range(4))


def test_an_error_is_raised_when_all_others_are_done() -> None:
    done: list[int] = []

    def job(subject: int) -> None:
        if subject == 3:
            raise ValueError(subject)
        done.append(subject)

    with pytest.raises(ValueError, match="3"):
        WorkerPool(2).run(job, range(10))
    assert len(done) == 9


def test_after_an_interruption_nothing_further_is_begun() -> None:
    done: list[int] = []

    def job(subject: int) -> None:
        done.append(subject)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        WorkerPool(1).run(job, range(10))
    assert done == [0]
