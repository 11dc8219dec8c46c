# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The clock for durations counts the time that the machine is suspended, where the platform can tell."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http.deadline import Deadline, TimeUp
from ansible_collections.marketops.binance.plugins.module_utils._http.elapsed import now
from ansible_collections.marketops.binance.tests.support.moved_clock import MovedClock


def test_suspended_time_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    times = {time.CLOCK_BOOTTIME: 5000.0}
    monkeypatch.setattr(time, "clock_gettime", times.__getitem__)
    assert now() == 5000.0


@pytest.mark.parametrize("missing", ["clock_gettime", "CLOCK_BOOTTIME", "support by the system"])
def test_elsewhere_it_is_the_monotonic_clock(monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    def clock_gettime(_clock: Any) -> float:
        raise OSError

    if missing.startswith("support"):
        monkeypatch.setattr(time, "clock_gettime", clock_gettime)
    else:
        monkeypatch.delattr(time, missing)
    monkeypatch.setattr(time, "monotonic", lambda: 7.0)
    assert now() == 7.0


def test_a_deadline_passes(clock: MovedClock) -> None:
    deadline = Deadline(100.0)
    clock.move(60)
    assert 0 < deadline.left() <= 40
    clock.move(40)
    with pytest.raises(TimeUp):
        deadline.left()
