# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The terms of a block order: the options ``liquidity`` and ``legs``."""

from __future__ import annotations

import re
import typing as t
from decimal import Decimal

from .._exchange.terms import Terms
from .checks import BadOption, Parameters
from .key_material import describe

LIQUIDITY_OPTION: dict[str, t.Any] = {"type": "str", "choices": ["MAKER", "TAKER"]}
LEGS_OPTION: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "symbol": {"type": "str", "required": True},
        "side": {"type": "str", "choices": ["BUY", "SELL"], "required": True},
        "price": {"type": "str", "required": True},
        "quantity": {"type": "str", "required": True},
    },
}

_SYMBOL = re.compile(r"[A-Z0-9]{1,20}-[0-9]{6}-[0-9]{1,12}(\.[0-9]{1,12})?-[CP]\Z")
_DECIMAL = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?\Z")
_EXPONENT = re.compile(r"[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]{1,3}\Z")
# A float keeps no more; a number with more digits is one that has lost some.
_DIGITS_OF_A_FLOAT = 15
_LONGEST_DECIMAL = 40


def read_terms(parameters: Parameters, any_liquidity: bool = False) -> Terms | None:
    """The terms that are given, if any. ``any_liquidity``: it may be left out. Raises ``BadOption``."""
    liquidity, legs = parameters["liquidity"], parameters["legs"]
    if legs is None and liquidity is None:
        return None
    if legs is None:
        raise BadOption(f"{describe('liquidity', liquidity)}: it is given without legs. Give both, or none.")
    if len(legs) != 1:
        number = f"has {len(legs)} entries" if legs else "is empty"
        raise BadOption(f"legs {number}: a block order has exactly one leg. Use one task for each order.")
    if liquidity is None and not any_liquidity:
        raise BadOption("legs is given without liquidity. Give liquidity too: MAKER or TAKER.")
    (leg,) = legs
    if leg["side"] is None:
        raise BadOption("legs[0].side is empty. Write BUY or SELL.")
    return Terms(
        liquidity,
        _read_symbol(leg["symbol"]),
        leg["side"],
        *(_read_decimal(leg, name) for name in ("price", "quantity")),
    )


def _read_symbol(given: str | None) -> str:
    symbol = (given or "").strip()
    if _SYMBOL.match(symbol):
        return symbol
    upper = symbol.upper()
    if _SYMBOL.match(upper):
        raise BadOption(
            f"{describe('legs[0].symbol', symbol)}: the exchange writes symbols in upper case. Write {upper}."
        )
    raise BadOption(
        f"{describe('legs[0].symbol', symbol)}: this is not the symbol of an option. Write it like BTC-261225-100000-C."
    )


def _read_decimal(leg: Parameters, name: str) -> str:
    text = (leg[name] or "").strip()
    problem = _problem(text)
    if problem:
        raise BadOption(f"{describe(f'legs[0].{name}', text)}: {problem}.")
    return text


def _problem(text: str) -> str | None:
    """Why it can't be a price or quantity, and what to do."""
    advice = "Write it with digits and a decimal point, in quotes, such as '2.8'"
    if not text:
        return f"it is empty. {advice}"
    if text.startswith("-"):
        return "it must be greater than zero"
    if _EXPONENT.match(text):
        return f"numbers with an exponent are not accepted. Write all digits in quotes: '{Decimal(text):f}'"
    if not _DECIMAL.match(text) or len(text) > _LONGEST_DECIMAL:
        return f"this is not a decimal number. {advice}"
    number = Decimal(text)
    if not number:
        return "it must be greater than zero"
    digits = len(number.normalize().as_tuple().digits)
    if digits > _DIGITS_OF_A_FLOAT:
        return (
            f"it has {digits} significant digits, so it is probably a float that is no longer exact. Write the exact "
            f"number in quotes, with at most {_DIGITS_OF_A_FLOAT} significant digits"
        )
    return None
