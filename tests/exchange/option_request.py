# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The parameters of a checked request about ordinary orders, positions or protection. What is illegal is refused."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .errors import ApiError
from .option_orders import OptionOrder
from .world import UNDERLYINGS, underlying_of

_DECIMAL = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?\Z", re.ASCII)
_END_OF_TIME = 10**18
_LONGEST_LIST = 1000


@dataclass(frozen=True)
class OptionRequest:
    """``request`` is its number in the journal, ``leaves`` how many orders a bulk cancel is to leave open."""

    account: str
    parameters: dict[str, str]
    request: int
    leaves: int = 0

    def __post_init__(self) -> None:
        if self.symbol is not None and underlying_of(self.symbol) is None:
            raise ApiError(-1121)
        if self.underlying is not None and self.underlying not in UNDERLYINGS:
            raise ApiError(-1128)
        if self.start > self.end:
            raise ApiError(-1130, "startTime")

    @property
    def symbol(self) -> str | None:
        return self.parameters.get("symbol") or None

    @property
    def underlying(self) -> str | None:
        return self.parameters.get("underlying") or None

    @property
    def start(self) -> int:
        return self.number("startTime")

    @property
    def end(self) -> int:
        return self.number("endTime", _END_OF_TIME)

    def number(self, name: str, default: int = 0) -> int:
        return int(self.parameters.get(name) or default)

    def limit(self, default: int) -> int:
        limit = self.number("limit", default)
        if not 1 <= limit <= _LONGEST_LIST:
            raise ApiError(-1130, "limit")
        return limit

    def amount(self, name: str) -> Decimal:
        """A decimal above 0."""
        text = self.parameters[name]
        if not _DECIMAL.match(text) or Decimal(text) <= 0:
            raise ApiError(-1130, name)
        return Decimal(text)

    def flag(self, name: str) -> bool:
        text = self.parameters.get(name) or "false"
        if text.lower() not in ("true", "false"):
            raise ApiError(-1130, name)
        return text.lower() == "true"

    def named(self) -> int | str:
        """The one order that is asked for: its ID as a number, or its client's ID as a text."""
        if self.parameters.get("orderId"):
            return int(self.parameters["orderId"])
        if self.parameters.get("clientOrderId"):
            return self.parameters["clientOrderId"]
        raise ApiError(-1102, "orderId")

    def named_in_batch(self) -> list[int | str]:
        name = "orderIds" if self.parameters.get("orderIds") else "clientOrderIds"
        text = self.parameters.get(name)
        if not text:
            raise ApiError(-1102, "orderIds")
        try:
            ids: Any = json.loads(text)
        except (ValueError, RecursionError):
            ids = None
        kind = int if name == "orderIds" else str
        # To JSON a boolean is no number, to Python it is.
        if (
            not isinstance(ids, list)
            or not ids
            or any(isinstance(found, bool) or not isinstance(found, kind) for found in ids)
        ):
            raise ApiError(-1130, name)
        return ids

    def selects(self, order: OptionOrder, since: int | None = None) -> bool:
        """Whether symbol and time are as asked for."""
        time = order.create_time if since is None else since
        return self.symbol in (None, order.leg.symbol) and self.start <= time <= self.end
