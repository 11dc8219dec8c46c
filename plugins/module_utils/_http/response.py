# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An answer as it came over the wire, or why there is none. What it proves is another matter."""

from __future__ import annotations

import re
import time
import typing as t
from enum import Enum
from types import MappingProxyType

_ENDLESS = 1e9  # s


class Failure(Enum):
    """Why there is no answer."""

    NOT_SENT = "not sent"  # nothing of the request left this machine
    UNTRUSTED = "untrusted"  # the certificate is not trusted, and will not be for the next request
    LOST = "lost"  # sent, at least in part, and no complete answer came


class Incomplete(Exception):
    """An answer that was not read to its end; the text is safe to print."""


class Response(t.NamedTuple):
    """One answer as it arrived, or the lack of one.

    ``headers`` have lower-case names; ``note`` is safe to print. An answer that broke off has a status and a failure.
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
        """How long to send nothing, in s, if the answer says it: the exchange gives seconds, a gateway maybe a date."""
        text = self.headers.get("retry-after", "").strip()
        if re.match(r"[0-9]+(\.[0-9]+)?\Z", text):
            return min(float(text), _ENDLESS)
        if not text:
            return None
        then, now = _moment(text), _moment(self.headers.get("date", ""))
        return None if then is None else max(0.0, then - (time.time() if now is None else now))


def _moment(text: str) -> float | None:
    """What a date of HTTP says, in s since the epoch."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text).timestamp()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
