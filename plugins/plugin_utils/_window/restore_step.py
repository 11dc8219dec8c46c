# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module on the target returned from a restoring step, for the evidence."""

from __future__ import annotations

import typing as t

from .codec import Json, decode
from .evidence import Error, Failure, Restoration
from .steps import read_error, read_failure, shown
from .terms import Cause


class Step(t.NamedTuple):
    """What the module on the target returned. ``unread``: results that can't be read are missing."""

    read_at: int
    results: list[Restoration]
    error: Error | None
    unread: Failure | None = None


def read_step(returned: Json, now_ms: int) -> Step | Failure:
    """Read the result. Only the fields that are named here get into the evidence."""
    if not all(name in returned for name in ("orders", "error", "read_at")):
        return read_failure(returned, now_ms)
    results: list[Restoration] = []
    unread: Failure | None = None
    try:
        read_at, error, entries = int(returned["read_at"]), read_error(returned["error"]), list(returned["orders"])
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        return _unreadable(now_ms, "its result", problem)
    for entry in entries:
        try:
            results.append(_read(entry))
        except (KeyError, TypeError, ValueError) as problem:
            unread = _unreadable(now_ms, "its result for an order", problem)
    return Step(read_at, results, error, unread)


def _unreadable(now_ms: int, what: str, problem: Exception) -> Failure:
    return Failure(now_ms, Cause.MODULE_FAILED, shown(f"{what} can't be read ({problem!r})"), False)


def _read(entry: Json) -> Restoration:
    fields = {name: entry[name] for name in ("new_key", "outcome", "changed", "reason", "msg")}
    return decode(Restoration, {"key": entry["block_order_matching_key"], **fields})
