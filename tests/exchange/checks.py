# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every request is checked for: key, timing, signature, permission, parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .accounts import Account, is_api_key
from .call import KEY, SIGNATURE, Call
from .errors import ApiError
from .operation import Operation

DEFAULT_RECV_WINDOW = 5000
_LONGEST_RECV_WINDOW = 60000
# How far ahead of the exchange's clock a timestamp may be.
_AHEAD_MS = 1000

_UNDECODABLE = re.compile("[\ufffd\udc80-\udcff]")
_INTEGER = re.compile(r"[0-9]{1,18}\Z", re.ASCII)
_INT64 = re.compile(r"[0-9]{1,19}\Z", re.ASCII)
_LEGAL = {
    "timestamp": _INTEGER,
    "recvWindow": _INTEGER,
    "startTime": _INTEGER,
    "endTime": _INTEGER,
    KEY: re.compile(r"[0-9A-Za-z_-]{1,64}\Z"),
    "underlying": re.compile(r"[0-9A-Z]{1,20}\Z"),
    "symbol": re.compile(r"[0-9A-Z.-]{1,40}\Z"),
    "orderId": _INT64,
    "fromId": _INT64,
    "clientOrderId": re.compile(r"[0-9A-Za-z.:/_-]{1,36}\Z"),
    "limit": _INTEGER,
    "countdownTime": _INTEGER,
    "windowTimeInMilliseconds": _INTEGER,
    "frozenTimeInMilliseconds": _INTEGER,
}


def in_time(timestamp: int, recv_window: int, now_ms: int) -> bool:
    """The exchange's rule: not too far ahead, and not older than the window."""
    return timestamp < now_ms + _AHEAD_MS and now_ms - timestamp <= recv_window


def timing_ok(call: Call, now_ms: int) -> bool | None:
    """``None``: there is no timing to judge."""
    timestamp = call.parameters.get("timestamp", "")
    window = call.parameters.get("recvWindow") or str(DEFAULT_RECV_WINDOW)
    if _INTEGER.match(timestamp) and _INTEGER.match(window):
        return in_time(int(timestamp), int(window), now_ms)
    return None


@dataclass(frozen=True)
class Sender:
    """Whose key a call was sent with, and whether its signature is right (``None``: there is nothing to judge)."""

    account: Account | None
    signature_ok: bool | None


def sender_of(call: Call, accounts: Iterable[Account]) -> Sender:
    account = next((account for account in accounts if account.api_key == call.api_key), None)
    if account is None or call.signed_text is None or call.signature is None:
        return Sender(account, None)
    return Sender(account, account.signed(call.signed_text, call.signature))


def check(call: Call, operation: Operation, sender: Sender, now_ms: int) -> Account:
    """Raise ``ApiError`` unless the signed ``call`` may be carried out; return whose it is."""
    if not is_api_key(call.api_key or ""):
        raise ApiError(-2014)
    _check_form(call)
    _require(call, ("timestamp", SIGNATURE))
    if int(call.parameters.get("recvWindow") or DEFAULT_RECV_WINDOW) > _LONGEST_RECV_WINDOW:
        raise ApiError(-1131)
    if not timing_ok(call, now_ms):
        raise ApiError(-1021)
    if sender.account is None or not sender.account.address_allowed:
        raise ApiError(-2015)
    if not sender.signature_ok:
        raise ApiError(-1022)
    if operation.permission not in sender.account.permissions:
        raise ApiError(-2015)
    _require(call, operation.required)
    known = {*operation.required, *operation.optional, "recvWindow", "timestamp", SIGNATURE}
    for name in call.parameters:
        if name not in known:
            raise ApiError(-1103, name)
    return sender.account


def check_public(call: Call) -> None:
    """A public operation takes no parameters."""
    for name in call.parameters:
        raise ApiError(-1103, name)


def _check_form(call: Call) -> None:
    seen = set()
    for name, value in call.pairs:
        if name in seen:
            raise ApiError(-1101, name)
        seen.add(name)
        legal = _LEGAL.get(name)
        if _UNDECODABLE.search(name + value) or (value and legal and not legal.match(value)):
            raise ApiError(-1100, name)


def _require(call: Call, names: Iterable[str]) -> None:
    for name in names:
        value = call.parameters.get(name)
        if value is None:
            raise ApiError(-1102, name)
        if not value:
            raise ApiError(-1105, name)
