# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run of the action from start to end."""

from __future__ import annotations

import contextlib
import datetime
import getpass
import os
import platform
import socket
import typing as t
from dataclasses import replace
from pathlib import Path

from ansible_collections.marketops.binance.plugins.module_utils._http.version import VERSION

from .codec import Json
from .evidence import Asked, Failure, Run, Scope
from .journal import Journal, now_ms
from .options import Options
from .paths import Paths, known_text, of_this_run
from .result import block, diff, window_result
from .runner import Progress, Runner
from .store import EvidenceNotWritten, Store
from .terms import Cause, State
from .verdict import assess_opening
from .window import Window, refuses_address
from .wording import clock, kinds_words, scope_words


class Refusal(Exception):
    """The run does not start; the text says why, and what to do."""


class Session:
    """One run for one account. ``address`` is the same for all accounts behind one address, in this task.

    ``accounts``: all of the play.
    """

    def __init__(
        self,
        options: Options,
        account: str,
        check_mode: bool,
        core_version: str,
        progress: Progress,
        address: str,
        accounts: t.Collection[str] = (),
    ) -> None:
        self._options, self._account, self._check_mode = options, account, check_mode
        self._progress, self._address = progress, address
        self.paths = Paths.of(options.evidence_dir, options.id, account)
        self._by = f"{_user()}@{socket.gethostname()}, process {os.getpid()}"
        self._store = Store(self.paths, options.id, account, f"{self._by}, since {_now()}", self._waiting, accounts)
        self._parent = os.getppid()
        self._core_version = core_version
        try:
            self.journal = self._journal()
        except (Refusal, EvidenceNotWritten):
            if not check_mode:
                self._store.list_accounts()
            raise

    def _journal(self) -> Journal:
        """Raises ``Refusal`` and ``EvidenceNotWritten``."""
        options = self._options
        window = self._store.read()
        if window is None and options.state is State.CLOSED and not (self._check_mode and self._opening_check.exists()):
            known = known_text(options.evidence_dir, options.id, self._account)
            raise Refusal(
                f"There is no evidence of window {options.id} of {self._account} in {options.evidence_dir}. "
                f"{known or 'No other window is known there.'} Give the id and the evidence_dir with which it was "
                "opened."
            )
        if options.state is State.OPEN and self._check_mode:
            with contextlib.suppress(OSError):
                self._opening_check.touch()
        asked = self._checked(window) if window else options.asked
        return self._journal_of(window or Window(options.id, self._account), asked)

    @property
    def _opening_check(self) -> Path:
        """Exists if this run of Ansible has opened the window in check mode, which writes no evidence."""
        return of_this_run(self.paths.evidence)

    def _journal_of(self, window: Window, asked: Asked) -> Journal:
        options = self._options
        run = Run(
            run=f"{_now('%Y%m%dT%H%M%S.%f')}-{os.getpid()}",
            state=options.state,
            started=now_ms(),
            by=self._by,
            asked=asked,
            versions=[
                f"marketops.binance {VERSION}",
                f"ansible-core {self._core_version}",
                f"Python {platform.python_version()}",
            ],
        )
        return Journal(None if self._check_mode else self._store, window, run)

    def _checked(self, window: Window) -> Asked:
        """What the run is asked for, with the scope of the window."""
        asked, scope = self._options.asked, window.scope
        if self._options.state is State.CLOSED:
            kinds = asked.scope.kinds if self._options.kinds_given else scope.kinds
            asked = replace(asked, scope=Scope(kinds, asked.scope.underlyings or scope.underlyings))
        if not scope.same_as(asked.scope):
            names = ",".join(scope.underlyings)
            same = [
                f"binance_kinds={','.join(kind.value for kind in scope.kinds)}",
                f"binance_underlyings={names}" if names else "no binance_underlyings",
            ]
            raise Refusal(
                f"Window {window.id} of {window.account} is about {kinds_words(scope)} for {scope_words(scope)}, and "
                f"this run asks for {kinds_words(asked.scope)} for {scope_words(asked.scope)}. Ask for the "
                f"same ({', '.join(same)}), or give another id."
            )
        return asked

    def run(self, target: t.Any) -> Json:
        """Take the steps. Returns what the action returns. Raises ``EvidenceNotWritten`` before anything is sent."""
        journal = self.journal
        with journal.interruptions:
            try:
                start = self._start_text()
                journal.start()
                if start:
                    self._progress.say(start)
                self._work(target)
                self._pass_on_refusal()
                journal.end()
            except EvidenceNotWritten:
                raise
            except Exception as defect:
                journal.fail(Cause.INTERNAL, type(defect).__name__)
                raise
            except BaseException:  # Ansible ends a task that runs into its "timeout" in this way
                if not journal.interruptions.happened:
                    journal.fail(Cause.TIMEOUT)
                raise
        return self._result()

    def _work(self, target: t.Any) -> None:
        runner = Runner(self.journal, target, self._progress, self._obstacle)
        if self._options.state is State.OPEN:
            runner.open(self._check_mode)
        else:
            runner.close(self._check_mode)

    def _result(self) -> Json:
        window, run = self.journal.window, self.journal.run
        opened = run if run.state is State.OPEN else window.last_open
        opening = assess_opening(opened, window.orders, self._check_mode and opened is run)
        result = window_result(window, run, opening, None if self._check_mode else self.paths)
        shown = block(window, run, opening, result)
        if self.journal.broken is not None:
            # The run has no end, so its verdict is a bad one, and the block gives the reason.
            result["msg"] = f"{result['msg']}. {self.journal.broken.why}"
        return {**result, "block": shown, "diff": diff(window, run)}

    def _start_text(self) -> str:
        """What the operator should know of earlier runs, and of windows with a similar id."""
        options = self._options
        others = [run for run in self.journal.window.runs if run is not self.journal.run]
        if not others:
            known = known_text(options.evidence_dir, options.id, self._account)
            return f"window {options.id} is new in {options.evidence_dir}. {known}".rstrip(". ")
        last = others[-1]
        if not last.ended:
            return (
                f"the run of {clock(last.started)} ({last.by}) has recorded no end: it is still running, or was "
                "interrupted. This run checks what it left"
            )
        if last.state is State.CLOSED and options.state is State.OPEN:
            return (
                f"the window was closed by the run of {clock(last.started)}, and is opened again. For another "
                "maintenance, use another id"
            )
        return ""

    def _obstacle(self) -> Failure | None:
        if os.getppid() != self._parent:
            return Failure(now_ms(), Cause.CONTROLLER_GONE, None, True)
        refused = self._store.refused_address()
        if not isinstance(refused, dict) or refused.get("address") != self._address:
            return None
        if refused.get("account") == self._account:
            return None
        return Failure(now_ms(), Cause.ADDRESS_REFUSED, f"{refused.get('account')}: {refused.get('msg')}", True)

    def _pass_on_refusal(self) -> None:
        run = self.journal.run
        failure = refuses_address(self.journal.window, run.run)
        if failure:
            self._store.write_refusal({"address": self._address, "account": self._account, "msg": failure.detail})
        elif any(report.listings for report in run.reports):
            self._store.end_refusal(self._account)

    def _waiting(self, other: str) -> None:
        self._progress.say(f"waiting for the lock of the evidence, which another run holds ({other})")


def _now(form: str = "%Y-%m-%d %H:%M:%S UTC") -> str:
    return datetime.datetime.now(datetime.timezone.utc).strftime(form)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())
