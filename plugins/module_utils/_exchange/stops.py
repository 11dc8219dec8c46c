# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a task sends nothing more."""

from __future__ import annotations

import os
import typing as t
from enum import Enum


class StopReason(str, Enum):
    """Why a task stopped, for programs. ``Stop.msg`` is the sentence for people."""

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
    """Why nothing more is sent, in sentences, with the response that caused it, if any."""

    reason: StopReason
    msg: str
    http_status: int | None = None
    code: int | None = None
    # Whether another task should not send anything either: after a ban, a refused key or a rate limit.
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
    """The stop for an unexpected exception. Its text is not passed on: it could contain a signed URL."""
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    return Stop(
        StopReason.INTERNAL_ERROR,
        f"A bug in this module stopped the task ({type(error).__name__} in {os.path.basename(place.filename)}, line "
        f"{place.lineno}). List the open orders before anything else, and report the bug.",
    )
