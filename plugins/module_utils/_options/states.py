# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The states of block orders: for each, its goal, its kind of order, and its options."""

from __future__ import annotations

import typing as t

from .._exchange.block_order_record import BlockOrder
from .._exchange.block_orders import BlockOrders, OfferedBlockOrders
from .._reconcile.goals.absent import Absent
from .._reconcile.observer import Selection
from .._reconcile.run import Wanted
from .checks import BadOption, Parameters, check_range
from .matching_keys import KEYS_OPTION, read_keys
from .selection import POLICY_OPTIONS, SELECTION_OPTIONS, read_max_orders, read_selection
from .terms import LEGS_OPTION, LIQUIDITY_OPTION, read_terms

# min_lifetime can't be longer than an order lives after its extension.
_LIFETIME = 1800


def read_wanted(parameters: Parameters) -> Wanted:
    """What the options of a task ask for. Raises ``BadOption``."""
    state = parameters["state"]
    read, foreign = _STATES[state]
    for name in foreign:
        if parameters[name] not in (None, False, 0):
            raise BadOption(f"{name} does not belong to state {state}. Leave it out, or change state.")
    return read(parameters)


def _read_absent(parameters: Parameters) -> Wanted:
    return Wanted(Absent(), read_selection(parameters), BlockOrders)


def _read_present(parameters: Parameters) -> Wanted:
    from .._exchange.wanted_block_orders import WantedBlockOrders
    from .._reconcile.goals.present import Present

    keys, terms = read_keys(parameters), read_terms(parameters)
    check_range(parameters, "min_lifetime", 0, _LIFETIME, "s")
    if (keys is None) == (terms is None):
        neither = keys is None
        raise BadOption(
            f"{'Neither' if neither else 'Both'} block_order_matching_key {'nor' if neither else 'and'} legs "
            f"{'is' if neither else 'are'} given. Give the keys of orders to keep open, or liquidity and legs of "
            "one to create."
        )
    subjects = keys if terms is None else [terms]
    goal = Present(by_terms=terms is not None, min_lifetime=parameters["min_lifetime"])
    return Wanted(goal, Selection(subjects, max_orders=read_max_orders(parameters)), WantedBlockOrders)


def _read_accepted(parameters: Parameters) -> Wanted:
    from .._reconcile.goals.accepted import Accepted

    keys = read_keys(parameters)
    if keys is None:
        raise BadOption("block_order_matching_key is missing. Give the orders to accept.")
    liquidity = parameters["liquidity"]
    terms = read_terms(parameters, any_liquidity=True) if parameters["legs"] is not None else None

    def is_expected(order: BlockOrder) -> bool:
        if terms is not None:
            return terms.fit(order.liquidity, order.legs)
        return liquidity in (None, order.liquidity)

    expected = terms.describe() if terms is not None else f"liquidity {liquidity}"
    selection = Selection(keys, max_orders=read_max_orders(parameters))
    return Wanted(Accepted(is_expected, expected), selection, OfferedBlockOrders)


_TERMS = ("liquidity", "legs")
_WIDE = ("underlying", "all_open")

# How the options of a state are read, and which ones belong to others.
_STATES: dict[str, tuple[t.Callable[[Parameters], Wanted], t.Sequence[str]]] = {
    "absent": (_read_absent, (*_TERMS, "min_lifetime")),
    "present": (_read_present, _WIDE),
    "accepted": (_read_accepted, (*_WIDE, "min_lifetime")),
}

STATE_OPTIONS: dict[str, dict[str, t.Any]] = {
    "state": {"type": "str", "choices": list(_STATES), "required": True},
    "block_order_matching_key": KEYS_OPTION,
    **SELECTION_OPTIONS,
    **POLICY_OPTIONS,
    "liquidity": LIQUIDITY_OPTION,
    "legs": LEGS_OPTION,
    "min_lifetime": {"type": "int", "default": 0},
}
