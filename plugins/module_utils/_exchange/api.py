# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signed calls of the exchange's API: every request is signed at the last moment, and sent again only if that is safe.

Endpoints are data here. The kinds know what they mean (orders, trades).
"""

from __future__ import annotations

import threading
import typing as t
from collections import Counter

from .._http.elapsed import now
from .._http.response import Response
from .calls import Endpoint, Refused, Reply, pauses
from .clock import ExchangeClock
from .codes import TOO_MANY_ORDERS
from .documents import Unreadable, server_time_of
from .rate_limiter import Permit
from .request_gate import RequestGate
from .signing import Signer, signed_query
from .stops import Stopped
from .verdict import Effect, NextAction, Verdict, classify

if t.TYPE_CHECKING:
    from .._http.transport import Transport

T = t.TypeVar("T")

__all__ = ["Api", "Endpoint", "Refused", "Reply", "pauses"]

Parameters = t.Mapping[str, t.Any]
Acknowledges = t.Callable[[t.Any], bool]

_TIME = Endpoint("time", "GET", "/eapi/v1/time", 1)

# After so many measurements of the exchange's clock without an accepted timestamp the task stops.
_MEASUREMENTS = 5

# How often a request is sent if all its answers are unusable.
_UNUSABLE_TRIES = 3


class Api:
    """Sends requests for one account. Methods wait, and send again what was surely not applied."""

    def __init__(
        self, transport: Transport, signer: Signer, clock: ExchangeClock, gate: RequestGate, recv_window: int
    ) -> None:
        self.clock = clock
        self.gate = gate
        self._transport = transport
        self._signer = signer
        self._recv_window = recv_window
        self._measurements = 0
        self._measured_at = 0.0
        self._measuring = threading.Lock()
        self._unusable: Counter[t.Hashable] = Counter()

    def close(self) -> None:
        """Close the kept connections."""
        self._transport.close()

    @property
    def lead_ms(self) -> int:
        """How far the exchange's clock may be ahead of ``clock``: it has accepted timestamps, so no further."""
        return 0 if self.clock.measured else self._recv_window

    def requests_made(self) -> dict[str, t.Any]:
        """What was sent to the exchange, as a module returns it. The used weight is that of this host's address."""
        return {
            "sent": self.gate.sent,
            "weight": self.gate.weight,
            "used_weight_1m": self.gate.limiter.used_weight,
            "waited_seconds": round(self.gate.waited, 3),
            "clock_offset_ms": self.clock.offset_ms,
        }

    def query(
        self,
        endpoint: Endpoint,
        parameters: Parameters,
        read: t.Callable[[t.Any], T],
        read_refusal: t.Callable[[Verdict], T] | None = None,
        may_be_denied: bool = False,
    ) -> T:
        """Send a query until ``read`` can read the answer, and return what it reads.

        An unreadable answer is never an empty one. ``read`` raises ``Unreadable``. ``read_refusal`` makes an answer of
        a refusal, or raises ``Unreadable`` or ``Refused``. ``may_be_denied``: a key that lacks the permission does not
        stop the task. Raises ``Refused``, and ``Stopped`` when the task has to stop.
        """
        for pause in pauses():
            reply = self._call(endpoint, parameters, None, may_be_denied)
            if reply.stop is not None:
                raise Stopped(reply.stop)
            verdict = t.cast(Verdict, reply.verdict)
            try:
                if verdict.refused or verdict.denied:
                    if read_refusal is None:
                        raise Refused(verdict)
                    return read_refusal(verdict)
                return self._read(endpoint, verdict, read)
            except Unreadable as problem:
                self.gate.record_error(endpoint.name, str(problem))
            self.gate.pause(pause, "another try to read an answer")
        raise AssertionError("unreachable")

    def change(self, endpoint: Endpoint, parameters: Parameters, acknowledges: Acknowledges) -> Reply:
        """Send a change. Never raises ``Stopped``, so that the result of a request that was sent is not lost."""
        return self._call(endpoint, parameters, acknowledges)

    def measure_clock(self) -> None:
        """Measure the exchange's clock, whether or not it is known already. Raises ``Stopped`` and ``Refused``."""
        self._synchronize(now(), refusable=True)

    def _read(self, endpoint: Endpoint, verdict: Verdict, read: t.Callable[[t.Any], T]) -> T:
        if not verdict.readable:
            if verdict.http_status is None:
                raise Unreadable(verdict.describe())
            raise Unreadable(f"an unreadable answer to a query ({verdict.describe()})")
        found = read(verdict.document)
        self.gate.record_error(endpoint.name, "")
        return found

    def _call(
        self,
        endpoint: Endpoint,
        parameters: Parameters,
        acknowledges: Acknowledges | None,
        may_be_denied: bool = False,
    ) -> Reply:
        """Send one request, and again while it was surely not applied and may be sent again."""
        verdict, sent, valid_until, waits = None, 0, 0, pauses()
        request = endpoint.name if acknowledges is None else (endpoint.name, *parameters.items())
        try:
            while True:
                permit = self._permit(endpoint)
                signed_at, timestamp = now(), self.clock.timestamp()
                stamped = {**parameters, "recvWindow": self._recv_window, "timestamp": timestamp}
                target = f"{endpoint.path}?{signed_query(stamped, self._signer)}"
                response, verdict = self._send(permit, endpoint, target, waits, acknowledges, may_be_denied)
                if response.sent:
                    sent += 1
                    valid_until = timestamp + self._recv_window
                if verdict.action is not NextAction.SYNCHRONIZE:
                    self._measurements = 0
                if verdict.readable or verdict.refused:
                    self.clock.started_ms()
                resolved = verdict.refused or verdict.readable or verdict.effect is Effect.APPLIED
                self.gate.record_error(request, "" if resolved else verdict.describe())
                self._count_unusable((endpoint.name, *parameters.items()), verdict)
                if verdict.action in (NextAction.CONTINUE, NextAction.RETRY_TWICE) or (
                    may_be_denied and verdict.denied
                ):
                    return Reply(verdict, sent, valid_until)
                self._prepare_next_try(verdict, signed_at, waits)
        except Stopped as stopped:
            return Reply(verdict, sent, valid_until, stopped.stop)

    def _count_unusable(self, request: t.Hashable, verdict: Verdict) -> None:
        """Stop after the last useful try of the same request. Raises ``Stopped``."""
        if verdict.action is not NextAction.RETRY_TWICE:
            self._unusable.pop(request, None)
            return
        self._unusable[request] += 1
        if self._unusable[request] >= _UNUSABLE_TRIES:
            from .stop_reasons import unusable_stop

            stop = unusable_stop(verdict, _UNUSABLE_TRIES)
            self.gate.close(stop)
            raise Stopped(stop)

    def _prepare_next_try(self, verdict: Verdict, signed_at: float, waits: t.Iterator[float]) -> None:
        if verdict.action is NextAction.SYNCHRONIZE:
            if self._measurements >= _MEASUREMENTS:
                from .stop_reasons import clock_stop

                self.gate.close(clock_stop(verdict, self.clock.offset_ms, self._recv_window))
            self._synchronize(signed_at)
        elif verdict.action is NextAction.RETRY:
            self.gate.pause(next(waits), f"another try ({verdict.describe()})")

    def _permit(self, endpoint: Endpoint) -> Permit:
        while True:
            permit = self.gate.enter(endpoint.weight, endpoint.order)
            if permit is not None:
                return permit
            self._synchronize(now())

    def _send(
        self,
        permit: Permit,
        endpoint: Endpoint,
        target: str,
        waits: t.Iterator[float],
        acknowledges: Acknowledges | None = None,
        may_be_denied: bool = False,
    ) -> tuple[Response, Verdict]:
        response = self._transport.request(endpoint.method, target, self.gate.timeout())
        verdict = classify(response, acknowledges)
        # Limits for all workers are set before the permit is returned: no worker may pass the gate in between.
        if verdict.action is NextAction.STOP and not (may_be_denied and verdict.denied):
            from .stop_reasons import stop_for

            self.gate.close(stop_for(verdict, response.retry_after()))
        elif verdict.action is NextAction.WAIT:
            asked = response.retry_after()
            if asked is None:
                asked = self.gate.limiter.hold_for(orders=verdict.code == TOO_MANY_ORDERS)
            self.gate.hold(max(asked, next(waits)), verdict.http_status)
        self.gate.leave(permit, response)
        return response, verdict

    def _synchronize(self, since: float, refusable: bool = False) -> None:
        """Measure the exchange's clock, unless that was done after ``since``. Raises ``Stopped``.

        ``refusable``: after a refusal there is no further try; it is raised as ``Refused``.
        """
        with self._measuring:
            waits = pauses()
            while self._measured_at < since:
                permit = t.cast(Permit, self.gate.enter(_TIME.weight, reserved=True))
                asked_at = now()
                _response, verdict = self._send(permit, _TIME, _TIME.path, waits)
                if refusable and (verdict.refused or verdict.denied):
                    raise Refused(verdict)
                self._count_unusable(_TIME.name, verdict)
                try:
                    server_ms = self._read(_TIME, verdict, server_time_of)
                except Unreadable as problem:
                    self.gate.record_error(_TIME.name, str(problem))
                    if verdict.action is not NextAction.WAIT:
                        self.gate.pause(next(waits), "another try to read the exchange's clock")
                    continue
                self.clock.measure(server_ms, (now() - asked_at) * 1000)
                self.gate.clock_measured()
                self._measured_at = now()
                self._measurements += 1
