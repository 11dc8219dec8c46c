# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What to check or change when the exchange refuses something, by topic. Few runs need it: imported only there."""

from __future__ import annotations

from .codes import Topic
from .verdict import Verdict

KEY = (
    "Check api_key, the secret that belongs to it, the key's allow-list of addresses (is this host's on it?), its "
    'permission "Enable European Options", and the clock of this host.'
)
URL = "Check api_url: it must be the options section's own address, such as https://eapi.binance.com."

_ADVICE = {
    Topic.ADDRESS: "Use an IPv4 route: the exchange does not take requests from IPv6 addresses.",
    Topic.AMOUNT: "Its quantity is outside what the exchange accepts for this symbol.",
    Topic.BALANCE: "The account lacks the balance or margin for it: add margin.",
    Topic.CLOCK: "Check the clock of this host.",
    Topic.KEY: KEY,
    Topic.KEY_FORMAT: f"Check that api_key was copied completely. {KEY}",
    Topic.MARKET_MAKER: "The account is not registered as a market maker: use the key of an account that is.",
    Topic.PRECISION: "Its price or quantity has too many digits after the point.",
    Topic.PRICE: "Its price is outside what the exchange accepts for this symbol.",
    Topic.SIGNATURE: f"Check that api_secret or the private key belongs to this api_key. {KEY}",
    Topic.SYMBOL: "The exchange does not know its symbol, or no longer trades it.",
    Topic.UNDERLYING: "Check underlying: write it as the exchange does, such as BTCUSDT.",
    Topic.URL: URL,
}

# For a request that contained the terms of the order, so that they can be changed.
_ON_TERMS = {
    Topic.AMOUNT: "Change quantity in legs: it is outside what the exchange accepts for this symbol.",
    Topic.BALANCE: "The account lacks the balance or margin for it: add margin, or reduce quantity in legs.",
    Topic.PRECISION: "Give price and quantity in legs fewer digits after the point.",
    Topic.PRICE: "Change price in legs: it is outside what the exchange accepts for this symbol.",
    Topic.SYMBOL: "Check symbol in legs: the exchange does not know it, or no longer trades it.",
    Topic.UNDERLYING: "Check symbol in legs: the exchange does not know its underlying.",
}


def advice_for(verdict: Verdict | None, default: str = "") -> str:
    """A sentence of advice, or ``default`` if the code has no topic."""
    topic = verdict.topic if verdict is not None else None
    return default if topic is None else _ADVICE[topic]


def advice_on_terms(verdict: Verdict | None) -> str:
    """The same for a request that contained the terms of an order."""
    topic = verdict.topic if verdict is not None else None
    return _ON_TERMS.get(topic) or advice_for(verdict) if topic is not None else ""
