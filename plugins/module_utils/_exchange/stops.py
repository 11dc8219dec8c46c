# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a task sends nothing more."""

from __future__ import annotations

import os
import typing as t
from enum import Enum


class StopReason(str, Enum):
    """For programs; ``Stop.msg`` says it to people."""

    BANNED = "banned"
    CLOCK_REFUSED = "clock_refused"
    INTERNAL_ERROR = "internal_error"
    KEY_REFUSED = "key_refused"
    LISTING_REFUSED = "listing_refused"
    MAX_ORDERS = "max_orders"
    QUERY_REFUSED = "query_refused"
    RATE_LIMIT = "rate_limit"
    REDIRECTED = "redirected"
    REFUSED_BY_FIREWALL = "refused_by_firewall"
    REFUSED_REGION = "refused_region"
    TIME_BUDGET = "time_budget"
    UNREACHABLE = "unreachable"
    UNTRUSTED = "untrusted"
    UNUSABLE_RESPONSE = "unusable_response"
    WRONG_ADDRESS = "wrong_address"
    WRONG_URL = "wrong_url"


class Stop(t.NamedTuple):
    """Why nothing more is sent: whole sentences, and the response that brought it about, if one did."""

    reason: StopReason
    msg: str
    http_status: int | None = None
    code: int | None = None
    # Whether another task would do harm by going on: after a ban, a refused key, a rate limit, but not a time-out.
    final: bool = True

    def as_error(self) -> dict[str, t.Any]:
        """As the ``error`` of one order."""
        return {"http_status": self.http_status, "code": self.code, "msg": self.msg}

    def as_result(self) -> dict[str, t.Any]:
        """As the ``error`` of a task."""
        return {**self.as_error(), "reason": self.reason.value, "final": self.final}


class Stopped(Exception):
    """Nothing more may be sent in this task."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.msg)
        self.stop = stop


def internal_stop(error: BaseException) -> Stop:
    """Something that must not happen. A foreign exception's text is not passed on: it could hold a signed URL."""
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    return Stop(
        StopReason.INTERNAL_ERROR,
        f"A defect of this module stopped the task ({type(error).__name__} in {os.path.basename(place.filename)}, line "
        f"{place.lineno}). Report it, and list the open orders before anything else.",
    )
