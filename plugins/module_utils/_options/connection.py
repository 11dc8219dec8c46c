# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The options that every module shares: their argument spec, their rules, and the client that is made of them."""

from __future__ import annotations

import re
import typing as t
from urllib.parse import urlsplit

from ansible.module_utils.basic import AnsibleModule, env_fallback, missing_required_lib

from .._exchange.api import Api
from .._exchange.clock import ExchangeClock
from .._exchange.request_gate import RequestGate
from .._exchange.signing import HmacSigner, PemSigner, Signer
from .._exchange.timeline import Timeline
from .._http.transport import REQUESTS_IMPORT_ERROR, Transport
from .checks import BadOption, Parameters, check_range

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
    "ca_path": {"type": "path"},
    "recv_window": {"type": "int", "default": 5000},
    "request_timeout": {"type": "float", "default": 10.0},
    "max_wait": {"type": "int", "default": 120},
    "request_weight_limit": {"type": "int", "default": 2000},
}

# Shorter ones are mistakes; and what Ansible masks in its output must not occur in it by chance.
_SHORTEST_SECRET = 10


def run(module: AnsibleModule, start: t.Callable[[AnsibleModule], dict[str, t.Any]]) -> None:
    """Do the work of a module and end it with what ``start`` returns; ``failed`` therein says how."""
    try:
        returned = start(module)
        failed = returned.pop("failed", False)
    except BadOption as problem:
        returned, failed = {"msg": str(problem)}, True
    # Not in the handler: Ansible would add the traceback of whatever is being handled.
    if failed:
        module.fail_json(**returned)
    else:
        module.exit_json(**returned)


def make_api(module: AnsibleModule) -> Api:
    """A client made of a module's options. Ends the module with a clear message if they can't be used."""
    if REQUESTS_IMPORT_ERROR is not None:
        module.fail_json(msg=missing_required_lib("requests"), exception=REQUESTS_IMPORT_ERROR)
    parameters = module.params
    check_range(parameters, "recv_window", 1, 60000, "ms")
    check_range(parameters, "request_timeout", 0.1, 600, "s")
    check_range(parameters, "max_wait", 1, None, "s")
    check_range(parameters, "request_weight_limit", 20)
    api_key = _secret(parameters, "api_key")
    signer = _signer(module)
    clock = ExchangeClock()
    timeline = Timeline(clock)
    times = (parameters[name] for name in ("max_wait", "request_timeout", "request_weight_limit"))
    return Api(
        Transport(_base_url(module), {"X-MBX-APIKEY": api_key}, _ca_path(parameters["ca_path"])),
        signer,
        clock,
        timeline,
        RequestGate(clock, timeline, *times),
        parameters["recv_window"],
    )


def _signer(module: AnsibleModule) -> Signer:
    parameters = module.params
    given = [name for name in ("api_secret", "private_key", "private_key_path") if parameters[name]]
    if len(given) > 1:
        raise BadOption(
            f"{' and '.join(given)} are given, as options or in the environment: give only the one that "
            "belongs to api_key."
        )
    if not given or given == ["api_secret"]:
        return HmacSigner(_secret(parameters, "api_secret"))
    return _pem_signer(module, given[0])


def _pem_signer(module: AnsibleModule, name: str) -> Signer:
    from .._exchange.private_keys import UnusableKey, check_passphrase, read_key_file

    value, passphrase = module.params[name], module.params["private_key_passphrase"]
    try:
        pem, warning = (value.encode("utf-8"), "") if name == "private_key" else read_key_file(value)
        check_passphrase(passphrase, module.warn)
    except UnusableKey as problem:
        raise BadOption(str(problem)) from None
    try:
        signer = PemSigner(pem, passphrase)
    except UnusableKey as problem:
        raise BadOption(f"{name if name == 'private_key' else f'private_key_path: {value}'} {problem}.") from None
    except ImportError:
        raise BadOption(
            f"{missing_required_lib('cryptography')} It is needed for private keys in PEM format only."
        ) from None
    if warning:
        module.warn(warning)
    return signer


def _secret(parameters: Parameters, name: str) -> str:
    value = parameters[name]
    if not value:
        alternative = ", or a private key in PEM format instead" if name == "api_secret" else ""
        raise BadOption(
            f"{name} is missing: give the option (best from a vault, through module_defaults), or set BINANCE_"
            f"{name.upper()} in the environment of the host on which the task runs{alternative}."
        )
    if not re.match(r"[!-~]+\Z", value):
        raise BadOption(f"{name} holds a space, a line break or another character that no key has: copy it anew.")
    if len(value) < _SHORTEST_SECRET:
        raise BadOption(f"{name} has {len(value)} characters: a real one has many more. Was it copied whole?")
    return t.cast(str, value)


def _base_url(module: AnsibleModule) -> str:
    api_url = module.params["api_url"]
    if "@" in api_url:
        # Ansible shows a task's options at high verbosity: this one may hold a password.
        module.no_log_values.add(api_url)
        raise BadOption("api_url must hold no user name and no password: write it like https://eapi.binance.com.")
    try:
        parts = urlsplit(api_url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise BadOption("api_url can't be read: write it like https://eapi.binance.com.") from None
    if parts.scheme not in ("http", "https") or not host or not re.match(r"[A-Za-z0-9.:_-]+\Z", host):
        raise BadOption("api_url must be an address like https://eapi.binance.com.")
    if parts.path not in ("", "/") or "?" in api_url or "#" in api_url:
        raise BadOption("api_url must end after host and port: leave path, query and fragment out.")
    if parts.scheme == "http" and not _is_loopback(host):
        raise BadOption("api_url must begin with https:// (http:// is for this host alone, such as http://127.0.0.1).")
    authority = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{authority}" + (f":{port}" if port is not None else "")


def _is_loopback(host: str) -> bool:
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _ca_path(path: str | None) -> str | None:
    if path is None:
        return None
    try:
        with open(path, "rb") as bundle:
            found = b"-----BEGIN CERTIFICATE-----" in bundle.read(8 << 20)
    except OSError as error:
        raise BadOption(f"ca_path {path} can't be read on this host: {error.strerror}.") from None
    if not found:
        raise BadOption(f"ca_path {path} holds no certificate in PEM format.")
    return path
