# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The gate that every request passes: stops, the time budget, and the weight that this host's address may use."""

from __future__ import annotations

import threading
import typing as t

from .._http.elapsed import now
from .._http.response import Response
from .clock import ExchangeClock
from .rate_limiter import Permit, RateLimiter, Wait
from .stops import Stop, Stopped

# If the exchange can't be reached at all, waiting longer would only delay the error.
_FIRST_CONTACT = 10.0

_NAMED_ERRORS = 3

# Shorter waits are not worth a record.
_RECORDED_WAIT = 1.0


class RecordedWait(t.NamedTuple):
    """A wait of a second or more, recorded at its start; ``at`` is a time of ``elapsed.now``."""

    at: float
    reason: str
    seconds: float


class RequestGate:
    """Decides for all workers of a task who may send, and when. Times are those of ``elapsed.now``, in s."""

    def __init__(self, clock: ExchangeClock, max_wait: float, request_timeout: float, weight_limit: int) -> None:
        self.started = now()
        self.waited = 0.0
        self.sent = 0
        self.weight = 0
        self.stop: Stop | None = None
        self.limiter = RateLimiter(clock, weight_limit)
        self.waits: list[RecordedWait] = []
        self._max_wait = self._longest_wait = max_wait
        self._request_timeout = request_timeout
        self._contact = False
        self._errors: dict[t.Hashable, str] = {}
        self._not_before = 0.0
        self._held_status: int | None = None
        self._spare: float | None = None
        self._sleepers = 0
        self._sleeping_since = 0.0
        self._changed = threading.Condition()

    def enter(self, weight: int, order: bool = False, reserved: bool = False) -> Permit | None:
        """Wait until a request of ``weight`` may be sent. ``None``: measure the exchange's clock, then enter again.

        ``reserved``: it may use the weight above the weight limit. Raises ``Stopped``, also if the wait would outlast
        the time budget.
        """
        with self._changed:
            while True:
                self._check()
                if weight > self.limiter.weight_limit and not reserved:
                    from .stop_reasons import never_stop

                    self._stop(never_stop(weight, self.limiter.weight_limit))
                moment = now()
                wait = Wait(self._not_before - moment, "the exchange's rate limit")
                if wait.seconds <= 0 and not reserved:
                    delay = self.limiter.delay(weight, order)
                    if delay is None:
                        return None
                    wait = delay
                if wait.seconds <= 0:
                    permit = Permit(weight, order)
                    self.limiter.take(permit)
                    self.sent += 1
                    self.weight += weight
                    return permit
                left = self._deadline() - moment
                if not wait.reason:  # the response that decides it is in flight
                    self._changed.wait(min(wait.seconds, left))
                    continue
                if wait.seconds > left:
                    from .stop_reasons import wait_stop

                    held_by = self._held_by(moment)
                    self._stop(wait_stop(wait.seconds, wait.reason, left, self._last_errors(), held_by))
                self._sleep(wait.seconds, wait.reason)

    def has_room(self, weight: int) -> bool:
        """Whether a request that nothing depends on leaves enough weight to other tasks behind the address."""
        with self._changed:
            return self.limiter.has_room(weight)

    def leave(self, permit: Permit, response: Response) -> None:
        """Return the permit, with the response or the failure."""
        with self._changed:
            self._contact = self._contact or response.http_status is not None
            if not response.sent:
                self.sent -= 1
                self.weight -= permit.weight
            self.limiter.record(permit, response.headers, accepted=response.http_status == 200)
            self._changed.notify_all()

    def timeout(self) -> float:
        """How long the next request may take, in s."""
        if self._contact:
            return self._request_timeout
        return max(0.1, min(self._request_timeout, self._deadline() - now()))

    def record_error(self, request: t.Hashable, text: str) -> None:
        """Record the last error of a request (empty: it succeeded), for the message at a time-out."""
        if text and not self._contact and request in self._errors and now() >= self._deadline():
            return  # a try that the end of the budget cut short tells less than the tries before it
        self._errors.pop(request, None)
        if text:
            self._errors[request] = text  # moves it to the end, as the newest

    def clock_measured(self) -> None:
        """The exchange's clock was measured."""
        with self._changed:
            self.limiter.clock_measured()
            self._changed.notify_all()

    def hold(self, seconds: float, http_status: int | None = None) -> None:
        """No worker sends anything for so long. ``http_status``: of the response that says so."""
        with self._changed:
            self._held_status = http_status
            self._not_before = max(self._not_before, now() + seconds)
            if self._spare is not None:  # whatever comes next has to wait as well
                self._max_wait = min(self._longest_wait, self._not_before - self.started + self._spare)
            self._changed.notify_all()

    def close(self, stop: Stop) -> None:
        """No worker sends anything any more; the first reason stays."""
        with self._changed:
            if self.stop is None:
                self.stop = stop
            self._changed.notify_all()

    def shorten(self, seconds: float) -> None:
        """Shorten the rest of the time budget to at most so much, for steps that are worth no more."""
        with self._changed:
            self._spare = seconds
            self._max_wait = min(self._max_wait, now() - self.started + seconds)

    def pause(self, seconds: float, reason: str) -> None:
        """Sleep for so long, or until everything stops. Raises ``Stopped``, also at the end of the time budget."""
        until = now() + seconds
        with self._changed:
            while True:
                self._check()
                left = until - now()
                if left <= 0:
                    return
                self._sleep(min(left, max(0.0, self._deadline() - now())), reason)

    def _deadline(self) -> float:
        return self.started + (self._max_wait if self._contact else min(self._max_wait, _FIRST_CONTACT))

    def _held_by(self, moment: float) -> int | None:
        return self._held_status if self._not_before > moment else None

    def _check(self) -> None:
        if self.stop is None and now() >= self._deadline():
            from .stop_reasons import budget_stop, unreachable_stop

            seconds = self._deadline() - self.started
            errors = self._last_errors()
            if self._contact:
                self._stop(budget_stop(seconds, errors, self._held_by(now())))
            else:
                self._stop(unreachable_stop(seconds, errors))
        if self.stop is not None:
            raise Stopped(self.stop)

    def _last_errors(self) -> str:
        """The last errors that were not resolved, the newest first."""
        newest = list(dict.fromkeys(reversed(list(self._errors.values()))))
        return "; ".join(newest[:_NAMED_ERRORS])

    def _stop(self, stop: Stop) -> t.NoReturn:
        self.stop = stop
        self._changed.notify_all()
        raise Stopped(stop)

    def _sleep(self, seconds: float, reason: str) -> None:
        if self._sleepers == 0:
            self._sleeping_since = now()
            if seconds >= _RECORDED_WAIT:
                self.waits.append(RecordedWait(self._sleeping_since, reason, round(seconds, 3)))
        self._sleepers += 1
        try:
            self._changed.wait(seconds)
        finally:
            self._sleepers -= 1
            if self._sleepers == 0:
                self.waited += now() - self._sleeping_since
