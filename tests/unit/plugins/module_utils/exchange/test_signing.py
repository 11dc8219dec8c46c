# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signatures, against the exchange's published answers."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._exchange.signing import HmacSigner, signed_query

PUBLISHED = [
    (
        "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
        "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559",
        "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71",
    ),
    (
        "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9",
        "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000&timestamp=1591702613943",
        "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9",
    ),
]


@pytest.mark.parametrize(("secret", "text", "signature"), PUBLISHED)
def test_published_signatures(secret: str, text: str, signature: str) -> None:
    signer = HmacSigner(secret)
    assert signer.sign(text.encode()) == signature
    assert signer.sign(text.encode()) == signature, "a signer can be used again"
    assert signed_query(dict(parse_qsl(text)), signer) == f"{text}&signature={signature}"


def test_what_is_signed_is_what_is_sent() -> None:
    signer = HmacSigner("x" * 20)
    query = signed_query({"blockOrderMatchingKey": "a b/c+d~ä&e=f"}, signer)
    text, signature = query.split("&signature=")
    assert text == "blockOrderMatchingKey=a%20b%2Fc%2Bd~%C3%A4%26e%3Df"
    assert signer.sign(text.encode()) == signature
