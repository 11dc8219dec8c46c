# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happened to one order, in one line: ``open; acked; missing``, and what a goal decides about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple

from ansible_collections.marketops.binance.plugins.module_utils._exchange.block_order_record import BlockOrder
from ansible_collections.marketops.binance.plugins.module_utils._exchange.kind import Action
from ansible_collections.marketops.binance.plugins.module_utils._exchange.verdict import Effect, NextAction, Verdict
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.decisions import Decision, Outcome, Want
from ansible_collections.marketops.binance.plugins.module_utils._reconcile.events import (
    Answered,
    Event,
    FillsRead,
    NotShown,
    QueryRefused,
    Sending,
    Shown,
    Skipped,
)

KEY = "K1"
RECV_WINDOW_MS = 5000
MINUTE_MS = 60_000
_LEG = {"symbol": "BTC-261225-100000-C", "side": "BUY", "quantity": "1.2", "price": "2.8"}

# How long a request takes, and how long after its start the next one begins, in s.
_TAKES, _STEP = 0.25, 1.0

_STATUSES = {
    "open": "RECEIVED",
    "odd": "UNDER_WATER",
    "cancelled": "CANCELLED",
    "expired": "EXPIRED",
    "taken": "ACCEPTED",
}
_NO, _UNKNOWN, _YES = Effect.NOT_APPLIED, Effect.UNKNOWN, Effect.APPLIED

ANSWERS = {
    "acked": Verdict(_YES, NextAction.CONTINUE, 200, document={}),
    "lost": Verdict(_UNKNOWN, NextAction.CONTINUE, msg="the answer did not come in time"),
    "no order": Verdict(_NO, NextAction.CONTINUE, 400, -2013),
    "refused": Verdict(_NO, NextAction.CONTINUE, 400, -1020),
    # Surely not applied, and the task had to stop before it could be sent again.
    "held up": Verdict(_NO, NextAction.WAIT, 429, -1003),
    # Nothing of it left this machine.
    "not sent": Verdict(_NO, NextAction.RETRY, msg="the connection was refused"),
}
EVENTS = (
    *_STATUSES,
    "extended",
    "missing",
    "query refused",
    "sending",
    "fill",
    "no fill",
    "elsewhere",
    *ANSWERS,
)


def order(status: str = "RECEIVED", expires_ms: int = 10 * MINUTE_MS, quantity: str = "1.2") -> BlockOrder:
    return BlockOrder(KEY, status, "TAKER", 0, expires_ms, ({**_LEG, "quantity": quantity},))


class Story(NamedTuple):
    """Events, and when the next one would start."""

    events: list[Event]
    now: float


def tell(line: str, action: Action = Action.CANCEL) -> Story:
    """The events of ``line``. ``wait 3``: so many seconds pass; ``open 5``: it expires in so many minutes."""
    events: list[Event] = []
    now = 0.0
    for word in filter(None, (part.strip() for part in line.split(";"))):
        waited = re.match(r"wait ([0-9.]+)\Z", word)
        if waited:
            now += float(waited[1])
            continue
        events += happen(word, now, action)
        now += _STEP
    return Story(events, now)


def happen(word: str, now: float, action: Action) -> Iterable[Event]:
    """One event that started ``now``. By the exchange's clock, the story begins at 0."""
    at, now_ms = now + _TAKES, int(now * 1000)
    name, _blank, number = word.rpartition(" ")
    if name in _STATUSES and number.isdigit():
        return [Shown(now, at, order(_STATUSES[name], now_ms + int(number) * MINUTE_MS), now_ms)]
    if name == "unsure" and number.isdigit():  # the exchange's clock may be a minute ahead
        return [Shown(now, at, order(expires_ms=now_ms + int(number) * MINUTE_MS), now_ms, lead_ms=MINUTE_MS)]
    if word == "extended":
        return [Shown(now, at, order(expires_ms=now_ms + 30 * MINUTE_MS), now_ms)]
    if word == "differs":
        return [Shown(now, at, order(quantity="99"), now_ms)]
    if word in _STATUSES:
        return [Shown(now, at, order(_STATUSES[word]), now_ms)]
    if word in ANSWERS:
        verdict = ANSWERS[word]
        key = KEY if word == "acked" and action is Action.CREATE else None
        sent = int(word != "not sent")
        return [Sending(now, action), Answered(at, action, verdict, sent, now_ms + RECV_WINDOW_MS, key)]
    others: dict[str, Callable[[], Event]] = {
        "missing": lambda: NotShown(now, at, None, now_ms),
        "query refused": lambda: QueryRefused(at, Verdict(_NO, NextAction.CONTINUE, 400, -6018)),
        "sending": lambda: Sending(now, action),
        "fill": lambda: FillsRead(now, at, True),
        "no fill": lambda: FillsRead(now, at, False),
        "elsewhere": lambda: Skipped(at, "ETHUSDT"),
    }
    return [others[word]()]


_CREDITED = (Outcome.CANCELLED, Outcome.CREATED, Outcome.EXTENDED, Outcome.ACCEPTED)
_EVIDENT = (Outcome.ABSENT, Outcome.EXECUTED, Outcome.PRESENT, Outcome.ALREADY_ACCEPTED)


def summarize(decision: Decision) -> str:
    """``cancelled``, ``cancelled (unverified)``, ``failed: refused``, ``failed: executed (changed)``, ``query``."""
    if decision.outcome is None:
        assert decision.want is not None
        return decision.action.value if decision.want is Want.CHANGE and decision.action else decision.want.value
    assert decision.want is None
    assert decision.verified == (decision.outcome in _EVIDENT) or decision.outcome in _CREDITED
    text = decision.outcome.value
    if decision.reason is not None:
        text += f": {decision.reason.value}"
        return text + (" (changed)" if decision.changed else "")
    return text + (" (unverified)" if decision.outcome in _CREDITED and not decision.verified else "")
