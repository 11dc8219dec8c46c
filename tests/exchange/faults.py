# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Faults by name: their parameters, and which request meets which fault."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .operations import OPERATION_NAMES
from .option_operations import BULK_CANCELS

BEFORE, AFTER = "before", "after"
ANY = "any"

_BOTH = (BEFORE, AFTER)
# By the reference's table these answers mean "not carried out", and it never lies.
_BEFORE = (BEFORE,)

# Codes of which the reference's table does not say that the request was not carried out.
_UNKNOWN_CODES = frozenset((-1000, -1006, -1007))
# Codes that deny the request with a 503 too.
_UNAVAILABLE_CODES = frozenset((-1001, -1008))
_SURELY_NOT_STATUSES = frozenset((401, 403, 418, 429, 451))

# Answers of a maintenance or of a gateway: JSON objects that acknowledge nothing and deny nothing.
MAINTENANCE: tuple[dict[str, Any], ...] = (
    {"status": 1, "msg": "System maintenance."},
    {"success": False},
    {"error": "maintenance"},
    {"code": -1, "msg": "System is under maintenance."},
)
# Statuses of a CDN or a gateway, of which the reference says nothing.
GATEWAY_STATUSES = (400, 404, 405, 407, 409, 413, 414, 421, 431)

MIB = 1024 * 1024


@dataclass(frozen=True)
class Kind:
    """A fault's possible moments, the first being the default, and its parameters with their defaults."""

    moments: tuple[str, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)


def _coded(code: int, http_status: int) -> Kind:
    return Kind(_BEFORE, {"code": code, "http_status": http_status, "msg": None})


KINDS: Mapping[str, Kind] = {
    # The connection breaks or is slow.
    "timeout": Kind(_BOTH),
    "reset": Kind(_BOTH),
    "close": Kind(_BOTH),
    "cut_off_body": Kind(_BOTH, {"missing": 100}),
    "huge_body": Kind(_BOTH, {"size": 16 * MIB}),
    "slow_body": Kind(_BOTH, {"interval_ms": 200, "prefix": 0}),
    "slow_headers": Kind(_BOTH, {"interval_ms": 200}),
    "endless_headers": Kind(_BOTH),
    "delay": Kind(_BOTH, {"delay_ms": 1000}),
    "delay_carry_out": Kind(_BEFORE, {"delay_ms": 1000, "answer": "504"}),
    # A gateway answers.
    "500": Kind(_BOTH),
    "502_html": Kind(_BOTH),
    "503_html": Kind(_BOTH),
    "504_html": Kind(_BOTH),
    "4xx_html": Kind(_BOTH, {"http_status": 404}),
    "202_challenge": Kind(_BOTH),
    "451": Kind(_BEFORE, {"http_status": 451}),
    "503_unknown": Kind(_BOTH, {"code": None, "plain": False}),
    "503_unavailable": Kind(_BEFORE, {"code": None, "plain": False}),
    "503_internal": Kind(_BEFORE, {"code": -1001, "plain": False}),
    "403_html": Kind(_BEFORE),
    "redirect": Kind(_BEFORE, {"location": "/elsewhere", "http_status": 302}),
    # The body is not an answer.
    "200_html": Kind(_BOTH),
    "200_empty": Kind(_BOTH),
    "200_bare_string": Kind(_BOTH),
    "200_null": Kind(_BOTH),
    "200_array": Kind(_BOTH),
    "200_other_object": Kind(_BOTH, {"document": MAINTENANCE[0]}),
    "wrong_kind": Kind(_BOTH, {"kind": None}),
    "400_no_code": Kind(_BOTH),
    "deep_json": Kind(_BOTH, {"depth": 100_000}),
    "bad_encoding": Kind(_BOTH, {"encoding": "utf-16"}),
    # The answer comes in a form of its own.
    "gzip_body": Kind(_BOTH, {"size": None}),
    "deflate_body": Kind(_BOTH, {"raw": False}),
    "bom": Kind(_BOTH),
    "chunked": Kind(_BOTH, {"size": 16, "trailers": {"X-Trailer": "late"}}),
    "interim": Kind(_BOTH, {"http_status": 103, "repeat": 1, "delay_ms": 50}),
    "surplus": Kind(_BOTH, {"http_status": 200, "document": {}, "delay_ms": 0}),
    # The exchange refuses.
    "200_negative_code": Kind(_BOTH, {"code": -1000, "msg": None}),
    "code": Kind(_BOTH, {"code": -1000, "http_status": 400, "msg": None}),
    "401": _coded(-1002, 401),
    "-1021": _coded(-1021, 400),
    "-1022": _coded(-1022, 400),
    "-2014": _coded(-2014, 401),
    "-2015": _coded(-2015, 401),
    "429": Kind(_BEFORE, {"retry_after": 1.0, "unreadable": False}),
    "418": Kind(_BEFORE, {"retry_after": 120.0, "unreadable": False}),
    "ban_text": Kind(_BEFORE, {"http_status": 418, "banned_s": 120.0}),
    # Any answer at all, even one that the reference excludes.
    "answer": Kind(_BOTH, {"http_status": 200, "document": {}, "headers": {}}),
}


# Faults of operations that change several orders at once.
BULK_KINDS: Mapping[str, Kind] = {
    # The last ``leaves`` of them stay open, whatever is answered: success, lost or unknown.
    "partly": Kind((AFTER,), {"leaves": 1, "answer": "success"}),
}
_ANSWERS = {"partly": ("success", "lost", "unknown")}


@dataclass(eq=False)
class Fault:
    """An armed fault. ``count`` is how many requests it still breaks; ``None``: all."""

    name: str
    operation: str = ANY
    key: str | None = None
    skip: int = 0
    count: int | None = 1
    when: str = BEFORE
    parameters: dict[str, Any] = field(default_factory=dict)

    @property
    def prevents(self) -> bool:
        """Whether the request that meets it is never carried out."""
        return self.when == BEFORE and self.name not in ("delay", "delay_carry_out", "interim")

    def matches(self, operation: str, key: str | None) -> bool:
        return self.operation in (ANY, operation) and self.key in (None, key)


class Faults:
    def __init__(self) -> None:
        self._armed: list[Fault] = []

    def arm(
        self,
        name: str,
        operation: str = ANY,
        *,
        key: str | None = None,
        skip: int = 0,
        count: int | None = 1,
        when: str | None = None,
        **parameters: Any,
    ) -> None:
        """Arm a fault for the next ``count`` matching requests after the first ``skip``.

        Raises ``ValueError`` for what there is not, and for an answer that would deny what was carried out.
        """
        kind = KINDS.get(name) or BULK_KINDS.get(name)
        if kind is None:
            raise ValueError(f"there is no fault {name}")
        if name in BULK_KINDS and operation not in BULK_CANCELS:
            raise ValueError(f"{name} is a fault of {', '.join(BULK_CANCELS)}")
        unknown = parameters.keys() - kind.parameters.keys()
        if unknown:
            raise ValueError(f"{name} has no parameter {', '.join(sorted(unknown))}")
        if operation != ANY and operation not in OPERATION_NAMES:
            raise ValueError(f"there is no operation {operation}")
        parameters = {**kind.parameters, **parameters}
        if parameters.get("answer") not in _ANSWERS.get(name, (parameters.get("answer"),)):
            raise ValueError(f"{name} answers {', '.join(_ANSWERS[name])}")
        when = when or kind.moments[0]
        if when not in kind.moments or (when == AFTER and _says_no(name, parameters)):
            raise ValueError(f"{name} can't come {when} the request was carried out")
        self._armed.append(Fault(name, operation, key, skip, count, when, parameters))

    def take(self, operation: str, key: str | None) -> Fault | None:
        """The fault that the arriving request meets: of those that match, the one armed first."""
        taken = None
        for fault in [fault for fault in self._armed if fault.matches(operation, key)]:
            if fault.skip > 0:
                fault.skip -= 1
            elif taken is None:
                taken = fault
        if taken is not None and taken.count is not None:
            taken.count -= 1
            if taken.count <= 0:
                self._armed.remove(taken)
        return taken

    def armed(self) -> list[Fault]:
        """What no request has met yet."""
        return list(self._armed)

    def reset(self) -> None:
        self._armed.clear()


def _says_no(name: str, parameters: Mapping[str, Any]) -> bool:
    """Whether a refusal with these parameters means, by the reference's table, that nothing was carried out."""
    code, http_status = parameters.get("code"), parameters.get("http_status", 200)
    if name == "4xx_html":
        return http_status in _SURELY_NOT_STATUSES
    if code is None or "plain" in parameters:
        return False
    if http_status == 503 and code in _UNAVAILABLE_CODES:
        return True
    return http_status in _SURELY_NOT_STATUSES or (http_status < 500 and code not in _UNKNOWN_CODES)
