# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The variables of the playbooks, and the error for an unknown extra variable."""

from __future__ import annotations

import difflib
import re
import typing as t

from .options import CONNECTION, OWN, BadOption, check_has_value

_CREDENTIALS = (
    "api_key",
    "api_secret",
    "private_key",
    "private_key_path",
    "private_key_passphrase",
    "api_url",
    "ca_path",
)
_COMMON = ("hosts", "max_wait", *_CREDENTIALS)
_WINDOW = ("window_id", "underlyings", "kinds", "evidence_dir", "serial", "after_verdict")

# By playbook, without "binance_".
PLAYBOOKS: dict[str, tuple[str, ...]] = {
    "list_orders": (*_COMMON, "underlyings", "kinds"),
    "cancel_block_order": (*_COMMON, "matching_keys", "max_orders"),
    "open_maintenance_window": (*_COMMON, *_WINDOW, "max_orders", "auto_cancel"),
    "close_maintenance_window": (*_COMMON, *_WINDOW),
    "restore_block_orders": (*_COMMON, "window_id", "evidence_dir", "serial", "max_orders", "restore_max_age"),
}

# Options of the modules that an operator may type in place of a variable, beside those that are named like one.
_OPTIONS = {
    "id": "window_id",
    "max_age": "restore_max_age",
    "countdown": "auto_cancel",
    "block_order_matching_key": "matching_keys",
    "matching_key": "matching_keys",
}
_OPTION_NAMES = {*OWN, *CONNECTION, *_OPTIONS, "underlying", "all_open", "verify_timeout", "confirm_delay", "open_only"}

# How close a name has to be to that of a variable, so that its value is taken for one of that variable, and shown.
_CLOSE = 0.6
_LONGEST_SHOWN = 40

# Variables without which a window covers or does more, and how close a name has to be to be taken for one of them.
_NARROWING = ("underlyings", "kinds", "auto_cancel", "serial", "after_verdict", "evidence_dir")
_VERY_CLOSE = 0.8
_RESULTS = ("window", "restored", "listed", "cancelled")
_KNOWN = {f"binance_{suffix}" for names in (*PLAYBOOKS.values(), _RESULTS) for suffix in names}

_PREFIX = re.compile(r"(?i)(binance_|maintenance_window_)+")
_SECRET = re.compile(r"(?i)key|secret|pass|token")


def check_variables(playbook: str, extra_variables: t.Mapping[str, t.Any]) -> None:
    """Raise ``BadOption`` for an extra variable that looks like one of the playbook's but is unknown."""
    known = PLAYBOOKS[playbook]
    for name, value in extra_variables.items():
        if name in [f"binance_{suffix}" for suffix in known]:
            continue
        if not _PREFIX.match(name) and name not in _OPTION_NAMES:
            continue
        # All names have the same prefix, so only the rest is compared.
        suffix = _PREFIX.sub("", name, count=1).lower()
        closest = _closest(suffix, known)
        shown = f"={value}" if _may_show(suffix, closest, str(value)) else ""
        raise BadOption(
            f"{name}{shown}: {playbook} has no such variable, so nothing was sent. Did you mean binance_{closest}?"
        )


def check_names(names: t.Iterable[str], where: str) -> None:
    """Raise ``BadOption`` for a variable of an inventory or a play that looks like a misspelt one of a window.

    It would be left out, and the window cover more than was meant. Only close names are refused: others may be for
    other programs.
    """
    for name in names:
        if not name.lower().startswith("binance_") or name in _KNOWN:
            continue
        close = difflib.get_close_matches(name.lower()[8:], _NARROWING, n=1, cutoff=_VERY_CLOSE)
        if close:
            raise BadOption(
                f"{name}{where}: there is no such variable, so nothing was sent. Did you mean binance_{close[0]}? "
                "Otherwise rename it."
            )


def check_values(playbook: str, account: str, variables: t.Mapping[str, t.Any]) -> None:
    """Raise ``BadOption`` for a variable of the playbook that an account has without a value."""
    for suffix in PLAYBOOKS[playbook]:
        name = f"binance_{suffix}"
        if name in variables:
            check_has_value(name, variables[name], f" for {account}")


def _closest(suffix: str, known: t.Sequence[str]) -> str:
    names = {name: name for name in known}
    names.update((option, name) for option, name in _OPTIONS.items() if name in known)
    return names[difflib.get_close_matches(suffix, names, n=1, cutoff=0)[0]]


def _may_show(suffix: str, closest: str, value: str) -> bool:
    """Whether the value is surely none of a credential with a misspelt name."""
    if closest in _CREDENTIALS or (_SECRET.search(suffix) and closest != "matching_keys"):
        return False
    names = (closest, *(option for option, name in _OPTIONS.items() if name == closest))
    is_close = bool(difflib.get_close_matches(suffix, names, cutoff=_CLOSE))
    return is_close and len(value) <= _LONGEST_SHOWN and value.isprintable()


def check_serial(value: t.Any) -> None:
    if value is not None and not re.match(r"[1-9][0-9]*\Z", str(value)):
        raise BadOption(
            f"binance_serial={value}: it must be 1 or more, the number of accounts to work on at the same time."
        )
