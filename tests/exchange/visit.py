# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One request from its arrival to its answer: journal, limits, fault, schedule, checks, operation. Knows no HTTP."""

from __future__ import annotations

from collections.abc import Iterable

from .answers import Reply, error_reply, reply, shown_in
from .breakage import GATEWAY_TIMEOUT
from .call import Call
from .checks import check, check_public, sender_of
from .errors import ApiError
from .faults import AFTER, BEFORE, Fault
from .limits import Refusal
from .operations import ELSEWHERE, operation_of
from .option_answers import executed_in
from .option_operations import OPTION_OPERATION_NAMES
from .rules import exchange_information
from .simulation import Simulation


class Visit:
    """``fault`` is what the request meets, ``refusal`` the 429 or 418 that it gets whatever it asks."""

    def __init__(self, simulation: Simulation, call: Call, connection: int, header_names: Iterable[str]) -> None:
        self._simulation = simulation
        self._call = call
        with simulation.lock:
            self._generation = simulation.generation
            self._operation = operation_of(call)
            self._sender = sender_of(call, simulation.world.accounts.values())
            used = simulation.limits.use(self._operation.weight_of(call))
            self._entry = simulation.log.open(
                call, self._operation, self._sender, simulation.clock.now_ms(), connection, header_names, used
            )
            self._headers = simulation.limits.headers(used)
            self.fault: Fault | None = None
            self.refusal = simulation.limits.refusal(used)
            if self.refusal is None:
                self._meet()
            self._entry.went_on = self.refusal is not None and self.refusal.went_on

    def _meet(self) -> None:
        """Let the request meet its fault and set off what is scheduled for it."""
        simulation, name, key = self._simulation, self._operation.name, self._operation.key_of(self._call)
        self.fault = simulation.faults.take(name, key)
        due = simulation.plan.due(name, key)
        for action in due[BEFORE]:
            action()
        self._after = due[AFTER]
        if self.fault is None:
            return
        self._entry.fault = self.fault.name
        if self.fault.prevents:
            self._set_off_after()
        if self.fault.name == "429":
            self.refusal = simulation.limits.limit(self.fault.parameters["retry_after"])
        elif self.fault.name == "418":
            self.refusal = simulation.limits.ban(self.fault.parameters["retry_after"])
        elif self.fault.name == "ban_text":
            settings = self.fault.parameters
            self.refusal = simulation.limits.ban_in_words(settings["banned_s"], settings["http_status"])

    def carry_out(self) -> Reply:
        """Carry out the request, if that is allowed now."""
        with self._simulation.lock:
            if self._generation != self._simulation.generation:
                return GATEWAY_TIMEOUT
            try:
                answer, carried_out = self._serve()
            except ApiError as error:
                answer, carried_out = error_reply(error, self._simulation.switches), False
            if carried_out:
                self._entry.carried_out, self._entry.carried_out_ms = True, self._simulation.clock.now_ms()
            self._set_off_after()
            return answer

    def _serve(self) -> tuple[Reply, bool]:
        call, operation, simulation = self._call, self._operation, self._simulation
        now = simulation.clock.now_ms()
        if operation.name == ELSEWHERE:
            raise ApiError(-5000, call.path, call.method)
        if operation.permission is None:
            check_public(call)
            if operation.name == "time":
                return reply({"serverTime": now}), True
            return Reply(body=exchange_information(simulation.limits, now)), True
        account = check(call, operation, self._sender, now)
        if operation.changes_orders:
            counts = operation.creates_order or simulation.switches.orders_counted == "all"
            self._headers.update(simulation.limits.count_order(account.name, counts))
        asked = operation.name, account, call.parameters, self._entry.number
        if operation.name in OPTION_OPERATION_NAMES:
            leaves = self.fault.parameters["leaves"] if self.fault is not None and self.fault.name == "partly" else 0
            result = simulation.option_api.carry_out(*asked, leaves)
            self._entry.executed = executed_in(result.document)
        else:
            result = simulation.api.carry_out(*asked)
        self._entry.shown = shown_in(result.document)
        return reply(result.document), result.carried_out

    def of_wrong_kind(self, kind: str | None) -> Reply:
        """A document of another kind than was asked for: ``orders``, ``trades`` or ``time``."""
        with self._simulation.lock:
            kind = kind or ("trades" if self._operation.name in ("query", "listing") else "orders")
            account = self._sender.account
            return reply(self._simulation.api.document(kind, account.name if account else ""))

    def _set_off_after(self) -> None:
        for action in self._after:
            action()

    def refused(self, refusal: Refusal) -> Reply:
        """The answer to a request that came too many."""
        error = self._simulation.limits.error()
        if refusal.text is not None:
            error.msg = refusal.text
        answer = error_reply(error, self._simulation.switches, refusal.http_status)
        if refusal.text is None:
            answer.headers["Retry-After"] = str(refusal.retry_after)
        if self.fault is not None and self.fault.parameters.get("unreadable"):
            answer.headers["Content-Encoding"] = "br"  # nobody can decompress it
        return self.sent(answer)

    def sent(self, answer: Reply) -> Reply:
        """Record the answer in the journal, and complete it with the headers that the exchange's own answers have."""
        self.note(answer.http_status, answer.code)
        if answer.content_type != "application/json":
            return answer
        return Reply(
            answer.http_status, answer.body, {**self._headers, **answer.headers}, answer.content_type, answer.code
        )

    def note(self, http_status: int | None, code: int | None = None) -> None:
        self._entry.http_status, self._entry.code = http_status, code
