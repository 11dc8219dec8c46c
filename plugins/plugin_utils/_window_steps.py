# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of a maintenance window, as its evidence keeps them: made of what tasks have returned.

Only fields that are named here get into the evidence, so that nothing can that must not. Whether a task failed is told
by what its result lacks, since a playbook may have forgiven the failure. Times are in ms by the exchange's clock: where
a module did not have to measure it, by the offset that the preflight measured.
"""

from __future__ import annotations

import platform
import typing as t

from ansible_collections.marketops.binance.plugins.module_utils._http.version import VERSION

START, PREFLIGHT, LISTING, DRAIN, TRADES, FAILURE, END = STEPS = (
    "start",
    "preflight",
    "listing",
    "drain",
    "trades",
    "failure",
    "end",
)

Json = dict[str, t.Any]

_REQUESTS = ("sent", "weight", "used_weight_1m", "waited_seconds", "clock_offset_ms")
_ENTRY = ("block_order_matching_key", "outcome", "status", "before", "cancel_requests", "evidence", "error")


def make_step(given: Json, offset_ms: int | None) -> Json:
    """A step of what a playbook gives: its ``kind``, and the registered ``result`` or some facts of its own.

    ``offset_ms`` is how far the exchange's clock was ahead of the host's in the preflight. Raises ``ValueError``.
    """
    kind = given.get("kind")
    if kind not in STEPS:
        raise ValueError(f"step.kind is {kind!r}: it must be one of {', '.join(STEPS)}")
    make = {START: _start, PREFLIGHT: _preflight, LISTING: _listing, DRAIN: _drain, TRADES: _trades, FAILURE: _failure}
    return {"kind": kind, **(make[kind](given, offset_ms) if kind in make else {})}


def _start(given: Json, _offset_ms: int | None) -> Json:
    versions = {"collection": VERSION, "python": platform.python_version(), **(given.get("versions") or {})}
    return {"asked": given.get("asked") or {}, "versions": versions}


def _preflight(given: Json, _offset_ms: int | None) -> Json:
    (result,) = _results(given)
    if "clock_offset_ms" not in result:
        return _problem(result)
    return {
        "time": result.get("read_at"),
        "clock_offset_ms": result["clock_offset_ms"],
        "round_trip_ms": result.get("round_trip_ms"),
        "requests": _requests(result),
    }


def _listing(given: Json, offset_ms: int | None) -> Json:
    """What is open, as one listing or several tell it; one that could not be read leaves it open what is."""
    results = _results(given)
    for result in results:
        if "orders" not in result:
            return _problem(result)
    orders = {order["block_order_matching_key"]: order for result in results for order in result["orders"]}
    return {
        "time": max((_moment(result.get("read_at"), result, offset_ms) for result in results), default=None),
        "orders": [order for order in orders.values() if order["open"]],
        "requests": _sum([_requests(result) for result in results]),
        "warnings": [text for result in results for text in _warnings(result)],
    }


def _drain(given: Json, offset_ms: int | None) -> Json:
    (result,) = _results(given)
    label = {"round": given.get("round"), "label": given.get("label")}
    if "orders" not in result:
        return {**label, "keys": given.get("keys") or [], **_problem(result)}
    timeline = [dict(note, time=_moment(note["time"], result, offset_ms)) for note in result.get("timeline") or ()]
    return {
        **label,
        "time": timeline[-1]["time"] if timeline else None,
        "msg": result.get("msg"),
        "orders": [{name: entry.get(name) for name in _ENTRY} for entry in result["orders"]],
        "timeline": timeline,
        "error": result.get("error"),
        "requests": _requests(result),
        "warnings": _warnings(result),
    }


def _trades(given: Json, offset_ms: int | None) -> Json:
    (result,) = _results(given)
    if "trades" not in result:
        return _problem(result)
    return {
        "time": _moment(result.get("read_at"), result, offset_ms),
        "trades": result["trades"],
        "requests": _requests(result),
    }


def _failure(given: Json, _offset_ms: int | None) -> Json:
    final = bool(given.get("final", True))
    return {"problem": str(given.get("msg") or "the playbook failed"), "error": {"final": final}}


def _results(given: Json) -> list[Json]:
    """The result of a task, or those of its loop."""
    result = given.get("result")
    if not isinstance(result, dict):
        raise ValueError(f"step.result is missing: give what the task of the {given['kind']} returned")
    looped = result.get("results")
    return [entry for entry in looped if isinstance(entry, dict)] if isinstance(looped, list) else [result]


def _problem(result: Json) -> Json:
    error = result.get("error") if isinstance(result.get("error"), dict) else {}
    return {"problem": str(result.get("msg") or "the task failed"), "error": error, "requests": _requests(result)}


def _moment(moment: int | None, result: Json, offset_ms: int | None) -> int:
    measured = (result.get("requests") or {}).get("clock_offset_ms") is not None
    return (moment or 0) + (0 if measured else offset_ms or 0)


def _requests(result: Json) -> Json:
    requests = result.get("requests") or {}
    return {name: requests.get(name) for name in _REQUESTS}


def _sum(parts: t.Sequence[Json]) -> Json:
    """The requests of several tasks together."""
    total = dict(parts[-1]) if parts else {}
    for name in ("sent", "weight", "waited_seconds"):
        total[name] = sum(part.get(name) or 0 for part in parts)
    return total


def _warnings(result: Json) -> list[str]:
    return [str(warning) for warning in result.get("warnings") or ()]
