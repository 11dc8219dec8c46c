# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options of the action: its own, and those that are passed on to the module on the target."""

from __future__ import annotations

import datetime
import difflib
import os
import re
import typing as t
from dataclasses import dataclass

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from .codec import Json
from .evidence import Asked, Scope
from .terms import Kind, State

# Names and types as in the modules, without defaults and fallbacks: what is not given is left to the target. A path
# stays text here, since "~" means the home folder on the target.
CONNECTION: dict[str, Json] = {
    "api_key": {"type": "str", "no_log": True},
    "api_secret": {"type": "str", "no_log": True},
    "private_key": {"type": "str", "no_log": True},
    "private_key_path": {"type": "str", "no_log": False},
    "private_key_passphrase": {"type": "str", "no_log": True},
    "api_url": {"type": "str"},
    "ca_path": {"type": "str"},
    "recv_window": {"type": "int"},
    "request_timeout": {"type": "float"},
    "max_wait": {"type": "int"},
    "request_weight_limit": {"type": "int"},
    "concurrency": {"type": "int"},
}
RESTORE: dict[str, Json] = {
    "id": {"type": "str"},
    "max_orders": {"type": "int"},
    "max_age": {"type": "float"},
    "evidence_dir": {"type": "path"},
}
OWN: dict[str, Json] = {
    "state": {"type": "str"},
    "id": {"type": "str"},
    "max_orders": {"type": "int"},
    "underlyings": {"type": "list", "elements": "str"},
    "kinds": {"type": "list", "elements": "str"},
    "auto_cancel": {"type": "float"},
    "rounds": {"type": "int"},
    "batch_size": {"type": "int"},
    "evidence_dir": {"type": "path"},
}
_REQUIRED = ("state", "id", "max_orders")  # what is missing has a message of its own
SECRETS = ("api_key", "api_secret", "private_key", "private_key_passphrase", "api_url")

DEFAULT_MAX_AGE, _LONGEST_AGE = 4.0, 8760  # h

_SHORTEST_COUNTDOWN, _LONGEST_COUNTDOWN = 5, 86400  # s

_TYPES = {"int": "a whole number", "float": "a number", "list": "a list", "str": "text", "path": "a path"}


class BadOption(ValueError):
    """An option that can't be used. The text names it, its value unless that may be secret, and what to change."""


@dataclass(frozen=True)
class Options:
    state: State
    id: str
    asked: Asked
    evidence_dir: str
    connection: Json
    max_age: float = DEFAULT_MAX_AGE
    kinds_given: bool = False

    @property
    def secrets(self) -> set[str]:
        return {str(self.connection[name]) for name in SECRETS if self.connection.get(name) and name != "api_url"}


def read_options(arguments: t.Mapping[str, t.Any]) -> Options:
    """The options in a task's arguments. Raises ``BadOption``."""
    window_id, values = _values("maintenance_window", OWN, arguments)
    state = _choice("state", values.get("state"), [State.OPEN.value, State.CLOSED.value])
    kinds = values.get("kinds", [Kind.BLOCK_ORDERS.value])
    if not kinds:
        raise BadOption("kinds is empty: name at least block_orders.")
    scope = Scope(
        [Kind(_choice("kinds", kind, [kind.value for kind in Kind])) for kind in dict.fromkeys(kinds)],
        [_underlying(name) for name in dict.fromkeys(values.get("underlyings", []))],
    )
    if state == State.OPEN.value:
        _require_max_orders(values, "open orders")
    for name, least in (("max_orders", 0), ("rounds", 1), ("batch_size", 1), ("max_wait", 1)):
        if values.get(name, least) < least:
            raise BadOption(f"{name} is {values[name]}: it must be {least} or more.")
    auto_cancel = _auto_cancel(values, State(state), scope)
    return Options(
        State(state),
        window_id,
        Asked(scope, values.get("max_orders"), values.get("rounds", 3), values.get("batch_size", 100), auto_cancel),
        os.path.abspath(values.get("evidence_dir", "evidence")),
        {name: value for name, value in values.items() if name in CONNECTION},
        kinds_given="kinds" in values,
    )


def _auto_cancel(values: Json, state: State, scope: Scope) -> float | None:
    """The countdown in s. Raises ``BadOption``."""
    seconds = t.cast("float | None", values.get("auto_cancel"))
    if seconds is None:
        return None
    given = f"auto_cancel is {seconds:g} (binance_auto_cancel of the playbooks)"
    if not _SHORTEST_COUNTDOWN <= seconds <= _LONGEST_COUNTDOWN:
        raise BadOption(f"{given}: it must be from {_SHORTEST_COUNTDOWN} to {_LONGEST_COUNTDOWN} s.")
    if state is not State.OPEN:
        raise BadOption(f"{given}: closing puts it back to what it was. Leave the option out.")
    if not scope.underlyings:
        raise BadOption(f"{given}: the exchange arms it by underlying, and none is given. Give underlyings.")
    if Kind.OPTION_ORDERS not in scope.kinds:
        raise BadOption(
            f"{given}: it cancels ordinary option orders, which this window does not cover. Add option_orders to kinds."
        )
    return seconds


def read_restore_options(arguments: t.Mapping[str, t.Any]) -> Options:
    """The options of ``restore_block_orders`` in a task's arguments. Raises ``BadOption``."""
    window_id, values = _values("restore_block_orders", RESTORE, arguments)
    _require_max_orders(values, "orders to create")
    for name, least in (("max_orders", 0), ("max_wait", 1), ("recv_window", 1)):
        if values.get(name, least) < least:
            raise BadOption(f"{name} is {values[name]}: it must be {least} or more.")
    max_age = values.get("max_age", DEFAULT_MAX_AGE)
    if not 0 < max_age <= _LONGEST_AGE:
        raise BadOption(
            f"max_age is {max_age:g} (binance_restore_max_age of the playbook): it must be a number of hours, more "
            f"than 0 and at most {_LONGEST_AGE}."
        )
    return Options(
        State.RESTORED,
        window_id,
        Asked(Scope([Kind.BLOCK_ORDERS], []), values["max_orders"], 1, 20),
        os.path.abspath(values.get("evidence_dir", "evidence")),
        {name: value for name, value in values.items() if name in CONNECTION},
        max_age,
    )


def _values(action: str, own: t.Mapping[str, Json], arguments: t.Mapping[str, t.Any]) -> tuple[str, Json]:
    """The id, and the other options that are given, converted to their types."""
    for name, value in arguments.items():
        if name not in own and name not in CONNECTION:
            close = difflib.get_close_matches(name, [*own, *CONNECTION], n=1, cutoff=0)
            raise BadOption(f"{name} is not an option of {action}. Did you mean {close[0]}?")
        if name not in _REQUIRED:
            check_has_value(name, value)
    given = {name: value for name, value in arguments.items() if value is not None}
    return _id(given), {name: _typed(name, value) for name, value in given.items() if name != "id"}


def check_has_value(name: str, value: t.Any, where: str = "") -> None:
    """Raise ``BadOption`` for a name without a value: what was asked for would be dropped, and a default used."""
    # An empty passphrase is one: a controller's credential gives it for a key without passphrase.
    if value is None or (value == "" and not name.endswith("private_key_passphrase")):
        raise BadOption(f"{name} has no value{where}: give one, or leave {name} out.")


def _require_max_orders(values: Json, what: str) -> None:
    if "max_orders" not in values:
        raise BadOption(
            f"max_orders is missing (binance_max_orders of the playbooks): give the highest number of {what} that "
            "would not surprise you. No default is safe for everybody."
        )


def _typed(name: str, value: t.Any) -> t.Any:
    spec = {**OWN, **RESTORE, **CONNECTION}[name]
    if isinstance(value, bool) or (spec["type"] in ("int", "float") and value == ""):
        found = None
    else:
        found = ArgumentSpecValidator({name: spec}).validate({name: value})
    if found is None or found.error_messages:
        shown = "not" if name in SECRETS else f"{value!r}: it must be"
        raise BadOption(f"{name} is {shown} {_TYPES[spec['type']]}.")
    return found.validated_parameters[name]


def _id(given: t.Mapping[str, t.Any]) -> str:
    value = given.get("id")
    if value is None:
        raise BadOption(
            "id is missing (binance_window_id of the playbooks): give the name of the window, such as "
            "2026-11-25-gateway."
        )
    check_is_text(value)
    if not re.match(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\Z", value):
        raise BadOption(
            f"id is {value!r}: use up to 100 letters, digits, hyphens, underscores and dots, not starting with a dot."
        )
    return str(value)


def check_is_text(value: t.Any) -> None:
    """Raise ``BadOption`` for an id that YAML has turned into something else."""
    if not isinstance(value, str):
        raise BadOption(
            f"id is {value!s}, which YAML reads as {_yaml_kind(value)}: write it in quotes, or give a name with a "
            "letter first, such as gateway-2026-11-25."
        )


def _yaml_kind(value: t.Any) -> str:
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, (int, float)):
        return "a number"
    return "a date" if isinstance(value, datetime.date) else "something else than text"


def _choice(name: str, value: t.Any, choices: t.Sequence[str]) -> str:
    if value not in choices:
        said = f"is {value!r}" if value is not None else "is missing"
        raise BadOption(f"{name} {said}: give {' or '.join(choices)}.")
    return str(value)


def _underlying(name: str) -> str:
    if not re.match(r"[A-Z0-9]{2,30}\Z", name):
        raise BadOption(
            f"underlyings contains {name!r} (binance_underlyings of the playbooks): write it as the exchange does, "
            "such as BTCUSDT. For the whole account, leave the option out."
        )
    return name
