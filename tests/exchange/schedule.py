# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What happens when a certain request arrives: the counterparty accepts, an order expires, and so on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .faults import AFTER, ANY, BEFORE
from .operations import OPERATION_NAMES


@dataclass(eq=False)
class _Action:
    operation: str
    key: str | None
    wait: int
    when: str
    run: Callable[[], object]


class Schedule:
    def __init__(self) -> None:
        self._actions: list[_Action] = []

    def add(self, run: Callable[[], object], operation: str, key: str | None, nth: int, when: str) -> None:
        """Run at the ``nth`` matching request from now, before or after it is carried out. Raises ``ValueError``."""
        if operation != ANY and operation not in OPERATION_NAMES:
            raise ValueError(f"there is no operation {operation}")
        if when not in (BEFORE, AFTER) or nth < 1:
            raise ValueError("an action comes before or after the first or a later request")
        self._actions.append(_Action(operation, key, nth, when, run))

    def due(self, operation: str, key: str | None) -> dict[str, list[Callable[[], object]]]:
        """What the arriving request sets off, by moment."""
        due: dict[str, list[Callable[[], object]]] = {BEFORE: [], AFTER: []}
        for action in list(self._actions):
            if action.operation in (ANY, operation) and action.key in (None, key):
                action.wait -= 1
                if action.wait == 0:
                    self._actions.remove(action)
                    due[action.when].append(action.run)
        return due

    def reset(self) -> None:
        self._actions.clear()
