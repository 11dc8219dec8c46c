# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of a window: whole or old, one writer at a time, no account in another's folder."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.lock import Locked, lock
from ansible_collections.marketops.binance.plugins.plugin_utils._window.paths import (
    Paths,
    folder_name,
    known_text,
    known_windows,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.store import EvidenceNotWritten, Store

from .given import START, GivenRun, drained, key


def store(
    folder: Path, account: str = "desk_a", window_id: str = "gateway-2026-11-25", play: Sequence[str] = ()
) -> Store:
    return Store(Paths.of(folder, window_id, account), window_id, account, "alice", accounts=play)


def index_of(folder: Path) -> Any:
    return json.loads((folder / "gateway-2026-11-25" / "index.json").read_text())


def test_runs_are_added_and_none_is_lost(tmp_path: Path) -> None:
    first, second = GivenRun(name="first").look(key(0)), GivenRun(name="second", time=START + 1).look()
    store(tmp_path).add(first.run)
    store(tmp_path).add(second.run)
    first.end()
    window = store(tmp_path).add(first.run)
    assert [run.run for run in window.runs] == ["first", "second"]
    read = store(tmp_path).read()
    assert read is not None
    assert read.runs[0].ended


def test_a_window_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert store(tmp_path).read() is None
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = drained().runs[0]
    here = store(tmp_path)
    here.add(run)
    before = here.paths.evidence.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EvidenceNotWritten, match="can't be written: No space left on device"):
        here.add(GivenRun(name="another").run)
    assert here.paths.evidence.read_bytes() == before
    assert sorted(path.name for path in here.paths.evidence.parent.iterdir()) == ["evidence.json", "report.html"]


def test_evidence_of_another_account_is_not_touched(tmp_path: Path) -> None:
    here = store(tmp_path)
    here.add(drained().runs[0])
    other = tmp_path / "gateway-2026-11-25" / "desk_b"
    os.rename(here.paths.evidence.parent, other)
    with pytest.raises(EvidenceNotWritten, match="it is that of window gateway-2026-11-25 of desk_a"):
        store(tmp_path, "desk_b").add(drained().runs[0])


def test_the_index_has_every_account_even_if_it_was_lost_or_an_evidence_is_damaged(tmp_path: Path) -> None:
    for account in ("desk_a", "desk_b", "desk_c"):
        store(tmp_path, account).add(drained().runs[0])
    (tmp_path / "gateway-2026-11-25" / "index.json").write_text("{")
    store(tmp_path, "desk_b").paths.evidence.write_text("{")
    store(tmp_path, "desk_a").add(GivenRun(name="another").run)
    index = json.loads((tmp_path / "gateway-2026-11-25" / "index.json").read_text())
    assert [entry["account"] for entry in index["accounts"]] == ["desk_b", "desk_a", "desk_c"]
    assert (index["verdict"], index["accounts"][0]["readable"]) == ("unknown", False)
    page = (tmp_path / "gateway-2026-11-25" / "index.html").read_text()
    assert "NOT READABLE" in page


def test_an_account_of_the_play_that_was_not_looked_at_is_not_good(tmp_path: Path) -> None:
    store(tmp_path, play=["desk_a", "desk/b"]).add(drained().runs[0])
    index = index_of(tmp_path)
    assert [(entry["account"], entry["looked_at"]) for entry in index["accounts"]] == [
        ("desk/b", False),
        ("desk_a", True),
    ]
    assert (index["verdict"], index["accounts_good"]) == ("unknown", 1)
    page = (tmp_path / "gateway-2026-11-25" / "index.html").read_text()
    assert "1 of 2 accounts drained or closed" in page
    assert "NOT LOOKED AT" in page
    assert "UNKNOWN whether orders are open on desk/b: no run of this window has looked at it" in page
    assert not store(tmp_path, "desk/b").paths.evidence.parent.exists()
    # A later play of fewer accounts does not forget it, and its own evidence replaces it.
    store(tmp_path, play=["desk_a"]).add(drained().runs[0])
    assert index_of(tmp_path) == index
    found = store(tmp_path, "desk/b", play=["desk/b"])
    found.add(drained().runs[0])
    assert (index_of(tmp_path)["verdict"], index_of(tmp_path)["accounts_good"]) == ("drained", 2)
    # Not even if another run wrote the index without it, and the evidence is there.
    found.paths.index_json.write_text(json.dumps(index))
    store(tmp_path).add(drained().runs[0])
    assert index_of(tmp_path)["accounts_good"] == 2


def test_an_account_that_may_not_run_is_in_the_index_of_a_window_that_was_started(tmp_path: Path) -> None:
    refused = store(tmp_path, "desk_b", play=["desk_b"])
    refused.list_accounts()
    assert list(tmp_path.iterdir()) == []
    store(tmp_path).add(drained().runs[0])
    refused.list_accounts()
    assert [(entry["account"], entry["verdict"]) for entry in index_of(tmp_path)["accounts"]] == [
        ("desk_b", "unknown"),
        ("desk_a", "drained"),
    ]


def test_copied_or_damaged_evidence_is_no_account_of_the_index(tmp_path: Path) -> None:
    here = store(tmp_path)
    here.add(drained().runs[0])
    shutil.copytree(here.paths.evidence.parent, here.paths.window / "desk_b")
    other = store(tmp_path, "desk_b", play=["desk_a", "desk_b"])
    other.list_accounts()
    found = [(entry["account"], entry["readable"]) for entry in index_of(tmp_path)["accounts"]]
    assert found == [("desk_b", False), ("desk_a", True)]
    here.paths.evidence.write_text("{")  # the index had it before
    here.list_accounts()
    assert not any(entry["readable"] for entry in index_of(tmp_path)["accounts"])
    # A copy of a whole window tells nothing of another one.
    other.paths.evidence.unlink()
    store(tmp_path).paths.evidence.unlink()
    here.add(drained().runs[0])
    shutil.copytree(here.paths.window, tmp_path / "w2")
    store(tmp_path, "desk_c", "w2").add(drained().runs[0])
    index = json.loads((tmp_path / "w2" / "index.json").read_text())
    assert {entry["account"]: entry["readable"] for entry in index["accounts"]} == {"desk_a": False, "desk_c": True}


def test_a_page_that_cannot_be_made_does_not_stop_the_evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_window: object) -> str:
        raise KeyError("a defect")

    monkeypatch.setattr(
        "ansible_collections.marketops.binance.plugins.plugin_utils._window.store.render_report", broken
    )
    here = store(tmp_path)
    here.add(drained().runs[0])
    assert "This page could not be made (KeyError)" in here.paths.report.read_text()
    assert here.read() is not None


@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o002, 0o664), (0o077, 0o600)])
def test_files_follow_the_umask(tmp_path: Path, mask: int, mode: int) -> None:
    former = os.umask(mask)
    try:
        store(tmp_path).add(drained().runs[0])
    finally:
        os.umask(former)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) == 5
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {mode}


class TestLock:
    def test_it_is_waited_for_and_the_holder_is_named_once(self, tmp_path: Path) -> None:
        path = tmp_path / ".lock"
        now, said = [0.0], list[str]()

        def sleep(seconds: float) -> None:
            now[0] += seconds

        with open(path, "w") as other:
            other.write("carol")
            other.flush()
            fcntl.flock(other, fcntl.LOCK_EX)
            with (
                pytest.raises(Locked, match=r"another run \(carol\) has held the lock .* for more than 60 s"),
                lock(path, "alice", waiting=said.append, now=lambda: now[0], sleep=sleep),
            ):
                pytest.fail("the lock is held by somebody else")
        assert said == ["carol"]
        assert 60 <= now[0] < 61
        with lock(path, "alice"):
            assert path.read_text() == "alice"

    def test_a_file_that_cannot_be_written_is_held_all_the_same(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / ".lock"
        path.touch()
        opened = os.open

        def refuse(name: str, flags: int, *more: int) -> int:
            if flags & os.O_RDWR:
                raise PermissionError(errno.EACCES, "Permission denied")
            return opened(name, flags, *more)

        monkeypatch.setattr(os, "open", refuse)
        with lock(path, "alice"), open(path) as other, pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


ACCOUNTS = ["desk_1", "desk/1", "desk%2F1", "Desk_1", ".desk", "%2Edesk", "..", "ä", "a" * 300, "a" * 301, "desk 1"]


def test_no_two_accounts_have_the_same_folder() -> None:
    names = [folder_name(account) for account in ACCOUNTS]
    assert len(set(names)) == len(ACCOUNTS)
    assert all(name not in (".", "..") and "/" not in name and len(name) < 250 for name in names)
    assert folder_name("desk_a") == "desk_a"


def test_known_windows(tmp_path: Path) -> None:
    for number, window_id in enumerate(("gateway-2026-11-24", "engine")):
        here = store(tmp_path, window_id=window_id)
        here.add(drained().runs[0])
        os.utime(here.paths.evidence, (number, number))
    assert known_windows(tmp_path, "desk_a") == ["gateway-2026-11-24", "engine"]
    assert known_windows(tmp_path, "desk_b") == []
    text = known_text(tmp_path, "gateway-2026-11-25", "desk_a")
    assert text == "Of the windows known there, the closest is gateway-2026-11-24 and the newest is engine."
    assert known_text(tmp_path / "nowhere", "w1", "desk_a") == ""
