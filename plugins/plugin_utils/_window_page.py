# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The report of a maintenance window, and the index of its accounts: self-contained pages. All text is escaped."""

from __future__ import annotations

import time
import typing as t
from html import escape

from ._window import OPEN, Record, Window
from ._window_picture import draw
from ._window_steps import DRAIN, Json
from ._window_style import STYLE
from ._window_verdict import CHECKED, DRAINED, Assessment, Closing, as_evidence, assess, closing

_TONES = {DRAINED: "good", CHECKED: "warn"}


def report_page(window: Window) -> str:
    """The report of one account."""
    found, closed, evidence = assess(window), closing(window), as_evidence(window)
    body = [
        f'<p class="soft">Maintenance window <b>{escape(window.id)}</b> · account <b>{escape(window.account)}</b> · '
        f"began {moment(window.began)} UTC</p>",
        *_verdict(found),
        *(_closing(closed) if closed else ()),
        *_counts(found, evidence),
        *_pictures(window),
        *_orders(found),
        *_executed(found, closed),
        *_runs(window, evidence),
    ]
    return _page(f"{found.sentence} · {window.id} · {window.account}", body)


def index_page(window_id: str, accounts: t.Mapping[str, Json | None]) -> str:
    """One page for all accounts. ``accounts``: evidence by folder name, ``None`` where it can't be read."""
    rows = []
    bad = 0
    for folder, evidence in sorted(accounts.items()):
        if evidence is None:
            cells = [("Account", escape(folder)), ("Verdict", '<b class="bad-text">The evidence can\'t be read</b>')]
            bad += 1
        else:
            taken = evidence["other_trades"] or any(order["executed"] for order in evidence["orders"])
            tone = _tone(evidence["verdict"], bool(taken or evidence["trades_unread"]))
            bad += tone == "bad"
            close = (evidence.get("closing") or {}).get("sentence")
            link = f'<a href="{escape(folder, quote=True)}/report.html">{escape(evidence["account"])}</a>'
            cells = [
                ("Account", link),
                ("Verdict", f'<b class="{tone}-text">{escape(evidence["sentence"])}</b>'),
                ("Problem", escape(evidence.get("problem") or "none")),
                ("Closing", escape(close or "not closed yet")),
            ]
        rows.append(cells)
    number = f"{len(accounts)} account{'' if len(accounts) == 1 else 's'}"
    said = f"{bad} of {number} NOT drained" if bad else f"{number} here, none was left with an order that may be open"
    verdict = f'<div class="verdict {"bad" if bad else "good"}"><h1>{said}</h1></div>'
    head = f'<p class="soft">Maintenance window <b>{escape(window_id)}</b></p>'
    return _page(f"{said} · {window_id}", [head, verdict, *_table(("Account", "Verdict", "Problem", "Closing"), rows)])


def moment(milliseconds: int | None) -> str:
    """A moment in words, UTC."""
    if not milliseconds:
        return "at an unknown time"
    whole = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(milliseconds // 1000))
    return f"{whole}.{milliseconds % 1000:03d}"


def _tone(verdict: str, check_position: bool) -> str:
    """An execution is no failure, but somebody has to look at the position."""
    return "warn" if verdict == DRAINED and check_position else _TONES.get(verdict, "bad")


def _page(title: str, body: t.Sequence[str]) -> str:
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>",
            f"<style>{STYLE}</style>\n</head>\n<body>",
            *body,
            "</body>\n</html>\n",
        ]
    )


def _verdict(found: Assessment) -> t.Iterator[str]:
    tone = _tone(found.verdict, bool(found.executed or found.trades_unread))
    yield f'<div class="verdict {tone}"><h1>{escape(found.sentence)}</h1>'
    if found.problem:
        yield f"<p><b>Why:</b> {escape(found.problem)}</p>"
    yield f"<p><b>Next:</b> {escape(found.next_step)}</p></div>"
    if found.appeared:
        yield (
            f"<p><b>{len(found.appeared)} appeared while the account was being drained.</b> Something is still "
            "quoting: stop it first.</p>"
        )


def _closing(closed: Closing) -> t.Iterator[str]:
    yield f"<h2>Closing</h2>\n<p><b>{escape(closed.sentence)}</b> ({moment(closed.time)} UTC)</p>"
    if closed.open_now:
        rows = [
            [
                *_order_cells(order),
                ("Seen", "new" if order["block_order_matching_key"] in closed.new else "before"),
            ]
            for order in closed.open_now
        ]
        yield from _table(("Order", "Legs", "Status", "Seen"), rows)


def _counts(found: Assessment, evidence: Json) -> t.Iterator[str]:
    outcomes = [record.outcome or "no outcome" for record in found.records]
    counts = {"seen open": len(outcomes), "may be open": len(found.may_be_open)}
    counts.update({outcome.replace("_", " "): outcomes.count(outcome) for outcome in dict.fromkeys(outcomes)})
    counts["requests"] = evidence["limits"]["requests"]
    counts["weight used at most, of 2400"] = evidence["limits"]["highest_used_weight_1m"]
    items = "".join(f"<li><b>{number}</b>{escape(name)}</li>" for name, number in counts.items())
    yield f'<ul class="counts">{items}</ul>'


def _pictures(window: Window) -> t.Iterator[str]:
    for run in window.runs:
        picture = draw(run, moment) if run["action"] == OPEN else ""
        if picture:
            yield f"<h2>Time line of the run of {moment(run['started'])} UTC</h2>"
            yield f'<div class="picture">{picture}</div>'
            yield (
                '<p class="soft">A bar is an order from first seen to gone: green gone, amber executed, red may be '
                "open. A ring is an acknowledged cancel, a cross one whose answer was lost, unclear or a refusal, a "
                "shaded band a wait.</p>"
            )


def _orders(found: Assessment) -> t.Iterator[str]:
    yield "<h2>Orders before and after</h2>"
    if not found.records:
        yield "<p>No block order was seen open.</p>"
        return
    rows = []
    for record in sorted(found.records, key=lambda record: record.open is False):
        state, tone = _state(record)
        why = f"<br>{escape(str(record.error['msg']))}" if record.error and record.open is not False else ""
        rows.append(
            [
                *_order_cells(record.before or {"block_order_matching_key": record.key}),
                ("After", f'<b class="{tone}-text">{escape(state)}</b>{why}'),
                ("Gone", moment(record.gone_at) if record.open is False else "—"),
                ("Evidence", escape(", ".join(record.evidence) or "none")),
            ]
        )
    yield from _table(("Order", "Legs", "Status", "After", "Gone", "Evidence"), rows)


def _state(record: Record) -> tuple[str, str]:
    if record.contradiction:
        return "executed, though it had been said to be cancelled", "warn"
    if record.executed:
        return "executed by the counterparty", "warn"
    if record.open is False:
        return str(record.outcome), "good"
    said = "OPEN" if record.open else "MAY BE OPEN"
    return f"{said} ({record.outcome or 'no cancel was sent'})", "bad"


def _executed(found: Assessment, closed: Closing | None) -> t.Iterator[str]:
    trades = {record.key: record.trade for record in found.records if record.executed}
    if found.trades_unread or (closed and closed.trades is None):
        why = escape(found.trades_unread or "see below")
        yield f"<h2>Executed</h2>\n<p>The block trades could not be read: {why}</p>"
    others = found.other_trades
    if not trades and not others:
        return
    yield "<h2>Executed</h2>"
    rows = []
    for key, trade in [*trades.items(), *((trade["block_order_matching_key"], trade) for trade in others)]:
        legs = (trade or {}).get("legs") or []
        times = [leg["trade_time"] for leg in legs if leg["trade_time"]]
        rows.append(
            [
                ("Order", f"<code>{escape(key)}</code>"),
                ("Trade", _legs(legs) or "not in the block trades that were read"),
                ("Time", moment(min(times)) if times else "—"),
            ]
        )
    yield from _table(("Order", "Trade", "Time"), rows)


def _runs(window: Window, evidence: Json) -> t.Iterator[str]:
    yield "<h2>What was done</h2>"
    rows = []
    for run in window.runs:
        drains = [step for step in run["steps"] if step["kind"] == DRAIN]
        said = [step.get("msg") or step.get("problem") for step in drains]
        said += [step["problem"] for step in run["steps"] if "problem" in step and step["kind"] != DRAIN]
        warned = [text for step in run["steps"] for text in step.get("warnings") or ()]
        offsets = [step["clock_offset_ms"] for step in run["steps"] if "clock_offset_ms" in step]
        rows.append(
            [
                ("Began", moment(run["started"])),
                ("Run", escape(run["action"]) + (" (check mode)" if run["check_mode"] else "")),
                ("Said", "<br>".join(escape(str(text)) for text in [*said, *warned]) or "nothing was to be cancelled"),
                ("Clock", f"{offsets[0]} ms" if offsets else "—"),
            ]
        )
    yield from _table(("Began", "Run", "Said", "Clock"), rows)
    asked = ", ".join(f"{name} {value}" for name, value in evidence["asked"].items())
    versions = ", ".join(f"{name} {value}" for name, value in evidence["versions"].items())
    yield (
        f'<p class="soft">Asked: {escape(asked)}. Versions: {escape(versions)}. Times are UTC, by the exchange\'s '
        "clock. Everything is in evidence.json beside this page.</p>"
    )


def _order_cells(order: Json) -> list[tuple[str, str]]:
    return [
        ("Order", f"<code>{escape(order['block_order_matching_key'])}</code>"),
        ("Legs", _legs(order.get("legs") or []) or "unknown"),
        ("Status", escape(order.get("status") or "unknown")),
    ]


def _legs(legs: t.Sequence[Json]) -> str:
    def worded(leg: Json) -> str:
        side, quantity, symbol, price = (leg.get(name) or "?" for name in ("side", "quantity", "symbol", "price"))
        return escape(f"{side} {quantity} {symbol} @ {price}")

    return "<br>".join(map(worded, legs))


def _table(head: t.Sequence[str], rows: t.Sequence[t.Sequence[tuple[str, str]]]) -> t.Iterator[str]:
    """``rows``: label and HTML of each cell; narrow screens show the labels instead of the head."""
    yield "<table><thead><tr>" + "".join(f"<th>{escape(name)}</th>" for name in head) + "</tr></thead><tbody>"
    for row in rows:
        cells = (f'<td data-label="{escape(label, quote=True)}"><span>{html}</span></td>' for label, html in row)
        yield "<tr>" + "".join(cells) + "</tr>"
    yield "</tbody></table>"
