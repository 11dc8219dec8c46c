# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why an answer or a limit stops a task. Of use to few runs, so it is imported only there: it has to be compiled."""

from __future__ import annotations

import time

from .stops import Stop
from .verdict import Verdict

_DENIALS = {
    -1022: "The signature was refused: check that api_secret or the private key belongs to this api_key.",
    -2014: "The format of api_key was refused: check that it was copied whole.",
}
_DENIAL = (
    "Check api_key, the secret that belongs to it, the key's allow-list of addresses (is this host's on it?), its "
    'permission "Enable European Options", and the clock of this host.'
)


def stop_for(finding: Verdict, retry_after: float | None) -> Stop:
    """The stop that an answer brings about."""
    return Stop(_explain(finding, retry_after), finding.http_status, finding.code)


def _explain(finding: Verdict, retry_after: float | None) -> str:
    if finding.http_status is None:
        return (
            f"The request was not sent: {finding.msg}. Check api_url and who answers there; name a certificate "
            "authority of your own with ca_path."
        )
    if finding.http_status == 418:
        until = f" for another {_seconds(retry_after)}" if retry_after is not None else ""
        return (
            f"The exchange has banned this host's address{until} (HTTP 418), and with it every program that uses it. "
            "Stop whatever sends too much, and run this again after the ban."
        )
    if finding.http_status == 403:
        return (
            "The exchange's firewall refuses this host's address (HTTP 403). Send nothing for some minutes, and check "
            "that the address is not in a refused region or network."
        )
    if 300 <= finding.http_status < 400:
        return (
            f"The answer was a redirect (HTTP {finding.http_status}), which is never followed. Check api_url, and "
            "whether a proxy or a portal answers in the exchange's place."
        )
    advice = " ".join(filter(None, (_DENIALS.get(finding.code or 0), _DENIAL)))
    return f"The exchange refused the key ({finding.said()}). {advice}"


def _seconds(seconds: float) -> str:
    """A time to wait, and when it is over: who reads it may do so the next morning."""
    said = f"{seconds:.0f} s"
    if seconds > 10**8:
        return said
    return f"{said}, until {time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(time.time() + seconds))} UTC"


def clock_stop(finding: Verdict, offset_ms: int | None, recv_window: int) -> Stop:
    """The exchange goes on refusing timestamps although its clock was measured."""
    return Stop(
        f"The exchange keeps refusing the timestamps ({finding.said()}) although its clock was measured (offset: "
        f"{offset_ms} ms, recv_window: {recv_window} ms). Raise recv_window, and check this host's clock and the delay "
        "of the network.",
        finding.http_status,
        finding.code,
    )


def listing_stop(finding: Verdict) -> Stop:
    """The exchange refuses to list the orders."""
    return Stop(
        f"The exchange refused to list the block orders ({finding.said()}), so which ones are open is not known. Check "
        "api_url, underlying and the key's permissions.",
        finding.http_status,
        finding.code,
    )


def query_stop(finding: Verdict) -> Stop:
    """The exchange refuses a query that a module exists for."""
    if finding.denied:
        return stop_for(finding, None)
    return Stop(
        f"The exchange refused the query ({finding.said()}). Check api_url, what is asked for, and the key's "
        "permissions.",
        finding.http_status,
        finding.code,
    )


def limit_stop(concerned: int, max_orders: int) -> Stop:
    """More orders are concerned than the task may cancel."""
    return Stop(
        f"This task would cancel {concerned} block orders, more than max_orders allows ({max_orders}). Look at them, "
        "then raise max_orders or select fewer.",
        final=False,
    )
