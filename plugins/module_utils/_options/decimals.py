# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prices and quantities as option values: exact decimals, as text."""

from __future__ import annotations

import re
from decimal import Decimal

from .checks import BadOption
from .key_material import describe

_DECIMAL = re.compile(r"(0|[1-9][0-9]*)(\.[0-9]+)?\Z")
_EXPONENT = re.compile(r"[0-9]+(\.[0-9]*)?[eE][+-]?[0-9]{1,3}\Z")
# A float keeps no more; a number with more digits is one that has lost some.
_DIGITS_OF_A_FLOAT = 15
_LONGEST_DECIMAL = 40


def read_decimal(option: str, given: str | None) -> str:
    """A decimal above zero, as it was written. Raises ``BadOption``."""
    text = (given or "").strip()
    problem = _problem(text)
    if problem:
        raise BadOption(f"{describe(option, text)}: {problem}.")
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
