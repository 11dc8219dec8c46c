# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options and variables: what is refused, and with which message."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.plugin_utils._window.evidence import Scope
from ansible_collections.marketops.binance.plugins.plugin_utils._window.options import (
    CONNECTION,
    OWN,
    RESTORE,
    BadOption,
    read_options,
)
from ansible_collections.marketops.binance.plugins.plugin_utils._window.terms import Kind
from ansible_collections.marketops.binance.plugins.plugin_utils._window.variables import (
    PLAYBOOKS,
    check_names,
    check_serial,
    check_values,
    check_variables,
)

ROOT = Path(__file__).parents[4]
GIVEN: dict[str, Any] = {"state": "open", "id": "w1", "max_orders": 5}
GUARDED = {"auto_cancel": 60, "underlyings": ["BTCUSDT"], "kinds": ["option_orders", "block_orders"]}


def test_what_is_not_given_is_left_to_the_target() -> None:
    options = read_options({**GIVEN, "private_key_path": "~/key.pem", "private_key_passphrase": "", "max_wait": "30"})
    assert options.connection == {"private_key_path": "~/key.pem", "private_key_passphrase": "", "max_wait": 30}
    assert options.asked.scope == Scope([Kind.BLOCK_ORDERS], [])
    assert (options.asked.max_orders, options.asked.rounds, options.asked.batch_size) == (5, 3, 100)
    assert read_options({**GIVEN, **GUARDED}).asked.auto_cancel == 60
    assert options.evidence_dir == str(Path("evidence").absolute())


def test_the_connection_options_are_those_of_the_modules() -> None:
    assert set(CONNECTION) == set(CONNECTION_OPTIONS)
    for name, spec in CONNECTION.items():
        assert spec.get("no_log", False) == CONNECTION_OPTIONS[name].get("no_log", False)
        assert spec["type"] == CONNECTION_OPTIONS[name]["type"].replace("path", "str")
        assert not {"default", "fallback"} & set(spec)


@pytest.mark.parametrize(("action", "own"), [("maintenance_window", OWN), ("restore_block_orders", RESTORE)])
def test_the_documented_options_are_those_of_the_action(action: str, own: dict[str, Any]) -> None:
    text = (ROOT / f"plugins/modules/{action}.py").read_text("utf-8")
    documented = yaml.safe_load(text.split('DOCUMENTATION = r"""')[1].split('"""')[0])["options"]
    assert set(own) <= set(documented) <= set(own) | set(CONNECTION)
    assert all(documented[name]["type"] == own[name]["type"] for name in own)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"max_orders": None}, "max_orders is missing"),
        ({"max_orders": True}, "max_orders is True: it must be a whole number."),
        ({"max_orders": ""}, "max_orders is '': it must be a whole number."),
        ({"rounds": 0}, "rounds is 0: it must be 1 or more."),
        ({"id": None}, "id is missing"),
        ({"id": 1.5}, "id is 1.5, which YAML reads as a number"),
        ({"id": datetime.date(2026, 11, 25)}, "id is 2026-11-25, which YAML reads as a date"),
        ({"id": ".w1"}, "id is '.w1'"),
        ({"id": "w1\n"}, "use up to 100 letters"),
        ({"state": "closing"}, "state is 'closing': give open or closed."),
        ({"underlyings": ["BTCUSDT", "eth"]}, "underlyings contains 'eth'"),
        ({"kinds": []}, "kinds is empty"),
        (
            {**GUARDED, "auto_cancel": 4},
            "auto_cancel is 4 (binance_auto_cancel of the playbooks): it must be from 5 to",
        ),
        *[
            ({name: value}, f"{name} has no value: give one, or leave {name} out.")
            for name in ("underlyings", "kinds", "auto_cancel", "evidence_dir", "api_url", "api_secret", "rounds")
            for value in (None, "")
        ],
        ({**GUARDED, "underlyings": []}, "the exchange arms it by underlying, and none is given. Give underlyings."),
        ({**GUARDED, "kinds": ["block_orders"]}, "which this window does not cover. Add option_orders to kinds."),
        ({**GUARDED, "state": "closed"}, "closing puts it back to what it was. Leave the option out."),
        ({"api_secret": ["a-secret-text"], "unknown": 1}, "unknown is not an option"),
        ({"api_key": True}, "api_key is not text."),
    ],
)
def test_what_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadOption, match=re.escape(sentence)) as problem:
        read_options({**GIVEN, **change})
    assert "a-secret-text" not in str(problem.value)
    assert "upported" not in str(problem.value)


@pytest.mark.parametrize(
    ("playbook", "name", "meant"),
    [
        ("open_maintenance_window", "maintenance_window_underlying", "binance_underlyings"),
        ("open_maintenance_window", "maintenance_window_id", "binance_window_id"),
        ("open_maintenance_window", "binance_max_order", "binance_max_orders"),
        ("open_maintenance_window", "BINANCE_HOSTS", "binance_hosts"),
        ("open_maintenance_window", "underlying", "binance_underlyings"),
        ("open_maintenance_window", "countdown", "binance_auto_cancel"),
        ("open_maintenance_window", "binance_window_auto_cancel", "binance_auto_cancel"),
        ("close_maintenance_window", "binance_evidence", "binance_evidence_dir"),
        ("cancel_block_order", "matching_key", "binance_matching_keys"),
        ("cancel_block_order", "block_order_matching_key", "binance_matching_keys"),
        ("list_orders", "binance_list_underlying", "binance_underlyings"),
    ],
)
def test_the_closest_variable_is_named(playbook: str, name: str, meant: str) -> None:
    with pytest.raises(BadOption, match=re.escape(f"Did you mean {meant}?")):
        check_variables(playbook, {name: "value"})


@pytest.mark.parametrize(
    "name",
    [
        *("api_sercet", "api_secert", "api_scret", "ap_scrt", "apikey", "apisecert", "keys", "pw", "token"),
        *("private_kye", "private_ky_pasphrase", "privat_kei", "pasphrase", "api_ulr", "ca", "cert", "x"),
    ],
)
def test_what_may_be_a_secret_is_not_shown(name: str) -> None:
    for playbook in PLAYBOOKS:
        with pytest.raises(BadOption, match=rf"^binance_{name}: \w+ has no such variable, .* Did you mean binance_"):
            check_variables(playbook, {f"binance_{name}": "a-secret"})


@pytest.mark.parametrize("value", ["-----BEGIN PRIVATE KEY-----\nMC4CAQAw", "S" * 64])
def test_a_value_that_may_be_a_secret_is_not_shown_under_any_name(value: str) -> None:
    with pytest.raises(BadOption, match=r"^binance_underlying: open_maintenance_window has no such variable"):
        check_variables("open_maintenance_window", {"binance_underlying": value})


def test_a_variable_without_a_value_is_named_with_its_account() -> None:
    empty = {"binance_kinds": [], "binance_private_key_passphrase": ""}
    check_values("open_maintenance_window", "desk_b", {**empty, "binance_restore_max_age": None, "x": None})
    for value in (None, ""):
        with pytest.raises(BadOption, match=r"^binance_api_url has no value for desk_b: give one, or leave"):
            check_values("open_maintenance_window", "desk_b", {"binance_api_url": value})


@pytest.mark.parametrize("name", ["binance_underlying", "binance_kind", "binance_Underlyings"])
def test_a_misspelt_variable_of_an_inventory_does_not_widen_the_scope(name: str) -> None:
    check_names(["binance_underlyings", "binance_window", "binance_host", "binance_gateway", "underlying"], "")
    with pytest.raises(BadOption, match=f"^{name} of desk_a: there is no such variable, so nothing was sent. Did you"):
        check_names(["ansible_host", name], " of desk_a")


def test_variables_of_others_are_none_of_its_business() -> None:
    check_variables("open_maintenance_window", {"ansible_user": "x", "awx_job_id": 1, "gateway": "x", "desk": "a"})
    check_variables(
        "open_maintenance_window", {f"binance_{name}": "x" for name in PLAYBOOKS["open_maintenance_window"]}
    )


def test_every_playbook_uses_its_variables_and_no_other() -> None:
    assert sorted(PLAYBOOKS) == sorted(path.stem for path in (ROOT / "playbooks").glob("*.yml"))
    for name, known in PLAYBOOKS.items():
        text = (ROOT / "playbooks" / f"{name}.yml").read_text("utf-8")
        (play,) = yaml.safe_load(text)
        used = set(re.findall(r"(?<![\w.])binance_\w+", yaml.safe_dump(play)))
        registered = set(re.findall(r"register: (\w+)", text))
        assert used - registered - {"binance_block_order", "binance_block_order_info"} == {
            f"binance_{suffix}" for suffix in known
        }
        assert all(f"binance_{suffix}" in text.split("- name:")[0] for suffix in known), "named in the comment"
        assert f"playbook: {name}" in text


@pytest.mark.parametrize("value", ["0", "yes", -1, "1 ", True])
def test_a_serial_that_is_no_number(value: object) -> None:
    with pytest.raises(BadOption, match="it must be 1 or more"):
        check_serial(value)
