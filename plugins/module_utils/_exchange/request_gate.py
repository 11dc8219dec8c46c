# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""RequestGate to send: stops, the time budget, and the request weight that this machine's address may use."""

from __future__ import annotations

import threading
import time
import typing as t

from .._http.response import Response
from .clock import ExchangeClock
from .rate_limiter import Permit, RateLimiter, Wait
from .stops import Stop, Stopped
from .timeline import WAIT, Timeline

# If the exchange can't be reached at all, waiting longer would only delay the bad news.
_FIRST_CONTACT = 10.0

# Shorter waits are not worth a note.
_NOTED_WAIT = 1.0


class RequestGate:
    """One for all workers of a task: who may send, and when. Times are seconds of ``time.monotonic``."""

    def __init__(
        self,
        clock: ExchangeClock,
        timeline: Timeline,
        max_wait: float,
        request_timeout: float,
        weight_limit: int,
    ) -> None:
        self.started = time.monotonic()
        self.waited = 0.0
        self.sent = 0
        self.weight = 0
        self.stop: Stop | None = None
        self.pace = RateLimiter(clock, weight_limit)
        self._timeline = timeline
        self._max_wait = max_wait
        self._request_timeout = request_timeout
        self._contact = False
        self._trouble = ""
        self._not_before = 0.0
        self._sleepers = 0
        self._sleeping_since = 0.0
        self._changed = threading.Condition()

    @staticmethod
    def now() -> float:
        return time.monotonic()

    def ask(self, weight: int, order: bool = False, reserved: bool = False) -> Permit | None:
        """Wait until a request of ``weight`` may be sent. ``None``: measure the exchange's clock, then ask again.

        ``reserved``: it may use what the weight limit leaves free. Raises ``Stopped``, also instead of a wait that
        would outlast the time budget.
        """
        with self._changed:
            while True:
                self._check()
                now = self.now()
                wait = Wait(self._not_before - now, "the exchange's rate limit")
                if wait.seconds <= 0 and not reserved:
                    delay = self.pace.delay(weight, order)
                    if delay is None:
                        return None
                    wait = delay
                if wait.seconds <= 0:
                    ticket = Permit(weight, order)
                    self.pace.take(ticket)
                    self.sent += 1
                    self.weight += weight
                    return ticket
                left = self._deadline() - now
                if not wait.reason:  # an answer is under way that decides it
                    self._changed.wait(min(wait.seconds, left))
                    continue
                if wait.seconds > left:
                    self._stop(
                        Stop(
                            f"Because of {wait.reason} the next request has to wait {wait.seconds:.0f} s, but only "
                            f"{left:.0f} s of max_wait are left. Run the task again later, or raise max_wait.",
                        )
                    )
                self._sleep(wait.seconds, wait.reason)

    def settle(self, ticket: Permit, answer: Response) -> None:
        """Give the ticket back with the answer, or the lack of one."""
        with self._changed:
            self._contact = self._contact or answer.http_status is not None
            if not answer.sent:
                self.sent -= 1
                self.weight -= ticket.weight
            self.pace.settle(ticket, answer.headers)
            self._changed.notify_all()

    def time_out(self) -> float:
        """How long the next request may take, in s."""
        if self._contact:
            return self._request_timeout
        return max(0.1, min(self._request_timeout, self._deadline() - self.now()))

    def trouble(self, note: str) -> None:
        """Note what went wrong last (nothing: it went well), for the message if that does not change."""
        if self._trouble and not self._contact and self.now() >= self._deadline():
            return  # that try was cut short: what stopped the tries before it says more
        self._trouble = note

    def clock_moved(self) -> None:
        """The exchange's clock was measured."""
        with self._changed:
            self.pace.clock_moved()
            self._changed.notify_all()

    def hold(self, seconds: float) -> None:
        """Nothing is sent by anybody for so long."""
        with self._changed:
            self._not_before = max(self._not_before, self.now() + seconds)
            self._changed.notify_all()

    def end(self, stop: Stop) -> None:
        """Nothing is sent by anybody any more; the first reason stays."""
        with self._changed:
            if self.stop is None:
                self.stop = stop
            self._changed.notify_all()

    def pause(self, seconds: float, reason: str) -> None:
        """Sleep so long, or until everything stops. Raises ``Stopped``, at the end of the time budget too."""
        until = self.now() + seconds
        with self._changed:
            while True:
                self._check()
                left = until - self.now()
                if left <= 0:
                    return
                self._sleep(min(left, max(0.0, self._deadline() - self.now())), reason)

    def _deadline(self) -> float:
        return self.started + (self._max_wait if self._contact else min(self._max_wait, _FIRST_CONTACT))

    def _check(self) -> None:
        if self.stop is None and self.now() >= self._deadline():
            seconds = self._deadline() - self.started
            if self._contact:
                trouble = f"; the last trouble was: {self._trouble}" if self._trouble else ""
                msg = (
                    f"The time budget is over (max_wait: {seconds:g} s){trouble}. Run the task again, with a higher "
                    "max_wait if nothing else was wrong."
                )
                self._stop(Stop(msg, final=self._not_before > self.now()))
            else:
                msg = (
                    f"The exchange could not be reached for {seconds:.0f} s: {self._trouble or 'no connection'}. Check "
                    "api_url, the name service, the route and the proxy of this host."
                )
                self._stop(Stop(msg))
        if self.stop is not None:
            raise Stopped(self.stop)

    def _stop(self, stop: Stop) -> t.NoReturn:
        self.stop = stop
        self._changed.notify_all()
        raise Stopped(stop)

    def _sleep(self, seconds: float, reason: str) -> None:
        if self._sleepers == 0:
            self._sleeping_since = self.now()
            if seconds >= _NOTED_WAIT:
                self._timeline.note(WAIT, reason, seconds=round(seconds, 3))
        self._sleepers += 1
        try:
            self._changed.wait(seconds)
        finally:
            self._sleepers -= 1
            if self._sleepers == 0:
                self.waited += self.now() - self._sleeping_since
