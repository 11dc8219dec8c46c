# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The evidence as it is written: first what is derived from the runs, then the runs themselves."""

from __future__ import annotations

import typing as t

from .codec import Json, encode
from .evidence import SCHEMA, SCHEMA_VERSION, Report
from .figures import figures
from .orders import OrderState
from .paths import folder_name
from .reasons import closing_why, opening_why, why_of
from .verdict import Verdict
from .window import Window
from .wording import closing_sentence, headline, next_step, not_looked_at_sentence, opening_sentence


def window_document(window: Window) -> Json:
    opening, closing = window.opening, window.closing
    looks = [report for run in window.runs if run.state.value == "open" for report in run.reports if report.listings]
    return {
        "schema": SCHEMA,
        "schema_version": SCHEMA_VERSION,
        "id": window.id,
        "account": window.account,
        "scope": encode(window.scope),
        "verdict": window.verdict.value,
        "sentence": headline(window),
        "next_step": next_step(window),
        "opening": {
            "verdict": opening.verdict.value,
            "sentence": opening_sentence(window),
            "why": opening_why(opening),
            "doubts": {kind.value: doubt.value for kind, doubt in opening.doubts.items()},
            "not_listed": encode(opening.not_listed),
            "others": encode(opening.others),
            "unguarded": opening.unguarded,
            "failure": encode(opening.failure),
            "error": encode(opening.error),
            "appeared": opening.appeared,
        },
        "closing": closing
        and {
            "verdict": closing.verdict.value,
            "sentence": closing_sentence(window, closing),
            "why": closing_why(closing),
            "reason": encode(closing.why),
            "time": closing.time,
            "open_now": encode(closing.open_now),
            "new": closing.new,
            "known": closing.known,
            "reopened": closing.reopened,
            "not_listed": encode(closing.not_listed),
            "others": encode(closing.others),
            "not_put_back": closing.not_put_back,
            "not_confirmed": encode(closing.not_confirmed),
        },
        "started": window.started,
        "figures": encode(figures(window)),
        "before": _listing(looks[:1]),
        "after": _listing(looks[-1:]),
        "orders": encode(window.orders, full=True),
        "executed": encode(window.executed),
        "trades_error": encode(window.trades_error),
        "positions": {**encode(window.positions, full=True), "changes": position_changes(window)},
        "auto_cancel": encode(window.guards, full=True),
        "runs": encode(window.runs),
        "restorations": encode(window.restorations),
    }


def _listing(looks: t.Sequence[Report]) -> Json | None:
    if not looks:
        return None
    listings = looks[0].listings
    orders = [order for listing in listings for order in listing.orders]
    kinds = [kind.value for listing in listings for kind in listing.scope.kinds]
    return {"time": listings[0].time, "kinds": kinds, "orders": encode(orders)}


def position_changes(window: Window) -> list[Json] | None:
    """The changed positions; ``None``: not known."""
    changes = window.positions.changes
    return None if changes is None else [{**encode(change), "explained": change.explained} for change in changes]


def unread_entry(folder: str, account: str | None = None) -> Json:
    """An account in the index whose evidence can't be read, or an ``account`` without any."""
    missing = account is not None
    return {
        "folder": folder,
        "account": account if missing else folder,
        "looked_at": not missing,
        "readable": False,
        "verdict": Verdict.UNKNOWN.value,
        "sentence": not_looked_at_sentence(account) if account is not None else "The evidence can't be read",
        "why": [],
        "opening": None,
        "closing": None,
        "scope": None,
        "executed": [],
        "figures": None,
    }


def index_entry(window: Window) -> Json:
    """An account in the index."""
    opening, closing = window.opening, window.closing
    return {
        "folder": folder_name(window.account),
        "account": window.account,
        "looked_at": True,
        "readable": True,
        "verdict": window.verdict.value,
        "sentence": headline(window),
        "why": why_of(window.deciding),
        "opening": opening.verdict.value,
        "closing": closing.verdict.value if closing else None,
        "scope": encode(window.scope),
        "executed": encode(window.executed),
        "figures": encode(figures(window)),
    }


def order_result(state: OrderState) -> Json:
    """An order as the action returns it."""
    return {
        "key": state.key,
        "kind": state.kind.value,
        "open": state.open,
        "outcome": encode(state.outcome),
        "executed": state.executed,
        "executed_quantity": state.executed_quantity,
        "order_id": state.order.order_id if state.order else None,
        "legs": encode((state.trade.legs if state.trade else None) or (state.order.legs if state.order else [])),
    }
