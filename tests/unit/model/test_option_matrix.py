# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A part of ``make matrix`` for ordinary option orders: every fault at both targets, every setting of the switches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.matrix.cell import run_one
from ansible_collections.marketops.binance.tests.matrix.option_sides import SELECTORS, TARGETS, faults, settings
from ansible_collections.marketops.binance.tests.matrix.sides import Fault

_KIND = "option orders"
_SETTINGS, _SELECTORS = settings(), list(SELECTORS)


@pytest.fixture(scope="module")
def exchange() -> Iterator[Exchange]:
    with Exchange() as exchange:
        yield exchange


@pytest.mark.parametrize("number", range(len(faults())), ids=list(map(str, faults())))
def test_every_fault(exchange: Exchange, number: int) -> None:
    for shift, targets in enumerate(TARGETS):
        positions = _SETTINGS[(number + 7 * shift) % len(_SETTINGS)]
        selector = _SELECTORS[(number + shift) % len(_SELECTORS)]
        run_one(exchange, faults()[number], selector, positions, targets, _KIND)


@pytest.mark.parametrize("positions", _SETTINGS, ids=str)
def test_every_setting(exchange: Exchange, positions: dict[str, Any]) -> None:
    for selector in ("several IDs", "symbol", "option underlying"):
        run_one(exchange, Fault(), selector, positions, TARGETS[0], _KIND)
