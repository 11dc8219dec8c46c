# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The weight budget, with a clock that the test turns."""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.clock import ExchangeClock
from ansible_collections.marketops.binance.plugins.module_utils._exchange.rate_limiter import Permit, RateLimiter, Wait

MINUTE = 60000


class FakeClock(ExchangeClock):
    def __init__(self, now_ms: int, measured: bool = True) -> None:
        super().__init__()
        self.now = now_ms
        self.offset_ms = 0 if measured else None

    def now_ms(self) -> int:
        return self.now


def take(limiter: RateLimiter, weight: int = 5, order: bool = False) -> Permit:
    wait = limiter.delay(weight, order)
    assert wait is not None
    assert wait.seconds == 0
    permit = Permit(weight, order)
    limiter.take(permit)
    return permit


def used(value: int, interval: str = "1M") -> dict[str, str]:
    return {f"x-mbx-used-weight-{interval.lower()}": str(value)}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(100 * MINUTE + 20000)


@pytest.fixture
def limiter(clock: FakeClock) -> RateLimiter:
    """A limiter that knows of 100 used of 200."""
    limiter = RateLimiter(clock, 200)
    limiter.record(take(limiter), used(100))
    return limiter


def test_the_first_request_of_a_window_goes_alone(clock: FakeClock) -> None:
    limiter = RateLimiter(clock, 200)
    first = take(limiter)
    wait = limiter.delay(5, False)
    assert wait is not None
    assert wait.seconds > 0
    assert not wait.reason, "it is for an answer under way, not for the limit"
    limiter.record(first, used(5))
    take(limiter)


def test_what_is_in_flight_counts(limiter: RateLimiter) -> None:
    permits = [take(limiter) for _request in range(20)]
    wait = limiter.delay(5, False)
    assert wait is not None
    assert wait.seconds > 0
    for permit in permits:
        limiter.record(permit, used(200))
    wait = limiter.delay(5, False)
    assert wait is not None
    assert "200 used of 200" in wait.reason


def test_other_programs_of_the_address_count(limiter: RateLimiter) -> None:
    limiter.record(take(limiter), used(196))
    wait = limiter.delay(5, False)
    assert wait is not None
    assert 40 < wait.seconds < 40.2, "until the end of the exchange's minute, and a little more"


def test_a_lower_header_is_an_older_answer(limiter: RateLimiter) -> None:
    first, second = take(limiter), take(limiter)
    limiter.record(second, used(198))
    limiter.record(first, used(105))
    wait = limiter.delay(5, False)
    assert wait is not None
    assert wait.seconds > 0


def test_the_used_weight_that_is_returned_is_the_highest_of_the_window(limiter: RateLimiter, clock: FakeClock) -> None:
    first, second = take(limiter), take(limiter)
    limiter.record(second, used(120))
    limiter.record(first, used(110))
    assert limiter.used_weight == 120
    clock.now += MINUTE
    limiter.record(take(limiter), used(5))
    assert limiter.used_weight == 5


def test_a_new_window_is_empty_until_an_answer_tells(limiter: RateLimiter, clock: FakeClock) -> None:
    limiter.record(take(limiter), used(199))
    clock.now += MINUTE
    alone = take(limiter)
    wait = limiter.delay(5, False)
    assert wait is not None
    assert wait.seconds > 0
    limiter.record(alone, used(50))
    take(limiter)


def test_an_answer_that_straddles_the_end_of_a_window_says_nothing(limiter: RateLimiter, clock: FakeClock) -> None:
    straddling = take(limiter)
    clock.now += MINUTE
    limiter.record(straddling, used(200))
    take(limiter)


def test_the_clock_is_measured_before_the_first_wait() -> None:
    clock = FakeClock(MINUTE, measured=False)
    limiter = RateLimiter(clock, 200)
    limiter.record(take(limiter), used(200))
    assert limiter.delay(5, False) is None
    clock.offset_ms = 0
    wait = limiter.delay(5, False)
    assert wait is not None
    assert wait.seconds > 59


def test_what_is_used_is_not_forgotten_when_the_clock_is_measured() -> None:
    clock = FakeClock(100 * MINUTE - 1000, measured=False)
    limiter = RateLimiter(clock, 200)
    limiter.record(take(limiter), used(200))
    clock.now += 2000
    clock.offset_ms = 0
    limiter.clock_measured()
    wait = limiter.delay(5, False)
    assert wait is not None
    assert 58 < wait.seconds < 60


@pytest.mark.parametrize(("interval", "seconds"), [("10S", 10), ("2S", 2), ("1M", 60), ("5M", 300)])
def test_the_interval_is_read_from_the_header(clock: FakeClock, interval: str, seconds: int) -> None:
    clock.now = 3600 * 1000
    limiter = RateLimiter(clock, 200)
    limiter.record(take(limiter), used(200, interval))
    wait = limiter.delay(5, False)
    assert wait is not None
    assert seconds < wait.seconds < seconds + 0.2
    assert limiter.hold_for(orders=False) == seconds


@pytest.mark.parametrize("longer", ["5M", "1H", "1D"])
@pytest.mark.parametrize("longer_first", [True, False])
def test_what_an_hour_may_use_is_not_the_limit_of_the_minute(
    limiter: RateLimiter, longer: str, longer_first: bool
) -> None:
    headers = [used(50000, longer), used(100)]
    limiter.record(take(limiter), {**headers[not longer_first], **headers[longer_first]})
    assert limiter.delay(5, False) == Wait(0.0)
    assert limiter.used_weight == 100


def test_an_exchange_without_headers_is_paced_by_what_was_sent(clock: FakeClock) -> None:
    limiter = RateLimiter(clock, 20)
    for _request in range(4):
        limiter.record(take(limiter), {"content-type": "text/html"})
    wait = limiter.delay(5, False)
    assert wait is not None
    assert "20 used of 20" in wait.reason


def test_a_request_that_was_not_sent_uses_nothing(clock: FakeClock) -> None:
    limiter = RateLimiter(clock, 20)
    for _request in range(10):
        limiter.record(take(limiter), {})
    take(limiter)


def test_the_order_count_holds_orders_back_and_nothing_else(limiter: RateLimiter) -> None:
    limiter.record(take(limiter, order=True), {**used(110), "x-mbx-order-count-10s": "300"})
    wait = limiter.delay(5, True)
    assert wait is not None
    assert 10 <= wait.seconds < 10.2
    assert "orders" in wait.reason
    take(limiter, order=False)


@pytest.mark.parametrize(
    "headers",
    [
        used(-1),
        {"x-mbx-used-weight-1m": "many"},
        {"x-mbx-used-weight-1w": "1"},
        {"x-mbx-used-weight-1m": "\xb2"},
        used(5, "0M"),
        {},
    ],
)
def test_headers_that_make_no_sense_are_passed_over(limiter: RateLimiter, headers: dict[str, str]) -> None:
    limiter.record(take(limiter), headers)
    take(limiter)
    assert limiter.used_weight == 100


@pytest.mark.parametrize("accepted", [True, False])
def test_an_account_with_a_higher_limit_of_orders_does_not_wait_for_the_usual_one(
    limiter: RateLimiter, accepted: bool
) -> None:
    limiter.record(take(limiter, order=True), {"x-mbx-order-count-10s": "301", **used(5)}, accepted)
    wait = limiter.delay(5, True)
    assert wait is not None
    assert (wait.seconds == 0) is accepted
