# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the module on the target returned from a restoring step, for the evidence."""

from __future__ import annotations

import typing as t

from .codec import Json
from .evidence import Error, Failure, Restoration
from .steps import read_error, read_failure
from .terms import Cause, Restored


class Step(t.NamedTuple):
    """What the module on the target returned."""

    read_at: int
    results: list[Restoration]
    error: Error | None


def read_step(returned: Json, now_ms: int) -> Step | Failure:
    """Read the result. Only the fields that are named here get into the evidence."""
    if not all(name in returned for name in ("orders", "error", "read_at")):
        return read_failure(returned, now_ms)
    try:
        return Step(
            int(returned["read_at"]), [_read(entry) for entry in returned["orders"]], read_error(returned["error"])
        )
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        return Failure(now_ms, Cause.MODULE_FAILED, f"its result can't be read ({problem!r})", False)


def _read(entry: Json) -> Restoration:
    return Restoration(
        key=entry["block_order_matching_key"],
        new_key=entry["new_key"],
        outcome=Restored(entry["outcome"]),
        changed=entry["changed"],
        reason=entry["reason"],
        msg=entry["msg"],
    )
