# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated exchange in another process, driven by its control interface."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import requests

from .control_interface import PREFIX
from .controls import CONTROLS, bound_arguments
from .journal import Entry
from .option_orders import OptionTruth
from .world import Truth

_RESULTS: dict[str, Callable[[Any], Any]] = {
    "truth": lambda result: Truth(**result),
    "orders": lambda result: [Truth(**order) for order in result],
    "option_truth": lambda result: OptionTruth(**result),
    "option_orders": lambda result: [OptionTruth(**order) for order in result],
    "journal": lambda result: [Entry(**entry) for entry in result],
}


class Remote:
    """Has every control method of ``Simulation``, with the same arguments and results. Raises ``ValueError`` alike."""

    def __init__(self, url: str, ca_path: str | None = None) -> None:
        self.url = url
        self.ca_path = ca_path
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.verify = ca_path or True

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in CONTROLS:
            raise AttributeError(name)
        return functools.partial(self._call, name)

    def _call(self, name: str, /, *args: Any, **kwargs: Any) -> Any:
        answer = self._session.post(
            f"{self.url}{PREFIX}{name}", json=bound_arguments(name, *args, **kwargs), timeout=30
        )
        document = answer.json()
        if answer.status_code != 200:
            raise ValueError(document["error"])
        return _RESULTS.get(name, lambda result: result)(document["result"])
