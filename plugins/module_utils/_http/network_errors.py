# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Network errors in our own words: the text of an exception may contain a URL with its signature.

Few runs need it, so it is imported only there: it has to be compiled.
"""

from __future__ import annotations

import ssl
import time

from .deadline import TIMEOUTS, TimeUp
from .progress import Progress, Step
from .response import Failure, Incomplete, Response
from .route import NotConnected, UnusableBundle, UnusableProxy

_LATE = (TimeUp, *TIMEOUTS)

# OpenSSL's codes for a certificate that is not valid yet, and for one that has expired.
_NOT_YET_VALID, _EXPIRED = 9, 10

# What a proxy's answers to CONNECT mean.
_PROXY_STATUSES = {
    403: "the proxy does not allow connections to this host",
    407: "the proxy asks for a user name and a password, or does not accept those in the proxy URL",
    502: "the proxy could not reach the host",
    503: "the proxy could not reach the host",
    504: "the proxy did not reach the host in time",
}


def describe(problem: BaseException, progress: Progress) -> Response:
    """The response that stands for an exception."""
    if progress.sent:
        status, headers = progress.status or None, progress.headers
        if status and status < 300 and isinstance(problem, _LATE):
            status, headers = None, {}  # a refusal is known from its head, a success only when it is complete
        return Response(status, headers, failure=Failure.LOST, note=_lost(problem))
    if isinstance(problem, NotConnected) and problem.__cause__:
        problem = problem.__cause__
    if isinstance(problem, UnusableBundle):
        return Response(failure=Failure.UNTRUSTED, note="the file with the trusted certificates can't be read")
    reason = _distrust(problem)
    if reason:
        whose = "the proxy's certificate" if progress.step is Step.PROXY_TLS else "the certificate"
        return Response(failure=Failure.UNTRUSTED, note=f"{whose} is not trusted ({reason})")
    note, is_about_proxy = _not_connected(problem, progress)
    if progress.proxied and not is_about_proxy:
        note += " (through the proxy of this host's environment)"
    return Response(failure=Failure.NOT_SENT, note=note)


def _lost(problem: BaseException) -> str:
    if isinstance(problem, Incomplete):
        return str(problem)
    if isinstance(problem, _LATE):
        return "the answer did not come in time"
    return "the connection broke before the answer was complete"


def _distrust(problem: BaseException) -> str:
    """Why a certificate is not trusted; empty for any other error."""
    if not isinstance(problem, ssl.SSLCertVerificationError) and type(problem).__name__ != "CertificateError":
        return ""
    # urllib3 compares the names itself where Python can't, and in version 1.26: then there is only a text.
    reason: str = getattr(problem, "verify_message", "") or "certificate is not valid for this host"
    if getattr(problem, "verify_code", None) not in (_NOT_YET_VALID, _EXPIRED):
        return reason
    clock = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())
    return f"{reason}; this host's clock shows {clock} UTC: if that is wrong, set the clock"


def _not_connected(problem: BaseException, progress: Progress) -> tuple[str, bool]:
    """Why there is no connection, and whether the text names the proxy."""
    step, proxied = progress.step, progress.proxied
    if isinstance(problem, UnusableProxy):
        return str(problem), True
    if step in (Step.ROUTE, Step.REQUEST):
        late = isinstance(problem, _LATE)
        return "no time was left to send it" if late else _unforeseen(problem), False
    if step is Step.RESOLVE:
        name = "the name of the proxy" if proxied else "the name"
        late = isinstance(problem, _LATE)
        return f"{name} could not be resolved{' in time' if late else ''}", proxied
    if step is Step.CONNECT:
        return _no_socket(problem, proxied), proxied
    if step is Step.TUNNEL:
        return _no_tunnel(problem, progress.proxy_status), True
    handshake = "the TLS handshake with the proxy" if step is Step.PROXY_TLS else "the TLS handshake"
    if isinstance(problem, _LATE):
        return f"{handshake} was not completed in time", step is Step.PROXY_TLS
    if isinstance(problem, OSError):  # ssl.SSLError is one
        return f"{handshake} failed", step is Step.PROXY_TLS
    return _unforeseen(problem), False


def _no_socket(problem: BaseException, proxied: bool) -> str:
    if isinstance(problem, _LATE):
        return "the connection to the proxy was not made in time" if proxied else "the connection was not made in time"
    if isinstance(problem, ConnectionRefusedError):
        return "the proxy refused the connection" if proxied else "the connection was refused"
    if isinstance(problem, (ConnectionResetError, ConnectionAbortedError)):
        return "the connection was reset while it was made"
    if isinstance(problem, OSError):
        return "the proxy is unreachable" if proxied else "the host is unreachable"
    return _unforeseen(problem)


def _no_tunnel(problem: BaseException, status: int) -> str:
    if status > 200:
        return f"{_PROXY_STATUSES.get(status, 'the proxy refused to connect to the host')} (HTTP {status})"
    if isinstance(problem, _LATE):
        return "the proxy did not answer in time"
    if isinstance(problem, OSError):
        return "the proxy closed the connection without an answer"
    if isinstance(problem, Incomplete):
        return "what answers at the address of the proxy is not an HTTP proxy"
    return _unforeseen(problem)


def _unforeseen(problem: BaseException) -> str:
    return f"no connection could be made ({type(problem).__name__})"
