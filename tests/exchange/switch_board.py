# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the two sets of switches have in common: the kinds of switches, and setting them to legal positions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

NEVER = "never"


def one_of(*values: Any) -> Any:
    """A switch with a few positions, the first being the default."""
    return field(default=values[0], metadata={"choices": values})  # pylint: disable=invalid-field-call


def number(default: int | None, *words: str | None) -> Any:
    """A switch that takes a whole number from 0 up, or one of ``words``."""
    return field(default=default, metadata={"words": words})  # pylint: disable=invalid-field-call


def pattern() -> Any:
    """A switch that takes a list of numbers from 0 up and ``None``."""
    return field(default=(), metadata={"pattern": True})  # pylint: disable=invalid-field-call


@dataclass
class SwitchBoard:
    """Setting an unknown switch, or one to an illegal position, raises ``ValueError``."""

    def __setattr__(self, name: str, value: Any) -> None:
        metadata = _metadata(type(self)).get(name)
        if metadata is None:
            raise ValueError(f"there is no switch {name}")
        if not _legal(metadata, value):
            raise ValueError(f"{value!r} is no position of the switch {name}")
        super().__setattr__(name, value)

    def set(self, **positions: Any) -> None:
        """Set several switches, or none of them if one position is illegal."""
        self.check(**positions)
        for name, value in positions.items():
            setattr(self, name, value)

    def check(self, **positions: Any) -> None:
        trial = type(self)()
        for name, value in positions.items():
            setattr(trial, name, value)

    def reset(self) -> None:
        self.set(**type(self)().positions())

    def positions(self) -> dict[str, Any]:
        return asdict(self)


def _metadata(board: type[SwitchBoard]) -> dict[str, Mapping[str, Any]]:
    if board not in _KNOWN:
        _KNOWN[board] = {switch.name: switch.metadata for switch in fields(board)}
    return _KNOWN[board]


_KNOWN: dict[type[SwitchBoard], dict[str, Mapping[str, Any]]] = {}


def choices_of(board: type[SwitchBoard]) -> dict[str, tuple[Any, ...]]:
    """The positions of each switch that has a fixed number of them; the first is the default."""
    return {name: metadata["choices"] for name, metadata in _metadata(board).items() if "choices" in metadata}


def _legal(metadata: Mapping[str, Any], value: Any) -> bool:
    if "choices" in metadata:
        # ``1 == True``, but 1 is no position of a switch that is on or off.
        return any(value == choice and type(value) is type(choice) for choice in metadata["choices"])
    if "pattern" in metadata:
        numbers = value if isinstance(value, (list, tuple)) else [-1]
        return all(
            number is None or (isinstance(number, int) and not isinstance(number, bool) and number >= 0)
            for number in numbers
        )
    if "words" in metadata:
        return (isinstance(value, int) and not isinstance(value, bool) and value >= 0) or value in metadata["words"]
    return isinstance(value, Mapping) and all(isinstance(text, str) for pair in value.items() for text in pair)
