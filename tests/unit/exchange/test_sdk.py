# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The exchange's official SDK, a client that was not written here, does everything it can on the simulated exchange."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from binance_common.configuration import ConfigurationRestAPI
from binance_common.errors import BadRequestError, UnauthorizedError
from binance_sdk_derivatives_trading_options.derivatives_trading_options import DerivativesTradingOptions
from binance_sdk_derivatives_trading_options.rest_api.models import NewBlockTradeOrderLegsParameterInner
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from ansible_collections.marketops.binance.tests.exchange import Exchange

Sdk = Any
PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def hmac_credentials(exchange: Exchange) -> dict[str, Any]:
    account = exchange.world.accounts["desk"]
    return {"api_key": account.api_key, "api_secret": account.api_secret or ""}


def pem_credentials(exchange: Exchange, key: PrivateKey) -> dict[str, Any]:
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    api_key = "FakeApiKeyOfASdk" * 4
    exchange.add_account("desk", api_key, public_key=public.decode())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return {"api_key": api_key, "private_key": private.decode()}


def rsa_credentials(exchange: Exchange) -> dict[str, Any]:
    return pem_credentials(exchange, rsa.generate_private_key(public_exponent=65537, key_size=2048))


def ed25519_credentials(exchange: Exchange) -> dict[str, Any]:
    return pem_credentials(exchange, ed25519.Ed25519PrivateKey.generate())


def sdk(exchange: Exchange, credentials: dict[str, Any]) -> Sdk:
    configuration = ConfigurationRestAPI(base_path=exchange.url, timeout=30_000, retries=0, **credentials)
    return DerivativesTradingOptions(config_rest_api=configuration).rest_api


@pytest.fixture(params=[hmac_credentials, rsa_credentials, ed25519_credentials])
def desk(request: pytest.FixtureRequest, exchange: Exchange) -> Sdk:
    credentials: Callable[[Exchange], dict[str, Any]] = request.param
    return sdk(exchange, credentials(exchange))


@pytest.fixture
def counterparty(exchange: Exchange) -> Sdk:
    account = exchange.world.accounts["other"]
    return sdk(exchange, {"api_key": account.api_key, "api_secret": account.api_secret or ""})


def create(desk: Sdk) -> str:
    leg = NewBlockTradeOrderLegsParameterInner(
        symbol="BNB-261225-700-C", side="BUY", type="LIMIT", quantity="1.20", price="2.80"
    )
    order = desk.new_block_trade_order(liquidity="TAKER", legs=[leg]).data()
    assert (order.status, order.legs[0].quantity, order.legs[0].price) == ("RECEIVED", "1.20", "2.80")
    key: str = order.block_trade_settlement_key
    return key


def test_an_order_is_made_extended_and_cancelled(desk: Sdk, exchange: Exchange) -> None:
    key = create(desk)
    [order] = desk.query_block_trade_order(block_order_matching_key=key).data()
    assert (order.block_trade_settlement_key, order.status, order.liquidity) == (key, "RECEIVED", "TAKER")
    extended = desk.extend_block_trade_order(key).data()
    assert extended.expire_time >= order.expire_time
    assert len(desk.query_block_trade_order(underlying="BNBUSDT").data()) == 1
    assert desk.cancel_block_trade_order(key).data() == {}
    assert exchange.truth(key).ended_by == "cancel"
    with pytest.raises(BadRequestError, match="Order does not exist") as raised:
        desk.cancel_block_trade_order(key)
    assert raised.value.status_code == -2013


def test_an_order_is_accepted_and_traded(desk: Sdk, counterparty: Sdk, exchange: Exchange) -> None:
    key = create(desk)
    details = counterparty.query_block_trade_details(key).data()
    assert (details.status, details.legs[0].symbol) == ("RECEIVED", "BNB-261225-700-C")
    assert counterparty.accept_block_trade_order(key).data().status == "ACCEPTED"
    assert exchange.truth(key).ended_by == "accept"
    for side, who in (("BUY", desk), ("SELL", counterparty)):
        [trade] = who.account_block_trade_list(underlying="BNBUSDT", start_time=1).data()
        assert trade.block_trade_settlement_key == key
        [leg] = trade.legs
        assert (leg.order_side, leg.trade_price, leg.trade_qty, leg.order_status) == (side, 2.8, 1.2, "FILLED")
    assert all(entry.signature_ok for entry in exchange.journal())


def test_limits_are_read(desk: Sdk) -> None:
    [limit] = desk.query_block_trade_order().rate_limits
    assert (limit.rateLimitType, limit.interval, limit.intervalNum) == ("REQUEST_WEIGHT", "MINUTE", 1)
    assert limit.count >= 5


def test_public_endpoints(desk: Sdk) -> None:
    assert desk.check_server_time().data().server_time > 0
    assert len(desk.exchange_information().data().rate_limits) == 3


def test_a_wrong_secret(exchange: Exchange) -> None:
    credentials = {**hmac_credentials(exchange), "api_secret": "FakeSecretNotOurs" * 4}
    with pytest.raises(BadRequestError, match="Signature"):
        sdk(exchange, credentials).query_block_trade_order()


def test_a_wrong_key(exchange: Exchange) -> None:
    with pytest.raises(UnauthorizedError):
        sdk(exchange, {**hmac_credentials(exchange), "api_key": "x" * 64}).query_block_trade_order()
