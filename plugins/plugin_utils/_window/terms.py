# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The enums of the evidence."""

from __future__ import annotations

from enum import Enum


class Kind(str, Enum):
    """A kind of orders."""

    BLOCK_ORDERS = "block_orders"
    OPTION_ORDERS = "option_orders"


class State(str, Enum):
    """What a run wants the window to be."""

    OPEN = "open"
    CLOSED = "closed"
    RESTORED = "restored"


class Outcome(str, Enum):
    """The outcome of an order in a cancelling step."""

    CANCELLED = "cancelled"
    WOULD_CANCEL = "would_cancel"
    ABSENT = "absent"
    EXECUTED = "executed"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"


class Restored(str, Enum):
    """The outcome of an order in a restoring step."""

    CREATED = "created"
    WOULD_CREATE = "would_create"
    PRESENT = "present"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"


class Setting(str, Enum):
    """The outcome of a setting in a step."""

    CHANGED = "changed"
    WOULD_CHANGE = "would_change"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"


class Purpose(str, Enum):
    """What a step is for."""

    FIRST_LOOK = "first_look"
    BATCH = "batch"
    LAST_LOOK = "last_look"
    GUARD = "guard"


class Cause(str, Enum):
    """Why a run ended before it was done, or was ended."""

    SIGINT = "sigint"
    SIGTERM = "sigterm"
    SIGHUP = "sighup"
    TIMEOUT = "timeout"
    CONTROLLER_GONE = "controller_gone"
    INTERNAL = "internal"
    TOO_MANY_ORDERS = "too_many_orders"
    STILL_OPEN = "still_open"
    UNREACHABLE = "unreachable"
    MODULE_FAILED = "module_failed"
    MODULE_CRASHED = "module_crashed"
    EXCHANGE = "exchange"
    ADDRESS_REFUSED = "address_refused"
    EVIDENCE_NOT_WRITTEN = "evidence_not_written"


INTERRUPTIONS = (
    Cause.SIGINT,
    Cause.SIGTERM,
    Cause.SIGHUP,
    Cause.TIMEOUT,
    Cause.CONTROLLER_GONE,
    Cause.INTERNAL,
    Cause.EVIDENCE_NOT_WRITTEN,
)
