# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simple client that makes ordinary orders absent as the contract says, one request at a time.

The judges are tried on it, and on clients that are made of it and get one thing wrong.
"""

from __future__ import annotations

import http.client
import time
from collections import Counter
from decimal import Decimal
from typing import Any

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.exchange.option_orders import FINAL

from ..exchange.option_client import OptionClient
from ..exchange.raw_client import Seen

Entry = dict[str, Any]
_OUTCOMES = ("cancelled", "would_cancel", "absent", "executed", "failed", "not_attempted")
_PAUSE_S = 0.02


class Client:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._desk = OptionClient(exchange, timeout=0.5)
        self.options: dict[str, Any] = {}
        self.entries: dict[str, Entry] = {}
        self.acknowledged: set[str] = set()
        self.first = 0

    def run(self, options: dict[str, Any]) -> dict[str, Any]:
        self.options = options
        self.first = len(self._exchange.log.entries)
        try:
            if "order_id" in options:
                for order_id in dict.fromkeys(options["order_id"]):
                    self.one(order_id)
            else:
                self.all()
        finally:
            self._desk.close()
        return self.report()

    def all(self) -> None:
        deadline = time.monotonic() + self.options["verify_timeout"] + 1
        open_orders = self.listed()
        if self.too_many(open_orders) or self.options["check_mode"]:
            if not open_orders:
                self.confirm()
            return
        self.cancel_all(open_orders)
        while True:
            time.sleep(_PAUSE_S)
            open_orders = self.listed()
            if not open_orders and self.confirm():
                break
            if time.monotonic() > deadline:
                break
            for order_id in open_orders:
                self.cancel(order_id)
        for order_id in self.entries:
            self.read_end(order_id)

    def one(self, order_id: str) -> None:
        self.read_end(order_id)
        if order_id not in self.entries:
            time.sleep(self.options["confirm_delay"])
            self.read_end(order_id)
        if order_id not in self.entries:
            self.entries[order_id] = entry_of(None, order_id, self.options["symbol"])
        elif self.entries[order_id]["before"]["open"] and not self.options["check_mode"]:
            for _try in range(5):
                self.cancel(order_id)
                self.read_end(order_id)
                if not self.entries[order_id]["after"]["open"]:
                    break

    def too_many(self, open_orders: dict[str, Entry]) -> bool:
        most: int = self.options.get("max_orders", len(open_orders))
        return len(open_orders) > most

    def listed(self) -> dict[str, Entry]:
        """The selected orders that are listed as open."""
        symbol, underlying = self.options.get("symbol"), self.options.get("underlying")
        while (answer := self.ask(self._desk.listing, symbol=symbol)) is None or answer.status != 200:
            time.sleep(_PAUSE_S)
        orders = {str(order["orderId"]): order for order in answer.document if order["status"] not in FINAL}
        found = {name: order for name, order in orders.items() if underlying in (None, underlying_of(order["symbol"]))}
        self.take_up(found)
        return found

    def take_up(self, orders: dict[str, Entry]) -> None:
        for order_id, order in orders.items():
            entry = self.entries.setdefault(order_id, entry_of(order, order_id, order["symbol"]))
            entry["after"] = shown(order)
            entry["executed_quantity"] = max(entry["executed_quantity"], order["executedQty"], key=Decimal)

    def confirm(self) -> bool:
        time.sleep(self.options["confirm_delay"])
        return not self.listed()

    def cancel_all(self, open_orders: dict[str, Entry]) -> None:
        if "symbol" in self.options:
            self.send(self._desk.cancel_symbol, list(open_orders), self.options["symbol"])
            return
        for underlying in sorted({underlying_of(order["symbol"]) for order in open_orders.values()}):
            concerned = [name for name, order in open_orders.items() if underlying_of(order["symbol"]) == underlying]
            self.send(self._desk.cancel_underlying, concerned, underlying)

    def cancel(self, order_id: str) -> None:
        self.send(self._desk.cancel_order, [order_id], order_id, self.entries[order_id]["symbol"])

    def send(self, request: Any, concerned: list[str], *arguments: Any) -> None:
        for order_id in concerned:
            self.entries[order_id]["requests_sent"] += 1
        answer = self.ask(request, *arguments)
        # A lost or unknown answer is credited, if the order is gone then.
        if answer is None or answer.status == 200 or answer.document.get("code") == -1000:
            self.acknowledged |= set(concerned)

    def read_end(self, order_id: str) -> None:
        """Read the order's state from the query for it, and from history and fills where that shows none."""
        symbol = self.entries[order_id]["symbol"] if order_id in self.entries else self.options["symbol"]
        answer = self.ask(self._desk.query_order, order_id, symbol)
        if answer is not None and answer.status == 200:
            self.take_up({order_id: answer.document})
        elif order_id in self.entries:
            history = self.ask(self._desk.history, symbol)
            found = {str(order["orderId"]): order for order in history.document} if history else {}
            self.take_up({name: order for name, order in found.items() if name == order_id})

    def ask(self, request: Any, *arguments: Any, **named: Any) -> Seen | None:
        # A new millisecond, so that no two signatures are alike.
        time.sleep(0.002)
        try:
            answer: Seen = request(*arguments, **named)
        except (OSError, http.client.HTTPException):
            self._desk.close()
            return None
        return answer

    def report(self) -> dict[str, Any]:
        entries = list(self.entries.values())
        for entry in entries:
            entry["outcome"] = self.outcome(entry)
            entry["verified"] = bool(entry["after"]) and not entry["after"]["open"]
            if entry["outcome"] in ("failed", "not_attempted"):
                entry["reason"], entry["error"] = "still_shown", {"http_status": None, "code": None, "msg": "open"}
        outcomes = Counter(entry["outcome"] for entry in entries)
        warnings = self.warnings(entries)
        sent = self._exchange.journal(after=self.first)
        return {
            "changed": bool(outcomes["cancelled"] or outcomes["would_cancel"]),
            "failed": bool(outcomes["failed"] or outcomes["not_attempted"]),
            "complete": True,
            "orders": entries,
            "summary": {**dict.fromkeys(_OUTCOMES, 0), **outcomes, "selected": len(entries)},
            "warning_codes": warnings,
            "warnings": [warning["code"] for warning in warnings],
            "requests": {"sent": len(sent), "weight": sum(entry.weight for entry in sent)},
            "msg": "",
            "diff": {"before": "", "after": ""},
            "error": None,
        }

    def outcome(self, entry: Entry) -> str:
        before, after = entry["before"], entry["after"]
        if before is None or not before["open"]:
            return "executed" if before and before["status"] == "FILLED" else "absent"
        if self.options["check_mode"]:
            return "not_attempted" if self.too_many(self.entries) else "would_cancel"
        if after["status"] == "FILLED":
            return "executed"
        if after["open"] and not entry["requests_sent"]:
            return "not_attempted"
        if after["open"]:
            return "failed"
        return "cancelled" if entry["order_id"] in self.acknowledged else "absent"

    def warnings(self, entries: list[Entry]) -> list[dict[str, Any]]:
        found = []
        for entry in entries:
            order = {"order_id": entry["order_id"], "symbol": entry["symbol"]}
            if entry["outcome"] == "executed":
                found.append({"code": "executed", "orders": [order]})
            elif Decimal(entry["executed_quantity"]):
                found.append({"code": "partially_executed", "orders": [order]})
        return found


def underlying_of(symbol: str) -> str:
    return symbol.partition("-")[0] + "USDT"


def shown(order: Entry) -> Entry:
    return {"status": order["status"], "open": order["status"] not in FINAL}


def entry_of(order: Entry | None, order_id: str, symbol: str) -> Entry:
    return {
        "order_id": order_id,
        "client_order_id": order["clientOrderId"] if order else None,
        "symbol": symbol,
        "quantity": order["quantity"] if order else None,
        "executed_quantity": order["executedQty"] if order else "0",
        "before": shown(order) if order else None,
        "after": None,
        "requests_sent": 0,
        "error": None,
        "reason": None,
    }
