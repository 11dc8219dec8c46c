# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is known of one order."""

from __future__ import annotations

from .._exchange.kind import Action, Order, Subject
from .._exchange.verdict import Verdict


class Facts:
    """What is known of one order. Derived from its events alone, with the times of the events."""

    before: Order | None = None  # as first shown; an order that this run created has none
    last: Order | None = None  # as last shown
    observed = False  # a query or listing was answered
    query_started = 0.0  # start of the last one
    shown = False  # the last one showed it
    seen_open = False
    shown_ms = 0  # when it was shown last, by the exchange's clock
    lead_ms = 0  # or so much later, since the clock was not measured
    others: tuple[Subject, ...] = ()  # further open orders with the same terms
    open_before: Order | None = None  # as last shown before the first request
    executed = False  # by its status
    in_fills = False
    listed_under: str | None = None  # skipped: it is listed where it does not belong
    query_refused: Verdict | None = None  # and nothing was observed since

    requests_sent = 0
    pending: Action | None = None  # a request was about to be sent, and its result is not known
    lost = False  # the answer to a request was lost or unclear
    acknowledged_at: float | None = None
    inferred = False  # acknowledged only by the next try, which found no such order
    shared = False  # acknowledged by the answer to a request that covered other orders too
    open_looks = 0  # how many queries showed it as open since it was acknowledged
    refusal: Verdict | None = None
    refused_at: float | None = None  # refused as "no such order", which a lagging listing may contradict
    refusal_at: float | None = None  # refused with any code
    verdict: Verdict | None = None  # of the last request
    changed = False  # a request was acknowledged
    action: Action | None = None  # of the last request
    created: Subject | None = None  # the key in the exchange's answer
    named: Subject | None = None  # the key in an answer that does not show the terms that were sent, or no key
    valid_until_ms = 0  # until when a request with a lost answer can still be accepted, by the exchange's clock
    answer_at = 0.0  # end of the last request

    late_absent_at: float | None = None  # like absent_at and absent_started, of queries started when the request with a
    late_absent_started = 0.0  # lost answer could no longer be accepted

    open_started = 0.0  # start of the last query that showed it as open
    waiting_since: float | None = None  # since when queries contradict the answer to the request
    gone_at: float | None = None  # since when it is known not to be open; an open order has none
    absent_at: float | None = None  # end of the first query that did not show it, since it was last shown
    absent_started = 0.0  # start of the last such query
    fills_started = -1.0  # start of the last reading of the fills
    fills_since_ms = 0  # from when on they were read, by the exchange's clock
    end_asked = -1.0  # start of the last query for its final state that did not show it
    most_executed: Order | None = None  # as it was shown with most of it executed

    @property
    def open(self) -> bool:
        return self.shown and self.last is not None and self.last.open

    @property
    def ended(self) -> bool:
        """Whether the last status shown is a final one, even if later queries did not show the order."""
        return self.last is not None and not self.last.open

    @property
    def end_shown(self) -> bool:
        """Whether a final status was shown, with how much of it was executed."""
        return self.last is not None and not self.last.open and self.last.shows_fills

    def fills_known(self, trusting: bool) -> bool:
        """Whether its executions were read after it was gone or, if ``trusting``, after its acknowledgement."""
        since = self.acknowledged_at if trusting else self.gone_at
        return self.end_shown or (since is not None and self.fills_started >= since)

    @property
    def executed_in_part(self) -> bool:
        return self.most_executed is not None and not self.executed and not self.in_fills

    @property
    def status(self) -> str | None:
        return self.last.status if self.last else None

    @property
    def after(self) -> Order | None:
        """The order as the last query showed it; ``None`` if it did not."""
        return self.last if self.shown else None

    @property
    def unknown(self) -> bool:
        """Whether a request that was not acknowledged may have been applied."""
        return self.lost or self.pending is not None

    @property
    def may_rest(self) -> bool:
        """Whether a pause may come before the next request. It would make the queries old that miss a lost create."""
        return bool(self.requests_sent) and not (self.unknown and self.action is Action.CREATE)

    @property
    def acknowledged(self) -> bool:
        return self.acknowledged_at is not None

    @property
    def cancel_acknowledged(self) -> bool:
        return self.acknowledged and self.action is Action.CANCEL

    @property
    def answered_at(self) -> float | None:
        """When a cancel was acknowledged or refused as "no such order", so that no further one is sent."""
        return self.acknowledged_at if self.acknowledged_at is not None else self.refused_at

    @property
    def open_after_refusal(self) -> bool:
        """Whether a query showed it as open after its request was refused."""
        return self.open and self.refusal_at is not None and self.open_started >= self.refusal_at

    def is_confirmed(self, delay: float) -> bool:
        """Whether two queries, at least ``delay`` s apart, did not show it."""
        return self.absent_at is not None and (delay <= 0 or self.absent_started >= self.absent_at + delay)

    def is_lost_for_good(self, delay: float) -> bool:
        """Whether two such queries came when the request with a lost answer could no longer be accepted."""
        since = self.late_absent_at
        return since is not None and (delay <= 0 or self.late_absent_started >= since + delay)
