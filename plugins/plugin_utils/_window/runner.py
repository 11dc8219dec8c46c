# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The steps of opening and closing, and when to stop."""

from __future__ import annotations

import typing as t

from ansible_collections.marketops.binance.plugins.module_utils._exchange.stops import StopReason

from .evidence import Countdown, Failure, Guarding, Intent, Report
from .guard import to_put_back
from .journal import Journal, now_ms
from .orders import OrderState
from .restore import Old, make_plan
from .steps import Request
from .terms import Cause, Kind, Purpose
from .verdict import find_doubts
from .window import refuses_address
from .wording import kind_words, moment, report_text

_TRADES_MARGIN_MS = 60000


class Target(t.Protocol):
    """Runs the module on the target."""

    def run(self, request: Request) -> Report | Failure:
        """What the module returned, or why it did not."""


class Progress(t.Protocol):
    """Shows the operator what happens; ``working`` does so repeatedly while its block runs."""

    def say(self, text: str) -> None:
        """Show one line."""

    def working(self, what: str) -> t.ContextManager[None]:
        """Show from time to time that the work is still going on."""


class Runner:
    """One run. ``obstacle`` returns, before each batch, the reason to stop that comes from outside, if any."""

    def __init__(
        self, journal: Journal, target: Target, progress: Progress, obstacle: t.Callable[[], Failure | None]
    ) -> None:
        self._journal, self._target, self._progress, self._obstacle = journal, target, progress, obstacle
        self._asked = journal.run.asked
        self._seen: set[str] = set()
        self._refused: set[Kind] = set()  # kinds that the key may not cancel

    def open(self, check_mode: bool) -> None:
        seconds = self._asked.auto_cancel
        wanted = [] if seconds is None else [Countdown(name, seconds) for name in self._asked.scope.underlyings]
        restoring = make_plan(self._journal.window).orders
        report = self._look(Purpose.FIRST_LOOK, count_others=check_mode, countdowns=wanted)
        if report is None or report.errors:
            return
        self._report_restoring(restoring, report.time)
        if self._too_many() or check_mode:
            return
        self._drain()
        if wanted and self._may_arm():
            self._arm(wanted, report)

    def close(self, check_mode: bool) -> None:
        """Look again, and put auto-cancel back to what it was. In check mode it is only read."""
        put_back = to_put_back(self._journal.window.runs)
        may_set = bool(put_back) and not check_mode
        if may_set and not self._journal.guarding(Guarding(now_ms(), False, put_back, [])):
            put_back, may_set = [], False
        self._look(
            Purpose.FIRST_LOOK, count_others=True, find_unresolved=True, countdowns=put_back, set_countdowns=may_set
        )

    @property
    def _trades_since(self) -> int | None:
        """The first query of a window leaves it to the module, which knows the exchange's time."""
        first = self._journal.window.first_query
        return None if first is None else first - _TRADES_MARGIN_MS

    # Draining

    def _drain(self) -> None:
        for number in range(1, self._asked.rounds + 1):
            states = self._unresolved()
            if not states:
                break
            if number > 1:
                self._report_appeared(number)
                if self._too_many():
                    return
            if not self._round(number, states):
                return
        if self._unresolved():
            self._journal.fail(Cause.STILL_OPEN)

    def _unresolved(self) -> list[OrderState]:
        return [state for state in self._journal.unresolved() if state.kind not in self._refused]

    def _may_arm(self) -> bool:
        run, window = self._journal.run, self._journal.window
        return not (self._journal.unresolved() or find_doubts(run) or run.failures or refuses_address(window, run.run))

    def _round(self, number: int, states: t.Sequence[OrderState]) -> bool:
        """Cancel these, batch by batch. Returns whether another round may follow."""
        batches = self._batches(states)
        for count, (kind, keys) in enumerate(batches, 1):
            if kind in self._refused:
                continue
            obstacle = self._obstacle()
            if obstacle is not None:
                self._journal.failure(obstacle)
                return False
            if self._too_many():  # a bulk cancel may have ended orders that no listing had shown
                return False
            intent = Intent(now_ms(), kind, number, self._asked.rounds, count, len(batches), keys)
            if not self._journal.intend(intent):
                self._last_look()
                return False
            if not self._batch(intent, last=count == len(batches)):
                return False
        return True

    def _batches(self, states: t.Sequence[OrderState]) -> list[tuple[Kind, list[str]]]:
        """Ordinary orders first, all at once: the exchange cancels them by underlying. Then block orders."""
        size = self._asked.batch_size
        ordinary = [state.key for state in states if state.kind is Kind.OPTION_ORDERS]
        keys = [state.key for state in states if state.kind is Kind.BLOCK_ORDERS]
        found = [(Kind.OPTION_ORDERS, ordinary)] if ordinary else []
        return found + [(Kind.BLOCK_ORDERS, keys[start : start + size]) for start in range(0, len(keys), size)]

    def _batch(self, intent: Intent, last: bool) -> bool:
        """Returns whether another batch may follow."""
        label = f"round {intent.round} of {intent.rounds}, batch {intent.batch} of {intent.batches}"
        number = len(intent.keys)
        self._progress.say(f"{label}: cancelling {number} {kind_words(intent.kind, number)}")
        limit = self._asked.max_orders
        request = Request(
            Purpose.BATCH,
            self._asked.scope,
            cancel=[(intent.kind, key) for key in intent.keys],
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
        if isinstance(found, Report) and any(error.reason == StopReason.MAX_ORDERS.value for error in found.errors):
            self._too_many()  # the module knows only what was left of the limit
        if isinstance(found, Report) and self._may_not_cancel(found, intent.kind):
            # The key may still cancel the other kind.
            if last:
                self._last_look()
            return True
        final = found.final if isinstance(found, Failure) else any(error.final for error in found.errors)
        if not final:
            self._last_look()
        return False

    def _may_not_cancel(self, report: Report, kind: Kind) -> bool:
        """Whether the key was refused although it may list this kind; there is another one that it may cancel."""
        refused = all(error.reason == StopReason.KEY_REFUSED.value for error in report.errors)
        if not refused or not set(self._asked.scope.kinds).difference({kind}, self._refused):
            return False
        self._refused.add(kind)
        self._progress.say(f"the key may not cancel {kind_words(kind)}")
        return True

    # Auto-cancel

    def _arm(self, wanted: list[Countdown], first_look: Report) -> None:
        """Arm auto-cancel on the drained underlyings. Its former setting is written to disk first."""
        read = first_look.countdowns or []
        if not read or any(entry.before is None for entry in read):
            return  # what it was could not be put back
        obstacle = self._obstacle()
        if obstacle is not None:
            self._journal.failure(obstacle)
            return
        before = [Countdown(entry.underlying, entry.before) for entry in read]
        if not self._journal.guarding(Guarding(now_ms(), True, wanted, before)):
            return
        self._progress.say("arming auto-cancel")
        request = Request(Purpose.GUARD, self._asked.scope, countdowns=wanted, set_countdowns=True)
        with self._progress.working("arming auto-cancel"):
            self._record(self._target.run(request))

    # Looking

    def _look(
        self,
        purpose: Purpose,
        count_others: bool = False,
        find_unresolved: bool = False,
        countdowns: t.Sequence[Countdown] = (),
        set_countdowns: bool = False,
    ) -> Report | None:
        obstacle = self._obstacle()
        if obstacle is not None:
            self._journal.failure(obstacle)
            return None
        first = purpose is Purpose.FIRST_LOOK
        request = Request(
            purpose,
            self._asked.scope,
            measure_clock=first,
            trades_since=self._trades_since,
            # What became of these, also of those that no listing shows.
            cancel=[(state.kind, state.key) for state in self._journal.unresolved()] if find_unresolved else [],
            only_look=True,
            read_positions=first,
            count_others=count_others,
            countdowns=countdowns,
            set_countdowns=set_countdowns,
        )
        self._journal.flush()
        with self._progress.working("listing the open orders"):
            found = self._target.run(request)
        self._record(found)
        return found if isinstance(found, Report) else None

    def _last_look(self) -> None:
        """After an error: list what is open now. Sends no cancel."""
        self._progress.say("checking what is open, without a further cancel")
        self._look(Purpose.LAST_LOOK, find_unresolved=True)

    def _record(self, found: Report | Failure) -> None:
        if isinstance(found, Failure):
            self._journal.failure(found)
            return
        self._seen.update(order.key for order in found.orders)
        if found.cancelling:
            # Some orders were only seen while cancelling.
            self._seen.update(entry.key for entry in found.cancelling.entries if entry.before or entry.after)
        self._journal.report(found)

    def _too_many(self) -> bool:
        """Whether more orders are concerned than may be cancelled; all kinds and all rounds of the run count."""
        concerned = self._seen | {state.key for state in self._journal.unresolved() if state.open}
        if self._asked.max_orders is None or len(concerned) <= self._asked.max_orders:
            return False
        self._journal.fail(Cause.TOO_MANY_ORDERS, count=len(concerned))
        return True

    def _report_restoring(self, orders: t.Sequence[Old], time: int) -> None:
        """Orders that another run may create after this time, by the exchange's clock."""
        until = [old.until for old in orders if old.until is not None and old.until > time]
        if until:
            self._progress.say(
                f"restore_block_orders may still create {len(until)} {kind_words(Kind.BLOCK_ORDERS, len(until))} of "
                f"this window, until {moment(max(until))} UTC: it has recorded no result. Let it end, then run "
                "open_maintenance_window again with the same id"
            )

    def _report_appeared(self, number: int) -> None:
        appeared = self._journal.window.opening.appeared
        if appeared:
            self._progress.say(
                f"{len(appeared)} appeared since the first listing: something is still quoting, stop it. Round "
                f"{number} cancels these too"
            )
