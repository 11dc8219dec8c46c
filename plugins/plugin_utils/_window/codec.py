# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Encodes dataclasses as JSON, and decodes them with a check of every field."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing as t
from enum import Enum

T = t.TypeVar("T")
Json = dict[str, t.Any]


def encode(value: t.Any, full: bool = False) -> t.Any:
    """JSON of a dataclass, an enum, a list or a plain value.

    A field whose default is ``None`` is left out if it is ``None``, unless ``full``.
    """
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {
            field.name: encode(entry, full)
            for field, entry in found
            if full or entry is not None or field.default is not None
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (list, tuple)):
        return [encode(entry, full) for entry in value]
    return value


def decode(kind: t.Callable[..., T], document: t.Any, place: str = "") -> T:
    """The ``kind`` that ``encode`` wrote. Raises ``ValueError`` that names the field."""
    if not isinstance(document, dict):
        raise ValueError(f"{place or 'it'} is no object")
    hints, optional = _hints(kind), _optional(kind)
    values = {}
    for name, hint in hints.items():
        where = f"{place}.{name}" if place else name
        if name in document:
            values[name] = _value(hint, document[name], where)
        elif name not in optional:
            raise ValueError(f"{where} is missing")
    unknown = sorted(set(document) - set(hints))
    if unknown:
        raise ValueError(f"{place or 'it'} has a field {unknown[0]!r} that is not known")
    return kind(**values)


@functools.cache
def _hints(kind: t.Any) -> dict[str, t.Any]:
    return t.get_type_hints(kind)


@functools.cache
def _optional(kind: t.Any) -> frozenset[str]:
    return frozenset(field.name for field in dataclasses.fields(kind) if field.default is None)


def _value(hint: t.Any, value: t.Any, place: str) -> t.Any:
    origin = t.get_origin(hint)
    if origin in (t.Union, types.UnionType):
        options = [option for option in t.get_args(hint) if option is not types.NoneType]
        if value is None:
            if len(options) == len(t.get_args(hint)):
                raise ValueError(f"{place} is null")
            return None
        return _value(options[0], value, place)
    if origin is list:
        if not isinstance(value, list):
            raise ValueError(f"{place} is no list")
        (element,) = t.get_args(hint)
        return [_value(element, entry, f"{place}[{number}]") for number, entry in enumerate(value)]
    if dataclasses.is_dataclass(hint):
        return decode(t.cast("t.Callable[..., t.Any]", hint), value, place)
    if issubclass(hint, Enum):
        try:
            return hint(value)
        except ValueError:
            raise ValueError(f"{place} is {value!r}, which is not known") from None
    if hint is float and isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, hint) or (hint is not bool and isinstance(value, bool)):
        raise ValueError(f"{place} is no {hint.__name__}")
    return value
