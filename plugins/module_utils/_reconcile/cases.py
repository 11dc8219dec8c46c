# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""One order under way: the facts about it, and the one place where facts become an outcome."""

from __future__ import annotations

import typing as t

from .._exchange.block_orders import ENDED_STATUSES, EXECUTED_STATUSES, BlockOrder
from .._exchange.verdict import Effect, Verdict

CANCELLED = "cancelled"
WOULD_CANCEL = "would_cancel"
ABSENT = "absent"
EXECUTED = "executed"
FAILED = "failed"
NOT_ATTEMPTED = "not_attempted"
OUTCOMES = (CANCELLED, WOULD_CANCEL, ABSENT, EXECUTED, FAILED, NOT_ATTEMPTED)


class Case:
    """An order, what was seen of it and done to it, and its outcome once that is decided."""

    before: BlockOrder | None = None
    order: BlockOrder | None = None  # as last seen
    looked: bool = False
    vanished: bool = False  # the last look did not show it
    proof: str = ""  # of the last look
    told: str = ""  # the last proof that is in the timeline
    cancel_requests: int = 0
    acknowledged_at: float | None = None
    inferred: bool = False  # acknowledged by nothing but the next try, which found no such order
    unknown: bool = False  # the answer to a cancel was lost or unclear
    refusal: Verdict | None = None
    refused_at: float | None = None  # refused as "no such order", which a lagging listing may contradict
    seen_after_cancel: bool = False  # still shown as open after a cancel was acknowledged or refused
    query_refused: bool = False  # after a cancel: no look will tell what became of it
    left_alone: bool = False
    trades_looked: bool = False  # since it was last seen open
    traded: bool = False
    outcome: str | None = None
    why: str = ""
    http_status: int | None = None
    code: int | None = None

    def __init__(self, key: str) -> None:
        self.key = key
        self.evidence: list[str] = []

    @property
    def status(self) -> str | None:
        return self.order.status if self.order else None

    @property
    def open(self) -> bool:
        return self.order is not None and self.order.open and not self.vanished

    @property
    def gone(self) -> bool:
        return self.looked and not self.open

    @property
    def was_open(self) -> bool:
        """Seen open by this run: only such an order can be cancelled by it."""
        return self.before is not None and self.before.open

    @property
    def acknowledged(self) -> bool:
        return self.acknowledged_at is not None

    @property
    def answered_at(self) -> float | None:
        """Since when no further cancel is sent, because it was acknowledged or refused as "no such order"."""
        return self.acknowledged_at if self.acknowledged else self.refused_at

    @property
    def needs_cancel(self) -> bool:
        return self.outcome is None and self.open and not self.acknowledged and self.refusal is None

    @property
    def stays_open(self) -> bool:
        """Still shown as open although a cancel was acknowledged or refused."""
        return self.outcome is None and self.open and not self.needs_cancel

    def see(self, order: BlockOrder) -> None:
        """A look showed the order."""
        self.looked, self.vanished, self.order = True, False, order
        self.before = self.before or order
        self.proof = f"status {order.status}" if order.status else "no status"
        if order.open:
            self.outcome = None  # whatever its absence from a listing had made of it
            self.seen_after_cancel = self.answered_at is not None

    def vanish(self, proof: str) -> None:
        """A look showed that it is not open, and not how it ended."""
        self.looked, self.vanished, self.proof = True, True, proof
        self.seen_after_cancel = False

    def note_answer(self, finding: Verdict, now: float) -> str:
        """A cancel was sent, and this is what its answer proves. Returns that in a few words."""
        self.http_status, self.code = finding.http_status, finding.code
        self.trades_looked = False  # an earlier look says nothing of what happened since
        if finding.proof is Effect.APPLIED:
            self.acknowledged_at = now
            fact = "acknowledged" if finding.document == {} else "acknowledged with JSON that is not documented"
        elif finding.proof is Effect.UNKNOWN:
            self.unknown = True
            lost = "lost" if finding.http_status is None else "unclear"
            fact = f"answer to the cancel {lost} ({finding.said()})"
        elif finding.did_nothing:
            fact = finding.fact()
            if self.unknown:
                self.acknowledged_at = now  # the try whose answer was lost did it
                self.inferred = True
            else:
                self.refusal, self.refused_at = finding, now
        elif finding.refused:
            self.refusal = finding
            fact = f"cancel refused ({finding.said()})"
        else:
            return f"not carried out ({finding.said()})"
        self.note(fact)
        return fact

    def leave_alone(self, underlying: str) -> None:
        """It is listed where it does not belong."""
        self.left_alone = True
        self.note(self.proof)
        self.end(
            NOT_ATTEMPTED,
            f"the exchange lists it under {underlying}, but it is on {t.cast(BlockOrder, self.order).symbols}: "
            "cancel it by its key if it is meant",
        )

    def note(self, fact: str) -> None:
        if fact and fact not in self.evidence:
            self.evidence.append(fact)

    def end(self, outcome: str, why: str = "") -> None:
        self.outcome, self.why = outcome, why

    def settle(self) -> None:
        """It is not open: say how it ended."""
        shown = None if self.vanished else self.status
        self.note(self.proof)
        self._note_trades()
        if self.traded or shown in EXECUTED_STATUSES:
            self.end(EXECUTED)
        elif self.was_open and (self.acknowledged or self.unknown) and shown not in ENDED_STATUSES:
            self.end(CANCELLED)
            if not self.trades_looked:
                self.note("block trades not read")
        else:
            self.end(ABSENT)

    def _note_trades(self) -> None:
        if self.trades_looked:
            self.note("in block trades" if self.traded else "not in block trades")

    def _claim(self) -> str:
        if self.inferred:
            return "its cancel seems to have worked (its answer was lost, and the next try found no such order)"
        return "its cancel was acknowledged"

    def give_up(self, verify_timeout: float) -> None:
        """It is still shown as open, and no further cancel or look will change that."""
        self.note(self.proof)
        self._note_trades()
        if self.acknowledged:
            self.end(FAILED, f"{self._claim()}, but {verify_timeout:g} s later it is still listed with {self.proof}")
        else:
            said = t.cast(Verdict, self.refusal).said()
            self.end(FAILED, f"its cancel was refused ({said}), and it is still listed with {self.proof}")

    def conclude(self, trades_readable: bool) -> None:
        """No further look will come: say what the facts so far allow."""
        if self.traded:
            self.settle()
        elif self.gone:
            how_known = not self.was_open or self.trades_looked or not trades_readable or not self.vanished
            if how_known or self.acknowledged:
                self.settle()
            else:
                self.note(self.proof)
                self.note("block trades not read")
                self.end(FAILED, "it is gone, but whether cancelled or executed is not known: see the block trades")
        elif self.acknowledged and not self.seen_after_cancel:
            self._note_trades()
            self.note("not verified")
            self.end(CANCELLED)
        elif self.acknowledged:
            self.note(self.proof)
            self.end(FAILED, f"{self._claim()}, but it was still listed with {self.proof} when last looked at")
        elif self.unknown:
            self.end(FAILED, "whether its cancel was carried out is not known, and it may still be open")
        elif self.cancel_requests:
            self.end(FAILED, "its cancel was not carried out, and it may still be open")
        else:
            self.end(NOT_ATTEMPTED, "no cancel was sent" if self.looked else "the state could not be read")
