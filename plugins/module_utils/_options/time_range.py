# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that filter a query: the underlying, and from when to when."""

from __future__ import annotations

import re
import typing as t
from datetime import datetime

from .._exchange.kind import Scope
from .checks import BadOption, Parameters
from .key_material import describe
from .underlying import read_underlying

QUERY_FILTER_OPTIONS: dict[str, dict[str, t.Any]] = {
    "underlying": {"type": "str"},
    "start_time": {"type": "str"},
    "end_time": {"type": "str"},
}

_LATEST_MS = 10**14
# Numbers of seconds, from 2001 on: as ms they would be times of 1970.
_SECONDS = range(10**9, 10**11)


def read_query_filter(parameters: Parameters) -> Scope:
    """The underlying and the times that are given. Raises ``BadOption``."""
    start, end = (_read_time(parameters, name) for name in ("start_time", "end_time"))
    if start is not None and end is not None and start > end:
        raise BadOption("start_time is later than end_time. Swap them, or leave one out.")
    return Scope(read_underlying(parameters), start, end)


def _read_time(parameters: Parameters, name: str) -> int | None:
    text: str | None = parameters[name]
    if text is None:
        return None
    is_number = re.match(r"\s*[0-9]{1,14}\s*\Z", text)
    timestamp = int(text) if is_number else _from_iso(text.strip())
    if is_number and timestamp in _SECONDS:
        raise BadOption(f"{describe(name, text)}: this looks like seconds. Give milliseconds since the epoch.")
    if timestamp is None or not 0 <= timestamp < _LATEST_MS:
        raise BadOption(
            f"{describe(name, text)}: this is not a time. Give milliseconds since the epoch, or ISO 8601 with a time "
            "zone, such as 2026-11-25T03:00:00Z."
        )
    return timestamp


def _from_iso(text: str) -> int | None:
    # Python 3.9 reads neither a Z nor fractions of other lengths than three or six digits.
    match = re.match(
        r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(\.[0-9]{1,6})?\s*"
        r"(Z|[+-][0-9]{2}:?[0-9]{2})\Z",
        text,
    )
    if not match:
        return None
    day, time, fraction, zone = (t.cast("str | None", group) or "" for group in match.groups())
    zone = "+00:00" if zone == "Z" else zone
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        instant = datetime.fromisoformat(f"{day}T{time}{zone}")
        return int(instant.timestamp()) * 1000 + int(f"{fraction[1:]}000"[:3])
    except (ValueError, OverflowError):
        return None
