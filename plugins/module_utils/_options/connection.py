# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that every module shares, and the client made from them."""

from __future__ import annotations

import typing as t

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib

from .._exchange.api import Api
from .._exchange.clock import ExchangeClock
from .._exchange.request_gate import RequestGate
from .._http.transport import REQUESTS_IMPORT_ERROR, Transport
from .checks import check_range
from .credentials import read_secret, read_signer
from .server import read_base_url, read_ca_path

CONNECTION_OPTIONS: dict[str, dict[str, t.Any]] = {
    "api_key": {"type": "str", "no_log": True, "fallback": (env_fallback, ["BINANCE_API_KEY"])},
    "api_secret": {"type": "str", "no_log": True, "fallback": (env_fallback, ["BINANCE_API_SECRET"])},
    "private_key": {"type": "str", "no_log": True},
    "private_key_path": {"type": "path", "no_log": False, "fallback": (env_fallback, ["BINANCE_PRIVATE_KEY_PATH"])},
    "private_key_passphrase": {
        "type": "str",
        "no_log": True,
        "fallback": (env_fallback, ["BINANCE_PRIVATE_KEY_PASSPHRASE"]),
    },
    "api_url": {
        "type": "str",
        "default": "https://eapi.binance.com",
        "fallback": (env_fallback, ["BINANCE_API_URL"]),
    },
    "ca_path": {"type": "path", "fallback": (env_fallback, ["BINANCE_CA_PATH", "REQUESTS_CA_BUNDLE"])},
    "recv_window": {"type": "int", "default": 5000},
    "request_timeout": {"type": "float", "default": 10.0},
    "max_wait": {"type": "int", "default": 120},
    "request_weight_limit": {"type": "int", "default": 2000},
    "concurrency": {"type": "int", "default": 8},
}


def make_api(module: AnsibleModule) -> Api:
    """A client made from a module's options. Raises ``BadOption``, or ends the module if ``requests`` is missing."""
    if REQUESTS_IMPORT_ERROR is not None:
        module.fail_json(msg=missing_required_lib("requests"), exception=REQUESTS_IMPORT_ERROR)
    parameters = module.params
    check_range(parameters, "recv_window", 1, 60000, "ms")
    check_range(parameters, "request_timeout", 0.1, 600, "s")
    check_range(parameters, "max_wait", 1, None, "s")
    check_range(parameters, "request_weight_limit", 20)
    check_range(parameters, "concurrency", 1, 32)
    api_key = read_secret(parameters, "api_key")
    signer = read_signer(parameters, module.warn)
    clock = ExchangeClock()
    times = (parameters[name] for name in ("max_wait", "request_timeout", "request_weight_limit"))
    transport = Transport(read_base_url(parameters), {"X-MBX-APIKEY": api_key}, read_ca_path(parameters))
    return Api(transport, signer, clock, RequestGate(clock, *times), parameters["recv_window"])
