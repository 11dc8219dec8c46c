# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a response or a limit stops a task, in sentences. Few runs need it, so it is imported only there."""

from __future__ import annotations

import time

from .advice import KEY, URL, advice_for
from .codes import Topic
from .stops import Stop, StopReason
from .verdict import Verdict


def stop_for(verdict: Verdict, retry_after: float | None = None) -> Stop:
    """The stop that follows from a response."""
    reason, msg = _explain(verdict, retry_after)
    return Stop(reason, msg, verdict.http_status, verdict.code)


def _explain(verdict: Verdict, retry_after: float | None) -> tuple[StopReason, str]:
    status = verdict.http_status
    if status is None:
        return StopReason.UNTRUSTED, (
            f"The request was not sent: {verdict.msg}. Check api_url and which server answers there. If it uses a "
            "certificate authority of your own, set ca_path."
        )
    if verdict.ban_end_ms is not None or status == 418:
        until = _until(verdict.ban_end_ms, retry_after)
        return StopReason.BANNED, (
            f"The exchange has banned this host's address{until} (HTTP {status}), and with it every program that uses "
            "it. Stop whatever sends too much, and rerun after the ban."
        )
    if verdict.restricted:
        return StopReason.REFUSED_REGION, (
            f"The exchange refuses the region of this host's address ({verdict.describe()}). No request from here will "
            "be accepted: run from a host in a permitted region."
        )
    if status == 403:
        return StopReason.REFUSED_BY_FIREWALL, (
            "The exchange's firewall refuses this host's address (HTTP 403). Send nothing for some minutes, and check "
            "that the address is not in a refused region or network."
        )
    if 300 <= status < 400:
        return StopReason.REDIRECTED, (
            f"The answer was a redirect (HTTP {status}), which is never followed. Check api_url, and whether a proxy "
            "or a portal answers in the exchange's place."
        )
    if verdict.topic is Topic.URL:
        return StopReason.WRONG_URL, f"The exchange does not know this path ({verdict.describe()}). {URL}"
    if verdict.topic is Topic.ADDRESS:
        return StopReason.WRONG_ADDRESS, (
            f"The exchange refuses this host's address ({verdict.describe()}). {advice_for(verdict)}"
        )
    return StopReason.KEY_REFUSED, f"The exchange refused the key ({verdict.describe()}). {advice_for(verdict, KEY)}"


def _until(ban_end_ms: int | None, retry_after: float | None) -> str:
    """How long a ban lasts, and when it ends: the reader may see the message hours later."""
    end = time.time() + retry_after if retry_after is not None else None
    if ban_end_ms is not None:
        end = ban_end_ms / 1000
    if end is None:
        return ""
    left = f"for another {max(0.0, end - time.time()):.0f} s"
    if end > 10**10:
        return f" {left}"
    return f" {left}, until {time.strftime('%Y-%m-%d %H:%M:%S', time.gmtime(end))} UTC"


def unusable_stop(verdict: Verdict, tries: int) -> Stop:
    """The stop after the last try, if every response to the same request was unusable."""
    if verdict.http_status in (404, 405, 410):
        reason, advice = StopReason.WRONG_URL, URL
    else:
        reason, advice = (
            StopReason.UNUSABLE_RESPONSE,
            ("Check api_url, and whether a proxy, a firewall or a portal answers in the exchange's place."),
        )
    return Stop(
        reason,
        f"The same request got an unusable answer {tries} times ({verdict.describe()}). {advice}",
        verdict.http_status,
        verdict.code,
        final=reason is StopReason.WRONG_URL,
    )


def clock_stop(verdict: Verdict, offset_ms: int | None, recv_window: int) -> Stop:
    """The exchange keeps refusing timestamps although its clock was measured."""
    return Stop(
        StopReason.CLOCK_REFUSED,
        f"The exchange keeps refusing the timestamps ({verdict.describe()}), although its clock was measured "
        f"(offset: {offset_ms} ms, recv_window: {recv_window} ms). Raise recv_window, and check this host's clock and "
        "the network latency.",
        verdict.http_status,
        verdict.code,
    )


def listing_stop(verdict: Verdict, noun: str) -> Stop:
    """The exchange refuses to list the orders."""
    if verdict.denied:
        return stop_for(verdict)
    return Stop(
        StopReason.LISTING_REFUSED,
        f"The exchange refused to list the {noun}s ({verdict.describe()}), so which ones are open is not known. "
        f"{advice_for(verdict, 'Check api_url, underlying and the permissions of the key.')}",
        verdict.http_status,
        verdict.code,
    )


def query_stop(verdict: Verdict) -> Stop:
    """The exchange refuses a query that a module exists for."""
    if verdict.denied:
        return stop_for(verdict)
    return Stop(
        StopReason.QUERY_REFUSED,
        f"The exchange refused the query ({verdict.describe()}). "
        f"{advice_for(verdict, 'Check api_url, the options of the task, and the permissions of the key.')}",
        verdict.http_status,
        verdict.code,
    )


def limit_stop(selected: int, max_orders: int, noun: str, verb: str) -> Stop:
    """More orders are selected than the task may change."""
    return Stop(
        StopReason.MAX_ORDERS,
        f"This task would {verb} {selected} {noun}{'' if selected == 1 else 's'}, more than max_orders allows "
        f"({max_orders}). List them, then raise max_orders or select fewer.",
        final=False,
    )


def budget_stop(seconds: float, errors: str, held_by: int | None) -> Stop:
    """``max_wait`` is used up. ``errors``: the last errors that were not resolved.

    ``held_by``: the HTTP status of a response that still forbids to send anything.
    """
    return Stop(
        StopReason.TIME_BUDGET,
        f"The time budget is over (max_wait: {seconds:g} s){f'; last error: {errors}' if errors else ''}. Rerun, with "
        "a higher max_wait if there was no other error.",
        held_by,
        final=held_by is not None,
    )


def unreachable_stop(seconds: float, errors: str) -> Stop:
    """No response of any kind came."""
    return Stop(
        StopReason.UNREACHABLE,
        f"The exchange could not be reached for {seconds:.0f} s: {errors or 'no connection'}. Check api_url, and the "
        "name resolution, the route and the proxy of this host.",
    )


def never_stop(weight: int, weight_limit: int) -> Stop:
    """A request that would not fit under the limit even if nothing else was sent."""
    return Stop(
        StopReason.RATE_LIMIT,
        f"The next request has a request weight of {weight}, which request_weight_limit ({weight_limit}) never allows. "
        f"Set request_weight_limit to {weight} or more.",
        final=False,
    )


def wait_stop(wait: float, reason: str, left: float, errors: str, held_by: int | None) -> Stop:
    """A wait for a rate limit that would outlast the time budget.

    ``errors``: those that may have used up the limit. ``held_by``: as above.
    """
    return Stop(
        StopReason.RATE_LIMIT,
        f"Because of {reason} the next request has to wait {wait:.0f} s, but only {left:.0f} s of max_wait are left"
        f"{f'; last error: {errors}' if errors else ''}. Rerun later, or raise max_wait.",
        held_by,
    )
