# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What went wrong with a request, in words of our own: an exception of ``requests`` holds the signed URL in its text.

Of use to few runs, so it is imported only there: it has to be compiled.
"""

from __future__ import annotations

import socket
import ssl
import typing as t

from .response import Failure, Incomplete, Response

try:
    import requests.exceptions
    import urllib3.exceptions
except ImportError:
    pass  # without them no request is made, and none fails
else:
    _UNUSABLE = (requests.exceptions.InvalidSchema, requests.exceptions.InvalidProxyURL)
    # Before Python 3.10 socket.timeout is no TimeoutError.
    _TIMEOUTS = (TimeoutError, socket.timeout, urllib3.exceptions.TimeoutError)


def failed(problem: BaseException, connected: bool, proxied: bool) -> Response:
    """The answer that there is instead, by the exception that was raised."""
    causes = _causes(problem)
    for cause in causes:
        if isinstance(cause, ssl.SSLCertVerificationError):
            reason = getattr(cause, "verify_message", "") or "verification failed"
            return Response(failure=Failure.UNTRUSTED, note=f"the certificate is not trusted ({reason})")
    if not connected:
        by_proxy = " (through the proxy of this host's environment)" if proxied else ""
        return Response(failure=Failure.NOT_SENT, note=_why_not_connected(causes) + by_proxy)
    if any(isinstance(cause, Incomplete) for cause in causes):
        return Response(failure=Failure.LOST, note=str(problem))
    if any(isinstance(cause, _TIMEOUTS) for cause in causes):
        return Response(failure=Failure.LOST, note="the answer did not come in time")
    return Response(failure=Failure.LOST, note="the connection broke before the answer was complete")


def _causes(problem: BaseException | None) -> list[BaseException]:
    """The exception, what it wraps and what it came from."""
    found: list[BaseException] = []
    waiting: list[t.Any] = [problem]
    while waiting and len(found) < 50:
        cause = waiting.pop(0)
        if isinstance(cause, BaseException) and not any(cause is known for known in found):
            found.append(cause)
            waiting += [
                getattr(cause, "reason", None),
                cause.__cause__,
                cause.__context__,
                *cause.args,
            ]
    return found


def _why_not_connected(causes: t.Sequence[BaseException]) -> str:
    for kinds, note in (
        (_UNUSABLE, "the address of the proxy can't be used"),
        ((urllib3.exceptions.ProxyError,), "the proxy refused or could not be reached"),
        ((socket.gaierror,), "the name could not be resolved"),
        ((ConnectionRefusedError,), "the connection was refused"),
        ((ssl.SSLError,), "the TLS handshake failed"),
        (_TIMEOUTS, "the connection was not made in time"),
        ((ConnectionResetError, ConnectionAbortedError), "the connection was reset while it was made"),
        ((OSError,), "the host is unreachable"),
    ):
        if any(isinstance(cause, kinds) for cause in causes):
            return note
    return f"no connection could be made ({type(causes[0]).__name__})"
