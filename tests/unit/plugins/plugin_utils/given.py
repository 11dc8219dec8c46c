# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What playbooks hand to the evidence: results of tasks, as the modules return them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.marketops.binance.plugins.plugin_utils._window import Window

NOON = 1_795_608_000_000
REQUESTS = {"sent": 1, "weight": 5, "used_weight_1m": 5, "waited_seconds": 0.0, "clock_offset_ms": None}
START = {"kind": "start", "asked": {"max_orders": 9}, "versions": {"ansible_core": "2.19"}}
PREFLIGHT = {
    "kind": "preflight",
    "result": {"clock_offset_ms": 250, "round_trip_ms": 3.0, "read_at": NOON, "requests": REQUESTS},
}
END = {"kind": "end"}


def order(key: str, **changes: Any) -> dict[str, Any]:
    leg = {"symbol": "BTC-261225-100000-C", "side": "BUY", "quantity": "1", "price": "2"}
    usual = {"status": "RECEIVED", "open": True, "liquidity": "TAKER", "create_time": NOON, "expire_time": NOON}
    return {"block_order_matching_key": key, **usual, "legs": [leg], **changes}


def listing(*keys: str, at: int = NOON) -> dict[str, Any]:
    result = {"orders": [order(key) for key in keys], "read_at": at, "requests": REQUESTS, "warnings": []}
    return {"kind": "listing", "result": {"results": [result]}}


def entry(key: str, outcome: str, evidence: list[str], error: str | None) -> dict[str, Any]:
    return {
        "block_order_matching_key": key,
        "outcome": outcome,
        "status": "RECEIVED",
        "before": order(key),
        "cancel_requests": int(outcome == "cancelled"),
        "evidence": evidence,
        "error": error and {"http_status": None, "code": None, "msg": error},
    }


def drain(**outcomes: str) -> dict[str, Any]:
    """``outcomes`` by key; one that is undone has an error."""
    return drained(outcomes)


def drained(outcomes: Mapping[str, str], at: int = NOON, stopped: str | None = None) -> dict[str, Any]:
    """As above, at a time, and by a task that had to stop."""
    undone = ("failed", "not_attempted")
    timeline = [
        {"time": at, "kind": "cancel", "block_order_matching_key": key, "fact": "acknowledged", "seconds": None}
        for key in outcomes
    ]
    result = {
        "orders": [
            entry(key, outcome, ["acknowledged"], "refused" if outcome in undone else None)
            for key, outcome in outcomes.items()
        ],
        "timeline": timeline,
        "msg": "some words",
        "error": stopped and {"http_status": 418, "code": None, "msg": stopped},
        "requests": REQUESTS,
        "invocation": {"module_args": {"api_key": "hidden-by-ansible"}},
    }
    return {"kind": "drain", "round": 1, "label": "Round 1", "keys": list(outcomes), "result": result}


def trades(*keys: str) -> dict[str, Any]:
    found = [
        {
            "block_order_matching_key": key,
            "legs": [{"symbol": "S", "side": "BUY", "quantity": "1", "price": "2", "trade_time": NOON}],
        }
        for key in keys
    ]
    return {"kind": "trades", "result": {"trades": found, "read_at": NOON, "requests": REQUESTS}}


def unread(kind: str = "listing", msg: str = "Not read. Banned.") -> dict[str, Any]:
    return {"kind": kind, "result": {"msg": msg, "error": {"http_status": 418}, "requests": REQUESTS}}


def window(*runs: tuple[str, list[dict[str, Any]]], check_mode: bool = False) -> Window:
    """A window of runs, each an action and its steps."""
    made = Window("w", "desk")
    for number, (action, steps) in enumerate(runs):
        for step in steps:
            made.note(str(number), action, step, check_mode, NOON)
    return made


def opened(*steps: dict[str, Any], check_mode: bool = False) -> Window:
    return window(("open", [START, PREFLIGHT, *steps]), check_mode=check_mode)
