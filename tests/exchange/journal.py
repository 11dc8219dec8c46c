# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal: every request that arrived, in order. For tests, so it hides nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from .call import Call
from .checks import Sender, timing_ok
from .operation import Operation


@dataclass
class Entry:
    """One request. ``None`` in a field of the answer: no such thing was sent (yet)."""

    number: int
    arrived_ms: int
    """By the exchange's clock."""
    arrived: float
    """Monotonic, in s."""
    connection: int
    """The number of the connection: requests with the same one used a kept connection."""
    operation: str
    method: str
    path: str
    query: str
    body: str
    parameters: dict[str, str]
    key: str | None
    api_key: str | None
    account: str | None
    signature: str | None
    signature_ok: bool | None
    """``None``: there was no signature, or nobody's to check."""
    timing_ok: bool | None
    header_names: list[str]
    """As they were spelt."""
    user_agent: str | None
    weight: int
    used_weight: int
    """Of the address in the running window, this request included."""
    went_on: bool = False
    """It was sent although a 429 or 418 had said to wait."""
    carried_out: bool = False
    """The exchange did what was asked, whatever it answered. A cancel that finds no open order does nothing."""
    carried_out_ms: int | None = None
    shown: dict[str, str] = field(default_factory=dict)
    """The orders or trades in the exchange's own answer: their keys, each with the status that it shows."""
    executed: dict[str, str] = field(default_factory=dict)
    """The quantity of each ordinary order in that answer that it shows as executed, by the order's ID."""
    fault: str | None = None
    http_status: int | None = None
    code: int | None = None
    """The negative code in the answer."""


class Journal:
    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def reset(self) -> None:
        self.entries = []

    def open(
        self,
        call: Call,
        operation: Operation,
        sender: Sender,
        now_ms: int,
        connection: int,
        header_names: Iterable[str],
        used_weight: int,
    ) -> Entry:
        entry = Entry(
            number=len(self.entries) + 1,
            arrived_ms=now_ms,
            arrived=time.monotonic(),
            connection=connection,
            operation=operation.name,
            method=call.method,
            path=call.path,
            query=call.query,
            body=call.body,
            parameters=call.parameters,
            key=operation.key_of(call),
            api_key=call.api_key,
            account=sender.account.name if sender.account else None,
            signature=call.signature,
            signature_ok=sender.signature_ok,
            timing_ok=timing_ok(call, now_ms),
            header_names=list(header_names),
            user_agent=call.headers.get("user-agent"),
            weight=operation.weight_of(call),
            used_weight=used_weight,
        )
        self.entries.append(entry)
        return entry

    def copy(self, operation: str | None = None, after: int = 0) -> list[Entry]:
        """The entries with a number above ``after``, of one operation or of all."""
        return [replace(entry) for entry in self.entries[after:] if operation in (None, entry.operation)]
