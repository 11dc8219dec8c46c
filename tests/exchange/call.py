# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One request as it arrived, before it is interpreted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote_plus

KEY = "blockOrderMatchingKey"
SIGNATURE = "signature"
_SIGNED = re.compile(r"(?:(?P<text>.*)&)?signature=(?P<signature>[^&]*)\Z", re.DOTALL)


def as_sent(text: str) -> bytes:
    """The bytes behind ``text``: bytes that are not UTF-8 were kept as surrogates."""
    return text.encode("utf-8", "surrogateescape")


@dataclass(frozen=True)
class Call:
    """``query`` and ``body`` are exactly as sent. ``headers`` keep their order and have lower-case names."""

    method: str
    path: str
    query: str
    body: str
    headers: Mapping[str, str]

    @property
    def api_key(self) -> str | None:
        return self.headers.get("x-mbx-apikey")

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """All parameters in the order they were sent; undecodable bytes become U+FFFD."""
        form = self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded")
        texts = [self.query, self.body] if form and self.method != "GET" else [self.query]
        return [pair for text in texts for pair in parse_qsl(text, keep_blank_values=True)]

    @cached_property
    def parameters(self) -> dict[str, str]:
        return dict(self.pairs)

    @property
    def key(self) -> str | None:
        """The matching key asked for, if any."""
        return self.parameters.get(KEY) or None

    @cached_property
    def signed_text(self) -> str | None:
        """What the signature was made over: query string and body as sent, less the signature, which must be last."""
        return self._signed[0]

    @cached_property
    def signature(self) -> str | None:
        return self._signed[1]

    @cached_property
    def _signed(self) -> tuple[str | None, str | None]:
        match = _SIGNED.match(self.body)
        if match:
            text = self.query + (match["text"] or "")
        else:
            match = _SIGNED.match(self.query)
            text = (match["text"] or "") + self.body if match else ""
        return (text, unquote_plus(match["signature"])) if match else (None, None)
