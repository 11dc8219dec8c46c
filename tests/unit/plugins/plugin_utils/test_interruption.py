# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signals are acted upon once, before they take effect, and never in the middle of a write."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from ansible_collections.marketops.binance.plugins.plugin_utils._window.interruption import Interruptions
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Cause


class Ended(Exception):
    """The signal took effect."""


@pytest.fixture(autouse=True)
def handlers() -> Iterator[None]:
    def end(_number: int, _frame: object) -> None:
        raise Ended

    former = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in former.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_acts_first_and_then_the_signal_takes_effect(number: signal.Signals) -> None:
    acted: list[Cause] = []
    with pytest.raises(Ended), Interruptions(acted.append):
        os.kill(os.getpid(), number)
    assert acted == [Cause(number.name.lower())]


def test_the_signals_that_follow_are_ignored_until_it_has_acted() -> None:
    acted: list[Cause] = []

    def act(cause: Cause) -> None:
        acted.append(cause)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(os.getpid(), number)

    with pytest.raises(Ended), Interruptions(act):
        os.kill(os.getpid(), signal.SIGINT)
    assert acted == [Cause.SIGINT]


def test_it_waits_for_the_end_of_what_must_not_be_interrupted() -> None:
    events: list[object] = []
    interruptions = Interruptions(events.append)

    def write() -> None:
        with interruptions, interruptions.hold():
            os.kill(os.getpid(), signal.SIGTERM)
            assert interruptions.pending
            events.append("written")

    with pytest.raises(Ended):
        write()
    assert events == ["written", Cause.SIGTERM]


def test_handlers_are_as_before_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interruptions(lambda cause: None):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
