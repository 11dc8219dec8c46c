# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Every place where the exchange's reference is silent about ordinary orders, positions and protection, as a switch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .switch_board import NEVER, SwitchBoard, number, one_of, pattern


@dataclass
class OptionSwitches(SwitchBoard):
    """Times are in ms."""

    # The listing of open orders.
    option_listing_finished: bool = one_of(False, True)
    """It includes orders that are no longer open."""
    option_listing_hides: str = one_of("none", "all", "half")
    """Which of the open orders it lacks; ``half``: every second one."""
    option_listing_flaps: Sequence[int | None] = pattern()
    """The n-th listing from now shows only so many of the open orders, the oldest; ``None``: all of them."""
    option_listing_limit: int | None = number(None, None)
    """It holds at most so many orders, the newest."""

    # The query for one order.
    option_finished_query: str = one_of("order", "-2013", "-2011")
    """The answer for an order that is no longer open."""
    option_unknown_query: str = one_of("-2013", "-2011")
    """The answer for an order that this account does not have."""
    option_query_flaps: Sequence[int | None] = pattern()
    """The n-th query for each order from now shows an open order, or does not where there is a 0."""
    option_query_shape: str = one_of("object", "array")

    # Cancels.
    option_cancel_answer: str = one_of("after", "before")
    """The state of the order that acknowledges a cancel: after it, or as it was before."""
    option_cancel_finished: str = one_of("-2011", "-2013", "-6028", "order")
    """The answer to a cancel of an order that is no longer open."""
    option_cancel_unknown: str = one_of("-2011", "-2013", "-6028")
    """The answer to a cancel of an order that this account does not have."""
    option_cancel_time_name: str = one_of("createDate", "createTime")
    """How the answer to a cancel names the time of creation."""
    bulk_answer: str = one_of("number", "string", "data")
    """What acknowledges a cancel of all orders: the code as a number, as a string, or with a count."""
    bulk_of_none: str = one_of("success", "-2011", "-2013")
    """The answer to a cancel of all orders if none is open."""
    bulk_delay_ms: int = number(0)
    """So late a cancel of all orders that was acknowledged takes effect."""
    batch_limit: int | None = number(None, None)
    """More orders than that in one batch are refused."""

    # Finished orders, fills and positions.
    history_order: str = one_of("oldest", "newest")
    """Which finished orders come first."""
    history_keeps: str = one_of("newest", "oldest")
    """Which of them are left, if there are more than the limit."""
    history_default_limit: int = number(100)
    fills_need_symbol: bool = one_of(True, False)
    position_closed: str = one_of("absent", "zero")
    """How a position shows that was closed: not at all, or with the quantity 0."""
    position_sign: str = one_of("signed", "unsigned")
    """The quantity of a short position: negative, or shown by the side alone."""

    # What answers lag behind.
    option_listing_lag_ms: int | str = number(0, NEVER)
    """So late the listing shows that an order was filled or cancelled."""
    option_query_lag_ms: int | str = number(0, NEVER)
    """So late the query for one order does."""
    option_appear_lag_ms: int | str = number(0, NEVER)
    """So late listing and query show a new order."""
    history_lag_ms: int | str = number(0, NEVER)
    """So late a finished order is in the history."""
    fills_lag_ms: int | str = number(0, NEVER)
    positions_lag_ms: int | str = number(0, NEVER)

    # Auto-cancel and protection.
    countdown_read_all: str = one_of("array", "object")
    """The answer without an underlying, if one countdown is set; several are an array, none an empty one of these."""
    countdown_read_one: str = one_of("object", "array")
    """The answer for an underlying whose countdown is set."""
    countdown_read_off: str = one_of("{}", "[]", "zero", "-2013")
    """The answer for an underlying whose countdown is not set."""
    countdown_refuses_new: bool = one_of(False, True)
    """After a countdown, new orders are refused until a heartbeat, or until it is turned off."""
    countdown_after: str = one_of("stays", "off")
    """What becomes of a countdown that ended: it stays set, for the next heartbeat, or it is off."""
    mmp_unset: str = one_of("zeros", "{}", "-2013")
    """The answer for an underlying that has no protection."""

    # Forms.
    option_cancelled_status: str = one_of("CANCELLED", "CANCELED")
    option_status_names: Mapping[str, str] = field(default_factory=dict)
    """Names that answers use for a status instead of the usual ones, e.g. ``{"PARTIALLY_FILLED": "PARTIAL"}``."""
    option_id_form: str = one_of("number", "string")
    option_sell_quantity: str = one_of("positive", "negative")
    """The quantities of an order to sell."""
    option_numbers: str = one_of("strings", "padded", "numbers")
    """Decimals: as they came, with 8 decimal places, or as JSON numbers."""
