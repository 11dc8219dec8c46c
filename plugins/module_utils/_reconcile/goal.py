# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every goal offers to the reconciler, which knows none of them by name."""

from __future__ import annotations

import typing as t

from .._exchange.kind import Action
from .decisions import Decision, Policy
from .facts import Facts


class Goal(t.Protocol):
    """What is to hold of an order. ``decide`` is a pure function.

    ``actions``: the changes that it may want.
    ``fills_margin_ms``: fills are read from so long before the start of the run; ``None``: from its start.
    ``fills_of_unseen``: they say something of orders that this run never saw open, and are read beside the first query.
    ``expected``: the terms that it asks for, in words.
    """

    actions: t.Sequence[Action]
    expected: str
    fills_margin_ms: int | None
    fills_of_unseen: bool

    def decide(self, facts: Facts, policy: Policy, final: bool = False) -> Decision:
        """What comes next, by the facts alone. ``final``: nothing can be waited for any more."""

    def concerns(self, facts: Facts) -> bool:
        """Whether the order counts against ``max_orders``."""

    def fills_with_query(self, facts: Facts) -> bool:
        """Whether fills can be read beside the next query: they will be wanted, and then be recent enough."""
