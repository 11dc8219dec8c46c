# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Orders as lines for the terminal, within 80 columns where the exchange's own names allow it."""

from __future__ import annotations

import typing as t
from collections import defaultdict
from decimal import Decimal, InvalidOperation

from .codec import Json


def order_table(account: str, orders: t.Sequence[Json], now_ms: int) -> list[str]:
    """The orders by underlying, symbol and expiry, with totals per underlying. ``now_ms``: by the exchange's clock."""
    if not orders:
        return [f"{account}: no block order is open"]
    number = f"{len(orders)} block order{'' if len(orders) == 1 else 's'}"
    lines = [
        f"{account}: {number} open",
        f"  {'matching key':<36} {'side':<4} {'quantity':>9} {'price':>11} {'expires':>9}",
    ]
    by_underlying: dict[str, list[Json]] = defaultdict(list)
    for order in orders:
        by_underlying[_underlying(order)].append(order)
    for underlying in sorted(by_underlying):
        symbol = None
        found = sorted(by_underlying[underlying], key=_place)
        for order in found:
            if _symbol(order) != symbol:
                symbol = _symbol(order)
                lines.append(symbol)
            lines += _rows(order, now_ms)
        lines.append(_total(underlying, found))
    return lines


def _rows(order: Json, now_ms: int) -> t.Iterator[str]:
    left = _left(order["expire_time"], now_ms)
    for number, leg in enumerate(order["legs"] or [{}]):
        key, expires = (order["block_order_matching_key"], left) if number == 0 else ("", "")
        side, quantity, price = (leg.get(name) or "?" for name in ("side", "quantity", "price"))
        yield f"  {key:<36} {side:<4} {quantity:>9} {price:>11} {expires:>9}"
    if order["status"] != "RECEIVED":
        yield f"    status {order['status'] or 'unknown'}"


def _total(underlying: str, orders: t.Sequence[Json]) -> str:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for order in orders:
        for leg in order["legs"]:
            try:
                sums[leg.get("side") or "?"] += Decimal(leg.get("quantity") or "")
            except InvalidOperation:
                sums["?"] += 0
    sides = ", ".join(f"{side} {quantity.normalize():f}" for side, quantity in sorted(sums.items()))
    return f"  {underlying}: {len(orders)} order{'' if len(orders) == 1 else 's'}{', ' + sides if sides else ''}"


def _left(expire_time: int | None, now_ms: int) -> str:
    if expire_time is None:
        return "?"
    seconds = (expire_time - now_ms) // 1000
    if seconds <= 0:
        return "expired"
    hours, rest = divmod(seconds, 3600)
    return f"{hours}h {rest // 60:02}m" if hours else f"{rest // 60}m {rest % 60:02}s"


def _symbol(order: Json) -> str:
    return ", ".join(leg.get("symbol") or "?" for leg in order["legs"]) or "?"


def _underlying(order: Json) -> str:
    return _symbol(order).split("-", maxsplit=1)[0]


def _place(order: Json) -> tuple[str, int, str]:
    return _symbol(order), order["expire_time"] or 0, order["block_order_matching_key"]


def cancelled_lines(account: str, result: t.Mapping[str, t.Any]) -> list[str]:
    """The outcome of each order of a task of ``binance_block_order``."""
    lines = []
    for entry in result.get("orders") or ():
        facts = entry["error"]["msg"] if entry["error"] else ", ".join(entry["evidence"])
        lines.append(
            f"{account}: {entry['block_order_matching_key']}: {entry['outcome']}{f' ({facts})' if facts else ''}"
        )
    error = result.get("error")
    return [*lines, f"{account}: stopped: {error['msg']}"] if error else lines
