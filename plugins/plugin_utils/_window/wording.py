# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one place that turns verdicts, causes and outcomes into sentences."""

from __future__ import annotations

import time
import typing as t
from collections import Counter

from .evidence import Leg, Order, Report, Scope
from .orders import OrderState
from .terms import Kind, Outcome
from .verdict import Closing, Opening, Unclosed, Verdict
from .window import Execution, Window

_KINDS = {Kind.BLOCK_ORDERS: "block order", Kind.OPTION_ORDERS: "ordinary option order"}
_NAMED = 5

LABELS = {
    Verdict.CLOSED: "CLOSED",
    Verdict.DRAINED: "DRAINED",
    Verdict.CHECK_MODE: "CHECK MODE",
    Verdict.UNFINISHED: "NOT FINISHED",
    Verdict.NOT_CLOSED: "NOT CLOSED",
    Verdict.UNKNOWN: "UNKNOWN",
    Verdict.NOT_DRAINED: "NOT DRAINED",
}


def moment(milliseconds: int | None) -> str:
    """A timestamp, UTC."""
    if not milliseconds:
        return "unknown"
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(milliseconds // 1000))


def clock(milliseconds: int) -> str:
    return time.strftime("%H:%M", time.gmtime(milliseconds // 1000)) + " UTC"


def leg_text(leg: Leg) -> str:
    return f"{leg.side or '?'} {leg.quantity or '?'} {leg.symbol or '?'} @ {leg.price or '?'}"


def legs_text(legs: t.Sequence[Leg]) -> str:
    return ", ".join(map(leg_text, legs))


def scope_words(scope: Scope) -> str:
    return ", ".join(scope.underlyings) or "all underlyings"


def kinds_words(scope: Scope, number: int = 2) -> str:
    return " or ".join(_KINDS[kind] + ("" if number == 1 else "s") for kind in scope.kinds)


def _counted(number: int, scope: Scope) -> str:
    return f"{number} {kinds_words(scope, number)}"


def _where(window: Window, scope: Scope) -> str:
    return f"on {window.account} for {scope_words(scope)}"


def _not_looked_at(scope: Scope) -> str:
    left_out = [f"{_KINDS[kind]}s" for kind in Kind if kind not in scope.kinds]
    return f"; {' and '.join(left_out)} were not looked at" if left_out else ""


def counts(orders: t.Sequence[OrderState]) -> str:
    """How the orders ended that are gone."""
    gone = [state for state in orders if not state.may_be_open]
    number = Counter("executed" if state.executed else _how_gone(state) for state in gone)
    return ", ".join(f"{count} {words}" for words, count in number.items())


def _how_gone(state: OrderState) -> str:
    if state.credited_to:
        return "probably cancelled by an earlier request"
    return {Outcome.CANCELLED: "cancelled", Outcome.ABSENT: "ended otherwise"}.get(
        state.outcome or Outcome.ABSENT, "gone"
    )


def opening_sentence(window: Window, opening: Opening | None = None) -> str:
    opening = opening or window.opening
    scope = opening.run.asked.scope if opening.run else window.scope
    where, tail = _where(window, scope), _not_looked_at(scope)
    gone = counts(window.orders)
    if opening.verdict is Verdict.DRAINED:
        return f"Drained: no {kinds_words(scope, 1)} is open {where}{f' ({gone})' if gone else ''}{tail}"
    may = len(opening.may_be_open)
    gone = f" ({gone})" if gone else ""
    if opening.verdict is Verdict.CHECK_MODE:
        is_open = sum(state.open is True for state in window.orders)
        return f"Check mode: {_counted(is_open, scope)} would be cancelled {where}, nothing was changed{tail}"
    if opening.verdict is Verdict.NOT_DRAINED:
        return f"NOT drained: {_counted(may, scope)} may be open {where}{gone}{tail}"
    if opening.verdict is Verdict.UNKNOWN:
        return f"UNKNOWN whether {kinds_words(scope)} are open {where}{gone}{tail}"
    if not opening.listed and not may:
        return f"NOT finished: which {kinds_words(scope)} are open {where} is not known yet{tail}"
    return f"NOT finished: {_counted(may, scope)} may be open {where}{gone}{tail}"


def closing_sentence(window: Window, closing: Closing) -> str:
    scope = window.scope
    where, tail = _where(window, scope), _not_looked_at(scope)
    if closing.open_now is None:
        return f"NOT closed: the open {kinds_words(scope)} {where} could not be read{tail}"
    if closing.reopened:
        return (
            f"NOT closed: {_counted(len(closing.reopened), scope)} that had been gone "
            f"{'is' if len(closing.reopened) == 1 else 'are'} open again {where}{tail}"
        )
    found = f"no {kinds_words(scope, 1)} is open {where}"
    if closing.open_now:
        parts = [
            f"{len(closing.new)} new" if closing.new else "",
            f"{len(closing.known)} seen before" if closing.known else "",
        ]
        found = f"{_counted(len(closing.open_now), scope)} open {where} ({', '.join(filter(None, parts))})"
    if closing.why is Unclosed.TRADES_NOT_READ:
        return f"NOT closed: {found}, but what was executed could not be read{tail}"
    if closing.why:
        return f"NOT closed: {found}{tail}"
    executed = len({execution.key for execution in window.executed})
    return f"Closed: {found}, {executed} executed since {moment(window.started)} UTC{tail}"


def headline(window: Window) -> str:
    """The sentence of the worse of opening and closing."""
    closing = window.closing
    if closing and closing.verdict is window.verdict:
        return closing_sentence(window, closing)
    return opening_sentence(window)


_REOPEN = "Then run open_maintenance_window again with the same id: it cancels only what is still open."
_NEXT = {
    Verdict.DRAINED: "Go on with the maintenance, and run close_maintenance_window when it is over.",
    Verdict.CLOSED: "Nothing: the window is over.",
    Verdict.CHECK_MODE: "Run it without check mode.",
    Verdict.NOT_DRAINED: f"Do not restart the gateway. Fix the cause. {_REOPEN}",
    Verdict.UNKNOWN: f"Do not restart the gateway. Fix the cause. {_REOPEN}",
    Verdict.UNFINISHED: "If that run is over: do not restart the gateway. Run open_maintenance_window again with the "
    "same id: it cancels only what is still open.",
    Verdict.NOT_CLOSED: "Check the open orders on the exchange. Fix the cause, then run close_maintenance_window "
    "again.",
}


def next_step(window: Window, verdict: Verdict | None = None) -> str:
    verdict = verdict or window.verdict
    found = []
    if window.executed:
        found.append("The position has changed: check it against the block trades.")
    if window.trades_error and (window.orders or verdict is not Verdict.UNKNOWN):
        found.append("The block trades could not be read, so what was executed is not known: check the position.")
    if window.opening.appeared and verdict is Verdict.NOT_DRAINED:
        found.append("Orders kept appearing: something is still quoting, stop it first.")
    return " ".join([*found, _NEXT[verdict]])


def some(keys: t.Sequence[str]) -> str:
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return ", ".join(keys[:_NAMED]) + more


def state_text(state: OrderState, window: Window) -> str:
    """What is true of an order."""
    if state.contradiction:
        return "executed, after it was reported as cancelled"
    if state.executed:
        return "executed"
    if not state.may_be_open and state.credited_to:
        run = window.run_by_id(state.credited_to)
        return f"gone, probably cancelled by the {'' if run.ended else 'interrupted '}run of {clock(run.started)}"
    if not state.may_be_open:
        return _how_gone(state)
    return "OPEN" if state.open else "MAY BE OPEN"


def execution_text(execution: Execution) -> str:
    """Legs, size and price of what was executed, and what is odd about it."""
    remark = execution_remark(execution)
    return f"{legs_text(execution.legs) or 'legs unknown'}{f' ({remark})' if remark else ''}"


def execution_remark(execution: Execution) -> str:
    if execution.contradiction:
        return "it had been reported as cancelled"
    if not execution.listed:
        return "no listing had shown it"
    return "" if execution.traded else "terms of the order, the trade was not listed yet"


def order_text(order: Order) -> str:
    return f"{order.key}: {legs_text(order.legs) or 'legs unknown'}"


def report_text(report: Report, scope: Scope) -> str:
    """What a step did and found, in a few words."""
    found = []
    if report.cancelling:
        number = Counter(entry.outcome for entry in report.cancelling.entries)
        found += [f"{count} {_OUTCOMES[outcome]}" for outcome, count in number.items()]
    if report.listing:
        is_open = sum(order.open for order in report.listing.orders)
        confirmed = ", confirmed" if report.listing.confirmed else ""
        found.append(f"{_counted(is_open, scope) if is_open else f'no {kinds_words(scope, 1)}'} listed{confirmed}")
    else:
        found.append(f"the open {kinds_words(scope)} could not be listed")
    if report.trades is None:
        found.append("the block trades could not be read")
    return "; ".join(found)


_OUTCOMES = {
    Outcome.CANCELLED: "cancelled",
    Outcome.WOULD_CANCEL: "still open",
    Outcome.ABSENT: "not open",
    Outcome.EXECUTED: "executed",
    Outcome.FAILED: "failed",
    Outcome.NOT_ATTEMPTED: "not attempted",
}
