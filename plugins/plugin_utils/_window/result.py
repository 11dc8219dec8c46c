# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the action returns, and what the operator reads of it."""

from __future__ import annotations

import textwrap
import typing as t
from dataclasses import replace

from .codec import Json, encode
from .document import order_result, position_changes
from .evidence import Order, Report, Run
from .paths import Paths
from .reasons import why_of
from .terms import Kind, Outcome, Setting, State
from .verdict import Closing, Opening, Verdict, overall
from .window import Window
from .wording import (
    LABELS,
    NOT_LOOKED_AT,
    closing_sentence,
    countdown_text,
    countdown_words,
    execution_text,
    guard_text,
    kind_words,
    legs_text,
    next_step,
    opening_sentence,
    order_text,
    sentence_of,
)

WIDTH = 80


def window_result(window: Window, run: Run, opening: Opening, paths: Paths | None) -> Json:
    """The result of a run. ``paths``: of the evidence, if there is any."""
    closing = _closing(window, run, paths is None)
    verdict = overall(opening, closing)
    deciding = closing if closing and closing.verdict is verdict else opening
    wanted = (Verdict.CHECK_MODE, Verdict.CLOSED if closing else Verdict.DRAINED)
    return {
        "changed": any(
            entry.outcome in (Outcome.CANCELLED, Outcome.WOULD_CANCEL)
            for report in run.reports
            if report.cancelling and report.purpose.value == "batch"
            for entry in report.cancelling.entries
        )
        or (opening.verdict is Verdict.CHECK_MODE and any(state.open for state in window.orders))
        or _changes_auto_cancel(run, paths is None),
        "failed": verdict not in wanted,
        "succeeded": verdict in wanted,
        "msg": sentence_of(window, deciding),
        "state": run.state.value,
        "verdict": verdict.value,
        "drained": opening.verdict is Verdict.DRAINED,
        "closed": bool(closing and closing.verdict is Verdict.CLOSED),
        "scope": {"account": window.account, **encode(window.scope)},
        "why": why_of(deciding),
        "orders": [order_result(state) for state in window.orders],
        "executed": encode(window.executed),
        "others": {other.kind.value: other.open for other in (closing or opening).others},
        "positions": position_changes(window),
        "auto_cancel": encode(window.guards) if paths else _checked_countdowns(run),
        "may_be_open": [state.key for state in opening.may_be_open],
        "open_now": [order.key for order in closing.open_now or ()] if closing else [],
        "next_step": next_step(window, verdict),
        "evidence_path": str(paths.evidence) if paths else None,
        "report_path": str(paths.report) if paths else None,
        "index_path": str(paths.index) if paths else None,
    }


def _closing(window: Window, run: Run, check_mode: bool) -> Closing | None:
    """What this run found, if it is to close the window."""
    closing = window.closing if run.state is State.CLOSED else None
    if closing and closing.verdict is Verdict.CLOSED and check_mode:
        return replace(closing, verdict=Verdict.CHECK_MODE)
    return closing


def refused(reason: str) -> Json:
    """The result of a run that did not start. Any other result without a verdict is of a run that was ended."""
    return {"changed": False, "failed": True, "succeeded": False, "started": False, "msg": reason}


def block(window: Window, run: Run, opening: Opening, result: Json) -> str:
    """The result in a short block for the terminal."""
    closing = _closing(window, run, result["report_path"] is None)
    lines = [f"{window.account}: {LABELS[Verdict(result['verdict'])]}", *wrapped("", result["msg"] + ".")]
    if closing:
        if result["verdict"] != closing.verdict.value:
            lines += wrapped("Closing: ", closing_sentence(window, closing) + ".")
        elif opening.run:
            lines += wrapped("Opening: ", opening_sentence(window, opening) + ".")
        for order in closing.open_now or ():
            remark = (
                "reopened" if order.key in closing.reopened else "new" if order.key in closing.new else "seen before"
            )
            lines += wrapped("Open: ", f"{order_text(order)}; {remark}")
    lines += [line for why in result["why"][:5] for line in wrapped("Why: ", _sentence(why))]
    for execution in window.executed[:10]:
        lines += wrapped("Executed: ", f"{execution.key}: {execution_text(execution)}")
    if len(window.executed) > 10:
        lines += wrapped("Executed: ", f"{len(window.executed) - 10} more, see the report")
    for guard in window.guards:
        lines += wrapped("Auto-cancel: ", _sentence(guard_text(guard)))
    if not window.guards:
        for entry in (entry for report in run.reports for entry in report.countdowns or ()):
            anew = "started anew" if entry.after == entry.before else f"set to {countdown_words(entry.after)}"
            would = entry.outcome is Setting.WOULD_CHANGE and not result["report_path"]
            text = countdown_text(entry) + (f", and would be {anew}" if would else "")
            lines += wrapped("", _sentence(text))
    if window.positions.error and window.positions.error.msg not in result["why"]:
        lines += wrapped("Positions: ", _sentence(f"could not be read: {window.positions.error.msg}"))
    lines += wrapped("Next: ", result["next_step"])
    if result["report_path"]:
        lines.append(f"  Report: {result['report_path']}")
    return "\n".join(lines)


def _changes_auto_cancel(run: Run, check_mode: bool) -> bool:
    changes = (Setting.CHANGED, Setting.WOULD_CHANGE) if check_mode else (Setting.CHANGED,)
    return any(entry.outcome in changes for report in run.reports for entry in report.countdowns or ())


def _checked_countdowns(run: Run) -> Json:
    return t.cast(Json, encode([entry for report in run.reports for entry in report.countdowns or ()]))


def diff(window: Window, run: Run) -> Json:
    """The open orders by name, for ``--diff``. Only opening changes them: what an earlier run ended is in neither."""
    before: list[tuple[str, Order | None]]
    after: list[tuple[str, Order | None]]
    if run.state is State.CLOSED:
        before = after = [(order.key, order) for report in run.reports[-1:] for order in report.orders]
    else:
        seen = {key for report in run.reports for key in _seen_open(report)}
        before = [(state.key, state.order) for state in window.orders if state.key in seen or state.may_be_open]
        left = {state.key for state in window.orders if state.may_be_open}
        after = [] if _only_looked(run) else [(key, order) for key, order in before if key in left]
    header = f"open orders of {window.account}"
    return {"before_header": header, "after_header": header, "before": _lines(before), "after": _lines(after)}


def _seen_open(report: Report) -> t.Iterator[str]:
    yield from (order.key for order in report.orders)
    for entry in report.cancelling.entries if report.cancelling else ():
        if entry.before and entry.before.open:
            yield entry.key


def _only_looked(run: Run) -> bool:
    """Whether the run ended after its first look without an obstacle: in check mode, or because nothing is open."""
    return not (run.intents or run.failures or any(report.errors for report in run.reports))


def _lines(orders: t.Iterable[tuple[str, Order | None]]) -> str:
    return "".join(f"{key}: {(order and legs_text(order.legs)) or 'legs unknown'}\n" for key, order in orders)


def summary(results: t.Mapping[str, t.Any]) -> list[str]:
    """All accounts, one line each, the worst first; then the index."""
    found = sorted(results.items(), key=lambda pair: (_rank(pair[1]), pair[0]))
    good = sum(bool((result or {}).get("succeeded")) for _account, result in found)
    lines = [f"{good} of {len(found)} account{'' if len(found) == 1 else 's'} as wanted"]
    width = max((len(account) for account in results), default=0)
    for account, result in found:
        lines += [f"  {account:<{width}}  {_summary_line(result)}", *reason_lines(result)]
    indexes = {result["index_path"] for _account, result in found if result and result.get("index_path")}
    return lines + [f"  Index: {path}" for path in sorted(indexes)]


def _rank(result: t.Any) -> int:
    if not is_complete(result):
        return -len(Verdict)
    return -list(Verdict).index(Verdict(result["verdict"]))


def without_result(result: t.Any, sent: str) -> str:
    """The line of an account whose run returned no verdict. ``sent``: what such a run may have done."""
    if not result or not (result.get("msg") or result.get("failed")):
        return NOT_LOOKED_AT
    if result.get("started") is False:
        return "NOT STARTED, nothing was sent"
    return f"NOT FINISHED, {sent}: see the report, or the evidence"


def reason_lines(result: t.Any) -> list[str]:
    """Why a run returned no verdict: no block has shown that, and a hook that fails hides it."""
    msg = (result or {}).get("msg")
    return ["  " + line for line in wrapped("Why: ", _sentence(str(msg)))] if msg and not is_complete(result) else []


def is_complete(result: t.Any) -> bool:
    """Whether the run came to its end, and showed its result."""
    return bool(result) and result.get("started") is True


def _summary_line(result: t.Any) -> str:
    if not is_complete(result):
        return without_result(result, "a cancel may have been sent")
    parts = [", ".join(result["scope"]["underlyings"]) or "all underlyings"]
    parts.append(" and ".join(kind_words(Kind(kind)) for kind in result["scope"]["kinds"]))
    for name, words in (("executed", "executed"), ("may_be_open", "may be open"), ("open_now", "open now")):
        if result[name]:
            checked = result["verdict"] == Verdict.CHECK_MODE.value and result["state"] == State.OPEN.value
            words = "would be cancelled" if checked else words
            parts.append(f"{len(result[name])} {words}")
    parts += [
        f"{number} {kind_words(Kind(kind), number)} not touched" for kind, number in result["others"].items() if number
    ]
    return f"{LABELS[Verdict(result['verdict'])]} ({', '.join(parts)})"


def _sentence(text: str) -> str:
    return text.rstrip(".") + "."


def wrapped(label: str, text: str) -> list[str]:
    return textwrap.wrap(
        label + text,
        WIDTH - 2,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
