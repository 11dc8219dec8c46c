# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the refusal of a query means for its orders."""

from __future__ import annotations

import typing as t

from .api import Refused
from .documents import Unreadable
from .kind import Lookup
from .verdict import Verdict


def no_listing(verdict: Verdict) -> t.NoReturn:
    """Raise the exception for the refusal of a listing."""
    if verdict.no_such_order:
        # "No such order" in answer to a listing is not an empty list.
        raise Unreadable(f"an unreadable answer to a listing ({verdict.describe()})")
    raise Refused(verdict)


def not_found(verdict: Verdict) -> Lookup:
    """What the refusal of a query for one order means. Raises ``Refused``, unless there is no such order."""
    if verdict.no_such_order:
        return Lookup(None, verdict)
    raise Refused(verdict)
