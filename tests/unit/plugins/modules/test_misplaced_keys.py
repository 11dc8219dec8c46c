# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Key material in options that are not meant for it: refused, and nowhere shown."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest
from ansible.module_utils import basic
from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.tests.exchange.server import Exchange
from ansible_collections.marketops.binance.tests.support.private_keys import (
    PASSPHRASE,
    PKCS1,
    private_key,
    private_pem,
)

from .conftest import Run

ONE = {"block_order_matching_key": ["some-key"]}

# Options that are not meant for key material, each with a value that makes the rest of the task acceptable.
_OTHER_OPTIONS: list[tuple[str, dict[str, Any]]] = [
    ("private_key_path", {**ONE, "api_secret": None}),
    ("ca_path", ONE),
    ("api_url", ONE),
    ("underlying", {}),
    ("block_order_matching_key", {}),
    ("state", ONE),
    ("max_wait", ONE),
    ("all_open", {}),
    ("verify_timeout", ONE),
]
_FORMS: dict[str, Callable[[str], Any]] = {
    "text": lambda pem: pem,
    "without its end": lambda pem: pem.strip(),
    "escaped": lambda pem: pem.replace("\n", "\\n"),
    "one line": lambda pem: pem.replace("\n", " "),
    "body": lambda pem: "".join(_body(pem)),
    "body with lines": lambda pem: "\n".join(_body(pem)),
    "list": lambda pem: [pem],
    "nested list": lambda pem: [[pem]],
    "mapping": lambda pem: {"key": pem},
}


def _body(pem: str) -> list[str]:
    return [line for line in pem.splitlines() if line and not line.startswith(("-----", "Proc-Type", "DEK-Info"))]


def _pieces(pem: str) -> list[str]:
    """What must not be found of a key. The last line may be too short to differ from other text."""
    return [piece for line in _body(pem) for piece in (line[:24], line[-24:]) if len(piece) >= 8]


@pytest.fixture
def system_log(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Ansible writes to the log of the host's system."""
    logged: list[str] = []
    monkeypatch.setattr(AnsibleModule, "_log_to_syslog", lambda module, message: logged.append(message))
    monkeypatch.setattr(basic, "has_journal", False)
    return logged


@pytest.mark.parametrize("form", _FORMS)
@pytest.mark.parametrize(("name", "others"), _OTHER_OPTIONS, ids=[name for name, _others in _OTHER_OPTIONS])
def test_a_private_key_is_nowhere_shown(
    exchange: Exchange, run: Run, system_log: list[str], name: str, others: dict[str, Any], form: str
) -> None:
    for pem in (
        private_pem(private_key("rsa"), PKCS1, PASSPHRASE),
        private_pem(private_key("rsa")),
        private_pem(private_key("ed25519")),
    ):
        returned = run(**{**others, name: _FORMS[form](pem)})
        _assert_nothing_shown(returned, system_log, _pieces(pem))
        if isinstance(_FORMS[form](pem), str) and name in ("private_key_path", "ca_path", "api_url", "underlying"):
            assert "belongs in private_key" in returned["msg"]
    assert exchange.journal() == []


@pytest.mark.parametrize("name", ["api_key", "api_secret", "private_key", "private_key_passphrase"])
@pytest.mark.parametrize("form", ["list", "nested list", "mapping"])
def test_a_private_key_is_not_shown_by_the_options_that_are_secret(
    exchange: Exchange, run: Run, system_log: list[str], name: str, form: str
) -> None:
    pem = private_pem(private_key("rsa"))
    returned = run(**{**ONE, "api_secret": None, name: _FORMS[form](pem), "max_wait": 0})
    _assert_nothing_shown(returned, system_log, _pieces(pem))
    assert exchange.journal() == []


@pytest.mark.parametrize(("name", "others"), _OTHER_OPTIONS, ids=[name for name, _others in _OTHER_OPTIONS])
def test_an_api_secret_is_nowhere_shown(
    exchange: Exchange, run: Run, system_log: list[str], name: str, others: dict[str, Any]
) -> None:
    secret = secrets.token_hex(32)
    for given in (secret, f"{secret}\n", [secret], f"{secret} "):
        returned = run(**{**others, name: given})
        _assert_nothing_shown(returned, system_log, [secret, secret.upper()])
        if given == secret and name in ("private_key_path", "ca_path", "api_url", "underlying"):
            assert "an API secret belongs in api_secret" in returned["msg"]
    assert exchange.journal() == []


@pytest.mark.parametrize(
    ("variable", "others"),
    [
        ("BINANCE_PRIVATE_KEY_PATH", {"api_secret": None}),
        ("BINANCE_CA_PATH", {}),
        ("REQUESTS_CA_BUNDLE", {}),
        ("BINANCE_API_URL", {"api_url": None}),
    ],
)
def test_key_material_in_a_variable_is_not_shown(
    exchange: Exchange,
    run: Run,
    system_log: list[str],
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    others: dict[str, Any],
) -> None:
    pem = private_pem(private_key("rsa"))
    monkeypatch.setenv(variable, pem)
    returned = run(**ONE, **others)
    _assert_nothing_shown(returned, system_log, _pieces(pem))
    assert "belongs in private_key" in returned["msg"]
    assert exchange.journal() == []


def test_a_path_that_is_hardly_one_is_not_shown(exchange: Exchange, run: Run, system_log: list[str]) -> None:
    returned = run(**ONE, api_secret=None, private_key_path="geheimnis-ohne-punkt-und-strich")
    _assert_nothing_shown(returned, system_log, ["geheimnis"])
    assert exchange.journal() == []


def _assert_nothing_shown(returned: dict[str, Any], system_log: list[str], pieces: list[str]) -> None:
    assert returned["failed"]
    shown = json.dumps(returned) + "".join(system_log)
    assert [piece for piece in pieces if piece in shown] == []
    assert "Traceback" not in shown
