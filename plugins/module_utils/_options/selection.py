# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which orders a task of ``binance_block_order`` is about."""

from __future__ import annotations

import typing as t

from .._reconcile.convergence import Wish
from .checks import BadOption, Parameters, check_range
from .matching_keys import read_keys
from .terms import Terms, read_terms
from .underlying import read_underlying

MIN_LIFETIME_OPTION: dict[str, t.Any] = {"type": "int", "default": 0}


class Wanted(t.NamedTuple):
    """The orders that have to be there, or to be accepted: given by key, or one by its terms.

    With ``accepted`` the terms, if given, are those that the orders must have.
    """

    keys: list[str] | None
    terms: Terms | None
    min_lifetime: int


def read_wish(parameters: Parameters, check_mode: bool) -> Wish:
    """The selection of ``absent``. Raises ``BadOption`` unless exactly one selector is given, and a usable one."""
    keys, underlying, all_open = (parameters[name] for name in ("block_order_matching_key", "underlying", "all_open"))
    _check_given_without(parameters, "absent", ["liquidity", "legs", "min_lifetime"])
    given = [keys is not None, underlying is not None, all_open].count(True)
    if given != 1:
        raise BadOption(
            f"{'Several' if given else 'None'} of block_order_matching_key, underlying and all_open=true "
            f"{'are' if given else 'is'} given. Give exactly one, to say which block orders are meant."
        )
    _check_limits(parameters)
    return Wish(
        keys=read_keys(parameters),
        underlying=read_underlying(parameters),
        max_orders=parameters["max_orders"],
        verify_timeout=parameters["verify_timeout"],
        check_mode=check_mode,
    )


def read_wanted(parameters: Parameters) -> Wanted:
    """The orders of ``present`` and ``accepted``. Raises ``BadOption``."""
    state = parameters["state"]
    _check_given_without(parameters, state, ["underlying", "all_open"])
    keys, terms = read_keys(parameters), read_terms(parameters)
    if state == "accepted":
        _check_given_without(parameters, state, ["min_lifetime"])
        if keys is None:
            raise BadOption("block_order_matching_key is missing: give the orders to accept.")
    elif (keys is None) == (terms is None):
        raise BadOption(
            f"{'Neither' if keys is None else 'Both'} block_order_matching_key {'nor' if keys is None else 'and'} legs "
            f"{'is' if keys is None else 'are'} given. Give the keys of orders to keep open, or liquidity and legs of "
            "one to create."
        )
    _check_limits(parameters)
    check_range(parameters, "min_lifetime", 0, 1800, "s")
    return Wanted(keys, terms, parameters["min_lifetime"])


def _check_limits(parameters: Parameters) -> None:
    check_range(parameters, "max_orders", 0)
    check_range(parameters, "verify_timeout", 0, None, "s")
    check_range(parameters, "confirm_delay", 0, 60, "s")


def _check_given_without(parameters: Parameters, state: str, names: list[str]) -> None:
    """Raise ``BadOption`` if one of these options is given, since they belong to other states."""
    for name in names:
        if parameters.get(name) not in (None, False, 0):
            raise BadOption(f"{name} does not belong to state {state}. Leave it out, or change state.")
