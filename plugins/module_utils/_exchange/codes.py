# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the exchange's error codes mean. A new or corrected code belongs here, and nowhere else.

Source: the error-code list of the exchange's options reference. What a cancel of a block order really returns is not
documented: a correction against the live exchange changes this table only.
"""

from __future__ import annotations

import typing as t
from enum import Enum


class Effect(Enum):
    """Whether the exchange applied a request that changes something."""

    APPLIED = "applied"
    NOT_APPLIED = "not applied"
    UNKNOWN = "unknown"


class NextAction(Enum):
    """What the sender has to do before anything else is sent."""

    CONTINUE = "continue"
    RETRY = "send it again later"
    SYNCHRONIZE = "measure the exchange's clock, then send it again"
    WAIT = "wait for the rate limit, then send it again"
    RETRY_TWICE = "send it again at most twice, then stop"
    STOP = "send nothing more in this task"


class Topic(Enum):
    """What an operator has to check. ``advice`` has the sentences."""

    ADDRESS = "address"
    AMOUNT = "amount"
    BALANCE = "balance"
    CLOCK = "clock"
    KEY = "key"
    KEY_FORMAT = "key format"
    MARKET_MAKER = "market maker"
    PRECISION = "precision"
    PRICE = "price"
    SIGNATURE = "signature"
    SYMBOL = "symbol"
    UNDERLYING = "underlying"
    URL = "url"


class Code(t.NamedTuple):
    """``effect`` and ``action`` hold for every HTTP status below 500."""

    effect: Effect = Effect.NOT_APPLIED
    action: NextAction = NextAction.CONTINUE
    topic: Topic | None = None


_REFUSED = Code()
_UNKNOWN = Code(Effect.UNKNOWN)
_RETRY = Code(action=NextAction.RETRY)
_WAIT = Code(action=NextAction.WAIT)


def _stop(topic: Topic) -> Code:
    return Code(action=NextAction.STOP, topic=topic)


def _about(topic: Topic) -> Code:
    return Code(topic=topic)


TOO_MANY_REQUESTS = -1003
DISCONNECTED = -1001
OVERLOADED = -1008
TOO_MANY_ORDERS = -1015
NO_RECORDS = -6037
RANGE_TOO_LONG = -1127

CODES: dict[int, Code] = {
    -1000: _UNKNOWN,
    DISCONNECTED: _RETRY,
    -1002: _stop(Topic.KEY),
    TOO_MANY_REQUESTS: _WAIT,
    -1004: _RETRY,
    -1006: _UNKNOWN,
    -1007: _UNKNOWN,
    OVERLOADED: _WAIT,
    -1014: _REFUSED,
    TOO_MANY_ORDERS: _WAIT,
    -1016: _RETRY,
    -1020: _REFUSED,
    -1021: Code(action=NextAction.SYNCHRONIZE, topic=Topic.CLOCK),
    -1022: _stop(Topic.SIGNATURE),
    -1034: _RETRY,
    **dict.fromkeys((-1100, -1101, -1102, -1103, -1104, -1105, -1106, -1115, -1116, -1117, RANGE_TOO_LONG), _REFUSED),
    -1109: _stop(Topic.KEY),
    -1111: _about(Topic.PRECISION),
    -1121: _about(Topic.SYMBOL),
    -1128: _about(Topic.UNDERLYING),
    -1130: _REFUSED,
    -1131: _REFUSED,
    -2008: _stop(Topic.KEY),
    -2010: _REFUSED,
    -2011: _REFUSED,
    -2013: _REFUSED,
    -2014: _stop(Topic.KEY_FORMAT),
    -2015: _stop(Topic.KEY),
    -2017: _stop(Topic.KEY),
    -2018: _about(Topic.BALANCE),
    -2027: _about(Topic.BALANCE),
    **dict.fromkeys(range(-4055, -4000), _REFUSED),
    **dict.fromkeys((-4001, -4002, -4006, -4013, -4014, -4015, -4016, -4024, -4029), _about(Topic.PRICE)),
    **dict.fromkeys((-4003, -4004, -4005, -4023, -4030), _about(Topic.AMOUNT)),
    -5000: _stop(Topic.URL),
    -5028: _RETRY,
    -6005: _about(Topic.MARKET_MAKER),
    -6018: _REFUSED,
    -6020: _REFUSED,
    -6028: _REFUSED,
    NO_RECORDS: _REFUSED,
    -6048: _REFUSED,
    -6063: _REFUSED,
    -71012: _stop(Topic.ADDRESS),
}

# This request did nothing, and there is no such open order; an earlier request may have ended it.
NO_SUCH_ORDER = frozenset((-2013, -2011, -6028, NO_RECORDS))
# -6063 (cancel rejected) means that for a cancel only: it proves nothing about a query.
CANCEL_DID_NOTHING = NO_SUCH_ORDER | {-6063}

# No later request with this key will be accepted either.
KEY_TOPICS = frozenset((Topic.KEY, Topic.KEY_FORMAT, Topic.SIGNATURE))
