# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The response to a request, or why there is none. What it proves is decided elsewhere."""

from __future__ import annotations

import re
import time
import typing as t
from enum import Enum
from types import MappingProxyType

MAX_BODY = 8 * 1024 * 1024
"""How long a body may be, before it is decompressed and after that."""

_ENDLESS = 1e9  # s


class Failure(Enum):
    """Why there is no response."""

    NOT_SENT = "not sent"  # nothing of the request left this machine
    UNTRUSTED = "untrusted"  # the certificate is not trusted, nor will it be for the next request
    LOST = "lost"  # sent, at least in part, and no complete response arrived


class Incomplete(Exception):
    """The response can't be read, or not to its end; the text is safe to print."""


class Response(t.NamedTuple):
    """One response as it arrived, or why there is none.

    ``headers`` have lower-case names; ``body`` is decompressed; ``note`` is safe to print. A response of which only
    the head could be read has a status and headers, and a failure.
    """

    http_status: int | None = None
    headers: t.Mapping[str, str] = MappingProxyType({})
    body: bytes = b""
    failure: Failure | None = None
    note: str = ""

    @property
    def sent(self) -> bool:
        """Whether anything of the request left this machine."""
        return self.failure in (None, Failure.LOST)

    def retry_after(self) -> float | None:
        """The header Retry-After in s, if there is one; a gateway may give a date."""
        text = self.headers.get("retry-after", "").strip()
        if re.match(r"[0-9]+(\.[0-9]+)?\Z", text):
            return min(float(text), _ENDLESS)
        if not text:
            return None
        then, now = _timestamp(text), _timestamp(self.headers.get("date", ""))
        return None if then is None else max(0.0, then - (time.time() if now is None else now))


def _timestamp(text: str) -> float | None:
    """An HTTP date, in s since the epoch."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
