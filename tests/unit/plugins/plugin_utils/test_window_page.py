# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages: the verdict first, nothing from outside, and no text that could be more than text."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window_page import index_page, report_page
from ansible_collections.marketops.binance.plugins.plugin_utils._window_verdict import as_evidence, assess

from .given import END, NOON, PREFLIGHT, START, drain, drained, listing, opened, trades, unread, window

EVIL = '<script>alert("x")</script>\'&"><img src=x onerror=y>'
# Elements that need no end.
VOID = ("meta", "br", "img", "link")


class Page(HTMLParser):
    """Checks that elements are closed in order; notes tags, attributes and the texts by element."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.path: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert self.path == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.path.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.path.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self.path:
            self.texts.setdefault(tag, []).append(data)


def test_the_verdict_comes_first_then_counts_picture_orders_and_what_was_executed() -> None:
    made = opened(
        listing("order-a", "order-b"), drained({"order-a": "cancelled", "order-b": "executed"}), listing(), END
    )
    text = report_page(made)
    found = assess(made)
    places = [
        text.index(piece) for piece in (f"<h1>{found.sentence}", 'class="counts"', "<svg", "Orders before", "Executed<")
    ]
    assert places == sorted(places)
    page = Page(text)
    assert page.texts["title"][0].startswith(found.sentence)
    assert page.tags.count("circle") == 2
    assert "order-a" in "".join(page.texts["table"])


def test_an_order_that_may_be_open_is_not_to_be_overlooked() -> None:
    text = report_page(opened(listing("order-a"), drained({"order-a": "failed"}), listing("order-a"), END))
    assert 'class="verdict bad"' in text
    assert "OPEN (failed)" in text
    assert "Do not restart the gateway" in text


def test_nothing_is_loaded_from_outside() -> None:
    made = opened(listing("a"), drain(a="cancelled"), listing(), trades("a"), END)
    for text in (report_page(made), index_page("w", {"desk": as_evidence(made)})):
        page = Page(text)
        assert not {"script", "link", "img", "iframe", "object"} & set(page.tags)
        assert [value for name, value in page.attributes if name in ("src", "href")] in ([], ["desk/report.html"])
        assert not re.search(r"url\(|@import|https?:", text)
        assert "default-src 'none'" in text


@pytest.mark.parametrize("place", ["key", "symbol", "evidence", "error", "problem", "trade", "wait", "msg"])
def test_text_from_the_exchange_stays_text(place: str) -> None:
    listed: dict[str, Any] = listing("a")
    done, traded = drain(a="failed"), trades("a")
    orders = listed["result"]["results"][0]["orders"]
    result = done["result"]
    if place == "key":
        listed, done = listing(EVIL), drained({EVIL: "failed"})
    elif place == "symbol":
        orders[0]["legs"][0]["symbol"] = orders[0]["status"] = EVIL
    elif place == "evidence":
        result["orders"][0]["evidence"] = [EVIL]
        result["timeline"][0]["fact"] = EVIL
    elif place == "error":
        result["orders"][0]["error"]["msg"] = EVIL
    elif place == "trade":
        traded["result"]["trades"][0]["legs"][0]["price"] = EVIL
    elif place == "wait":
        result["timeline"].append(
            {"time": NOON, "kind": "wait", "block_order_matching_key": None, "fact": EVIL, "seconds": 2.0}
        )
    elif place == "msg":
        result["msg"] = EVIL
        result["warnings"] = [EVIL]
    last = unread(msg=EVIL) if place == "problem" else listing("a")
    made = opened(listed, done, last, *([traded] if place == "trade" else []), END)
    closed = window(
        ("open", [START, PREFLIGHT, listed, done, last, END]), ("close", [START, PREFLIGHT, listed, traded, END])
    )
    for text in (report_page(made), report_page(closed), index_page(EVIL, {EVIL: as_evidence(made)})):
        page = Page(text)
        assert not {"script", "img"} & set(page.tags)
        assert not any(name.startswith("on") for name, _value in page.attributes)
    assert "&lt;script&gt;" in report_page(made)


def test_the_index_counts_who_is_not_drained_and_hides_nobody() -> None:
    good = as_evidence(opened(listing(), END))
    bad = as_evidence(opened(unread(), END))
    text = index_page("w", {"desk_a": good, "desk_b": bad, "desk_c": None})
    assert "<h1>2 of 3 accounts NOT drained</h1>" in text
    assert "desk_c" in text
    assert 'href="desk_b/report.html"' in text
    assert 'class="verdict good"' in index_page("w", {"desk_a": good})


def test_a_large_window_stays_readable() -> None:
    keys = {f"order-{number:04d}": "cancelled" for number in range(1000)}
    text = report_page(opened(listing(*keys), drained(keys), listing(), END))
    Page(text)
    assert "The first 300 of 1000" in text
    assert text.count("order-0999") >= 1
    assert len(text) < 2_000_000
