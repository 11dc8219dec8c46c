# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages: escaped, with the worst verdict on top, every order in them, and nothing folded that matters."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.document import index_entry
from ansible_collections.marketops.binance.plugins.plugin_utils._window.index import index_document
from ansible_collections.marketops.binance.plugins.plugin_utils._window.index_view import index_view
from ansible_collections.marketops.binance.plugins.plugin_utils._window.render import render_index, render_report
from ansible_collections.marketops.binance.plugins.plugin_utils._window.report_view import report_view
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Cause, Outcome, State
from ansible_collections.marketops.binance.plugins.plugin_utils._window.timeline import MOST_ROWS, NARROW, WIDE
from ansible_collections.marketops.binance.plugins.plugin_utils._window.window import Window

from .given import REFUSED_KEY, START, GivenRun, drained, entry, key, trade, window

A, B, C = (key(number) for number in range(3))
EVIL = "<script>alert('1')</script>&\"'"


class Tags(HTMLParser):
    """Fails on a tag that is closed and was not opened last."""

    VOID = ("meta", "br", "input", "line", "rect", "path", "circle")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag


def executed() -> Window:
    return window(GivenRun().look(A, B).cancel(entry(A, Outcome.EXECUTED), entry(B), trades=[trade(A)]).end())


def reopened() -> Window:
    return window(
        GivenRun().look(A).cancel(entry(A)).end(), GivenRun(State.CLOSED, time=START + 60_000).look(A, B).end()
    )


def in_trouble(count: int = 200) -> Window:
    keys = [key(number) for number in range(count)]
    outcomes = {0: Outcome.EXECUTED, 7: Outcome.FAILED}
    entries = [entry(name, outcomes.get(number, Outcome.CANCELLED)) for number, name in enumerate(keys)]
    return window(GivenRun().look(*keys).cancel(*entries, listed=[keys[7]], trades=[trade(keys[0])]).end())


WINDOWS = {
    "one": drained(1),
    "many": drained(200),
    "executed": executed(),
    "reopened": reopened(),
    "trouble": in_trouble(),
    "interrupted": window(GivenRun().look(A).intend(A).fail(Cause.SIGINT)),
    "unknown": window(GivenRun().unread(REFUSED_KEY).end()),
    "just started": window(GivenRun()),
}


@pytest.mark.parametrize("name", WINDOWS)
def test_every_page_is_well_formed_and_self_contained(name: str) -> None:
    text = render_report(WINDOWS[name])
    assert Tags(text).seen.isdisjoint({"script", "link", "img", "iframe"})
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=\"(?!\.\./index\.html|evidence\.json)", text)
    for state in WINDOWS[name].orders:
        assert f">{state.key}</code>" in text


def test_text_from_outside_is_escaped() -> None:
    found = window(GivenRun().look(EVIL).cancel(entry(EVIL, evidence=[EVIL])).end(), account=EVIL)
    for text in (render_report(found), render_index(index_document(EVIL, {"x": index_entry(found)}))):
        assert "<script" not in text
        Tags(text)


@pytest.mark.parametrize(
    ("found", "label", "tone"),
    [
        (drained(), "DRAINED", "good"),
        (executed(), "DRAINED", "warn"),
        (window(GivenRun().look(trades=None, trades_error=REFUSED_KEY).end()), "DRAINED", "warn"),
        (reopened(), "NOT CLOSED", "bad"),
        (in_trouble(), "NOT DRAINED", "bad"),
        (WINDOWS["interrupted"], "NOT FINISHED", "bad"),
        (WINDOWS["unknown"], "UNKNOWN", "bad"),
    ],
)
def test_the_banner_shows_the_worst(found: Window, label: str, tone: str) -> None:
    view = report_view(found)
    assert (view.label, view.tone) == (label, tone)
    (row,) = index_view(index_document("w1", {"desk_a": index_entry(found)})).rows
    assert (row.label, row.tone) == (label, tone)


def test_what_was_executed_stands_in_the_banner_and_first_in_the_table() -> None:
    text = render_report(executed())
    banner = text[text.index('class="banner') : text.index('<ul class="tiles">')]
    assert "BUY 2.5 BTC-261225-100000-C @ 2310.5" in banner
    assert A in banner
    assert [row.key for row in report_view(executed()).orders] == [A, B]


def test_an_order_that_is_open_again_is_open_everywhere() -> None:
    view = report_view(reopened())
    assert view.other.startswith("Opening: Drained: ")
    assert [(row.state, row.tone) for row in view.orders] == [("OPEN AGAIN", "bad")]
    tiles = {tile.label: (tile.value, tile.tone) for tile in view.tiles}
    assert (tiles["may be open"], tiles["open at closing"]) == (("1", "bad"), ("2", "bad"))
    (row,) = index_view(index_document("w1", {"desk_a": index_entry(reopened())})).rows
    assert row.may_be_open == "1"
    assert reopened().orders[0].reopened


def test_what_closing_listed_is_not_what_it_could_not_read() -> None:
    closed = GivenRun(State.CLOSED, time=START + 60_000)
    assert report_view(window(GivenRun().look().end(), closed.look().end())).open_now_text == "No order was listed."
    unread = GivenRun(State.CLOSED, time=START + 60_000).unread().end()
    assert "could not be read" in report_view(window(GivenRun().look().end(), unread)).open_now_text


def test_a_tile_never_shows_0_where_nothing_is_known() -> None:
    for name in ("unknown", "just started"):
        assert {tile.value for tile in report_view(WINDOWS[name]).tiles} == {"not known"}
    tiles = {tile.label: tile.value for tile in report_view(WINDOWS["interrupted"]).tiles}
    assert tiles == {"seen open": "1", "may be open": "1", "executed": "not known", "cancelled": "not known"}
    (row,) = index_view(index_document("w1", {"x": index_entry(WINDOWS["unknown"])})).rows
    assert (row.may_be_open, row.executed_number) == ("not known", "not known")


def test_only_what_went_as_it_should_is_folded() -> None:
    view = report_view(in_trouble())
    assert view.folded == 198
    assert [row.key for row in view.orders if not row.folded] == [key(0), key(7)]
    assert report_view(in_trouble(MOST_ROWS)).folded == 0


def test_the_time_line_is_drawn_for_wide_and_narrow_screens() -> None:
    (picture,) = report_view(drained(MOST_ROWS)).pictures
    assert [drawing.width for drawing in picture.drawings] == [WIDE, NARROW]
    for drawing in picture.drawings:
        assert len(drawing.rows) == MOST_ROWS
        assert drawing.curve == ""
        assert all(0 < row.x <= row.x + row.width <= drawing.width for row in drawing.rows)
        assert all(row.y + 18 <= drawing.height for row in drawing.rows)
        assert [mark.effect for row in drawing.rows for mark in row.marks] == ["applied"] * MOST_ROWS


def test_above_40_orders_only_exceptions_have_a_bar_of_their_own() -> None:
    (picture,) = report_view(in_trouble()).pictures
    wide = picture.drawings[0]
    assert [(row.tone, row.label[:8]) for row in wide.rows] == [("warn", key(0)[:8]), ("bad", key(7)[:8])]
    assert wide.curve.count("V") == 2 + 199
    assert len(render_report(drained(200))) < 120_000


def test_the_index_has_the_worst_first_and_counts_what_is_good() -> None:
    entries = {name: index_entry(found) for name, found in WINDOWS.items()}
    for name, found in entries.items():
        found["account"] = found["folder"] = name
    document = index_document("w1", entries)
    assert (document["verdict"], document["accounts_good"]) == ("not_drained", 3)
    view = index_view(document)
    assert view.headline == "3 of 8 accounts drained or closed; executions on 2"
    assert [row.account for row in view.rows][:3] == ["trouble", "unknown", "reopened"]
    assert index_view(index_document("w1", {"desk/1": {**entries["one"], "folder": "desk%2F1"}})).rows[0].href == (
        "desk%252F1/report.html"
    )
