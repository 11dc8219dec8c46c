# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for every operation on ordinary orders, positions and protection: checks, permissions, faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.marketops.binance.tests.exchange import Exchange, Remote
from ansible_collections.marketops.binance.tests.exchange.operation import PERMISSIONS
from ansible_collections.marketops.binance.tests.exchange.option_operations import OPTION_OPERATIONS

from .option_client import OptionClient
from .raw_client import Seen

FIRST = "4611875134427365377"
REQUESTS: dict[str, Callable[[OptionClient], Seen]] = {
    "option_create": lambda desk: desk.place(),
    "option_cancel": lambda desk: desk.cancel_order(FIRST),
    "option_batch_cancel": lambda desk: desk.batch([FIRST]),
    "option_cancel_symbol": lambda desk: desk.cancel_symbol(),
    "option_cancel_underlying": lambda desk: desk.cancel_underlying(),
    "option_query": lambda desk: desk.query_order(FIRST),
    "option_listing": lambda desk: desk.listing(),
    "option_history": lambda desk: desk.history(),
    "option_fills": lambda desk: desk.fills(),
    "positions": lambda desk: desk.positions(),
    "countdown_set": lambda desk: desk.set_countdown(5000),
    "countdown_read": lambda desk: desk.read_countdown(),
    "heartbeat": lambda desk: desk.heartbeat(),
    "mmp_read": lambda desk: desk.read_protection(),
    "mmp_set": lambda desk: desk.set_protection(),
    "mmp_reset": lambda desk: desk.reset_protection(),
}
every_operation = pytest.mark.parametrize("name", REQUESTS)


@pytest.fixture(autouse=True)
def _world(exchange: Exchange) -> None:
    exchange.seed_option_order()
    exchange.set_countdown("BTCUSDT", 60_000)
    exchange.set_protection("BTCUSDT")


def arranged(exchange: Exchange) -> list[Any]:
    """All that requests can change."""
    return [exchange.option_orders(), exchange.countdowns(), exchange.protections()]


def test_every_operation_is_here() -> None:
    assert REQUESTS.keys() == {operation.name for operation in OPTION_OPERATIONS}


@every_operation
def test_a_request_is_carried_out(desk: OptionClient, exchange: Exchange, name: str) -> None:
    assert REQUESTS[name](desk).status == 200
    [entry] = exchange.journal()
    assert (entry.operation, entry.carried_out, entry.signature_ok) == (name, True, True)


@every_operation
def test_a_wrong_signature(desk: OptionClient, exchange: Exchange, name: str) -> None:
    before = arranged(exchange)
    desk.sign = lambda text: "0" * 64
    assert REQUESTS[name](desk).refusal == (400, -1022)
    assert arranged(exchange) == before


@every_operation
def test_a_permission_may_lack(desk: OptionClient, exchange: Exchange, name: str) -> None:
    before = arranged(exchange)
    [needed] = [operation.permission for operation in OPTION_OPERATIONS if operation.name == name]
    assert needed is not None
    exchange.restrict("desk", permissions=PERMISSIONS - {needed})
    assert REQUESTS[name](desk).refusal == (401, -2015)
    assert arranged(exchange) == before
    exchange.restrict("desk", permissions=[needed])
    assert REQUESTS[name](desk).status == 200


def test_a_key_for_one_kind_of_order(desk: OptionClient, exchange: Exchange) -> None:
    block = exchange.seed()
    exchange.restrict("desk", permissions=["read", "trade", "trades"])
    assert desk.send("GET", "/eapi/v1/block/order/orders", blockOrderMatchingKey=block).status == 200
    assert desk.listing().refusal == (401, -2015)
    exchange.restrict("desk", permissions=["read_orders", "trade_orders"])
    assert desk.listing().status == 200
    assert desk.send("GET", "/eapi/v1/block/order/orders").refusal == (401, -2015)


@every_operation
def test_a_fault_before(desk: OptionClient, exchange: Exchange, name: str) -> None:
    before = arranged(exchange)
    exchange.arm("503_unknown", name)
    assert REQUESTS[name](desk).status == 503
    [entry] = exchange.journal()
    assert (entry.fault, entry.carried_out) == ("503_unknown", False)
    assert arranged(exchange) == before


@every_operation
def test_a_fault_after(desk: OptionClient, exchange: Exchange, name: str) -> None:
    exchange.arm("504_html", name, when="after")
    assert REQUESTS[name](desk).status == 504
    [entry] = exchange.journal()
    assert (entry.fault, entry.carried_out) == ("504_html", True)


@every_operation
def test_something_happens_at_a_request(desk: OptionClient, exchange: Exchange, name: str) -> None:
    exchange.schedule("seed_position", {"symbol": "BTC-261225-100000-P", "quantity": "1"}, name, when="after")
    REQUESTS[name](desk)
    assert exchange.positions() == {"BTC-261225-100000-P": "1"}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("option_cancel", FIRST),
        ("option_query", FIRST),
        ("option_listing", None),
        ("option_cancel_symbol", "BTC-261225-100000-C"),
        ("option_cancel_underlying", "BTCUSDT"),
        ("mmp_set", "BTCUSDT"),
        ("heartbeat", "BTCUSDT"),
    ],
)
def test_the_key_of_a_request(desk: OptionClient, exchange: Exchange, name: str, key: str | None) -> None:
    exchange.arm("500", name, key="another")
    if key is not None:
        exchange.arm("502_html", name, key=key)
    assert REQUESTS[name](desk).status == (200 if key is None else 502)
    assert exchange.journal()[0].key == key


def test_a_remote_does_what_the_exchange_does(exchange: Exchange) -> None:
    remote = Remote(exchange.url)
    order = remote.seed_option_order(executed="0.4")
    assert remote.option_truth(order) == exchange.option_truth(order)
    assert remote.option_orders() == exchange.option_orders()
    assert remote.fill(order)
    assert remote.positions() == exchange.positions() == {"BTC-261225-100000-C": "1.2"}
    assert remote.countdowns() == exchange.countdowns()
    assert remote.protections() == exchange.protections()
    remote.set_switches(bulk_answer="data", cancel_answer="order")
    assert (exchange.option_switches.bulk_answer, exchange.switches.cancel_answer) == ("data", "order")
    remote.reset()
    assert arranged(exchange) == [[], {}, {}]
    assert exchange.positions() == {}


@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("option_truth", {"order_id": "7"}, "no order 7"),
        ("seed_option_order", {"symbol": "EUR"}, "Invalid symbol"),
        ("seed_option_order", {"order_id": FIRST}, "already"),
        ("seed_option_order", {"account": "nobody"}, "no account nobody"),
        ("fill", {"order_id": FIRST, "quantity": "0"}, "above 0"),
        ("fill", {"order_id": FIRST, "quantity": "much"}, "no decimal"),
        ("seed_position", {"symbol": "EUR", "quantity": "1"}, "no option EUR"),
    ],
)
def test_what_makes_no_sense_is_refused(
    exchange: Exchange, method: str, arguments: dict[str, Any], message: str
) -> None:
    before = arranged(exchange)
    with pytest.raises(ValueError, match=message):
        getattr(exchange, method)(**arguments)
    assert arranged(exchange) == before
