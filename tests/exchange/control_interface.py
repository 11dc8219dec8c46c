# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The control interface over HTTP: ``/_control/<method>``, its arguments as a JSON object."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from aiohttp import web

from .controls import CONTROLS, bound_arguments
from .simulation import Simulation

PREFIX = "/_control/"


def answer_control(simulation: Simulation, path: str, body: str) -> web.Response:
    """Call the control method that ``path`` names; ``{"result": …}`` or, with status 400, ``{"error": …}``."""
    name = path.removeprefix(PREFIX)
    try:
        if name not in CONTROLS:
            raise ValueError(f"there is no control method {name}")
        arguments = json.loads(body) if body else {}
        if not isinstance(arguments, dict):
            raise ValueError("arguments are a JSON object")
        result = CONTROLS[name](simulation, **bound_arguments(name, **arguments))
    except (TypeError, ValueError) as problem:
        return web.json_response({"error": str(problem)}, status=400)
    return web.json_response({"result": result}, dumps=_dumps)


def _dumps(document: Any) -> str:
    return json.dumps(document, default=_as_json)


def _as_json(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    raise TypeError(f"{type(value).__name__} is no JSON")
