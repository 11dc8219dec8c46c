# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The option ``underlying``. An empty one never means "all"."""

from __future__ import annotations

import re

from .checks import BadOption, Parameters
from .key_material import describe

_UNDERLYING = re.compile(r"(?=[A-Z0-9]*[A-Z])[A-Z0-9]{2,30}\Z")


def read_underlying(parameters: Parameters) -> str | None:
    """The underlying that is given, if any. Raises ``BadOption``."""
    given: str | None = parameters["underlying"]
    return None if given is None else _read(given, "underlying")


def read_underlyings(parameters: Parameters, option: str = "underlying") -> list[str] | None:
    """The underlyings that are given, each once; ``None`` if the option is not set. Raises ``BadOption``."""
    given: list[str] | None = parameters[option]
    return None if given is None else list(dict.fromkeys(_read(text, option) for text in given))


def _read(given: str, option: str) -> str:
    underlying = given.strip()
    if _UNDERLYING.match(underlying):
        return underlying
    raise BadOption(f"{describe(option, given)}: {_problem(underlying)}.")


def _problem(text: str) -> str:
    if not text:
        return "an empty one never means all. Write it as the exchange does, such as BTCUSDT, or leave the option out"
    if text.lower() not in ("true", "false", "none", "null") and _UNDERLYING.match(text.upper()):
        return f"the exchange writes underlyings in upper case. Write {text.upper()}"
    if re.search(r"[\[{,;\s]", text):
        return "it must be one underlying. Write it as the exchange does, such as BTCUSDT, and use one task for each"
    return "this is not an underlying. Write it as the exchange does, such as BTCUSDT"
