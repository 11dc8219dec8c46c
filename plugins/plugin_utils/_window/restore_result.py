# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What restoring returns, and what the operator reads of it."""

from __future__ import annotations

import typing as t
from collections import Counter

from .codec import Json, encode
from .evidence import Order, Restoration, Run
from .paths import Paths
from .reasons import failure_text
from .restore import Old, Plan
from .result import is_complete, reason_lines, without_result, wrapped
from .terms import Restored
from .window import Window

_SUCCESSES = (Restored.CREATED.value, Restored.PRESENT.value, Restored.WOULD_CREATE.value)
_MAYBE_CREATED = "It may have been created: run this again, it first looks for it in the listing and the block trades"
_TOO_LATE = (
    "an earlier run may have created it, too long ago to find it in the listing: check what happened to it, and create "
    "it with binance_block_order if it is still wanted"
)


def restore_result(window: Window, run: Run, plan: Plan, late: t.Sequence[Old], check_mode: bool, paths: Paths) -> Json:
    """The result of a run. ``late``: the orders that it must no longer create."""
    answers = {result.key: result for step in run.steps for result in step.restored or ()}
    orders = [_order(old, answers.get(old.key), old in late, run) for old in plan.orders]
    orders += [
        {**_terms(left.state.order, left.state.key), "outcome": "left_out", "doubtful": left.doubtful, "why": left.why}
        for left in plan.left_out
    ]
    undone = [order for order in orders if order["outcome"] not in _SUCCESSES and order.get("doubtful", True)]
    return {
        "changed": any(result.changed for result in answers.values()),
        "failed": bool(undone),
        "succeeded": not undone,
        "check_mode": check_mode,
        "account": window.account,
        "msg": _sentence(window, orders, check_mode, len(undone)),
        "orders": orders,
        "evidence_path": None if check_mode else str(paths.evidence),
        "report_path": None if check_mode else str(paths.report),
        "index_path": None if check_mode else str(paths.index),
    }


def _order(old: Old, answer: Restoration | None, late: bool, run: Run) -> Json:
    """``answer``: the result of this run. ``late``: it must no longer be created."""
    result = old.result if old.done else answer
    outcome, why = (result.outcome, result.msg) if result is not None else _unanswered(old, late, run)
    return {
        **_terms(old.order, old.key),
        "new_key": result.new_key if result is not None else None,
        "outcome": outcome.value,
        "earlier": old.done and answer is None,
        "why": None if outcome.value in _SUCCESSES else why,
    }


def _unanswered(old: Old, late: bool, run: Run) -> tuple[Restored, str]:
    """The outcome and why of an order that this run has no result for."""
    if late:
        return Restored.FAILED, _TOO_LATE
    stopped = next((failure_text(failure, run) for failure in reversed(run.failures)), None)
    if old.since is not None:
        return Restored.FAILED, f"{stopped or 'no result was recorded'}. {_MAYBE_CREATED}"
    return Restored.NOT_ATTEMPTED, stopped or "no attempt was made"


def _terms(order: Order | None, key: str) -> Json:
    return {
        "old_key": key,
        "new_key": None,
        "earlier": False,
        "liquidity": order.liquidity if order else None,
        "legs": encode(order.legs if order else []),
    }


def _sentence(window: Window, orders: t.Sequence[Json], check_mode: bool, undone: int) -> str:
    if not orders:
        return f"Window {window.id} on {window.account} cancelled no block orders, so there is nothing to restore"
    start = f"{'Would restore' if check_mode else 'Restored'} window {window.id}"
    if undone:
        start = f"Not all block orders of window {window.id} are restored"
    return f"{start} on {window.account} ({_counted(orders)})"


def restore_block(window: Window, result: Json) -> str:
    """Old key, new key, outcome and terms of each order, for the terminal."""
    label = "CHECK MODE" if result["check_mode"] else "RESTORED" if result["succeeded"] else "NOT RESTORED"
    lines = [f"{window.account}: {label}", *wrapped("", result["msg"] + ".")]
    if result["orders"]:
        lines.append(f"  {'old key':<36} -> new key")
    for order in result["orders"]:
        lines.append(f"  {order['old_key']:<36} -> {order['new_key'] or 'none'}")
        lines += ["  " + line for line in wrapped("", f"{_outcome_words(order)}: {terms_text(order)}")]
        if order["why"]:
            lines += ["  " + line for line in wrapped("Why: ", order["why"].rstrip(".") + ".")]
    if result["report_path"]:
        lines.append(f"  Report: {result['report_path']}")
    return "\n".join(lines)


def terms_text(order: Json) -> str:
    legs = [f"{leg['side']} {leg['quantity']} {leg['symbol']} @ {leg['price']}" for leg in order["legs"]]
    return f"{', '.join(legs) or 'legs unknown'} ({order['liquidity'] or 'liquidity unknown'})"


def restore_diff(window: Window, result: Json) -> Json:
    """For ``--diff``: what was created, or would be."""
    header = f"restored block orders of {window.account}"
    created = [
        order for order in result["orders"] if order["outcome"] in ("created", "would_create") and not order["earlier"]
    ]
    after = "".join(f"{order['new_key'] or order['old_key']}: {terms_text(order)}\n" for order in created)
    return {"before_header": header, "after_header": header, "before": "", "after": after}


def restore_summary(results: t.Mapping[str, t.Any]) -> list[str]:
    """All accounts, one line each; then the index."""
    good = sum(bool((result or {}).get("succeeded")) for result in results.values())
    lines = [f"{good} of {len(results)} account{'' if len(results) == 1 else 's'} as wanted"]
    width = max((len(account) for account in results), default=0)
    for account, result in sorted(results.items(), key=lambda pair: (bool((pair[1] or {}).get("succeeded")), pair[0])):
        lines += [f"  {account:<{width}}  {_summary_line(result)}", *reason_lines(result)]
    indexes = {result["index_path"] for result in results.values() if result and result.get("index_path")}
    return lines + [f"  Index: {path}" for path in sorted(indexes)]


def _summary_line(result: t.Any) -> str:
    if not is_complete(result):
        return without_result(result, "an order may have been created")
    label = "CHECK MODE" if result["check_mode"] else "RESTORED" if result["succeeded"] else "NOT RESTORED"
    return f"{label} ({_counted(result['orders']) or 'no orders'})"


def _counted(orders: t.Sequence[Json]) -> str:
    counts = Counter(_outcome_words(order) for order in orders)
    return ", ".join(f"{number} {words}" for words, number in counts.items())


def _outcome_words(order: Json) -> str:
    outcome: str = order["outcome"]
    words = "would be created" if outcome == Restored.WOULD_CREATE.value else outcome.replace("_", " ")
    return f"{words} by an earlier run" if order["earlier"] else words
