# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks of option values, and the error that is raised for a value that can't be used."""

from __future__ import annotations

import typing as t

Parameters = t.Mapping[str, t.Any]

# Times and numbers beyond that are mistakes, and can be too large to calculate with.
_LARGEST = 10**9


class BadOption(ValueError):
    """An option that can't be used. The text says what to change and contains no secret."""


def check_range(parameters: Parameters, name: str, least: float, most: float | None = None, unit: str = "") -> None:
    """Raise ``BadOption`` unless the option is unset or within its range."""
    value = parameters[name]
    if value is None or least <= value <= (_LARGEST if most is None else most):
        return
    allowed = f"from {least:g} to {most:g}" if most is not None else f"{least:g} or more"
    allowed += f", up to {_LARGEST}" if most is None and value > _LARGEST else ""
    raise BadOption(f"{name} is {value}{' ' + unit if unit else ''}: it must be {allowed}.")


def strip_invisible(text: str) -> str:
    """The text without the white space, line ends, control and zero-width characters at its ends."""
    start, end = 0, len(text)
    while start < end and not _is_visible(text[start]):
        start += 1
    while end > start and not _is_visible(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_visible(character: str) -> bool:
    return character.isprintable() and character != " "
