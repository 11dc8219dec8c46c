# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lock of a window's files. The time passes only when the test says so."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.lock import PATIENCE, Locked, lock

OTHER = "carol@bastion, process 4711, since 03:00"


class Time:
    """Passes when something sleeps; ``then`` happens after ``after`` s."""

    def __init__(self, after: float = 0.0, then: Callable[[], object] | None = None) -> None:
        self.now = 0.0
        self._after, self._then = after, then

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if self._then and self.now >= self._after:
            self._then()
            self._then = None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".lock"


@pytest.fixture
def other(path: Path) -> Iterator[IO[str]]:
    """Another run that holds the lock."""
    with path.open("w", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write(OTHER)
        held.flush()
        yield held


def _take(path: Path, time: Time, reported: list[str]) -> None:
    with lock(path, "us", waiting=reported.append, now=lambda: time.now, sleep=time.sleep):
        assert path.read_text("utf-8") == "us"
        with path.open("r+", encoding="utf-8") as third, pytest.raises(BlockingIOError):
            fcntl.flock(third, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_free_lock_is_taken_without_waiting_and_given_back(path: Path) -> None:
    for _time in range(2):
        time, reported = Time(), list[str]()
        _take(path, time, reported)
        assert (time.now, reported) == (0.0, [])


@pytest.mark.parametrize(("after", "reports"), [(0.5, []), (30.0, [OTHER]), (PATIENCE - 1, [OTHER])])
def test_another_runs_lock_is_waited_for_and_its_holder_is_named_once(
    path: Path, other: IO[str], after: float, reports: list[str]
) -> None:
    reported: list[str] = []
    time = Time(after, lambda: fcntl.flock(other, fcntl.LOCK_UN))
    _take(path, time, reported)
    assert after <= time.now < after + 1
    assert reported == reports


def test_after_a_minute_it_gives_up_and_says_whom_to_look_for(path: Path, other: IO[str]) -> None:
    time = Time()
    with pytest.raises(Locked) as locked:
        _take(path, time, [])
    assert PATIENCE <= time.now < PATIENCE + 1
    assert OTHER in str(locked.value)
    assert str(path) in str(locked.value)
    assert path.read_text("utf-8") == OTHER, "the holder's name is not ours to change"
