# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The current run: every step is written to the evidence at once, or stays in memory in check mode."""

from __future__ import annotations

import contextlib
import time

from .evidence import End, Failure, Guarding, Intent, Report, Restoration, Restoring, Run, Step
from .interruption import Interruptions
from .orders import OrderState
from .store import EvidenceNotWritten, Store
from .terms import Cause
from .window import Window

_HURRY = 2.0  # how long an interrupted run waits for the lock, in s


def now_ms() -> int:
    return int(time.time() * 1000)


class Journal:
    """Records the steps of one run. ``store`` is ``None`` in check mode, where nothing is written."""

    def __init__(self, store: Store | None, window: Window, run: Run) -> None:
        self._store = store
        self.run = run
        self._window = window.with_run(run)
        self.interruptions = Interruptions(self._interrupted)
        self.broken: EvidenceNotWritten | None = None  # why the last write failed, if it did
        self._dirty = False
        if store is not None:
            store.pause = self._pause

    @property
    def window(self) -> Window:
        """The window with the run as it is now."""
        return self._window

    def start(self) -> None:
        """Raises ``EvidenceNotWritten``."""
        self._write()

    def intend(self, intent: Intent) -> bool:
        """Record the intent. Returns whether it is written, so that the change may be sent."""
        return self._record(Step(intent=intent))

    def guarding(self, intent: Guarding) -> bool:
        """Record the intent. Returns whether it is written, so that the change may be sent."""
        return self._record(Step(guarding=intent))

    def restoring(self, intent: Restoring) -> bool:
        """Record the intent. Returns whether it is written, so that the change may be sent."""
        return self._record(Step(restoring=intent))

    def reread(self) -> bool:
        """Read what other runs have written."""
        return self._attempt()

    def restored(self, results: list[Restoration]) -> bool:
        return self._record(Step(restored=results))

    def report(self, report: Report) -> None:
        """Keep a report in memory until the next step is recorded, or ``flush``: nothing is sent in between."""
        self.run.steps.append(Step(report=report))
        self._window = self._window.with_run(self.run)
        self._dirty = True

    def flush(self) -> bool:
        """Whether everything is written."""
        return self._attempt() if self._dirty else self.broken is None

    def fail(self, cause: Cause, detail: str | None = None, final: bool = False, count: int | None = None) -> bool:
        return self.failure(Failure(now_ms(), cause, detail, final, count))

    def failure(self, failure: Failure) -> bool:
        return self._record(Step(failure=failure))

    def end(self) -> bool:
        """Record the end. A run whose end is not written has none: what it says must be what the evidence says."""
        if self._record(Step(end=End(now_ms()))):
            return True
        self.run.steps = [step for step in self.run.steps if not step.end]
        with contextlib.suppress(EvidenceNotWritten):  # the evidence may have the end, and only the index failed
            self._write()
        return False

    def unresolved(self) -> list[OrderState]:
        """The orders that are open, or may be."""
        return [state for state in self.window.orders if state.may_be_open]

    def _record(self, step: Step) -> bool:
        """Whether it was written. If not, the run continues in memory, so that it can at least report a verdict."""
        self.run.steps.append(step)
        return self._attempt()

    def _attempt(self) -> bool:
        try:
            self._write()
        except EvidenceNotWritten as problem:
            last = self.run.steps[-1].failure if self.run.steps else None
            if last is None or last.cause is not Cause.EVIDENCE_NOT_WRITTEN:
                # Right after an intent: nothing was sent for it.
                self.run.steps.append(Step(failure=Failure(now_ms(), Cause.EVIDENCE_NOT_WRITTEN, problem.why, False)))
            self.broken = problem
            return False
        self._dirty, self.broken = False, None
        return True

    def _write(self) -> None:
        with self.interruptions.hold():
            self._window = self._window.with_run(self.run)
            if self._store is not None:
                self._window = self._store.add(self.run)

    def _pause(self, seconds: float) -> None:
        """Wait for another run's lock, unless the operator has interrupted this run."""
        if self.interruptions.pending:
            raise EvidenceNotWritten("The run was interrupted while it waited for another run's lock")
        time.sleep(seconds)

    def _interrupted(self, cause: Cause) -> None:
        self.run.steps.append(Step(failure=Failure(now_ms(), cause, None, False)))
        if self._store is not None:
            try:
                self._store.add(self.run, _HURRY)
            except EvidenceNotWritten as problem:
                self.broken = problem
