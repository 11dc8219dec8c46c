# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What makes a method of the simulation part of the control interface."""

from __future__ import annotations

import functools
import inspect
import threading
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar


class Lockable(Protocol):
    lock: threading.RLock


P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=Lockable)

CONTROLS: dict[str, Callable[..., Any]] = {}


def control(method: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Make a method part of the control interface: arguments that JSON can carry, one caller at a time."""

    @functools.wraps(method)
    def locked(self: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        with self.lock:
            return method(self, *args, **kwargs)

    CONTROLS[method.__name__] = locked
    return locked


def bound_arguments(name: str, /, *args: Any, **kwargs: Any) -> dict[str, Any]:
    """The arguments for the control method ``name``, all by name. Raises ``ValueError`` if it does not take them."""
    parameters = list(inspect.signature(CONTROLS[name]).parameters.values())[1:]
    try:
        bound = inspect.Signature(parameters).bind(*args, **kwargs).arguments
    except TypeError as problem:
        raise ValueError(f"{name}: {problem}") from None
    for parameter in parameters:
        if parameter.kind is parameter.VAR_KEYWORD:
            bound.update(bound.pop(parameter.name, {}))
    return bound
