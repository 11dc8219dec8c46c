# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options that can't be used: a clear sentence, and nothing sent."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from ansible_collections.marketops.binance.plugins.modules import binance_block_order
from ansible_collections.marketops.binance.tests.exchange.server import Exchange

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
        ({"block_order_matching_key": "a\nb"}, ["matching key contains no white space"]),
        ({"underlying": ""}, ["underlying", "BTCUSDT"]),
        ({"underlying": "btcusdt"}, ["underlying", "BTCUSDT"]),
        ({**ONE, "recv_window": 0}, ["recv_window", "1 to 60000"]),
        ({**ONE, "recv_window": 60001}, ["recv_window", "1 to 60000"]),
        ({**ONE, "request_timeout": 0}, ["request_timeout"]),
        ({**ONE, "request_timeout": "nan"}, ["request_timeout"]),
        ({**ONE, "request_timeout": -1}, ["request_timeout"]),
        ({**ONE, "max_wait": 0}, ["max_wait", "1 or more"]),
        ({**ONE, "max_orders": -1}, ["max_orders", "0 or more"]),
        ({**ONE, "verify_timeout": -1}, ["verify_timeout", "0 or more"]),
        ({**ONE, "concurrency": 0}, ["concurrency", "1 to 32"]),
        ({**ONE, "concurrency": 33}, ["concurrency", "1 to 32"]),
        ({**ONE, "request_weight_limit": 19}, ["request_weight_limit", "20 or more"]),
        ({**ONE, "api_key": ""}, ["api_key is missing", "BINANCE_API_KEY"]),
        ({**ONE, "api_secret": ""}, ["api_secret is missing", "BINANCE_API_SECRET"]),
        ({**ONE, "api_secret": "1"}, ["api_secret", "copied whole"]),
        ({**ONE, "api_key": "short"}, ["api_key", "copied whole"]),
        ({**ONE, "api_secret": "a secret with spaces"}, ["api_secret", "space"]),
        ({**ONE, "api_key": "x" * 64 + "\r\nX-Injected: 1"}, ["api_key", "line break"]),
        ({**ONE, "api_url": "http://eapi.binance.com"}, ["api_url", "https://"]),
        ({**ONE, "api_url": "http://127.0.0.1.example.org"}, ["api_url", "https://"]),
        ({**ONE, "api_url": "https://user:geheimnis@127.0.0.1"}, ["api_url", "password"]),
        ({**ONE, "api_url": "https://127.0.0.1/path"}, ["api_url", "path"]),
        ({**ONE, "api_url": "https://127.0.0.1?query"}, ["api_url", "query"]),
        ({**ONE, "api_url": "https://127.0.0.1:port"}, ["api_url"]),
        ({**ONE, "api_url": "ftp://127.0.0.1"}, ["api_url"]),
        ({**ONE, "api_url": "127.0.0.1"}, ["api_url"]),
        ({**ONE, "ca_path": "/no/such/file"}, ["ca_path", "/no/such/file", "No such file"]),
        ({**ONE, "ca_path": "/dev/null"}, ["ca_path", "no certificate"]),
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
        "from ansible.module_utils.testing import patch_module_args\n"
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
