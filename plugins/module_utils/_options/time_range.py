# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""From when to when, and on which underlying: the options of the modules that only ask."""

from __future__ import annotations

import re
import typing as t
from datetime import datetime

from .._exchange.kind import Scope
from .checks import BadOption, Parameters
from .filters import read_underlying

SCOPE_OPTIONS: dict[str, dict[str, t.Any]] = {
    "underlying": {"type": "str"},
    "start_time": {"type": "str"},
    "end_time": {"type": "str"},
}

_LATEST_MS = 10**14


def read_scope(parameters: Parameters) -> Scope:
    """The underlying and the times that are given. Raises ``BadOption``."""
    start, end = (_read_time(parameters, name) for name in ("start_time", "end_time"))
    if start is not None and end is not None and start > end:
        raise BadOption("start_time is later than end_time: exchange them, or leave one out.")
    return Scope(read_underlying(parameters), start, end)


def _read_time(parameters: Parameters, name: str) -> int | None:
    text = parameters[name]
    if text is None:
        return None
    moment = int(text) if re.match(r"[0-9]{1,14}\Z", text.strip()) else _from_iso(text.strip())
    if moment is None or not 0 <= moment < _LATEST_MS:
        raise BadOption(
            f"{name} is {text!r}: give milliseconds since the epoch, or ISO 8601 with a time zone, such as "
            "2026-11-25T03:00:00Z."
        )
    return moment


def _from_iso(text: str) -> int | None:
    # Python 3.9 reads neither a Z nor fractions of other lengths than three or six digits.
    match = re.match(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,6})?\s*(Z|[+-]\d{2}:?\d{2})\Z", text)
    if not match:
        return None
    day, time, fraction, zone = (t.cast("str | None", group) or "" for group in match.groups())
    zone = "+00:00" if zone == "Z" else zone
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        moment = datetime.fromisoformat(f"{day}T{time}{zone}")
    except ValueError:
        return None
    return int(moment.timestamp()) * 1000 + int(f"{fraction[1:]}000"[:3])
