# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it can change in any release without notice.

"""Block orders and block trades as the exchange gives them."""

from __future__ import annotations

import re
import typing as t
from dataclasses import dataclass

from ._answers import printable

# Documented: RECEIVED and ACCEPTED. The others are expected. Any status that is not here counts as open.
EXECUTED_STATUSES = frozenset(("ACCEPTED", "FILLED"))
CANCELLED_STATUSES = frozenset(("CANCELLED", "CANCELED"))
ENDED_STATUSES = frozenset(("EXPIRED", "REJECTED"))
_NOT_OPEN = EXECUTED_STATUSES | CANCELLED_STATUSES | ENDED_STATUSES

# Far more than an account can have open, and than an order has legs (one, by the reference).
_MAX_ENTRIES = 10000
_MAX_LEGS = 100

# How many letters name what an option is quoted in, such as USDT.
_QUOTE_LENGTHS = (0, 3, 4, 5)

# Answers name the key by the first, requests by the second.
_KEY_NAMES = ("blockTradeSettlementKey", "blockOrderMatchingKey")


class Unreadable(ValueError):
    """An answer that does not have the documented shape; the text says what is wrong with it."""


@dataclass(frozen=True)
class BlockOrder:
    """A block order. Times are in ms since the epoch; quantities and prices are the exchange's decimal strings."""

    key: str
    status: str | None
    liquidity: str | None
    create_time: int | None
    expire_time: int | None
    legs: tuple[t.Mapping[str, str | None], ...]

    @property
    def open(self) -> bool:
        return self.status not in _NOT_OPEN

    def is_on(self, underlying: str) -> bool:
        """Whether no leg contradicts ``underlying``: ``BTC-260327-90000-C`` is an option on ``BTCUSDT``."""
        bases = [leg["symbol"].split("-")[0] for leg in self.legs if leg["symbol"]]
        return all(underlying.startswith(base) and len(underlying) - len(base) in _QUOTE_LENGTHS for base in bases)

    def as_result(self) -> dict[str, t.Any]:
        return {
            "block_order_matching_key": self.key,
            "status": self.status,
            "open": self.open,
            "liquidity": self.liquidity,
            "create_time": self.create_time,
            "expire_time": self.expire_time,
            "legs": [dict(leg) for leg in self.legs],
        }


def read_orders(document: t.Any) -> list[BlockOrder]:
    """Read an array of order objects, or a single one. Raises ``Unreadable`` for anything else: never "none"."""
    return [_read_order(entry) for entry in _entries(document, "block orders")]


def read_traded_keys(document: t.Any) -> frozenset[str]:
    """Read the matching keys of an array of trade objects. Raises ``Unreadable``."""
    return frozenset(_key_of(entry, "block trades") for entry in _entries(document, "block trades"))


def read_server_time(document: t.Any) -> int:
    """Read the exchange's time in ms. Raises ``Unreadable``."""
    moment = document.get("serverTime") if isinstance(document, dict) else None
    if not isinstance(moment, int) or isinstance(moment, bool) or not 0 < moment < 10**14:
        raise Unreadable("the answer has no serverTime")
    return moment


def _entries(document: t.Any, what: str) -> list[t.Any]:
    entries = [document] if isinstance(document, dict) else document
    if not isinstance(entries, list):
        raise Unreadable(f"the answer is not a list of {what}")
    if len(entries) > _MAX_ENTRIES:
        raise Unreadable(f"the list holds more than {_MAX_ENTRIES} {what}")
    return entries


def _key_of(entry: t.Any, what: str) -> str:
    for name in _KEY_NAMES if isinstance(entry, dict) else ():
        key = entry.get(name)
        if isinstance(key, str) and is_matching_key(key):
            return key
    raise Unreadable(f"an entry of the list of {what} has no usable matching key")


def is_matching_key(text: str) -> bool:
    """Whether it can be a matching key: not blank, and fit to be shown."""
    return bool(text.strip()) and len(text) <= 200 and text.isprintable()


def _read_order(entry: t.Any) -> BlockOrder:
    key = _key_of(entry, "block orders")
    status = _text(entry.get("status"))
    legs = entry.get("legs")
    if isinstance(legs, list) and len(legs) > _MAX_LEGS:
        raise Unreadable(f"block order {key} has more than {_MAX_LEGS} legs")
    return BlockOrder(
        key=key,
        status=status.upper() if status else None,
        liquidity=_text(entry.get("liquidity")),
        create_time=_moment(entry.get("createTime")),
        expire_time=_moment(entry.get("expireTime")),
        legs=tuple(
            {name: _text(leg.get(name)) for name in ("symbol", "side", "quantity", "price")}
            for leg in (legs if isinstance(legs, list) else ())
            if isinstance(leg, dict)
        ),
    )


def _text(value: t.Any) -> str | None:
    # The exchange sends numbers as strings; one that came as a bare number was kept as its digits.
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return printable(value) or None


def _moment(value: t.Any) -> int | None:
    if isinstance(value, str) and re.match(r"[0-9]{1,14}\Z", value):
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**14 else None
