# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import base64
from collections.abc import Callable
from urllib.parse import quote

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from ansible_collections.marketops.binance.tests.exchange import Exchange, hmac_signature

from .raw_client import CREATE, ORDERS, RawClient

PublicKey = rsa.RSAPublicKey | ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey
API_KEY = "FakeApiKeyOfAPem" * 4


def pem(key: PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def rsa_signer() -> tuple[PublicKey, Callable[[str], str]]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.public_key(), lambda text: base64.b64encode(
        key.sign(text.encode(), padding.PKCS1v15(), SHA256())
    ).decode()


def ed25519_signer() -> tuple[PublicKey, Callable[[str], str]]:
    key = ed25519.Ed25519PrivateKey.generate()
    return key.public_key(), lambda text: base64.b64encode(key.sign(text.encode())).decode()


@pytest.mark.parametrize(
    ("secret", "text", "signature"),
    [
        (
            "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
            "&timestamp=1499827319559",
            "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71",
        ),
        (
            "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9",
            "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000"
            "&timestamp=1591702613943",
            "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9",
        ),
    ],
)
def test_published_answers(secret: str, text: str, signature: str) -> None:
    assert hmac_signature(secret, text) == signature


@pytest.mark.parametrize("signer", [rsa_signer, ed25519_signer])
def test_pem_keys(exchange: Exchange, signer: Callable[[], tuple[PublicKey, Callable[[str], str]]]) -> None:
    public_key, sign = signer()
    exchange.add_account("pem", API_KEY, public_key=pem(public_key))
    key = exchange.seed(account="pem")
    assert RawClient(exchange, "pem", sign).query(key).document[0]["status"] == "RECEIVED"
    assert RawClient(exchange, "pem", lambda text: sign(text + " ")).query(key).refusal == (400, -1022)
    assert RawClient(exchange, "pem", lambda text: "no base64").query(key).refusal == (400, -1022)
    assert RawClient(exchange, "pem", lambda text: sign(text) + "!").query(key).refusal == (400, -1022)


def test_an_elliptic_curve_key_is_none(exchange: Exchange) -> None:
    with pytest.raises(ValueError, match="RSA or Ed25519"):
        exchange.add_account("pem", API_KEY, public_key=pem(ec.generate_private_key(ec.SECP256R1()).public_key()))


def test_a_plus_sign_must_be_encoded(exchange: Exchange) -> None:
    public_key, sign = ed25519_signer()
    exchange.add_account("pem", API_KEY, public_key=pem(public_key))
    client = RawClient(exchange, "pem", sign)
    stamp = exchange.clock.now_ms()
    text = next(text for n in range(1000) if "+" in sign(text := f"startTime={n}&timestamp={stamp}"))
    assert client.raw("GET", f"{ORDERS}?{text}&signature={sign(text)}").refusal == (400, -1022)
    assert client.raw("GET", f"{ORDERS}?{text}&signature={quote(sign(text), safe='')}").status == 200


def test_upper_case_is_another_signature(client: RawClient) -> None:
    sign = client.sign
    client.sign = lambda text: sign(text).upper()
    assert client.listing().refusal == (400, -1022)


def test_the_signature_comes_last(client: RawClient, exchange: Exchange) -> None:
    text = f"timestamp={exchange.clock.now_ms()}"
    target = f"{ORDERS}?signature={client.sign(text)}&{text}"
    assert client.raw("GET", target).refusal == (400, -1022)


def test_what_was_sent_is_what_is_signed(client: RawClient, exchange: Exchange) -> None:
    # The same parameters, encoded in another way after they were signed.
    text = f"underlying=BTCUSDT&timestamp={exchange.clock.now_ms()}"
    signature = client.sign(text)
    recoded = text.replace("BTC", "%42TC")
    assert client.raw("GET", f"{ORDERS}?{recoded}&signature={signature}").refusal == (400, -1022)
    assert client.raw("GET", f"{ORDERS}?{recoded}&signature={client.sign(recoded)}").status == 200


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_body_is_signed_after_the_query_string(client: RawClient, exchange: Exchange) -> None:
    query, body = f"timestamp={exchange.clock.now_ms()}", f"blockOrderMatchingKey={exchange.seed()}"
    signature = client.sign(query + body)
    assert client.raw("PUT", f"{CREATE}?{query}", f"{body}&signature={signature}", **FORM).status == 200
    assert client.raw("PUT", f"{CREATE}?{query}&signature={signature}", body, **FORM).status == 200
    wrong = client.sign(f"{query}&{body}")
    assert client.raw("PUT", f"{CREATE}?{query}", f"{body}&signature={wrong}", **FORM).refusal == (400, -1022)


def test_everything_in_the_body(client: RawClient, exchange: Exchange) -> None:
    key = exchange.seed()
    body = client.query_string(blockOrderMatchingKey=key)
    assert client.raw("DELETE", CREATE, body, **FORM).body == b"{}"
    assert exchange.truth(key).ended_by == "cancel"


def test_a_query_has_no_body(client: RawClient) -> None:
    assert client.raw("GET", ORDERS, client.query_string(), **FORM).refusal == (400, -1102)
