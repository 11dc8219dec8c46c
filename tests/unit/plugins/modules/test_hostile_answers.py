# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Answers that are wrong in form, size, type or encoding: never a traceback, and never a false word about an order."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange import calls
from ansible_collections.marketops.binance.plugins.module_utils._exchange.block_order_record import read_orders
from ansible_collections.marketops.binance.plugins.module_utils._exchange.block_orders import is_acknowledgement
from ansible_collections.marketops.binance.plugins.module_utils._exchange.block_trades import (
    read_traded_keys,
    read_trades,
)
from ansible_collections.marketops.binance.plugins.module_utils._exchange.documents import Unreadable, server_time_of
from ansible_collections.marketops.binance.plugins.module_utils._exchange.kind import Action
from ansible_collections.marketops.binance.plugins.module_utils._exchange.verdict import Effect, classify
from ansible_collections.marketops.binance.plugins.module_utils._http.response import Response
from ansible_collections.marketops.binance.tests.support.hostile import Hostile, as_json, http
from ansible_collections.marketops.binance.tests.support.running import DESK, run_module

from .conftest import outcomes

KEY = "7d046e6e-a429-4335-ab9d-6a681febcde5"
ORDER: dict[str, Any] = {
    "blockTradeSettlementKey": KEY,
    "expireTime": 1730172115801,
    "liquidity": "TAKER",
    "status": "RECEIVED",
    "createTime": 1730170315803,
    "legs": [{"symbol": "BNB-241101-700-C", "side": "BUY", "quantity": "1.2", "price": "2.8"}],
}
ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 10**29, -(10**28), 2**63, 0.1, -0.0, 1e308, float("nan"), float("inf")),
    *(
        "",
        " ",
        "x" * 10000,
        "\x00",
        "a\nb",
        "\x1b[2J",
        "\u202e",
        "\ud800",
        "\U0010ffff",
        "²",
        "١٢٣",
        "-1",
        "1e5",
        "NaN",
    ),
    *([], {}, [[]], [None], [[], {}], [0, "x"], {"": ""}, {"status": {}}, [ORDER], {"a": [{"b": {}}]}),
]


class Desk:
    """An exchange with one open order, which gives a hostile answer to the first request of one kind."""

    def __init__(self, operation: str, answer: Iterable[bytes], carried_out: bool = True) -> None:
        self._hostile = {operation: answer}
        self._carried_out = carried_out
        self.status = "RECEIVED"

    def __call__(self, operation: str) -> Iterable[bytes]:
        hostile = self._hostile.pop(operation, None)
        if operation == "cancel":
            if self.status == "CANCELLED":
                return [http(b'{"code": -2011, "msg": "Unknown order sent."}', status=b"400 Bad Request")]
            if hostile is None or self._carried_out:
                self.status = "CANCELLED"
        if hostile is not None:
            return hostile
        documents: dict[str, Any] = {"cancel": {}, "trades": [], "time": {"serverTime": 1730170315803}}
        return as_json(documents.get(operation, [{**ORDER, "status": self.status}]))


def run(server: Hostile, **options: Any) -> dict[str, Any]:
    """Run the module; whatever comes of it, no traceback and no defect of its own."""
    usual = {"state": "absent", "api_url": server.url, "max_wait": 3, "request_timeout": 0.5, "verify_timeout": 1}
    if "all_open" not in options:
        usual["block_order_matching_key"] = KEY
    returned = run_module(**{**usual, **DESK, **options})
    assert "Traceback" not in str(returned)
    assert "defect" not in str(returned), returned["msg"]
    assert "exception" not in returned
    return returned


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look again soon."""
    monkeypatch.setattr(calls, "_FIRST_PAUSE", 0.01)


# The right answer to a query, in the wrong dress. None may be taken for "no order".
_RIGHT = json.dumps([ORDER])
_CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
WRONG: dict[str, list[bytes]] = {
    "UTF-16": [http(_RIGHT.encode("utf-16"))],
    "UTF-16 without mark": [http(_RIGHT.encode("utf-16-le"))],
    "UTF-32": [http(_RIGHT.encode("utf-32"))],
    "UTF-8 with mark": [http(_RIGHT.encode("utf-8-sig"))],
    "Latin-1": [http(_RIGHT.replace("TAKER", "GRÖßE").encode("latin-1"))],
    "EBCDIC": [http(_RIGHT.encode("cp500"))],
    "gzip that is cut off": [http(gzip.compress(_RIGHT.encode())[:-9], b"Content-Encoding: gzip")],
    "gzip without a word": [http(gzip.compress(b"[]"))],
    "said to be gzip": [http(b"\xff", b"Content-Encoding: gzip")],
    "said to be br": [http(b"\xff", b"Content-Encoding: br")],
    "deep arrays": [http(b"[" * 100_000 + b"]" * 100_000)],
    "deep objects": [http(b'{"a":' * 60_000 + b"1" + b"}" * 60_000)],
    "deep and open": [http(b"[" * 200_000)],
    "a long number": [http(b"[" + b"9" * 1_000_000 + b"]")],
    "a long fraction": [http(b"[0." + b"9" * 1_000_000 + b"]")],
    "a long exponent": [http(b"[1e" + b"9" * 1_000_000 + b"]")],
    "not a number": [http(b"NaN")],
    "infinity": [http(b"[-Infinity]")],
    "single quotes": [http(b"[{'status': 'CANCELLED'}]")],
    "two documents": [http(b"[][]")],
    "a comma too many": [http(b"[{},]")],
    "nothing": [http(b"")],
    "zero bytes": [http(b"\0" * 1000)],
    "a bare word": [http(b"OK")],
    "true": [http(b"true")],
    "zero": [http(b"0")],
    "another order": as_json([{**ORDER, "blockTradeSettlementKey": "another"}]),
    "no key": as_json([{name: value for name, value in ORDER.items() if "Key" not in name}]),
    "cut off": [http(_RIGHT.encode())[:-1]],
    "cut off in the head": [b"HTTP/1.1 200 OK\r\nContent-Le"],
    "cut off before its last chunk": [_CHUNKED + b"2\r\n[]\r\n"],
    "cut off in a chunk": [_CHUNKED + b"20\r\n[]"],
    "a chunk of no size": [_CHUNKED + b"two\r\n[]\r\n0\r\n\r\n"],
    "a chunk of negative size": [_CHUNKED + b"-2\r\n[]\r\n0\r\n\r\n"],
    "a length that is none": [b"HTTP/1.1 200 OK\r\nContent-Length: \xb2\r\n\r\n[]"],
    "a length that is enormous": [b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n[]"],
    "no HTTP": [b"SSH-2.0-OpenSSH_9.2\r\n\r\n"],
    "bytes": [b"\x16\x03\x01\x00\xff" * 100],
    "an empty head": [b"\r\n\r\n"],
    "status 206": [http(b"[]", status=b"206 Partial Content")],
    "status 204": [b"HTTP/1.1 204 No Content\r\n\r\n"],
    "status 999": [http(b"[]", status=b"999 Never")],
    "a status of letters": [http(b"[]", status=b"OK 200")],
    "a header without a name": [http(b"no", b": value", b"", b"x")],
    "headers of bytes": [http(b"no", *(bytes([number]) + b"\xff: \x80\xfe" for number in range(128, 255)))],
    "headers too many": [http(b"no", *(b"X-%d: y" % number for number in range(200)))],
    "a header too long": [http(b"no", b"X: " + b"y" * 100_000)],
}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("operation", "wrong"),
    # A trade of another order is no wrong answer.
    [("query", wrong) for wrong in WRONG] + [("trades", wrong) for wrong in WRONG if wrong != "another order"],
)
@pytest.mark.usefixtures("hasty")
def test_a_wrong_answer_to_a_query_is_no_answer(operation: str, wrong: str) -> None:
    desk = Desk(operation, _once(WRONG[wrong]))
    with Hostile(desk) as server:
        returned = run(server)
    assert outcomes(returned) == {KEY: "cancelled"}, returned["msg"]
    assert desk.status == "CANCELLED"
    assert server.asked.count(operation) >= 2, "it is asked again"


@pytest.mark.sampled(3)
@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("carried_out", [False, True])
@pytest.mark.usefixtures("hasty")
def test_a_wrong_answer_to_a_cancel_is_looked_into(wrong: str, carried_out: bool) -> None:
    desk = Desk("cancel", _once(WRONG[wrong]), carried_out)
    with Hostile(desk) as server:
        returned = run(server)
    assert outcomes(returned) == {KEY: "cancelled"}, returned["msg"]
    assert desk.status == "CANCELLED"
    assert server.asked.count("cancel") == (1 if carried_out else 2)
    assert "acknowledged" not in returned["orders"][0]["evidence"] or not carried_out


def _once(answer: list[bytes]) -> Iterable[bytes]:
    """An answer after which the line is closed, so that one that is too short ends."""
    yield from answer
    raise OSError


@pytest.mark.parametrize("name", [name for name in ORDER if name != "blockTradeSettlementKey"])
def test_any_value_in_any_field_of_an_order_is_survived(name: str) -> None:
    orders = [{**ORDER, "blockTradeSettlementKey": f"key-{number}", name: odd} for number, odd in enumerate(ODD)]
    _assert_all_cancelled(orders)


@pytest.mark.parametrize("name", ["symbol", "side", "quantity", "price"])
def test_any_value_in_any_field_of_a_leg_is_survived(name: str) -> None:
    orders = [
        {**ORDER, "blockTradeSettlementKey": f"key-{number}", "legs": [{**ORDER["legs"][0], name: odd}]}
        for number, odd in enumerate(ODD)
    ]
    _assert_all_cancelled(orders)


@pytest.mark.parametrize("name", list(ORDER))
def test_a_field_may_be_missing_or_doubled(name: str) -> None:
    less = {key: value for key, value in ORDER.items() if key != name}
    if name == "blockTradeSettlementKey":
        less["blockOrderMatchingKey"] = "key-0"
    twice = json.dumps({**ORDER, "blockTradeSettlementKey": "key-1"})[:-1] + f", {json.dumps(name)}: "
    twice += json.dumps("key-1" if name == "blockTradeSettlementKey" else ORDER[name]) + "}"
    _assert_all_cancelled([{"blockTradeSettlementKey": "key-0", **less}, json.loads(twice)])


def _assert_all_cancelled(orders: list[dict[str, Any]]) -> None:
    """Every order whose status does not say otherwise is open, and is cancelled."""
    listing = [as_json(orders), as_json([])]
    answers: dict[str, Callable[[], Iterable[bytes]]] = {
        "listing": lambda: listing.pop(0) if listing else as_json([]),
        "cancel": lambda: as_json({}),
        "trades": lambda: as_json([]),
    }
    with Hostile(lambda operation: answers[operation]()) as server:
        returned = run(server, all_open=True, max_wait=20, request_timeout=10)
    assert outcomes(returned) == {order["blockTradeSettlementKey"]: "cancelled" for order in orders}, returned["msg"]
    assert server.asked.count("cancel") == len(orders)
    for entry in returned["orders"]:
        before = entry["before"]
        times = [before["create_time"], before["expire_time"]]
        assert not any(isinstance(time, bool) for time in times)
        assert all(time is None or (isinstance(time, int) and 0 <= time < 10**14) for time in times)
        texts = [before["status"], before["liquidity"], *(text for leg in before["legs"] for text in leg.values())]
        assert all(text is None or (text.isprintable() and len(text) <= 203) for text in texts)


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_a_key_of_any_value_is_refused_or_fit_to_be_shown(odd: Any) -> None:
    def read_keys_of_trades(document: Any) -> list[str]:
        return [trade["block_order_matching_key"] for trade in read_trades(document)]

    readers: tuple[Callable[[Any], Iterable[Any]], ...] = (read_orders, read_traded_keys, read_keys_of_trades)
    for read in readers:
        for document in ([{**ORDER, "blockTradeSettlementKey": odd}], {"blockOrderMatchingKey": odd}, [odd], odd):
            try:
                found = read(document)
            except Unreadable:
                continue
            for item in found:
                key = item if isinstance(item, str) else item.key
                assert key.isprintable()
                assert 0 < len(key.strip()) <= 200


@pytest.mark.parametrize("odd", ODD, ids=ascii)
@pytest.mark.parametrize("name", ["tradePrice", "tradeQty", "orderId", "tradeId", "tradeTime", "symbol", "liquidity"])
def test_a_trade_with_any_value_in_any_field_is_read_or_left_out(name: str, odd: Any) -> None:
    for legs in ([{name: odd}], [odd], odd):
        (trade,) = read_trades([{"blockTradeSettlementKey": KEY, "legs": legs}])
        for value in (value for leg in trade["legs"] for value in leg.values()):
            assert value is None or isinstance(value, int) or (value.isprintable() and len(value) <= 203)


@pytest.mark.parametrize("odd", ODD, ids=ascii)
def test_a_server_time_of_any_value_is_refused_or_plausible(odd: Any) -> None:
    for document in ({"serverTime": odd}, [odd], odd):
        try:
            assert 0 < server_time_of(document) < 10**14
        except Unreadable:
            continue


@pytest.mark.parametrize("http_status", [100, 200, 204, 302, 400, 401, 404, 418, 429, 500, 503, 999])
def test_no_answer_but_the_documented_one_acknowledges_a_cancel(http_status: int) -> None:
    own = [{}, {"blockTradeSettlementKey": "K1"}, {"blockTradeSettlementKey": "K2"}]
    documents = [*own, *ODD, *({"code": odd, "msg": odd} for odd in ODD), *({"msg": odd} for odd in ODD)]
    bodies = [json.dumps(document).encode() for document in documents] + [b"\xff", b"{", b""]
    for body in bodies:
        verdict = classify(
            Response(http_status, {}, body), lambda document: is_acknowledgement(document, Action.CANCEL, "K1")
        )
        assert verdict.msg.isprintable()
        assert len(verdict.msg) <= 203
        if verdict.effect is Effect.APPLIED:
            assert http_status == 200
            assert verdict.document in ({}, {"blockTradeSettlementKey": "K1"})


@pytest.mark.parametrize(
    "header",
    [
        *(b"X-MBX-USED-WEIGHT-1M: " + value for value in (b"-1", b"\xb2", b"1e3", b"", b"\xff", b"0x10")),
        *(b"X-MBX-USED-WEIGHT-" + name + b": 5" for name in (b"0M", b"0S", b"9999D", b"M", b"\xb2M", b"1Y", b"")),
        *(b"X-MBX-ORDER-COUNT-" + name + b": 5" for name in (b"0M", b"10S", b"\xb2M")),
        *(b"Retry-After: " + value for value in (b"-1", b"\xb2", b"soon", b"", b"9" * 5000)),
        *(b"Date: " + value for value in (b"", b"\xff", b"Thu, 99 Foo 9999 99:99:99 GMT")),
        *(b"Set-Cookie: a=b; Domain=127.0.0.1", b"Location: http://example.org", b"Connection: \xff", b"Refresh: 0"),
    ],
    ids=repr,
)
def test_headers_of_any_value_are_survived(header: bytes) -> None:
    status = "RECEIVED"

    def answer(operation: str) -> Iterable[bytes]:
        nonlocal status
        if operation == "cancel":
            status = "CANCELLED"
        documents: dict[str, Any] = {"cancel": {}, "trades": []}
        return as_json(documents.get(operation, [{**ORDER, "status": status}]), header)

    with Hostile(answer) as server:
        returned = run(server)
    assert outcomes(returned) == {KEY: "cancelled"}, returned["msg"]
    assert server.asked == ["query", "cancel", "query", "trades"] or sorted(server.asked[2:]) == ["query", "trades"]


def test_an_absurd_used_weight_stops_the_task_before_it_does_anything() -> None:
    weight = b"X-MBX-USED-WEIGHT-1M: " + b"9" * 20
    with Hostile(lambda _operation: as_json([ORDER], weight)) as server:
        returned = run(server)
    assert outcomes(returned) == {KEY: "not_attempted"}
    assert "request weight" in returned["msg"]
    assert server.asked == ["query"], "even asking for the time would be too much"


def test_what_a_hostile_exchange_says_is_shown_in_one_short_line() -> None:
    said = "line\nbreak\x1b[31m\u202e " + "signature=" + "a" * 64 + " " + "b" * 100 + " " + "word " * 1000
    with Hostile(
        lambda _operation: [http(json.dumps({"code": -1130, "msg": said}).encode(), status=b"400 No")]
    ) as server:
        returned = run(server)
    (entry,) = returned["orders"]
    for text in (returned["msg"], entry["error"]["msg"]):
        assert text.isprintable()
        assert len(text) < 1000
        assert "a" * 64 not in text
        assert "b" * 100 not in text
