# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What an option must be like, and what is raised if it is not."""

from __future__ import annotations

import typing as t

Parameters = t.Mapping[str, t.Any]


class BadOption(ValueError):
    """An option that can't be used; the text says what to change and holds no secret."""


def check_range(parameters: Parameters, name: str, least: float, most: float | None = None, unit: str = "") -> None:
    """Raise ``BadOption`` unless the option is unset or within its range."""
    value = parameters[name]
    if value is None or (value >= least and (most is None or value <= most)):
        return
    span = f"from {least:g} to {most:g}" if most is not None else f"{least:g} or more"
    raise BadOption(f"{name} is {value}{' ' + unit if unit else ''}: it must be {span}.")
