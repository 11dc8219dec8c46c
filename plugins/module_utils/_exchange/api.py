# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's block-order endpoints: one method each, every request signed at the last moment."""

from __future__ import annotations

import threading
import typing as t

from .._http.response import Response
from .block_orders import BlockOrder, read_orders
from .block_trades import read_traded_keys, read_trades
from .clock import ExchangeClock
from .documents import Unreadable, server_time_of
from .rate_limiter import Permit
from .request_gate import RequestGate
from .signing import Signer, signed_query
from .stops import Stopped
from .timeline import Timeline
from .verdict import NO_RECORDS, NextAction, Verdict, classify

if t.TYPE_CHECKING:
    from .._http.transport import Transport

T = t.TypeVar("T")

_ORDERS = "/eapi/v1/block/order/orders"
_CREATE = "/eapi/v1/block/order/create"
_TRADES = "/eapi/v1/block/user-trades"
_TIME = "/eapi/v1/time"
_WEIGHT, _TIME_WEIGHT = 5, 1

_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 5.0

# After so many measurements of the exchange's clock without an accepted timestamp it is no accident.
_MEASUREMENTS = 5


class Refused(Exception):
    """The exchange refused a query: it was understood, and will not be answered."""

    def __init__(self, finding: Verdict) -> None:
        super().__init__(finding.said())
        self.finding = finding


class Lookup(t.NamedTuple):
    """What a query for one key told: the order, or why it is not open (``proof``)."""

    order: BlockOrder | None
    proof: str


class Reply(t.NamedTuple):
    """What became of one request: what its last answer proves (``None``: no try), and how often it was sent."""

    finding: Verdict | None
    sent: int
    stopped: Stopped | None = None


class Span(t.NamedTuple):
    """What a listing is about: an underlying, and from when to when in ms. ``None``: any."""

    underlying: str | None = None
    start_time: int | None = None
    end_time: int | None = None

    def parameters(self) -> dict[str, t.Any]:
        named = {"underlying": self.underlying, "startTime": self.start_time, "endTime": self.end_time}
        return {name: value for name, value in named.items() if value is not None}


ANY = Span()


def pauses() -> t.Iterator[float]:
    """Growing pauses between tries, in s."""
    pause = _FIRST_PAUSE
    while True:
        yield pause
        pause = min(2 * pause, _LONGEST_PAUSE)


class Api:
    """Speaks to the exchange as one account. Methods wait, and send again what was surely not carried out.

    Queries raise ``Stopped`` when the task has to stop, and ``Refused``. What can't be read is asked again until then:
    an unreadable answer is never an empty one.
    """

    def __init__(
        self,
        transport: Transport,
        signer: Signer,
        clock: ExchangeClock,
        timeline: Timeline,
        permission: RequestGate,
        recv_window: int,
    ) -> None:
        self.clock = clock
        self.timeline = timeline
        self.permission = permission
        self._transport = transport
        self._signer = signer
        self._recv_window = recv_window
        self._measurements = 0
        self._synchronised_at = 0.0
        self._synchronising = threading.Lock()

    def close(self) -> None:
        """Close the kept connections."""
        self._transport.close()

    def requests_made(self) -> dict[str, t.Any]:
        """What was asked of the exchange, as a module returns it. Used weight is of this host's address."""
        return {
            "sent": self.permission.sent,
            "weight": self.permission.weight,
            "used_weight_1m": self.permission.pace.used_weight,
            "waited_seconds": round(self.permission.waited, 3),
            "clock_offset_ms": self.clock.offset_ms,
        }

    def listing(self, span: Span = ANY) -> list[BlockOrder]:
        """The block orders that the exchange lists. One that is missing may be open all the same."""
        return self._query(_ORDERS, span.parameters(), read_orders)

    def order(self, key: str) -> Lookup:
        """Look for one order by its key."""

        def read(document: t.Any) -> BlockOrder | None:
            orders = read_orders(document)
            found = [order for order in orders if order.key == key]
            if orders and not found:
                raise Unreadable("the answer to a query for one key holds only other orders")
            return next((order for order in found if order.open), found[0] if found else None)

        try:
            order = self._query(_ORDERS, {"blockOrderMatchingKey": key}, read)
        except Refused as refusal:
            if not refusal.finding.no_such_order:
                raise
            return Lookup(None, refusal.finding.fact())
        return Lookup(order, "not listed" if order is None else "")

    def cancel(self, key: str) -> Reply:
        """Cancel one order. Never raises ``Stopped``: what is known of a request that was sent must not get lost."""
        return self._call("DELETE", _CREATE, {"blockOrderMatchingKey": key}, order=True)

    def traded_keys(self, since_ms: int) -> frozenset[str]:
        """The matching keys of the account's block trades since ``since_ms``. ``Refused`` if it may not read them."""
        return self._trades(Span(start_time=since_ms), read_traded_keys)

    def trades(self, span: Span) -> list[dict[str, t.Any]]:
        """The account's block trades, as results. ``Refused`` if the key may not read them."""
        return self._trades(span, read_trades)

    def measure_clock(self) -> None:
        """Measure the exchange's clock, whether or not it is known already. Raises ``Stopped`` and ``Refused``."""
        self._synchronise(self.permission.now(), final=True)

    def _trades(self, span: Span, read: t.Callable[[t.Any], T]) -> T:
        try:
            return self._query(_TRADES, span.parameters(), read, may_be_denied=True)
        except Refused as refusal:
            if refusal.finding.code == NO_RECORDS:
                return read([])
            raise

    def _query(
        self,
        path: str,
        parameters: dict[str, t.Any],
        read: t.Callable[[t.Any], T],
        may_be_denied: bool = False,
    ) -> T:
        keyed = "blockOrderMatchingKey" in parameters
        for pause in pauses():
            reply = self._call("GET", path, parameters, may_be_denied=may_be_denied)
            if reply.stopped is not None:
                raise reply.stopped
            finding = t.cast(Verdict, reply.finding)
            if finding.refuses_query and not (finding.no_such_order and path == _ORDERS and not keyed):
                raise Refused(finding)
            try:
                return self._read(finding, read)
            except Unreadable as problem:
                self.permission.trouble(str(problem))
            self.permission.pause(pause, "another try to read an answer")
        raise AssertionError("unreachable")

    @staticmethod
    def _read(finding: Verdict, read: t.Callable[[t.Any], T]) -> T:
        """What ``read`` makes of an answer to a query. Raises ``Unreadable``."""
        if finding.readable:
            return read(finding.document)
        if finding.http_status is None:
            raise Unreadable(finding.said())
        raise Unreadable(f"an unreadable answer to a query ({finding.said()})")

    def _call(
        self,
        method: str,
        path: str,
        parameters: dict[str, t.Any],
        order: bool = False,
        may_be_denied: bool = False,
    ) -> Reply:
        """Send one request, and again while it was surely not carried out and may be sent again."""
        finding, sent, waits = None, 0, pauses()
        try:
            while True:
                ticket = self._permit(order)
                signed_at = self.permission.now()
                stamped = dict(
                    parameters,
                    recvWindow=self._recv_window,
                    timestamp=self.clock.timestamp(),
                )
                target = f"{path}?{signed_query(stamped, self._signer)}"
                answer, finding = self._exchange(ticket, method, target, waits, may_be_denied)
                sent += answer.sent
                if finding.then is not NextAction.SYNCHRONIZE:
                    self._measurements = 0
                if finding.readable:
                    self.permission.trouble("")
                if finding.then is NextAction.GO_ON or (may_be_denied and finding.denied):
                    return Reply(finding, sent)
                self._prepare_next_try(finding, signed_at, waits)
        except Stopped as stopped:
            return Reply(finding, sent, stopped)

    def _prepare_next_try(self, finding: Verdict, signed_at: float, waits: t.Iterator[float]) -> None:
        if finding.then is NextAction.SYNCHRONIZE:
            if self._measurements >= _MEASUREMENTS:
                from .stop_reasons import clock_stop

                self.permission.end(clock_stop(finding, self.clock.offset_ms, self._recv_window))
            self._synchronise(signed_at)
        elif finding.then is NextAction.RETRY:
            self.permission.trouble(finding.said())
            self.permission.pause(next(waits), f"another try ({finding.said()})")

    def _permit(self, order: bool) -> Permit:
        while True:
            ticket = self.permission.ask(_WEIGHT, order)
            if ticket is not None:
                return ticket
            self._synchronise(self.permission.now())

    def _exchange(
        self, ticket: Permit, method: str, target: str, waits: t.Iterator[float], may_be_denied: bool = False
    ) -> tuple[Response, Verdict]:
        answer = self._transport.request(method, target, self.permission.time_out())
        finding = classify(answer)
        # What binds all workers comes before the ticket is given back: none of them may get permission in between.
        retry_after = answer.retry_after()
        if finding.then is NextAction.STOP and not (may_be_denied and finding.denied):
            from .stop_reasons import stop_for

            self.permission.end(stop_for(finding, retry_after))
        elif finding.then is NextAction.WAIT:
            said = self.permission.pace.hold_for(finding.code) if retry_after is None else retry_after
            self.permission.hold(max(said, next(waits)))
        self.permission.settle(ticket, answer)
        return answer, finding

    def _synchronise(self, since: float, final: bool = False) -> None:
        """Measure the exchange's clock, unless that was done after ``since``. Raises ``Stopped``.

        ``final``: a refusal is not asked again, but raised as ``Refused``.
        """
        with self._synchronising:
            waits = pauses()
            while self._synchronised_at < since:
                ticket = t.cast(Permit, self.permission.ask(_TIME_WEIGHT, reserved=True))
                asked_at = self.permission.now()
                _answer, finding = self._exchange(ticket, "GET", _TIME, waits)
                if finding.refuses_query and final:
                    raise Refused(finding)
                try:
                    server_ms = self._read(finding, server_time_of)
                except Unreadable as problem:
                    if finding.then is not NextAction.WAIT:
                        self.permission.trouble(str(problem))
                        self.permission.pause(next(waits), "another try to read the exchange's clock")
                    continue
                self.clock.measure(server_ms, (self.permission.now() - asked_at) * 1000)
                self.permission.clock_moved()
                self._synchronised_at = self.permission.now()
                self._measurements += 1
