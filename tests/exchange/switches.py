# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every place where the exchange's reference is silent, as a switch: a client must be right in every position."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .switch_board import NEVER, SwitchBoard, choices_of
from .switch_board import number as _number
from .switch_board import one_of as _one_of
from .switch_board import pattern as _pattern

__all__ = ["NEVER", "Switches", "choices"]


@dataclass
class Switches(SwitchBoard):
    """Times are in ms. Setting an unknown switch, or one to an illegal position, raises ``ValueError``."""

    # The listing: a query for orders without a key.
    listing_finished: bool = _one_of(False, True)
    """It includes orders that are no longer open."""
    hide_open: bool = _one_of(False, True)
    """It lacks the open orders."""
    listing_limit: int | None = _number(None, None)
    """It holds at most so many orders."""
    listing_keeps: str = _one_of("newest", "oldest")
    """Which of them, if there are more."""
    listing_default_range_ms: int | None = _number(None, None)
    """Without ``startTime`` it holds only orders created in that time."""
    listing_status_names: Mapping[str, str] = field(default_factory=dict)
    """Names that the listing uses for a status instead of the usual ones, e.g. ``{"RECEIVED": "NEW"}``."""

    # The query for one key.
    unknown_key_query: str = _one_of("empty", "-2013", "-2011")
    """The answer for a key that this account has no order for."""
    finished_key_query: str = _one_of("order", "empty", "object", "-2013", "-2011")
    """The answer for an order that is no longer open; ``object``: the order without an array around it."""
    open_key_query_shape: str = _one_of("array", "object")

    # The cancel.
    cancel_answer: str = _one_of("{}", "order")
    """What acknowledges a cancel."""
    cancel_finished: str = _one_of("-2013", "-2011", "{}", "-6028", "-6063", "-6037")
    """The answer to a cancel of an order that is no longer open."""
    cancel_unknown: str = _one_of("-2013", "-2011", "{}", "-6028", "-6063", "-6037")
    """The answer to a cancel of a key that this account has no order for."""

    # New orders, and changes of them.
    create_answer: str = _one_of("reference", "full", "key", "{}")
    """What answers a new order: all but its ``createTime``, all, its key alone, or nothing."""
    extend_answer: str = _one_of("order", "{}")
    extend_unknown: str = _one_of("-2013", "-2011", "-6037")
    """The answer to the extension of a key that this account has no order for."""
    extend_finished: str = _one_of("-6028", "-2013", "-2011", "order")
    """The answer to the extension of an order that is no longer open; ``order``: 200 with the order as it is."""
    accept_unknown: str = _one_of("-2013", "-2011", "-6037")
    accept_finished: str = _one_of("-6028", "-2013", "-2011", "-6048", "order")
    details_unknown: str = _one_of("-2013", "-2011", "-6037")
    details_finished: str = _one_of("order", "-2013", "-6028")

    # What answers lag behind or lack for a moment.
    extend_lag_ms: int | str = _number(0, NEVER)
    """So late queries and listings show the expiry after an extension."""
    appear_lag_ms: int | str = _number(0, NEVER)
    """So late queries and listings show a new order."""
    cancel_unseen: str = _one_of("done", "-2013", "-2011")
    """The answer to a cancel of an open order that does not appear yet; ``done``: it is carried out."""
    listing_flaps: Sequence[int | None] = _pattern()
    """The n-th listing from now shows only so many of the open orders, the oldest; ``None``: all of them."""
    key_query_flaps: Sequence[int | None] = _pattern()
    """The n-th query for each key from now shows an open order, or does not where there is a 0."""
    lag_ms: int | str = _number(0, NEVER)
    """So late queries and listings show that an order was cancelled or accepted."""
    trades_lag_ms: int | str = _number(0, NEVER)
    """So late a trade is listed."""

    # Forms.
    key_name: str = _one_of("blockTradeSettlementKey", "blockOrderMatchingKey", "both")
    """How answers name the key."""
    cancelled_status: str = _one_of("CANCELLED", "CANCELED")
    executed_status: str = _one_of("ACCEPTED", "FILLED")
    """The status of an executed order in queries and listings."""
    accept_status: str = _one_of("ACCEPTED", "FILLED")
    """The status in the answer to the acceptance itself."""
    numbers: str = _one_of("reference", "strings", "numbers")
    """Prices and quantities; ``reference``: strings in orders, JSON numbers in trades."""
    sell_quantity: str = _one_of("positive", "negative")
    """The quantities of a sell, in orders and trades."""
    liquidity_form: str = _one_of("upper", "lower")
    trade_side: str = _one_of("shown", "missing")
    """Whether a trade shows the side of its legs."""
    trades_longest_range_h: int | None = _number(None, None)
    """A longer time range is refused."""
    error_http_status: int = _one_of(400, 200)
    """200: a refusal comes as a successful HTTP answer, with its code in the body."""
    orders_counted: str = _one_of("create", "all")
    """Which operations count against the order limits: new orders, or all that change an order."""


def choices() -> dict[str, tuple[Any, ...]]:
    """The positions of each switch that has a fixed number of them; the first is the default."""
    return choices_of(Switches)
