# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that can't be used: a clear sentence, and nothing sent."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.modules import binance_block_order
from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support import module_arguments
from ansible_collections.marketops.binance.tests.support.hostile import Hostile, http
from ansible_collections.marketops.binance.tests.support.private_keys import (
    private_key,
    private_pem,
)
from ansible_collections.marketops.binance.tests.support.running import DESK

from .conftest import Run

ONE = {"block_order_matching_key": ["some-key"]}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, ["Give exactly one", "block_order_matching_key", "underlying", "all_open"]),
        ({"all_open": False}, ["Give exactly one"]),
        ({**ONE, "all_open": True}, ["Give exactly one"]),
        ({**ONE, "underlying": "BTCUSDT"}, ["Give exactly one"]),
        ({"underlying": "BTCUSDT", "all_open": True}, ["Give exactly one"]),
        ({"block_order_matching_key": ""}, ["an empty key never means all orders"]),
        ({"block_order_matching_key": ["a", " \t"]}, ["an empty key never means all orders"]),
        ({"block_order_matching_key": "a,,b"}, ["an empty key never means all orders"]),
        ({"block_order_matching_key": "a\nb"}, ["'a\\nb'", "matching key contains no white space"]),
        ({"block_order_matching_key": '["K1","K2"]'}, ['["K1","K2"]', "the text of a list", "KEY1,KEY2"]),
        ({"block_order_matching_key": [["K1", "K2"]]}, ["['K1', 'K2']", "a list inside the list of keys"]),
        ({"block_order_matching_key": [{"key": "K1"}]}, ["{'key': 'K1'}", "a mapping inside the list of keys"]),
        ({"block_order_matching_key": "K1;K2"}, ["'K1;K2'", "semicolon", "KEY1,KEY2"]),
        ({"block_order_matching_key": "K1 K2"}, ["'K1 K2'", "white space"]),
        ({"block_order_matching_key": "<K1>"}, ["'<K1>'", "does not contain '<'"]),
        ({"block_order_matching_key": True}, ["'True'", "a constant"]),
        ({"block_order_matching_key": 1e5}, ["'100000.0'", "a number"]),
        ({"underlying": ""}, ["underlying", "BTCUSDT"]),
        ({"underlying": "btcusdt"}, ["underlying 'btcusdt'", "Write BTCUSDT."]),
        ({"underlying": ["BTCUSDT", "ETHUSDT"]}, ["underlying", "['BTCUSDT', 'ETHUSDT']", "one underlying"]),
        ({**ONE, "recv_window": 0}, ["recv_window", "1 to 60000"]),
        ({**ONE, "recv_window": 60001}, ["recv_window", "1 to 60000"]),
        ({**ONE, "request_timeout": 0}, ["request_timeout"]),
        ({**ONE, "request_timeout": "nan"}, ["request_timeout"]),
        ({**ONE, "request_timeout": -1}, ["request_timeout"]),
        ({**ONE, "max_wait": 0}, ["max_wait", "1 or more"]),
        ({**ONE, "max_wait": 10**400}, ["max_wait", "up to 1000000000"]),
        ({**ONE, "max_orders": -1}, ["max_orders", "0 or more"]),
        ({**ONE, "verify_timeout": -1}, ["verify_timeout", "0 or more"]),
        ({**ONE, "confirm_delay": -1}, ["confirm_delay", "0 to 60"]),
        ({**ONE, "confirm_delay": 61}, ["confirm_delay", "0 to 60"]),
        ({**ONE, "concurrency": 0}, ["concurrency", "1 to 32"]),
        ({**ONE, "concurrency": 33}, ["concurrency", "1 to 32"]),
        ({**ONE, "request_weight_limit": 19}, ["request_weight_limit", "20 or more"]),
        ({**ONE, "api_key": ""}, ["api_key is missing", "BINANCE_API_KEY"]),
        ({**ONE, "api_secret": ""}, ["api_secret is missing", "BINANCE_API_SECRET"]),
        ({**ONE, "api_secret": "1"}, ["api_secret", "Copy it again"]),
        ({**ONE, "api_key": "short"}, ["api_key", "Copy it again"]),
        ({**ONE, "api_secret": "a secret with spaces"}, ["api_secret", "space"]),
        ({**ONE, "api_key": "x" * 64 + "\r\nX-Injected: 1"}, ["api_key", "line break"]),
        ({**ONE, "api_url": "http://eapi.binance.com"}, ["api_url", "https://"]),
        ({**ONE, "api_url": "http://127.0.0.1.example.org"}, ["api_url", "https://"]),
        ({**ONE, "api_url": "https://user:geheimnis@127.0.0.1"}, ["api_url", "password"]),
        ({**ONE, "api_url": "https://127.0.0.1/path"}, ["api_url 'https://127.0.0.1/path'", "Remove the path"]),
        (
            {**ONE, "api_url": "https://127.0.0.1?geheimnis"},
            ["api_url (not shown", "Remove the path, the query"],
        ),
        ({**ONE, "api_url": "https://127.0.0.1#geheimnis"}, ["api_url", "fragment"]),
        ({**ONE, "api_url": "https://geheimnis@127.0.0.1"}, ["api_url", "user name"]),
        ({**ONE, "api_url": "https://127.0.0.1:port"}, ["api_url 'https://127.0.0.1:port'", "can't be read"]),
        ({**ONE, "api_url": "ftp://127.0.0.1"}, ["api_url 'ftp://127.0.0.1'", "not the address of a server"]),
        ({**ONE, "api_url": "127.0.0.1"}, ["api_url '127.0.0.1'", "https://"]),
        ({**ONE, "api_url": ""}, ["api_url ''", "https://"]),
        ({**ONE, "ca_path": "/no/such/file"}, ["ca_path", "/no/such/file", "No such file"]),
        ({**ONE, "ca_path": "/dev/null"}, ["ca_path", "no certificate"]),
        ({**ONE, "ca_path": "/dev"}, ["ca_path '/dev'", "openssl rehash"]),
    ],
)
def test_bad_input_gets_a_clear_sentence_before_anything_is_sent(
    exchange: Exchange, run: Run, options: dict[str, Any], words: list[str]
) -> None:
    returned = run(**options)
    assert returned["failed"]
    assert exchange.journal() == []
    for word in words:
        assert word in returned["msg"]
    assert "Traceback" not in str(returned)
    assert "exception" not in returned
    assert "geheimnis" not in str(returned)


def test_credentials_and_url_come_from_the_environment_too(
    exchange: Exchange, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (account, *_others) = exchange.accounts()
    monkeypatch.setenv("BINANCE_API_KEY", account["api_key"])
    monkeypatch.setenv("BINANCE_API_SECRET", account["api_secret"])
    monkeypatch.setenv("BINANCE_API_URL", exchange.url)
    key = exchange.seed()
    assert run(block_order_matching_key=key, api_key=None, api_secret=None, api_url=None)["changed"]
    assert not exchange.truth(key).open


def test_without_requests_the_usual_sentence_says_so() -> None:
    script = (
        "import sys; sys.modules['requests'] = None\n"
        "import json\n"
        f"from {module_arguments.__name__} import patch_module_args\n"
        f"from {binance_block_order.__name__} import main\n"
        "options = {'state': 'absent', 'block_order_matching_key': 'k', 'api_key': 'k' * 64, 'api_secret': 's' * 64}\n"
        "with patch_module_args(options): main()\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 1
    assert "Failed to import the required Python library (requests)" in run.stdout


_AROUND = ["\n", "\r\n", " ", "\t", "\ufeff", "\u200b", "\u00a0", "\x00"]


@pytest.mark.parametrize("around", _AROUND)
def test_a_secret_is_used_without_what_surrounds_it(exchange: Exchange, run: Run, around: str) -> None:
    key = exchange.seed()
    secrets = {name: f"{around}{value}{around}" for name, value in DESK.items()}
    returned = run(block_order_matching_key=key, **secrets)
    assert not returned["failed"], returned["msg"]
    assert not exchange.truth(key).open


def test_a_secret_that_comes_back_is_masked_without_what_surrounded_it(run: Run) -> None:
    short = "geheimnis-of-30-characters----"
    with Hostile(lambda operation: [http(json.dumps({"code": -1130, "msg": f"no {short}"}).encode())]) as server:
        returned = run(**ONE, api_url=server.url, api_key=f"{short}\n", max_wait=1)
    assert "-1130" in returned["msg"]
    assert "geheimnis" not in str(returned)


@pytest.mark.parametrize("name", DESK)
@pytest.mark.parametrize("inside", [*_AROUND, '"', "'", "\u2026"])
def test_a_secret_with_something_else_inside_is_refused(exchange: Exchange, run: Run, name: str, inside: str) -> None:
    returned = run(**ONE, **{name: f"geheimnis{inside}geheimnis"})
    assert returned["failed"]
    assert returned["msg"].startswith(f"{name} contains a space, a line break, a quotation mark or another character")
    assert "geheimnis" not in str(returned)
    assert exchange.journal() == []


@pytest.mark.parametrize("name", DESK)
def test_a_private_key_in_place_of_a_secret_is_pointed_to_its_option(exchange: Exchange, run: Run, name: str) -> None:
    pem = private_pem(private_key("ed25519"))
    for text in (pem, pem.replace("\n", "\\n"), pem.replace("\n", " "), pem.splitlines()[1]):
        returned = run(**ONE, **{name: text})
        assert returned["failed"]
        assert returned["msg"].startswith(f"{name} contains PEM text")
        assert "Give the private key in private_key" in returned["msg"]
    assert exchange.journal() == []


def test_a_file_with_a_private_key_is_no_file_with_certificates(exchange: Exchange, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(private_pem(private_key("ed25519")))
    returned = run(**ONE, ca_path=str(path))
    assert f"ca_path '{path}': the file contains a private key" in returned["msg"]
    assert "private_key_path" in returned["msg"]
    assert exchange.journal() == []
