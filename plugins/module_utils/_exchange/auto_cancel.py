# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Auto-cancel (the kill switch): how the exchange shows and sets the countdown of an underlying."""

from __future__ import annotations

import typing as t

from .api import Api, Endpoint, Refused, Reply
from .documents import Unreadable, entries_of, text_of, time_of
from .verdict import Verdict

_PATH = "/eapi/v1/countdownCancelAll"
_READ = Endpoint("read auto-cancel", "GET", _PATH, 1)
_SET = Endpoint("set auto-cancel", "POST", _PATH, 1)

_WHAT = "countdowns"


def read_countdowns(document: t.Any) -> dict[str, int]:
    """Read the countdowns that are on, in ms by underlying. Raises ``Unreadable``."""
    found = {}
    for entry in entries_of(document, _WHAT) if document != {} else []:
        underlying, countdown = text_of(entry.get("underlying")), time_of(entry.get("countdownTime"))
        if underlying is None or countdown is None:
            raise Unreadable(f"an entry of the list of {_WHAT} has no usable underlying or countdownTime")
        if countdown:
            found[underlying] = countdown
    return found


def countdowns(api: Api) -> dict[str, int]:
    """The countdowns of the account that are on, in ms. Raises ``Stopped`` and ``Refused``."""
    return api.query(_READ, {}, read_countdowns, _off)


def countdown(api: Api, underlying: str) -> int:
    """The countdown of one underlying in ms; 0 if it is off. Raises ``Stopped`` and ``Refused``."""

    def read(document: t.Any) -> dict[str, int]:
        found = read_countdowns(document)
        if not found.keys() <= {underlying}:
            raise Unreadable("the answer is about another underlying")
        return found

    return api.query(_READ, {"underlying": underlying}, read, _off).get(underlying, 0)


def set_countdown(api: Api, underlying: str, countdown_ms: int) -> Reply:
    """Send one change. Never raises ``Stopped``."""

    def acknowledges(document: t.Any) -> bool:
        return isinstance(document, dict) and document.get("underlying") == underlying and "code" not in document

    return api.change(_SET, {"underlying": underlying, "countdownTime": countdown_ms}, acknowledges)


def _off(verdict: Verdict) -> dict[str, int]:
    if verdict.no_such_order:
        return {}
    raise Refused(verdict)
