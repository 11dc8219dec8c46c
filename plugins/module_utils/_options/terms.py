# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The terms of a block order: the options ``liquidity`` and ``legs``."""

from __future__ import annotations

import typing as t

from .._exchange.terms import Terms
from .checks import BadOption, Parameters
from .decimals import read_decimal
from .key_material import describe
from .symbol import read_symbol

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
        read_symbol("legs[0].symbol", leg["symbol"]),
        leg["side"],
        *(read_decimal(f"legs[0].{name}", leg[name]) for name in ("price", "quantity")),
    )
