# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Block orders as the exchange gives them."""

from __future__ import annotations

import typing as t

from .documents import Unreadable, entries_of, key_of, moment_of, objects_of, text_of

# Documented: RECEIVED and ACCEPTED. The others are expected. Any status that is not here counts as open.
EXECUTED_STATUSES = frozenset(("ACCEPTED", "FILLED"))
CANCELLED_STATUSES = frozenset(("CANCELLED", "CANCELED"))
ENDED_STATUSES = frozenset(("EXPIRED", "REJECTED"))
_NOT_OPEN = EXECUTED_STATUSES | CANCELLED_STATUSES | ENDED_STATUSES

# Far more than an order has legs (one, by the reference).
_MAX_LEGS = 100

# How many letters name what an option is quoted in, such as USDT.
_QUOTE_LENGTHS = (0, 3, 4, 5)


def is_option_on(symbol: str, underlying: str) -> bool:
    """``BTC-260327-90000-C`` is an option on ``BTCUSDT``."""
    base = symbol.split("-")[0]
    return underlying.startswith(base) and len(underlying) - len(base) in _QUOTE_LENGTHS


def legs_are_on(legs: t.Iterable[t.Mapping[str, t.Any]], underlying: str) -> bool:
    """Whether no leg contradicts ``underlying``."""
    return all(is_option_on(leg["symbol"], underlying) for leg in legs if leg["symbol"])


class BlockOrder(t.NamedTuple):
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

    @property
    def symbols(self) -> str:
        return ", ".join(leg["symbol"] or "?" for leg in self.legs)

    def is_on(self, underlying: str) -> bool:
        return legs_are_on(self.legs, underlying)

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
    return [_read_order(entry) for entry in entries_of(document, "block orders")]


def _read_order(entry: t.Any) -> BlockOrder:
    key = key_of(entry, "block orders")
    status = text_of(entry.get("status"))
    legs = entry.get("legs")
    if isinstance(legs, list) and len(legs) > _MAX_LEGS:
        raise Unreadable(f"block order {key} has more than {_MAX_LEGS} legs")
    return BlockOrder(
        key=key,
        status=status.upper() if status else None,
        liquidity=text_of(entry.get("liquidity")),
        create_time=moment_of(entry.get("createTime")),
        expire_time=moment_of(entry.get("expireTime")),
        legs=tuple(
            {name: text_of(leg.get(name)) for name in ("symbol", "side", "quantity", "price")}
            for leg in objects_of(legs)
        ),
    )
