# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One run that creates the orders of a window again."""

from __future__ import annotations

import math
import time
import typing as t

from .codec import Json, encode
from .evidence import Error, Failure, Restoration, Restoring
from .journal import Journal, now_ms
from .paths import known_text
from .restore import Old, Plan, is_closed, make_plan
from .restore_result import restore_block, restore_diff, restore_result
from .restore_step import Step
from .session import Refusal, Session
from .terms import Cause, Restored
from .wording import clock

_LATE_START_MS = 60000  # how long Ansible may take to start the module on the target
_MAX_WAIT, _RECV_WINDOW = 120, 5000  # the defaults of the module
_MS_PER_HOUR = 3600 * 1000


class Target(t.Protocol):
    """Runs the module on the target."""

    def run(self, options: Json) -> Step | Failure:
        """What the module returned, or why it did not."""


class RestoreSession(Session):
    """Restores orders. Raises ``Refusal`` if the operator has to do something else first."""

    _offset_ms: int | None = None  # None until the exchange's time was read
    _first_look: Step | Failure | None = None
    _refused: Error | None = None

    def _journal(self) -> Journal:
        options, window = self._options, self._store.read()
        if window is None or not window.runs:
            known = known_text(options.evidence_dir, options.id, self._account)
            raise Refusal(
                f"There is no evidence of window {options.id} of {self._account} in {options.evidence_dir}, so nothing "
                f"was sent. {known or 'No other window is known there.'} Give the id and the evidence_dir with which "
                "it was opened."
            )
        if not is_closed(window):
            raise Refusal(
                f"Window {options.id} of {self._account} is not closed, or its orders and block trades could not be "
                "read then, so nothing was sent. Run close_maintenance_window first: it reports which orders are open "
                "again, and which were executed."
            )
        number, limit = len(make_plan(window).wanted), options.asked.max_orders
        if limit is not None and number > limit:
            raise Refusal(
                f"{number} orders of window {options.id} of {self._account} would be created again, and "
                f"max_orders is {limit} (binance_max_orders of the playbook), so nothing was sent. Raise "
                "max_orders if that is right."
            )
        return self._journal_of(window, options.asked)

    def run(self, target: Target) -> Json:
        """Raises ``Refusal`` as well: only the exchange's time shows how old the prices are."""
        if self._plan.wanted:
            self._first_look = self._ask(target, {}, "asking the exchange for its time")
            if isinstance(self._first_look, Step) and self._first_look.error is None:
                self._check_age(self._plan.oldest)
        return super().run(target)

    def _check_age(self, oldest: Old) -> None:
        options = self._options
        hours = (self._exchange_ms() - oldest.gone_at) / _MS_PER_HOUR
        if hours > options.max_age:
            raise Refusal(
                f"Order {oldest.key}, the oldest of window {options.id} of {self._account} that is still to be "
                f"restored, was cancelled {math.ceil(hours * 100) / 100:g} h ago, and max_age is {options.max_age:g} h "
                "(binance_restore_max_age of the playbook), so nothing was created. Prices age: raise max_age if all "
                "the old ones are still right. Otherwise create the right ones with binance_block_order."
            )

    def _start_text(self) -> str:
        others = [run for run in self.journal.window.restorations if run is not self.journal.run]
        if others and not others[-1].ended:
            return f"the run of {clock(others[-1].started)} did not finish: this run continues where it stopped"
        return ""

    # What is done

    def _work(self, target: Target) -> None:
        if not self._plan.wanted or not self._may_start() or not self._wait():
            return
        size = self._options.asked.batch_size
        keys = [old.key for old in self._due(self._plan)]
        for start in range(0, len(keys), size):
            if not self._batch(target, keys[start : start + size], f"{start + 1} of {len(keys)}"):
                return

    @property
    def _plan(self) -> Plan:
        return make_plan(self.journal.window)

    def _due(self, plan: Plan) -> list[Old]:
        late = plan.too_long_ago(self._exchange_ms())
        return [old for old in plan.wanted if old not in late]

    def _exchange_ms(self) -> int:
        """The exchange's time, or a little earlier, as far as the answer was on its way back."""
        return now_ms() + (self._offset_ms or 0)

    def _may_start(self) -> bool:
        """Whether the target and the exchange can be used, before any intent is written."""
        found = None if self._first_look is None else self._record(self._first_look)
        return found is not None and found.error is None

    def _wait(self) -> bool:
        """Wait until nothing that another run has sent can still be accepted. Whether it may go on."""
        until = max((old.until for old in self._plan.wanted if old.until is not None), default=0)
        seconds = (until - self._exchange_ms()) / 1000
        if seconds <= 0 or self._check_mode:
            return True
        self._progress.say(f"waiting {seconds:.0f} s until no request of an earlier run can still be accepted")
        with self._progress.working("waiting"):
            while self._exchange_ms() <= until:
                if self._is_obstructed():
                    return False
                time.sleep(min(1.0, max(0.0, (until - self._exchange_ms()) / 1000) + 0.001))
        return self.journal.reread()

    def _is_obstructed(self) -> bool:
        obstacle = self._obstacle()
        if obstacle is not None:
            self.journal.failure(obstacle)
        return obstacle is not None

    def _batch(self, target: Target, keys: list[str], place: str) -> bool:
        """Whether another batch may follow."""
        if self._is_obstructed():
            return False
        batch = [old for old in self._plan.wanted if old.key in keys]
        now, connection = self._exchange_ms(), self._options.connection
        longest = connection.get("max_wait", _MAX_WAIT) * 1000 + connection.get("recv_window", _RECV_WINDOW)
        intent = Restoring(now, now + _LATE_START_MS + longest, [old.order for old in batch])
        if not self._check_mode:
            if not self.journal.restoring(intent):
                return False
            if self._is_taken_over(keys):
                return False
        asked = {
            "orders": [_option(old) for old in batch],
            "taken": self._plan.taken(self.journal.window),
            "not_after": intent.until,
            "max_wait": connection.get("max_wait", _MAX_WAIT),
            "recv_window": connection.get("recv_window", _RECV_WINDOW),
        }
        found = self._record(self._ask(target, asked, f"from order {place}: creating what is not open already"))
        return found is not None and found.error is None

    def _is_taken_over(self, keys: list[str]) -> bool:
        """Whether another run has taken over these orders, or the window, since this run read the evidence.

        If so, this one stops.
        """
        if not is_closed(self.journal.window):
            self._withdraw([old.key for old in self._plan.wanted], "not_closed", self._not_closed_text())
            return True
        others = make_plan(self.journal.window, without=self.journal.run)
        now = self._exchange_ms()
        busy = [old for old in others.orders if old.key in keys and (old.done or (old.until or 0) > now)]
        if not busy:
            return False
        msg = "another run is restoring the same orders: wait until it ends, and run this again"
        self._withdraw(keys, "other_run", msg)
        return True

    def _not_closed_text(self) -> str:
        if self.journal.window.last_close is None:
            return (
                "the window was opened again during this run, so no further order was created. Run "
                "close_maintenance_window when the maintenance is over, and then this again"
            )
        return (
            "close_maintenance_window was run again during this run, and has not read the orders and block trades, so "
            "no further order was created. Wait until it ends, run it again if it failed, and then this"
        )

    def _withdraw(self, keys: t.Sequence[str], reason: str, msg: str) -> None:
        self.journal.restored([Restoration(key, None, Restored.NOT_ATTEMPTED, False, reason, msg) for key in keys])

    def _ask(self, target: Target, asked: Json, what: str) -> Step | Failure:
        """Run the module."""
        self._progress.say(what)
        with self._progress.working(what):
            found = target.run(asked)
        if isinstance(found, Step) and found.error is None:
            self._offset_ms = found.read_at - now_ms()
        return found

    def _record(self, found: Step | Failure) -> Step | None:
        if isinstance(found, Failure):
            self.journal.failure(found)
            return None
        written = self.journal.restored(found.results) if found.results else True
        if found.unread is not None:
            self.journal.failure(found.unread)
        if found.error is not None:
            self._refused = found.error
            self.journal.fail(Cause.EXCHANGE, found.error.msg, found.error.final)
        return found if written and found.unread is None else None

    def _pass_on_refusal(self) -> None:
        error = self._refused
        if error and error.final and error.refuses_address:
            self._store.write_refusal({"address": self._address, "account": self._account, "msg": error.msg})

    def _result(self) -> Json:
        window, run, plan = self.journal.window, self.journal.run, self._plan
        late = [] if self._offset_ms is None else plan.too_long_ago(self._exchange_ms())
        result = restore_result(window, run, plan, late, self._check_mode, self.paths)
        if self.journal.broken is not None:
            result.update(failed=True, succeeded=False, msg=f"{result['msg']}. {self.journal.broken.why}")
        return {**result, "block": restore_block(window, result), "diff": restore_diff(window, result)}


def _option(old: Old) -> Json:
    order = old.order
    return {
        "block_order_matching_key": order.key,
        "liquidity": order.liquidity,
        "legs": [encode(leg, full=True) for leg in order.legs],
        **({"since": old.since} if old.since is not None else {}),
    }
