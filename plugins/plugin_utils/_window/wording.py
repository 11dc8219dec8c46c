# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The one place that turns verdicts, causes and outcomes into sentences."""

from __future__ import annotations

import time
import typing as t
from collections import Counter
from decimal import Decimal

from .evidence import CountdownEntry, Leg, Order, Others, Report, Scope
from .guard import Guard
from .orders import OrderState
from .positions import PositionChange
from .terms import Cause, Kind, Outcome, Purpose, Setting, State
from .verdict import Closing, Opening, Unclosed, Verdict
from .window import Execution, Window

_KINDS = {Kind.BLOCK_ORDERS: "block order", Kind.OPTION_ORDERS: "ordinary option order"}
_NAMED = 5

LABELS = {
    Verdict.CLOSED: "CLOSED",
    Verdict.DRAINED: "DRAINED",
    Verdict.CHECK_MODE: "CHECK MODE",
    Verdict.UNGUARDED: "DRAINED, NOT GUARDED",
    Verdict.PARTLY_DRAINED: "PARTLY DRAINED",
    Verdict.UNFINISHED: "NOT FINISHED",
    Verdict.NOT_CLOSED: "NOT CLOSED",
    Verdict.UNKNOWN: "UNKNOWN",
    Verdict.NOT_DRAINED: "NOT DRAINED",
}
NOT_LOOKED_AT = "NOT LOOKED AT"


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
    return " or ".join(kind_words(kind, number) for kind in Kind if kind in scope.kinds)


def kind_words(kind: Kind, number: int = 2) -> str:
    return _KINDS[kind] + ("" if number == 1 else "s")


def counted(of: t.Iterable[OrderState | Order], scope: Scope) -> str:
    """How many of each kind; where there is none, of the kinds in scope."""
    number = Counter(order.kind for order in of)
    if not number:
        return f"0 {kinds_words(scope)}"
    return " and ".join(f"{number[kind]} {kind_words(kind, number[kind])}" for kind in Kind if number[kind])


def _where(window: Window, scope: Scope) -> str:
    return f"on {window.account} for {scope_words(scope)}"


def _beside(scope: Scope, others: t.Iterable[Others]) -> str:
    """What is known of the kinds that the window does not cover."""
    number = {other.kind: other.open for other in others}
    found = ""
    for kind in scope.other_kinds:
        is_open = number.get(kind)
        if is_open is None:
            found += f"; {kind_words(kind)} were not looked at"
        elif not is_open:
            found += f"; no {kind_words(kind, 1)} was listed"
        else:
            verbs = ("is", "was") if is_open == 1 else ("are", "were")
            found += f"; {is_open} {kind_words(kind, is_open)} {verbs[0]} open and {verbs[1]} not touched"
    return found


def counts(orders: t.Sequence[OrderState]) -> str:
    """How the orders ended that are gone."""
    gone = [state for state in orders if not state.may_be_open]
    number = Counter(_how_gone(state) for state in gone)
    return ", ".join(f"{count} {words}" for words, count in number.items())


def _how_gone(state: OrderState) -> str:
    if state.executed:
        return "executed"
    if state.filled > 0:
        return "executed in part"
    if state.credited_to:
        return "probably cancelled by an earlier request"
    return {Outcome.CANCELLED: "cancelled", Outcome.ABSENT: "ended otherwise"}.get(
        state.outcome or Outcome.ABSENT, "gone"
    )


def opening_sentence(window: Window, opening: Opening | None = None) -> str:
    opening = opening or window.opening
    scope = opening.run.asked.scope if opening.run else window.scope
    where, tail = _where(window, scope), _beside(scope, opening.others)
    gone = counts(window.orders)
    gone = f" ({gone})" if gone else ""
    may, verdict = opening.may_be_open, opening.verdict
    if verdict in (Verdict.DRAINED, Verdict.UNGUARDED):
        over = verdict is Verdict.UNGUARDED and window.closing  # then this is no statement about now
        verb, when = ("was", " at opening") if over else ("is", "")
        armed = ", ".join(opening.unguarded)
        but = f"; auto-cancel {verb} NOT armed for {armed}" if verdict is Verdict.UNGUARDED else ""
        return f"Drained: no {kinds_words(scope, 1)} {verb} open {where}{when}{gone}{but}{tail}"
    if verdict is Verdict.PARTLY_DRAINED:
        unknown = " and ".join(kind_words(kind) for kind in opening.doubts)
        listed = Scope([kind for kind in scope.kinds if kind not in opening.doubts], scope.underlyings)
        return (
            f"PARTLY drained: no {kinds_words(listed, 1)} is open {where}{gone}; whether {unknown} are open is NOT "
            f"known, since the exchange refused to list them{tail}"
        )
    if verdict is Verdict.CHECK_MODE:
        is_open = [state for state in window.orders if state.open is True]
        number = counted(is_open, scope) if is_open else f"no {kinds_words(scope, 1)}"
        return f"Check mode: {number} would be cancelled {where}, nothing was changed{tail}"
    if verdict is Verdict.NOT_DRAINED:
        return f"NOT drained: {counted(may, scope)} may be open {where}{gone}{_rest(opening, scope)}{tail}"
    if verdict is Verdict.UNKNOWN:
        return f"UNKNOWN whether {kinds_words(scope)} are open {where}{gone}{tail}"
    if not opening.listed and not may:
        return f"NOT finished: which {kinds_words(scope)} are open {where} is not known yet{tail}"
    if not may and not opening.doubts:
        return (
            f"NOT finished: no {kinds_words(scope, 1)} was listed {where}{gone}, but the run has recorded no end{tail}"
        )
    return f"NOT finished: {counted(may, scope)} may be open {where}{gone}{tail}"


def not_looked_at_sentence(account: str) -> str:
    return f"UNKNOWN whether orders are open on {account}: no run of this window has looked at it"


def _rest(opening: Opening, scope: Scope) -> str:
    """What is known of the kinds of which no order is known to be open."""
    found = ""
    for kind in Kind:
        if kind in scope.kinds and all(state.kind is not kind for state in opening.may_be_open):
            known = kind not in opening.doubts
            found += f"; no {kind_words(kind, 1)} is open" if known else f"; {kind_words(kind)}: not known"
    return found


def closing_sentence(window: Window, closing: Closing) -> str:
    scope = window.scope
    where, tail = _where(window, scope), _beside(scope, closing.others)
    if closing.open_now is None:
        return f"NOT closed: the open {kinds_words(scope)} {where} could not be read{tail}"
    if closing.reopened:
        again = [order for order in closing.open_now if order.key in closing.reopened]
        return (
            f"NOT closed: {counted(again, scope)} that had been gone {'is' if len(again) == 1 else 'are'} open again "
            f"{where}{tail}"
        )
    refused = [entry.kind for entry in closing.not_listed]
    read = Scope([kind for kind in scope.kinds if kind not in refused], scope.underlyings)
    found = f"no {kinds_words(read, 1)} is open {where}"
    if closing.open_now:
        parts = [
            f"{len(closing.new)} new" if closing.new else "",
            f"{len(closing.known)} seen before" if closing.known else "",
        ]
        found = f"{counted(closing.open_now, scope)} open {where} ({', '.join(filter(None, parts))})"
    if closing.why is Unclosed.LISTING_REFUSED:
        unknown = " and ".join(map(kind_words, refused))
        why = "since the exchange refused to list them"
        return f"NOT closed: {found}; whether {unknown} are open is NOT known, {why}{tail}"
    if closing.why is Unclosed.NOT_CONFIRMED:
        listed, rest = (
            (found, "nothing else")
            if closing.open_now
            else (f"no {kinds_words(read, 1)} was listed {where}", "nothing")
        )
        return f"NOT closed: {listed}, but no second listing has confirmed that {rest} is open{tail}"
    if closing.why is Unclosed.TRADES_NOT_READ:
        return f"NOT closed: {found}, but what was executed could not be read{tail}"
    if closing.why is Unclosed.AUTO_CANCEL:
        left = ", ".join(closing.not_put_back)
        return f"NOT closed: {found}, but auto-cancel of {left} was not put back to what it was{tail}"
    if closing.why:
        return f"NOT closed: {found}{tail}"
    executed = len({execution.key for execution in window.executed})
    how = "Closed" if closing.verdict is Verdict.CLOSED else "Check mode: the window would be closed"
    seen = "seen " if window.may_hide_fills else ""
    return f"{how}: {found}, {executed} {seen}executed since {moment(window.started)} UTC{tail}"


def headline(window: Window) -> str:
    """The sentence of the worse of opening and closing, that of closing if both are good."""
    return sentence_of(window, window.deciding)


def sentence_of(window: Window, part: Opening | Closing) -> str:
    return closing_sentence(window, part) if isinstance(part, Closing) else opening_sentence(window, part)


_REOPEN = "Then run open_maintenance_window again with the same id: it cancels only what is still open."
_NEXT = {
    Verdict.DRAINED: "Go on with the maintenance, and run close_maintenance_window when it is over.",
    Verdict.CLOSED: "Nothing more to do: the window is over.",
    Verdict.CHECK_MODE: "Run it without check mode.",
    Verdict.UNGUARDED: "No order is open, but quotes that appear will not be cancelled. Set auto-cancel yourself, or "
    "run open_maintenance_window again with the same id.",
    Verdict.PARTLY_DRAINED: "Do not restart the gateway: whether the rest is open is not known. Give the key the "
    f"permission, or use another key. {_REOPEN}",
    Verdict.NOT_DRAINED: f"Do not restart the gateway. Fix the cause. {_REOPEN}",
    Verdict.UNKNOWN: f"Do not restart the gateway. Fix the cause. {_REOPEN}",
    Verdict.UNFINISHED: "Do not restart the gateway. If no run is in progress, run open_maintenance_window again with "
    "the same id: it cancels only what is still open.",
    Verdict.NOT_CLOSED: "Check the open orders on the exchange. Fix the cause, then run close_maintenance_window "
    "again.",
}


_UNRECORDED = (
    "Do not restart the gateway: the evidence is not complete. Free the disk, or end the run that holds the lock, as "
    "the reason says. Then run {} again with the same id."
)


def next_step(window: Window, verdict: Verdict | None = None) -> str:
    verdict = verdict or window.verdict
    found = []
    if window.closing and window.closing.verdict.good and verdict not in (Verdict.CLOSED, Verdict.CHECK_MODE):
        found.append("Closing found no problem, but opening did.")
    if window.executed or window.positions.changes:
        found.append(_changed_text(window))
    if window.trades_error and (window.orders or verdict is not Verdict.UNKNOWN):
        found.append("The block trades could not be read, so what was executed is not known: check the position.")
    elif window.may_hide_fills:
        found.append(
            "The positions before and after could not both be read, so fills of orders that appeared meanwhile may be "
            "missing: check the position."
        )
    if window.opening.appeared and verdict is Verdict.NOT_DRAINED:
        found.append("Orders kept appearing: something is still quoting. Stop it first.")
    return " ".join([*found, _what_next(window, verdict)])


def _what_next(window: Window, verdict: Verdict) -> str:
    run = window.runs[-1]
    if not run.ended and any(failure.cause is Cause.EVIDENCE_NOT_WRITTEN for failure in run.failures):
        return _UNRECORDED.format(f"{'open' if run.state is State.OPEN else 'close'}_maintenance_window")
    if verdict is Verdict.UNGUARDED and window.closing:
        return "Check what was quoted during the window: auto-cancel would not have cancelled it."
    return _NEXT[verdict]


def _changed_text(window: Window) -> str:
    changes = window.positions.changes
    if not changes:
        only_block = window.scope.kinds == [Kind.BLOCK_ORDERS]
        return f"The position has changed: check it against the {'block trades' if only_block else 'executions'}."
    unexplained = [change.symbol for change in changes if not change.explained]
    found = "The position has changed: " + "; ".join(map(change_text, changes[:_NAMED]))
    found += f"; {len(changes) - _NAMED} more in the report" if len(changes) > _NAMED else ""
    if unexplained:
        return f"{found}. The executions that were seen do not explain {some(unexplained)}: check it."
    return f"{found}. The executions that were seen explain it."


def change_text(change: PositionChange) -> str:
    sign = "" if change.change.startswith("-") or change.change == "0" else "+"
    return f"{change.symbol} {sign}{change.change} ({change.before} to {change.after})"


def guard_text(guard: Guard) -> str:
    """The auto-cancel of an underlying: what it is, and what it was."""
    was = countdown_words(guard.original)
    if guard.would_be_put_back:
        return f"{guard.underlying}: would be put back to what it was ({was})"
    if guard.put_back:
        return f"{guard.underlying}: put back to what it was ({was})"
    if guard.armed is False:
        return f"{guard.underlying}: not armed; it is as it was ({was})"
    # Its countdown may have ended since then, and the exchange does not show that.
    armed = f"armed at {clock(guard.armed_at)}, {countdown_words(guard.seconds)}"
    state = armed if guard.armed else "MAY BE armed"
    error = f"; {guard.entry.error.msg.rstrip('.')}" if guard.entry and guard.entry.error else ""
    return f"{guard.underlying}: {state}; it was {was}{error}"


def countdown_words(seconds: float | None) -> str:
    if seconds is None:
        return "not known"
    return f"{seconds:g} s" if seconds else "off"


def some(keys: t.Sequence[str]) -> str:
    more = f" and {len(keys) - _NAMED} more" if len(keys) > _NAMED else ""
    return ", ".join(keys[:_NAMED]) + more


def state_text(state: OrderState, window: Window) -> str:
    """What is true of an order."""
    if state.contradiction:
        return "executed, after it was reported as cancelled"
    if state.executed:
        return "executed"
    if window.is_open_again(state):
        return "OPEN AGAIN"
    if not state.may_be_open and state.credited_to:
        run = window.run_by_id(state.credited_to)
        return f"gone, probably cancelled by the {'' if run.ended else 'interrupted '}run of {clock(run.started)}"
    if not state.may_be_open:
        return _with_quantity(_how_gone(state), state)
    return "OPEN" if state.open else "MAY BE OPEN"


def _with_quantity(text: str, state: OrderState) -> str:
    """What was executed of an ordinary order, as far as it is not all of it."""
    if not Decimal(state.executed_quantity or 0):
        return text
    before = f", {state.executed_before} of it before" if Decimal(state.executed_before or 0) else ""
    return f"{text}, {state.executed_quantity} executed{before}"


def execution_text(execution: Execution) -> str:
    """Legs, size and price of what was executed, and a remark on it."""
    remark = execution_remark(execution)
    return f"{legs_text(execution.legs) or 'legs unknown'}{f' ({remark})' if remark else ''}"


def execution_remark(execution: Execution) -> str:
    if execution.part_of and not execution.contradiction:
        return f"a part of {execution.part_of}"
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
    if report.listings:
        confirmed = ", confirmed" if all(listing.confirmed for listing in report.listings) else ""
        listed = Scope([kind for listing in report.listings for kind in listing.scope.kinds], [])
        open_now = report.orders
        found.append(f"{counted(open_now, scope) if open_now else f'no {kinds_words(listed, 1)}'} listed{confirmed}")
        found += [f"the exchange refused to list {kind_words(refused.kind)}" for refused in report.not_listed]
    elif report.purpose is not Purpose.GUARD:
        found.append(f"the open {kinds_words(scope)} could not be listed")
    if report.trades_error is not None:
        found.append("the block trades could not be read")
    if report.positions_error is not None:
        found.append("the positions could not be read")
    return "; ".join(found + [countdown_text(entry) for entry in report.countdowns or ()])


def countdown_text(entry: CountdownEntry) -> str:
    """What a step did with auto-cancel, or read of it."""
    before, after = countdown_words(entry.before), countdown_words(entry.after)
    if entry.outcome is Setting.CHANGED:
        return f"auto-cancel of {entry.underlying} set to {after} (it was {before})"
    if entry.outcome is Setting.UNCHANGED:
        return f"auto-cancel of {entry.underlying} is {after} (it was {before}, and another program has changed it)"
    if entry.outcome in (Setting.FAILED, Setting.NOT_ATTEMPTED):
        return f"auto-cancel of {entry.underlying} could not be {'set' if entry.before is not None else 'read'}"
    return f"auto-cancel of {entry.underlying} is {before}"


_OUTCOMES = {
    Outcome.CANCELLED: "cancelled",
    Outcome.WOULD_CANCEL: "still open",
    Outcome.ABSENT: "not open",
    Outcome.EXECUTED: "executed",
    Outcome.FAILED: "failed",
    Outcome.NOT_ATTEMPTED: "not attempted",
}
