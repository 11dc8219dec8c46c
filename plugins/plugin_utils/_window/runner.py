# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Opening and closing: which steps are taken, and when no further one is."""

from __future__ import annotations

import typing as t

from .evidence import Failure, Intent, Report
from .journal import Journal, now_ms
from .steps import Request
from .terms import Cause, Purpose
from .wording import kinds_words, report_text

_TRADES_MARGIN_MS = 60000


class Target(t.Protocol):
    """Runs the module on the target."""

    def run(self, request: Request) -> Report | Failure:
        """What the module returned, or why it did not."""


class Progress(t.Protocol):
    """Tells the operator what goes on; ``working`` does so while its block lasts."""

    def say(self, text: str) -> None:
        """Show one line."""

    def working(self, what: str) -> t.ContextManager[None]:
        """Tell from time to time that it still goes on."""


class Runner:
    """One run. ``obstacle`` says before each batch whether something outside forbids to go on."""

    def __init__(
        self, journal: Journal, target: Target, progress: Progress, obstacle: t.Callable[[], Failure | None]
    ) -> None:
        self._journal, self._target, self._progress, self._obstacle = journal, target, progress, obstacle
        self._asked = journal.run.asked
        window = journal.window
        # The first run of a window leaves it to the module, which knows the exchange's time.
        self._trades_since = window.started - _TRADES_MARGIN_MS if len(window.runs) > 1 else None
        self._seen: set[str] = set()

    def open(self, check_mode: bool) -> None:
        report = self._look(Purpose.FIRST_LOOK)
        if report is None or report.errors:
            return
        if self._too_many() or check_mode:
            return
        for number in range(1, self._asked.rounds + 1):
            keys = [state.key for state in self._journal.unresolved()]
            if not keys:
                return
            if number > 1:
                self._report_appeared(number)
                if self._too_many():
                    return
            if not self._round(number, keys):
                return
        if self._journal.unresolved():
            self._journal.fail(Cause.STILL_OPEN)

    def close(self) -> None:
        self._look(Purpose.FIRST_LOOK)

    def _round(self, number: int, keys: t.Sequence[str]) -> bool:
        """Cancel these, batch by batch. Returns whether another round may follow."""
        size = self._asked.batch_size
        batches = [keys[start : start + size] for start in range(0, len(keys), size)]
        for count, batch in enumerate(batches, 1):
            obstacle = self._obstacle()
            if obstacle is not None:
                self._journal.failure(obstacle)
                return False
            intent = Intent(now_ms(), number, self._asked.rounds, count, len(batches), list(batch))
            if not self._journal.intend(intent):
                self._last_look()
                return False
            if not self._batch(intent, last=count == len(batches)):
                return False
        return True

    def _batch(self, intent: Intent, last: bool) -> bool:
        """Returns whether another batch may follow."""
        label = f"round {intent.round} of {intent.rounds}, batch {intent.batch} of {intent.batches}"
        kinds = kinds_words(self._asked.scope, len(intent.keys))
        self._progress.say(f"{label}: cancelling {len(intent.keys)} {kinds}")
        limit = self._asked.max_orders
        request = Request(
            Purpose.BATCH,
            self._asked.scope,
            cancel=intent.keys,
            confirm=last,
            max_orders=None if limit is None else limit - len(self._seen.difference(intent.keys)),
            trades_since=self._trades_since,
        )
        with self._progress.working(label):
            found = self._target.run(request)
        self._record(found)
        said = report_text(found, self._asked.scope) if isinstance(found, Report) else "no result"
        self._progress.say(f"{label}: {said}")
        if isinstance(found, Report) and found.cancelling and not found.errors:
            return True
        final = found.final if isinstance(found, Failure) else any(error.final for error in found.errors)
        if not final:
            self._last_look()
        return False

    def _look(self, purpose: Purpose) -> Report | None:
        obstacle = self._obstacle()
        if obstacle is not None:
            self._journal.failure(obstacle)
            return None
        request = Request(
            purpose,
            self._asked.scope,
            measure_clock=purpose is Purpose.FIRST_LOOK,
            trades_since=self._trades_since,
            cancel=[state.key for state in self._journal.unresolved()] if purpose is Purpose.LAST_LOOK else (),
            only_look=True,
        )
        self._journal.flush()
        with self._progress.working("listing the open orders"):
            found = self._target.run(request)
        self._record(found)
        return found if isinstance(found, Report) else None

    def _last_look(self) -> None:
        """After what went wrong: what is open now. Sends no cancel."""
        self._progress.say("checking what is open, without a further cancel")
        self._look(Purpose.LAST_LOOK)

    def _record(self, found: Report | Failure) -> None:
        if isinstance(found, Failure):
            self._journal.failure(found)
            return
        if found.listing:
            self._seen.update(order.key for order in found.listing.orders if order.open)
        self._journal.report(found)

    def _too_many(self) -> bool:
        """Whether more orders are concerned than may be cancelled; all rounds of the run count."""
        concerned = self._seen | {state.key for state in self._journal.unresolved() if state.open}
        if self._asked.max_orders is None or len(concerned) <= self._asked.max_orders:
            return False
        self._journal.fail(Cause.TOO_MANY_ORDERS, count=len(concerned))
        return True

    def _report_appeared(self, number: int) -> None:
        appeared = self._journal.window.opening.appeared
        if appeared:
            self._progress.say(
                f"{len(appeared)} appeared since the first listing: something is still quoting. Stop it; round "
                f"{number} cancels these too"
            )
