# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the evidence refuses, and what it says of further runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window_keeper import NotKept, keep

from .given import END, PREFLIGHT, listing


@pytest.fixture
def given(tmp_path: Path) -> dict[str, Any]:
    return {"evidence_dir": str(tmp_path), "id": "w", "account": "desk", "run": "1", "action": "open", "draft": None}


def begin(given: dict[str, Any], *underlyings: str, check_mode: bool = False, **changes: Any) -> dict[str, Any]:
    step = {"kind": "start", "asked": {"underlyings": list(underlyings)}}
    return keep({**given, "step": step, **changes}, check_mode)


@pytest.mark.parametrize(
    ("first", "second", "action"),
    [((), ("BTCUSDT",), "open"), (("BTCUSDT",), (), "open"), (("BTCUSDT",), ("ETHUSDT",), "close")],
)
def test_a_further_run_about_something_else_is_refused_before_anything_is_sent(
    given: dict[str, Any], first: tuple[str, ...], second: tuple[str, ...], action: str
) -> None:
    begin(given, *first)
    with pytest.raises(NotKept, match="Ask for the same again, or give another id"):
        begin(given, *second, run="2", action=action)


def test_closing_is_about_what_was_opened(given: dict[str, Any]) -> None:
    assert begin(given, "BTCUSDT", "ETHUSDT")["warnings"] == []
    assert begin(given, "ETHUSDT", "BTCUSDT", run="2")["warnings"] == []
    assert begin(given, run="3", action="close")["underlyings"] == ["BTCUSDT", "ETHUSDT"]


def test_a_window_that_was_closed_is_not_opened_again_in_silence(given: dict[str, Any]) -> None:
    begin(given)
    begin(given, run="2", action="close")
    (warning,) = begin(given, run="3")["warnings"]
    assert "was closed" in warning
    assert "another id" in warning


def test_in_check_mode_the_draft_goes_from_call_to_call(given: dict[str, Any], tmp_path: Path) -> None:
    returned = begin(given, check_mode=True)
    for step in (PREFLIGHT, listing("a"), END):
        returned = keep({**given, "step": step, "draft": returned["draft"]}, check_mode=True)
    assert returned["may_be_open"] == ["a"]
    assert list(tmp_path.iterdir()) == []
    other = begin(given, id="another", draft=returned["draft"], check_mode=True)
    assert other["may_be_open"] == [], "a draft of another window is none of this one's"


def test_closing_what_was_never_opened_leaves_nothing_behind(given: dict[str, Any], tmp_path: Path) -> None:
    begin(given)
    with pytest.raises(NotKept, match="Give the id under which it was opened"):
        begin(given, id="mistyped", action="close")
    assert [path.name for path in tmp_path.iterdir()] == ["w"]


def test_what_is_left_is_told_by_reason(given: dict[str, Any]) -> None:
    begin(given)
    returned = keep({**given, "step": listing("a", "b")}, False)
    assert returned["remaining"] == ["a, b (listed as open, no cancel was sent for it)"]


def test_a_folder_that_cannot_be_written_is_told(given: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "w").write_text("a file where the folder should be")
    with pytest.raises(NotKept, match="give another evidence_dir"):
        begin(given)
