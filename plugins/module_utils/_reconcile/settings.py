# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Settings of an underlying: read first, change only what differs, read again. No answer to a change is proof.

Setting the same values twice is harmless, so a change whose answer was lost is sent again until a query shows it.
"""

from __future__ import annotations

import typing as t
from enum import Enum

from .._exchange.api import Api, Refused, Reply, pauses
from .._exchange.stops import Stop, Stopped, internal_stop
from .._exchange.verdict import Effect, Verdict
from .._http.elapsed import now

# How long an acknowledged change may take until a query shows it, in s.
_VERIFY_TIMEOUT = 10.0

Values = dict[str, t.Any]


class Outcome(str, Enum):
    """The outcome for the settings of one underlying."""

    CHANGED = "changed"
    WOULD_CHANGE = "would_change"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    NOT_ATTEMPTED = "not_attempted"


class Reason(str, Enum):
    """Why the settings of an underlying are ``failed`` or ``not_attempted``."""

    INCOMPLETE = "incomplete"  # nothing is set, and not all values are given
    NOT_SHOWN = "not_shown"  # acknowledged, but no query shows it
    QUERY_REFUSED = "query_refused"
    REFUSED = "refused"
    STOPPED = "stopped"
    UNKNOWN = "unknown"  # whether the change was applied is not known
    UNVERIFIED = "unverified"  # acknowledged, and no query could be answered after that


class Change(t.NamedTuple):
    """One request that is needed. ``shows``: whether the values of a query show that it was applied.

    ``None``: no query can show it, so the acknowledgement counts; ``note`` names it in the diff.
    """

    request: t.Any
    shows: t.Callable[[Values], bool] | None
    note: str = ""


class Setting(t.Protocol):
    """One kind of setting. ``read`` raises ``Stopped`` and ``Refused``; "not set" is a value too."""

    noun: str

    def read(self, underlying: str) -> Values:
        """What is set now."""

    def changes(self, current: Values, now_ms: t.Callable[[], int]) -> t.Sequence[Change]:
        """The changes to send. ``now_ms`` is the exchange's time. Raises ``Incomplete``."""

    def expected(self, current: Values) -> Values:
        """The values after these changes."""

    def send(self, underlying: str, request: t.Any) -> Reply:
        """Send one request. Never raises ``Stopped``."""

    def describe(self, values: Values) -> str:
        """The values, for a message."""


class Incomplete(Exception):
    """Nothing is set, and not all values are given. The text names the missing ones."""


class _Failed(Exception):
    def __init__(self, reason: Reason, verdict: Verdict | None = None, msg: str = "") -> None:
        super().__init__(msg)
        self.reason, self.verdict, self.msg = reason, verdict, msg


class Progress:
    """What is known of the settings of one underlying.

    ``after``: what a query has shown since the last request, if one has. ``effect``: of the requests for the change at
    hand, ``None`` if none was sent. ``changed``: a request was acknowledged, or a query shows what it may have done.
    ``notes``: the changes that no query shows.
    """

    def __init__(self, underlying: str) -> None:
        self.underlying = underlying
        self.before: Values | None = None
        self.after: Values | None = None
        self.outcome: Outcome | None = None
        self.verified = False
        self.changed = False
        self.effect: Effect | None = None
        self.sent = 0
        self.notes: list[str] = []
        self.reason: Reason | None = None
        self.verdict: Verdict | None = None
        self.msg = ""


_WHY_STOPPED = {
    None: Reason.STOPPED,
    Effect.NOT_APPLIED: Reason.REFUSED,
    Effect.UNKNOWN: Reason.UNKNOWN,
    Effect.APPLIED: Reason.UNVERIFIED,
}


class SettingsReconciler:
    """One run, one underlying after the other."""

    def __init__(self, api: Api, setting: Setting, check_mode: bool) -> None:
        self._api = api
        self._setting = setting
        self._check_mode = check_mode

    def run(self, underlyings: t.Sequence[str]) -> tuple[list[Progress], Stop | None]:
        """Reach the wanted settings as far as possible. Does not raise."""
        found, stop = [Progress(underlying) for underlying in underlyings], None
        for progress in found:
            if stop is None:
                stop = self._attempt(progress)
            if progress.outcome is None:
                progress.outcome = Outcome.FAILED if progress.sent else Outcome.NOT_ATTEMPTED
                progress.reason = _WHY_STOPPED[progress.effect]
        return found, stop

    def _attempt(self, progress: Progress) -> Stop | None:
        try:
            self._reconcile(progress)
        except _Failed as failure:
            progress.outcome, progress.reason = Outcome.FAILED, failure.reason
            progress.verdict, progress.msg = failure.verdict, failure.msg
        except Stopped as stopped:
            return stopped.stop
        except Refused as refusal:  # the exchange's clock
            progress.outcome, progress.reason = Outcome.FAILED, Reason.QUERY_REFUSED
            progress.verdict = refusal.verdict
        except Exception as error:  # what was done has to be reported, even after an error
            return internal_stop(error)
        return None

    def _reconcile(self, progress: Progress) -> None:
        progress.before = progress.after = self._read(progress)
        try:
            changes = self._setting.changes(progress.before, self._now_ms)
        except Incomplete as problem:
            raise _Failed(Reason.INCOMPLETE, msg=str(problem)) from None
        progress.verified = True
        if not changes:
            progress.outcome = Outcome.UNCHANGED
        elif self._check_mode:
            progress.outcome = Outcome.WOULD_CHANGE
            progress.after = self._setting.expected(progress.before)
            progress.notes = [change.note for change in changes if change.note]
        else:
            progress.verified = False
            for change in changes:
                self._apply(progress, change)
            # What was refused, and is shown all the same, was done by another program.
            progress.outcome = Outcome.CHANGED if progress.changed else Outcome.UNCHANGED
            progress.verified = all(change.shows for change in changes)

    def _now_ms(self) -> int:
        if not self._api.clock.measured:
            self._api.measure_clock()
        return self._api.clock.now_ms()

    def _read(self, progress: Progress) -> Values:
        try:
            return self._setting.read(progress.underlying)
        except Refused as refusal:
            raise _Failed(Reason.QUERY_REFUSED, refusal.verdict) from None

    def _apply(self, progress: Progress, change: Change) -> None:
        """Send the change, and query until it shows. It is sent again as long as nothing shows that it was applied."""
        deadline: float | None = None
        progress.effect = None
        for pause in pauses():
            if deadline is None:
                reply = self._setting.send(progress.underlying, change.request)
                if _record(progress, reply) is Effect.APPLIED:
                    deadline = now() + _VERIFY_TIMEOUT
                    progress.notes += [change.note] if change.note else []
                    if change.shows is None:
                        return
            started = now()
            progress.after = self._read(progress)
            if change.shows is not None and change.shows(progress.after):
                progress.changed = progress.changed or progress.effect is Effect.UNKNOWN
                return
            if deadline is None:
                if reply.verdict is not None and reply.verdict.refused:
                    lost = progress.effect is Effect.UNKNOWN
                    raise _Failed(Reason.UNKNOWN if lost else Reason.REFUSED, reply.verdict)
            elif started >= deadline:
                raise _Failed(Reason.NOT_SHOWN, reply.verdict)
            if reply.stop is not None:
                raise Stopped(reply.stop)
            self._api.gate.pause(pause, "the next query")


def _record(progress: Progress, reply: Reply) -> Effect | None:
    """Record what the answer to a request proves, and return the effect of all requests for this change."""
    progress.sent += reply.sent
    progress.verdict = reply.verdict or progress.verdict
    if not reply.sent:
        return progress.effect
    effect = reply.verdict.effect if reply.verdict else Effect.UNKNOWN
    if effect is not Effect.NOT_APPLIED:
        progress.after = None  # until a query shows it
    if effect is Effect.APPLIED or progress.effect is not Effect.UNKNOWN:
        progress.effect = effect
    progress.changed = progress.changed or effect is Effect.APPLIED
    return progress.effect
