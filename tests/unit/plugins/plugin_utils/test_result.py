# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the action returns, and that terminal, evidence and index agree with it."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.document import index_entry, window_document
from ansible_collections.marketops.binance.plugins.plugin_utils._window.index import index_document
from ansible_collections.marketops.binance.plugins.plugin_utils._window.index_view import index_view
from ansible_collections.marketops.binance.plugins.plugin_utils._window.paths import Paths
from ansible_collections.marketops.binance.plugins.plugin_utils._window.render import render_index
from ansible_collections.marketops.binance.plugins.plugin_utils._window.result import block, window_result
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Cause, State
from ansible_collections.marketops.binance.plugins.plugin_utils._window.wording import LABELS

from .given import START, GivenRun, entry, key, window

A, B = key(0), key(1)
PATHS = Paths.of("/srv/evidence", "w1", "desk_a")
DRAINED = GivenRun().look(A).cancel(entry(A)).end()
OPENINGS = {
    "drained": DRAINED,
    "unfinished": GivenRun().look(A, B).intend(A, B),
    "not_drained": GivenRun().look(A).fail(Cause.TOO_MANY_ORDERS, count=1).end(),
    "unknown": GivenRun().unread().end(),
}


def closing(*listed: str) -> GivenRun:
    return GivenRun(State.CLOSED, time=START + 60_000).look(*listed).end()


def result_of(*runs: GivenRun, paths: Paths | None = PATHS) -> tuple[dict[str, Any], str]:
    """The result of the last run, and what the terminal shows of it."""
    found = window(*runs)
    result = window_result(found, runs[-1].run, found.opening, paths)
    return result, block(found, runs[-1].run, found.opening, result)


@pytest.mark.parametrize("closed", [closing(), closing(A), closing(B), GivenRun(State.CLOSED, time=START + 60_000)])
@pytest.mark.parametrize("name", OPENINGS)
def test_terminal_evidence_and_index_agree_after_closing(name: str, closed: GivenRun) -> None:
    runs = OPENINGS[name], closed
    result, shown = result_of(*runs)
    evidence, indexed = window_document(window(*runs)), index_entry(window(*runs))
    for text in ("verdict", "next_step"):
        assert result[text] == evidence[text]
    assert result["msg"] == evidence["sentence"] == indexed["sentence"]
    assert (result["verdict"], result["why"]) == (indexed["verdict"], indexed["why"])
    assert shown.splitlines()[0] == f"desk_a: {LABELS[window(*runs).verdict]}"
    assert result["succeeded"] is not result["failed"]
    assert result["succeeded"] == (result["verdict"] == "closed")
    for part in ("opening", "closing"):
        assert evidence[part]["sentence"] in " ".join(line.strip() for line in shown.splitlines())


def test_a_window_that_was_drained_and_closed_shows_what_closing_listed() -> None:
    found = index_entry(window(DRAINED, closing(B)))
    assert (found["verdict"], found["figures"]["open_now"]) == ("closed", 1)
    assert found["sentence"].startswith("Closed: 1 block order open on desk_a for all underlyings (1 new)")
    assert found["figures"]["kinds"][0]["open"] == 1
    document = index_document("w1", {"desk_a": found})
    (row,) = index_view(document).rows
    assert (row.label, row.may_be_open, row.open_at_closing) == ("CLOSED", "0", "1")
    assert "at closing: 1" in render_index(document)
    # What may be open counts, even if closing did not list it.
    assert index_entry(window(OPENINGS["unfinished"], closing()))["figures"]["kinds"][0]["open"] == 2


def test_closing_a_window_that_was_never_drained_fails_and_says_what_closing_did() -> None:
    result, shown = result_of(OPENINGS["unfinished"], closing(A))
    assert (result["verdict"], result["failed"], result["closed"], result["drained"]) == (
        "unfinished",
        True,
        True,
        False,
    )
    assert "Closing found no problem, but opening did. Do not restart the gateway." in result["next_step"]
    assert "  Closing: Closed: 1 block order open on desk_a" in shown
    # The same with check mode, unless the window was opened in check mode too: that left no evidence.
    assert result_of(OPENINGS["unfinished"], closing(A), paths=None)[0]["failed"]
    assert result_of(DRAINED, closing(B), paths=None)[0]["verdict"] == "check_mode"
    assert result_of(closing(A), paths=None)[0]["verdict"] == "check_mode"
