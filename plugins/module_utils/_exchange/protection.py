# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Market-maker protection: how the exchange shows, sets and resets the protection of an underlying."""

from __future__ import annotations

import typing as t

from .api import Api, Endpoint, Refused, Reply
from .documents import Unreadable, entries_of, text_of, time_of
from .option_order_record import decimal_of
from .verdict import Verdict

_READ = Endpoint("read protection", "GET", "/eapi/v1/mmp", 1)
_SET = Endpoint("set protection", "POST", "/eapi/v1/mmpSet", 1)
_RESET = Endpoint("reset protection", "POST", "/eapi/v1/mmpReset", 1)


class Protection(t.NamedTuple):
    """Times are in ms, limits are the exchange's decimal strings."""

    window: int
    frozen_time: int
    quantity_limit: str
    delta_limit: str
    last_trigger_time: int | None = None


def read_protection(document: t.Any, underlying: str) -> Protection | None:
    """Read the protection of an underlying; ``None`` if none is set. Raises ``Unreadable``."""
    entries = [] if document == {} else entries_of(document, "protections")
    if not entries:
        return None
    if len(entries) > 1 or text_of(entries[0].get("underlying")) != underlying:
        raise Unreadable("the answer is not about this underlying's protection")
    (entry,) = entries
    window, frozen_time = (
        time_of(entry.get(name)) for name in ("windowTimeInMilliseconds", "frozenTimeInMilliseconds")
    )
    if window == 0:
        return None
    quantity, delta = (decimal_of(entry.get(name)) for name in ("qtyLimit", "deltaLimit"))
    if window is None or frozen_time is None or quantity is None or delta is None:
        raise Unreadable("the protection lacks a usable limit or time")
    return Protection(window, frozen_time, quantity, delta, time_of(entry.get("lastTriggerTime")))


def protection(api: Api, underlying: str) -> Protection | None:
    """The protection of one underlying, if one is set. Raises ``Stopped`` and ``Refused``."""
    return api.query(
        _READ, {"underlying": underlying}, lambda document: read_protection(document, underlying), _none_set
    )


def set_protection(api: Api, underlying: str, wanted: Protection) -> Reply:
    """Send one change. Never raises ``Stopped``."""
    parameters = {
        "underlying": underlying,
        "windowTimeInMilliseconds": wanted.window,
        "frozenTimeInMilliseconds": wanted.frozen_time,
        "qtyLimit": wanted.quantity_limit,
        "deltaLimit": wanted.delta_limit,
    }
    return api.change(_SET, parameters, lambda document: _names(document, underlying))


def reset_protection(api: Api, underlying: str) -> Reply:
    """Send one reset. Never raises ``Stopped``."""
    return api.change(_RESET, {"underlying": underlying}, lambda document: _names(document, underlying))


def _names(document: t.Any, underlying: str) -> bool:
    return isinstance(document, dict) and document.get("underlying") == underlying and "code" not in document


def _none_set(verdict: Verdict) -> None:
    if verdict.no_such_order:
        return
    raise Refused(verdict)
