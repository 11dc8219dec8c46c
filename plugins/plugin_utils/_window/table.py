# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Orders as lines for the terminal, within 80 columns where the exchange's own names allow it."""

from __future__ import annotations

import typing as t
from collections import defaultdict
from decimal import Decimal, InvalidOperation

from .codec import Json
from .decimals import decimal_text
from .terms import Kind
from .wording import kind_words

_USUAL_STATUSES = ("RECEIVED", "ACCEPTED", "PARTIALLY_FILLED")


def order_table(
    account: str, kind: Kind, orders: t.Sequence[Json], now_ms: int, underlyings: t.Sequence[str] = ()
) -> list[str]:
    """The orders by underlying, symbol and expiry, with totals per underlying. ``now_ms``: by the exchange's clock."""
    where = f" for {', '.join(underlyings)}" if underlyings else ""
    if not orders:
        return [f"{account}: no {kind_words(kind, 1)} is listed as open{where}"]
    is_block = kind is Kind.BLOCK_ORDERS
    name, last = ("matching key", "expires") if is_block else ("order ID", "executed")
    lines = [
        f"{account}: {len(orders)} {kind_words(kind, len(orders))} open{where}",
        f"  {name:<36} {'side':<4} {'quantity':>9} {'price':>11} {last:>9}",
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
            lines += _rows(order, _left(order["expire_time"], now_ms) if is_block else order["executed_quantity"])
        lines.append(_total(underlying, found))
    return lines


def _rows(order: Json, last: str) -> t.Iterator[str]:
    for number, leg in enumerate(_legs(order) or [{}]):
        key, told = (_name(order), last) if number == 0 else ("", "")
        side, quantity, price = (leg.get(name) or "?" for name in ("side", "quantity", "price"))
        yield f"  {key:<36} {side:<4} {quantity:>9} {price:>11} {told:>9}"
    if order["status"] not in _USUAL_STATUSES:
        yield f"    status {order['status'] or 'unknown'}"


def _legs(order: Json) -> list[Json]:
    """An ordinary order has one, and is that itself."""
    return t.cast("list[Json]", order.get("legs", [order]))


def _name(order: Json) -> str:
    return str(order["block_order_matching_key"] if "block_order_matching_key" in order else order["order_id"])


def _total(underlying: str, orders: t.Sequence[Json]) -> str:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for order in orders:
        for leg in _legs(order):
            try:
                sums[leg.get("side") or "?"] += Decimal(leg.get("quantity") or "")
            except InvalidOperation:
                sums["?"] += 0
    parts = [f"{side} {decimal_text(quantity)}" for side, quantity in sorted(sums.items())]
    executed = sum(Decimal(order.get("executed_quantity") or 0) for order in orders)
    parts += [f"{decimal_text(Decimal(executed))} of it executed"] if executed else []
    return f"  {underlying}: {', '.join([_count(len(orders)), *parts])}"


def _count(number: int) -> str:
    return f"{number} order{'' if number == 1 else 's'}"


def _left(expire_time: int | None, now_ms: int) -> str:
    if expire_time is None:
        return "?"
    seconds = (expire_time - now_ms) // 1000
    if seconds <= 0:
        return "expired"
    hours, rest = divmod(seconds, 3600)
    return f"{hours}h {rest // 60:02}m" if hours else f"{rest // 60}m {rest % 60:02}s"


def _symbol(order: Json) -> str:
    return ", ".join(leg.get("symbol") or "?" for leg in _legs(order)) or "?"


def _underlying(order: Json) -> str:
    return _symbol(order).split("-", maxsplit=1)[0]


def _place(order: Json) -> tuple[str, int, str]:
    return _symbol(order), order.get("expire_time") or 0, _name(order)


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
