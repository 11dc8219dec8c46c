# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run from start to end, where its evidence can't be written or the run is refused."""

from __future__ import annotations

import contextlib
import errno
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import Report, Run
from ansible_collections.marketops.binance.plugins.plugin_utils._window.options import read_options
from ansible_collections.marketops.binance.plugins.plugin_utils._window.session import Refusal, Session
from ansible_collections.marketops.binance.plugins.plugin_utils._window.steps import Request
from ansible_collections.marketops.binance.plugins.plugin_utils._window.store import EvidenceNotWritten, Store
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Purpose
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window

from .given import BANNED, GivenRun, entry, key

A = key(0)
FULL = "The evidence in /srv can't be written: No space left on device"


class Progress:
    def say(self, text: str) -> None:
        pass

    def working(self, what: str) -> contextlib.AbstractContextManager[None]:
        return contextlib.nullcontext()


class Target:
    """Has one open order; ``full`` is set as soon as ``purpose`` was carried out."""

    def __init__(self, full: list[bool], purpose: Purpose) -> None:
        self._full, self._purpose = full, purpose

    def run(self, request: Request) -> Report:
        given = GivenRun()
        if request.purpose is self._purpose:
            self._full.append(True)
        if request.purpose is Purpose.BATCH:
            return given.cancel(entry(A)).run.reports[-1]
        return given.look(*([] if request.only_look and request.count_others else [A])).run.reports[-1]


def session(folder: Path, state: str, account: str = "desk_a", check_mode: bool = False) -> Session:
    limit = {"max_orders": 5} if state == "open" else {}
    options = read_options({"state": state, "id": "w1", "evidence_dir": str(folder), **limit})
    return Session(options, account, check_mode, "2.19.14", Progress(), "here")


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """As soon as it is not empty, nothing can be written any more."""
    found: list[bool] = []
    add = Store.add

    def fill(store: Store, run: Run, *more: Any) -> Window:
        if found:
            raise EvidenceNotWritten(FULL, "Fix that, or give another evidence_dir.")
        return add(store, run, *more)

    monkeypatch.setattr(Store, "add", fill)
    return found


@pytest.mark.parametrize("state", ["open", "closed"])
def test_an_end_that_could_not_be_written_is_no_good_verdict(tmp_path: Path, full: list[bool], state: str) -> None:
    last = Purpose.BATCH if state == "open" else Purpose.FIRST_LOOK
    if state == "closed":
        assert session(tmp_path, "open").run(Target([], last))["succeeded"]
    result = session(tmp_path, state).run(Target(full, last))
    evidence = json.loads((tmp_path / "w1" / "desk_a" / "evidence.json").read_text())
    assert result["verdict"] == evidence["verdict"] == ("unfinished" if state == "open" else "not_closed")
    assert (result["failed"], result["succeeded"], result["closed"]) == (True, False, False)
    assert result["drained"] is (state == "closed")
    assert FULL in result["msg"]
    assert FULL in result["why"][0]
    assert "give another evidence_dir" not in result["msg"]
    name = "open_maintenance_window" if state == "open" else "close_maintenance_window"
    assert (
        f"Free the disk, or end the run that holds the lock, as the reason says. Then run {name} again"
        in (result["next_step"])
    )
    shown = " ".join(line.strip() for line in result["block"].splitlines())
    assert shown.count(FULL) == 1
    assert "desk_a: DRAINED" not in shown
    assert "Go on with the maintenance" not in shown
    if state == "open":
        assert "a cancel may have been sent" not in shown
        assert "NOT finished: no block order was listed on desk_a" in result["msg"]
    # The next run with the same id completes the evidence.
    full.clear()
    assert session(tmp_path, state).run(Target([], last))["succeeded"]


def test_an_end_that_only_the_index_lacks_is_none_in_the_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full: list[bool] = []
    write = Store._write_index

    def fill(store: Store, *own: Any) -> None:
        if full:
            raise OSError(errno.ENOSPC, FULL)
        write(store, *own)

    monkeypatch.setattr(Store, "_write_index", fill)
    result = session(tmp_path, "open").run(Target(full, Purpose.BATCH))
    evidence = json.loads((tmp_path / "w1" / "desk_a" / "evidence.json").read_text())
    assert result["verdict"] == evidence["verdict"] == "unfinished"
    assert "NOT FINISHED" in (tmp_path / "w1" / "desk_a" / "report.html").read_text()
    assert FULL in result["msg"]


def test_an_intent_that_could_not_be_written_is_reported_as_not_sent(tmp_path: Path, full: list[bool]) -> None:
    result = session(tmp_path, "open").run(Target(full, Purpose.FIRST_LOOK))
    assert (result["verdict"], result["may_be_open"]) == ("unfinished", [A])
    assert result["why"] == [FULL, f"{A}: listed as open, and no cancel was sent"]


def test_a_refusal_of_the_address_holds_until_it_is_answered_again(tmp_path: Path) -> None:
    """A ban ends, and the account that met it tries again."""
    banned = {"address": "here", "account": "desk_a", "msg": "The exchange has banned this host's address."}
    first = session(tmp_path, "open")
    first._store.paths.evidence.parent.mkdir(parents=True)
    first._store.write_refusal(banned)
    other = session(tmp_path, "open", "desk_b").run(Target([], Purpose.BATCH))
    assert other["verdict"] == "unknown"
    assert "as another account found: desk_a" in other["why"][0]
    assert first.run(Target([], Purpose.BATCH))["succeeded"]
    assert session(tmp_path, "open", "desk_b").run(Target([], Purpose.BATCH))["succeeded"]


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_ban_is_passed_on_to_the_accounts_behind_the_address(tmp_path: Path, check_mode: bool) -> None:
    """In check mode too, where the evidence is not touched."""

    class Banned:
        def run(self, request: Request) -> Report:
            return GivenRun().unread(BANNED).run.reports[-1]

    assert not session(tmp_path, "open", check_mode=check_mode).run(Banned())["succeeded"]
    target = Target([], Purpose.FIRST_LOOK)
    other = session(tmp_path, "open", "desk_b", check_mode).run(target)
    assert "as another account found: desk_a" in other["why"][0]
    assert target._full == []
    assert list(tmp_path.glob("*")) == ([] if check_mode else [tmp_path / "w1"])


@pytest.mark.parametrize("check_mode", [False, True])
def test_a_refused_account_is_in_the_index_of_the_others(tmp_path: Path, check_mode: bool) -> None:
    assert session(tmp_path, "open").run(Target([], Purpose.BATCH))["succeeded"]
    options = read_options({"state": "closed", "id": "w1", "evidence_dir": str(tmp_path)})
    with pytest.raises(Refusal):
        Session(options, "desk_b", check_mode, "2.19.14", Progress(), "here", ["desk_a", "desk_b"])
    index = json.loads((tmp_path / "w1" / "index.json").read_text())
    assert len(index["accounts"]) == (1 if check_mode else 2)
    assert index["verdict"] == ("drained" if check_mode else "unknown")
