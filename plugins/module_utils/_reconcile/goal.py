# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The interface of a goal. The reconciler knows no goal by name."""

from __future__ import annotations

import typing as t

from .._exchange.kind import Action
from .decisions import Decision, Policy
from .facts import Facts


class Goal(t.Protocol):
    """The wanted state of an order. ``decide`` is a pure function.

    ``actions``: the changes that it may request.
    ``fills_margin_ms``: how long before the start of the run fills are read from; ``None``: from its start.
    ``fills_of_unseen``: they matter for orders that this run never saw open, and are read beside the first query.
    ``expected``: the terms that it asks for, in words.
    """

    actions: t.Sequence[Action]
    expected: str
    fills_margin_ms: int | None
    fills_of_unseen: bool

    def decide(self, facts: Facts, policy: Policy, final: bool = False) -> Decision:
        """The next step, from the facts alone. ``final``: no further query or request will come."""

    def concerns(self, facts: Facts) -> bool:
        """Whether the order counts against ``max_orders``."""

    def fills_with_query(self, facts: Facts) -> bool:
        """Whether to read fills beside the next query: they will be needed, and will be recent enough."""
