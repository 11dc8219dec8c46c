# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files: replaced at once, by one process at a time, and never by less."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window_files import WindowFiles

from .given import END, NOON, listing, opened


def files(folder: Path, account: str = "desk") -> WindowFiles:
    return WindowFiles(str(folder), "w", account)


def test_what_was_written_is_read_back_and_the_index_names_all_accounts(tmp_path: Path) -> None:
    made = opened(listing(), END)
    with files(tmp_path).lock():
        assert files(tmp_path).read() is None
        files(tmp_path).write(made)
    again = files(tmp_path).read()
    assert again is not None
    assert again.runs == made.runs
    made.account = "desk_b"
    with files(tmp_path, "desk_b").lock():
        files(tmp_path, "desk_b").write(made)
    index = (tmp_path / "w" / "index.html").read_text(encoding="utf-8")
    assert "desk/report.html" in index
    assert "desk_b/report.html" in index
    assert files(tmp_path).others() == ["w"]
    names = {path.name for path in (tmp_path / "w" / "desk").iterdir()}
    assert names == {"evidence.json", "report.html"}, "nothing temporary is left"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "marketops.binance.maintenance_window"}'])
def test_evidence_that_cannot_be_read_is_no_missing_one(tmp_path: Path, text: str) -> None:
    with files(tmp_path).lock():
        files(tmp_path).evidence.write_text(text)
    with pytest.raises(ValueError, match=r".+"):
        files(tmp_path).read()


def test_the_evidence_of_another_account_is_refused(tmp_path: Path) -> None:
    with files(tmp_path, "desk").lock():
        files(tmp_path, "desk").write(opened(listing(), END))
    os.rename(tmp_path / "w" / "desk", tmp_path / "w" / "other")
    with pytest.raises(ValueError, match="of desk"):
        files(tmp_path, "other").read()


def test_an_account_whose_name_is_a_path_stays_in_its_folder(tmp_path: Path) -> None:
    for account in ("../../etc", "/etc", ".", "..", "a/b"):
        assert files(tmp_path, account).evidence.parent.parent == tmp_path / "w"
        assert not files(tmp_path, account).evidence.parent.name.startswith(".")


def test_a_write_that_fails_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with files(tmp_path).lock():
        files(tmp_path).write(opened(listing("a")))
    before = files(tmp_path).evidence.read_text(encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), files(tmp_path).lock():
        files(tmp_path).write(opened(listing("a"), END))
    assert files(tmp_path).evidence.read_text(encoding="utf-8") == before
    assert {path.name for path in files(tmp_path).evidence.parent.iterdir()} == {"evidence.json", "report.html"}


def add_steps(folder: str, run: str) -> None:
    for _step in range(20):
        found = WindowFiles(folder, "w", "desk")
        with found.lock():
            made = found.read() or opened()
            made.note(run, "open", listing(), False, NOON)
            found.write(made)


def test_two_processes_lose_nothing_of_each_other(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=add_steps, args=(str(tmp_path), run)) for run in ("one", "two")]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    made = files(tmp_path).read()
    assert made is not None
    assert {run["run"]: len(run["steps"]) for run in made.runs if run["run"] != "0"} == {"one": 20, "two": 20}
