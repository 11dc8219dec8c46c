# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which ordinary option orders a task selects. An empty list selects nothing; nothing ever means "all"."""

from __future__ import annotations

import re
import typing as t

from .._exchange.kind import Scope
from .._exchange.option_order_record import OptionKey
from .._exchange.option_orders import OptionOrders
from .._reconcile.goals.absent import Absent
from .._reconcile.observer import Selection
from .._reconcile.run import Wanted
from .checks import BadOption, Parameters
from .key_material import describe, may_be_secret
from .selection import POLICY_OPTIONS, SELECTION_OPTIONS, read_max_orders
from .symbol import read_symbol
from .underlying import read_underlying

ID_OPTIONS: dict[str, dict[str, t.Any]] = {
    "order_id": {"type": "list", "elements": "str"},
    "client_order_id": {"type": "list", "elements": "str"},
    "symbol": {"type": "str"},
}
OPTION_ORDER_OPTIONS: dict[str, dict[str, t.Any]] = {
    "state": {"type": "str", "choices": ["absent"], "required": True},
    **ID_OPTIONS,
    **SELECTION_OPTIONS,
    **POLICY_OPTIONS,
}

_IDS = ("order_id", "client_order_id")
_ID = re.compile(r"[1-9][0-9]{0,18}\Z")
_LARGEST_ID = 2**63 - 1
_FLOAT = re.compile(r"[0-9]+\.[0-9]*([eE][+-]?[0-9]+)?\Z|[0-9]+[eE][+-]?[0-9]+\Z")
_CLIENT_ID = re.compile(r"[A-Za-z0-9._:/-]{1,64}\Z")


def read_wanted(parameters: Parameters) -> Wanted:
    """What the options of a task ask for. Raises ``BadOption`` unless exactly one selector is given."""
    named = [name for name in (*_IDS, "underlying") if parameters[name] is not None]
    named += ["all_open=true"] if parameters["all_open"] else []
    if not named and parameters["symbol"] is not None:
        named = ["symbol"]
    if len(named) != 1:
        several = " and ".join(named) if named else "None of order_id, client_order_id, symbol, underlying and all_open"
        raise BadOption(
            f"{several} {'are' if named else 'is'} given. Give exactly one, to say which option orders are meant: IDs "
            "with their symbol, a symbol, an underlying, or all_open=true."
        )
    if named[0] in ("underlying", "all_open=true") and parameters["symbol"] is not None:
        raise BadOption(f"symbol and {named[0]} are given. Give exactly one, to say which option orders are meant.")
    scope = Scope(read_underlying(parameters), symbol=read_scope_symbol(parameters))
    return Wanted(Absent(), Selection(read_ids(parameters), scope, read_max_orders(parameters)), OptionOrders)


def read_filter(parameters: Parameters) -> tuple[list[OptionKey] | None, Scope]:
    """Which orders to show: those with IDs, or those that are open in a scope. Raises ``BadOption``."""
    keys, underlying = read_ids(parameters), read_underlying(parameters)
    if underlying is not None and parameters["symbol"] is not None:
        raise BadOption("symbol and underlying are given. Give one of them.")
    return keys, Scope(underlying, symbol=read_scope_symbol(parameters))


def read_scope_symbol(parameters: Parameters) -> str | None:
    """The symbol that is given, if any. Raises ``BadOption``."""
    return None if parameters["symbol"] is None else read_symbol("symbol", parameters["symbol"])


def read_ids(parameters: Parameters) -> list[OptionKey] | None:
    """The orders that are given by either kind of ID, each once; ``None`` if none is. Raises ``BadOption``."""
    given = {name: parameters[name] for name in _IDS if parameters[name] is not None}
    if not given:
        return None
    if len(given) > 1:
        raise BadOption("order_id and client_order_id are given. Give one of them.")
    if parameters["symbol"] is None:
        raise BadOption(f"{next(iter(given))} is given without symbol. Give the symbol of these orders too.")
    symbol = t.cast(str, read_scope_symbol(parameters))
    ((name, texts),) = given.items()
    ids = dict.fromkeys(text.strip() for text in texts)
    for text in ids:
        problem = _problem(name, text)
        if problem:
            raise BadOption(f"{describe(name, text)}: {problem}.")
    return [OptionKey(symbol, text) if name == "order_id" else OptionKey(symbol, None, text) for text in ids]


def _problem(name: str, text: str) -> str | None:
    """Why it can't be an ID, and what to do."""
    if not text:
        return "an empty ID never means all orders. Check the variable that it comes from"
    if may_be_secret(text):
        return "it can't be an ID. Check the variable that it comes from"
    if name == "client_order_id":
        return None if _CLIENT_ID.match(text) else "it must be up to 64 letters, digits and . _ : / -"
    if _ID.match(text) and int(text) <= _LARGEST_ID:
        return None
    if _FLOAT.match(text):
        return "this is a float, which has lost digits of the ID. Keep the ID as text, in quotes"
    return "this is not an order ID. Write the exchange's digits, in quotes, such as '4611875134427365377'"
