# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Refusals as the exchange words them: a code, a text, an HTTP status."""

from __future__ import annotations

_TEXTS = {
    -1000: "An unknown error occurred while processing the request.",
    -1001: "Internal error; unable to process your request. Please try again.",
    -1002: "You are not authorized to execute this request.",
    -1003: "Too many requests; current limit of the address is {} weight per {}.",
    -1004: "Server is busy, please wait and try again.",
    -1006: "An unexpected response was received from the message bus. Execution status unknown.",
    -1007: "Timeout waiting for response from backend server. Send status unknown; execution status unknown.",
    -1008: "Server is currently overloaded with other requests. Please try again in a few minutes.",
    -1015: "Too many new orders; current limit is {} orders per {}.",
    -1021: "Timestamp for this request is outside of the recvWindow.",
    -1022: "Signature for this request is not valid.",
    -1034: "Too many connections: {}.",
    -1100: "Illegal characters found in parameter '{}'.",
    -1101: "Too many parameters sent for this endpoint; '{}' was sent more than once.",
    -1102: "Mandatory parameter '{}' was not sent, was empty/null, or malformed.",
    -1103: "An unknown parameter was sent: '{}'.",
    -1105: "Parameter '{}' was empty.",
    -1109: "Invalid account.",
    -1111: "Precision is over the maximum defined for this asset: '{}'.",
    -1115: "Invalid timeInForce.",
    -1116: "Invalid orderType.",
    -1117: "Invalid side.",
    -1121: "Invalid symbol.",
    -1127: "More than {} hours between startTime and endTime.",
    -1128: "Invalid underlying.",
    -1130: "Data sent for parameter '{}' is not valid.",
    -1131: "recvWindow must be less than 60000.",
    -2008: "Invalid Api-Key ID.",
    -2010: "New order rejected.",
    -2011: "Unknown order sent.",
    -2013: "Order does not exist.",
    -2014: "API-key format invalid.",
    -2015: "Invalid API-key, IP, or permissions for action.",
    -2017: "API Keys are locked on this account.",
    -2018: "Balance is insufficient.",
    -2027: "Option margin is insufficient.",
    -4001: "Price less than 0.",
    -4003: "Quantity less than zero.",
    -4002: "Price greater than max price.",
    -4004: "Quantity less than min quantity.",
    -4005: "Quantity greater than max quantity.",
    -4013: "Price less than min price.",
    -4014: "Price not increased by tick size.",
    -4023: "Quantity not increased by step size.",
    -5000: "Path {}, Method {} is invalid",
    -5028: "Timestamp for this request is outside of the ME recvWindow.",
    -6005: "This account is not a market maker.",
    -6028: "Order is final.",
    -6037: "No records.",
    -6048: "Invalid block order.",
    -6063: "Cancel rejected.",
    -71012: "IPv6 not supported.",
}

_HTTP_STATUSES = {-1003: 429, -1008: 503, -1015: 429, -2014: 401, -2015: 401, -5000: 404}


class ApiError(Exception):
    """A request that the exchange refuses. ``details`` go into the code's text; ``retry_after`` is in s."""

    def __init__(self, code: int, *details: object, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        # A fault knows no details.
        self.msg = _TEXTS.get(code, "Refused.").format(*details, "?", "?")
        self.http_status = _HTTP_STATUSES.get(code, 400)
        self.retry_after = retry_after
