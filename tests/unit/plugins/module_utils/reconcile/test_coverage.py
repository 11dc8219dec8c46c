# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""When listings prove that nothing is open."""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._reconcile.coverage import Coverage, Listing

DELAY = 2.0


def coverage_of(*listings: tuple[float, bool], changed_at: float = 0.0) -> Coverage:
    """Listings by their start, each of which took a second, and whether they were clean."""
    coverage = Coverage()
    coverage.listings += [Listing(started, started + 1, clean) for started, clean in listings]
    coverage.changed_at = changed_at
    return coverage


@pytest.mark.parametrize(
    ("coverage", "without_delay", "with_delay", "due"),
    [
        (coverage_of(), False, False, None),
        (coverage_of((1, True)), True, False, 4.0),
        (coverage_of((1, False)), False, False, None),
        (coverage_of((1, True), (3.9, True)), True, False, 4.0),
        (coverage_of((1, True), (4, True)), True, True, 4.0),
        (coverage_of((1, True), (4, False)), False, False, None),
        (coverage_of((1, False), (4, True)), True, False, 7.0),
        (coverage_of((1, True), (4, False), (6, True), (9, True)), True, True, 9.0),
        # Both come after the last request.
        (coverage_of((1, True), (4, True), changed_at=2), True, False, 7.0),
        (coverage_of((1, True), (4, True), changed_at=5), False, False, None),
        (coverage_of((1, True), (5, True), (8, True), changed_at=5), True, True, 8.0),
    ],
)
def test_listings_confirm(coverage: Coverage, without_delay: bool, with_delay: bool, due: float | None) -> None:
    assert coverage.is_confirmed(0) == without_delay
    assert coverage.is_confirmed(DELAY) == with_delay
    assert coverage.due(DELAY) == due
