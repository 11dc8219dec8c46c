# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The third side of the matrix: what the exchange is like where its reference is silent."""

from __future__ import annotations

from typing import Any

from ansible_collections.marketops.binance.tests.exchange.switches import NEVER, Switches, choices

VERIFY_TIMEOUT = 1
CONFIRM_DELAY = 0.1

_LATE_MS = VERIFY_TIMEOUT * 1000
_MOMENT_MS = round(CONFIRM_DELAY * 1000)

# Switches that only some states meet.
_OF_ABSENT = frozenset(("cancel_answer", "cancel_finished", "cancel_unknown", "cancel_unseen"))
_OF_PRESENT = frozenset(("create_answer", "extend_answer", "extend_unknown", "extend_finished"))
_OF_ACCEPTED = frozenset(("accept_unknown", "accept_finished", "accept_status", "details_unknown", "details_finished"))
_OF_LISTINGS = frozenset(
    (
        "listing_finished",
        "hide_open",
        "listing_keeps",
        "unknown_key_query",
        "finished_key_query",
        "open_key_query_shape",
    )
)

Settings = list[dict[str, Any]]


def _each(*foreign: frozenset[str]) -> Settings:
    """Every position of every switch that is not foreign, the others in their first one."""
    usual, skipped = Switches().positions(), frozenset().union(*foreign)
    return [{}] + [
        {name: position}
        for name, positions in choices().items()
        for position in positions
        if name not in skipped and position != usual[name]
    ]


def spread(every: Settings, turn: int, share: int = 3) -> Settings:
    """Settings for one of many cells: every position of every switch, several switches at once, other ones each turn.

    ``every``: as a column has them. A position of one switch hides those of others only by chance, which the next turn
    undoes. Lags and hidden orders would always do: they stay alone, and as many turns as ``share`` says have them all.
    """
    first, *rest = every
    alone = [setting for setting in rest if not is_a_choice(setting)]
    positions: dict[str, list[Any]] = {}
    for name, position in (item for setting in rest if is_a_choice(setting) for item in setting.items()):
        positions.setdefault(name, [None]).append(position)
    together = []
    for number in range(max(map(len, positions.values()), default=0)):
        chosen = {
            name: of_switch[(number + turn * (place + 1)) % len(of_switch)]
            for place, (name, of_switch) in enumerate(positions.items())
        }
        together.append({name: position for name, position in chosen.items() if position is not None})
    return [first, *together, *alone[turn % share :: share]]


def is_a_choice(setting: dict[str, Any]) -> bool:
    """Whether it is one position of one switch, beside which those of others can be tried."""
    (position, *more) = setting.values()
    return not more and isinstance(position, (bool, str)) and position != NEVER and "hide_open" not in setting


def of_absent() -> Settings:
    """Each position by itself, and what only works together."""
    return [
        *_each(_OF_PRESENT, _OF_ACCEPTED),
        {"listing_limit": 1},
        {"listing_limit": 1, "listing_keeps": "oldest"},
        {"listing_limit": 1, "listing_finished": True},
        {"listing_default_range_ms": 30_000},
        {"listing_status_names": {"RECEIVED": "NEW"}},
        # Shown late: before verify_timeout is over, after it, never.
        {"lag_ms": _LATE_MS // 4},
        {"lag_ms": _LATE_MS + 600},
        {"lag_ms": NEVER},
        # Shown late or not for a moment: for less than confirm_delay, and for longer.
        {"appear_lag_ms": _MOMENT_MS // 2},
        {"appear_lag_ms": _MOMENT_MS // 2, "unknown_key_query": "-2013", "cancel_unseen": "-2013"},
        {"appear_lag_ms": 4 * _MOMENT_MS},
        {"appear_lag_ms": NEVER},
        {"listing_flaps": [0]},
        {"listing_flaps": [1, 0]},
        {"listing_flaps": [None, 0]},
        {"key_query_flaps": [0]},
        {"key_query_flaps": [None, 0]},
        {"trades_lag_ms": 200},
        {"trades_lag_ms": NEVER},
        {"finished_key_query": "empty", "cancel_finished": "{}"},
        {"finished_key_query": "-2013", "cancel_finished": "{}", "error_http_status": 200},
        {"listing_finished": True, "finished_key_query": "object", "cancel_answer": "order"},
    ]


def of_present() -> Settings:
    return [
        *_each(_OF_ABSENT, _OF_ACCEPTED),
        # New orders that show before ``confirm_delay``, before a lost creation is abandoned, after it, never.
        *({"appear_lag_ms": lag} for lag in (_MOMENT_MS // 2, 3 * _MOMENT_MS, 9 * _MOMENT_MS, NEVER)),
        *({"extend_lag_ms": lag} for lag in (_LATE_MS // 4, _LATE_MS + 600, NEVER)),
        {"listing_flaps": [None, 0]},
        {"listing_flaps": [None, None, 0]},
        {"key_query_flaps": [0]},
        {"key_query_flaps": [None, 0]},
        {"lag_ms": _LATE_MS // 4},
        {"create_answer": "{}", "appear_lag_ms": 3 * _MOMENT_MS},
        {"extend_answer": "{}", "extend_lag_ms": _LATE_MS // 4},
    ]


def of_accepted() -> Settings:
    return [
        *_each(_OF_ABSENT, _OF_PRESENT, _OF_LISTINGS),
        *({"lag_ms": lag} for lag in (_LATE_MS // 4, _LATE_MS + 600, NEVER)),
        *({"trades_lag_ms": lag} for lag in (_LATE_MS // 4, NEVER)),
        {"lag_ms": _LATE_MS // 4, "trades_lag_ms": _LATE_MS // 2},
        {"details_finished": "-2013", "trades_lag_ms": NEVER},
    ]
