# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What is written for the automation controller: its form, and that it fits the playbooks and the action."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from jinja2 import StrictUndefined, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ansible_collections.marketops.binance.plugins.module_utils._exchange.signing import PemSigner
from ansible_collections.marketops.binance.plugins.module_utils._options.connection import CONNECTION_OPTIONS
from ansible_collections.marketops.binance.plugins.plugin_utils._window.variables import PLAYBOOKS as KNOWN
from ansible_collections.marketops.binance.tests.support.private_keys import private_key, private_pem

ROOT = Path(__file__).parents[3]
DEFINITIONS = ("credential_type_hmac.yml", "credential_type_private_key.yml")
GUIDE = (ROOT / "docs/docsite/rst/guide_controller.rst").read_text(encoding="utf-8")
GROUP = "group/marketops.binance.binance"

# What the controller accepts of a field of a custom credential type; it refuses any other.
FIELD_KEYS = {"id", "label", "type", "help_text", "secret", "multiline", "default", "format", "choices"}
# Variables of the playbooks that no credential holds: files on the target, and the time budget.
PATHS = {"binance_private_key_path", "binance_ca_path", "binance_max_wait"}
# Type of an option of the action: type of the survey's question that answers so.
QUESTIONS = {"str": "text", "int": "integer", "list": "multiselect"}


def load(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


def definition(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = load(f"docs/controller/{name}")
    return loaded


def fields(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = definition(name)["inputs"]["fields"]
    return found


def templates(name: str) -> dict[str, str]:
    found: dict[str, str] = definition(name)["injectors"]["extra_vars"]
    return found


def injected(name: str, values: dict[str, str], undefined: type[Undefined] = Undefined) -> dict[str, str]:
    """The extra variables that the controller makes of a credential's inputs."""
    sandbox = ImmutableSandboxedEnvironment(undefined=undefined)
    return {variable: sandbox.from_string(text).render(values) for variable, text in templates(name).items()}


def taken(playbook: Path) -> dict[str, str]:
    """The variables that a playbook hands to the modules, each with its option."""
    (play,) = yaml.safe_load(playbook.read_text(encoding="utf-8"))
    return {re.findall(r"\w+", text)[0]: option for option, text in play["module_defaults"][GROUP].items()}


PLAYBOOKS = {path.stem: taken(path) for path in sorted((ROOT / "playbooks").glob("*.yml"))}


def blocks(*languages: str) -> list[str]:
    """The guide's code blocks in these languages."""
    found = re.findall(r"^\.\. code-block:: (\S+)\n\n((?:    .*\n|\n)+)", GUIDE, re.MULTILINE)
    return [textwrap.dedent(text) for language, text in found if language in languages]


def survey() -> list[dict[str, Any]]:
    (text,) = blocks("json")
    spec: list[dict[str, Any]] = yaml.safe_load(text)["spec"]
    return spec


def options(playbook: str) -> dict[str, dict[str, Any]]:
    """The options of the action that a playbook takes as variables, by variable."""
    text = (ROOT / "plugins/modules/maintenance_window.py").read_text(encoding="utf-8")
    documented = yaml.safe_load(text.split('DOCUMENTATION = r"""')[1].split('"""')[0])["options"]
    names = {name: f"binance_{'window_id' if name == 'id' else name}" for name in documented}
    known = [f"binance_{suffix}" for suffix in KNOWN[playbook]]
    return {names[name]: option for name, option in documented.items() if names[name] in known}


def test_every_definition_is_tested_and_named_in_the_guide() -> None:
    assert sorted(path.name for path in (ROOT / "docs/controller").iterdir()) == sorted(DEFINITIONS)
    assert all(f"``{name}``" in GUIDE for name in DEFINITIONS)


@pytest.mark.parametrize("name", DEFINITIONS)
class TestDefinition:
    def test_it_holds_what_the_controller_asks_for(self, name: str) -> None:
        assert list(definition(name)) == ["name", "description", "kind", "inputs", "injectors"]
        assert definition(name)["kind"] == "cloud"
        assert set(definition(name)["inputs"]) == {"fields", "required"}
        assert all({"id", "label", "type", "help_text"} <= set(field) <= FIELD_KEYS for field in fields(name))
        assert {field["type"] for field in fields(name)} == {"string"}

    def test_ids_are_unique_and_what_is_required_is_a_field(self, name: str) -> None:
        ids = [field["id"] for field in fields(name)]
        assert len(ids) == len(set(ids))
        assert set(definition(name)["inputs"]["required"]) <= set(ids)

    def test_every_input_is_injected_as_it_is_and_no_other_is_named(self, name: str) -> None:
        values = {field["id"]: f"-----{field['id']}-----\n" for field in fields(name)}
        found = injected(name, values, undefined=StrictUndefined)
        assert sorted(found.values()) == sorted(values.values())

    def test_only_extra_variables_are_injected(self, name: str) -> None:
        assert list(definition(name)["injectors"]) == ["extra_vars"]

    def test_every_playbook_takes_each_variable_as_the_option_of_that_input(self, name: str) -> None:
        options_of = injected(name, {field["id"]: field["id"] for field in fields(name)})
        for variables in PLAYBOOKS.values():
            assert options_of.items() <= variables.items()

    def test_what_the_modules_hide_is_secret_and_nothing_else(self, name: str) -> None:
        secret = {field["id"]: field.get("secret", False) for field in fields(name)}
        assert secret == {id_: CONNECTION_OPTIONS[id_].get("no_log", False) for id_ in secret}

    def test_only_a_passphrase_may_be_left_empty(self, name: str) -> None:
        required = dict.fromkeys(definition(name)["inputs"]["required"], "given")
        empty = {variable for variable, value in injected(name, required).items() if not value}
        assert empty <= {"binance_private_key_passphrase"}

    def test_a_default_is_the_one_of_the_modules(self, name: str) -> None:
        defaults = {field["id"]: field["default"] for field in fields(name) if "default" in field}
        assert defaults == {"api_url": CONNECTION_OPTIONS["api_url"]["default"]}


def test_an_empty_passphrase_is_none() -> None:
    pem = private_pem(private_key("ed25519")).encode()
    assert PemSigner(pem, "").sign(b"text") == PemSigner(pem, None).sign(b"text")


def test_together_they_hold_every_variable_of_the_playbooks_that_is_no_path() -> None:
    assert len(PLAYBOOKS) == 5
    held = {variable for name in DEFINITIONS for variable in templates(name)}
    assert all(set(variables) == held | PATHS for variables in PLAYBOOKS.values())


def test_the_survey_asks_for_options_of_the_action_in_their_types() -> None:
    variables = {question["variable"]: question["type"] for question in survey()}
    assert sorted(variables) == sorted(["binance_window_id", "binance_max_orders", "binance_underlyings"])
    known = options("open_maintenance_window")
    assert variables == {variable: QUESTIONS[known[variable]["type"]] for variable in variables}


def test_the_survey_without_max_orders_fits_closing() -> None:
    asked = {question["variable"] for question in survey()}
    assert asked - set(options("close_maintenance_window")) == {"binance_max_orders"}


def test_restoring_takes_what_the_guide_says() -> None:
    asked = [question["variable"] for question in survey()[:2]]
    common = ["binance_hosts", "binance_evidence_dir"]
    known = {f"binance_{suffix}" for suffix in KNOWN["restore_block_orders"]}
    assert {*asked, *common, "binance_restore_max_age"} <= known
    assert asked == ["binance_window_id", "binance_max_orders"]
    assert "binance_underlyings" not in known


def test_the_survey_has_the_form_that_the_controller_asks_for() -> None:
    needed = {"type", "question_name", "question_description", "variable", "required"}
    assert all(needed <= set(question) for question in survey())
    # An answer left empty would be handed on as an empty text.
    assert all(question["required"] for question in survey())
    assert {question["type"] for question in survey() if "choices" in question} == {"multiselect"}


def test_examples_name_only_what_exists() -> None:
    assert all(isinstance(yaml.safe_load(text), dict | list) for text in blocks("yaml", "yaml+jinja"))
    text = "\n".join(blocks("yaml", "yaml+jinja", "text"))
    imported = re.findall(r"import_playbook: marketops\.binance\.(\w+)", text)
    assert sorted(imported) == ["close_maintenance_window", "open_maintenance_window", "restore_block_orders"]
    assert set(imported) <= set(PLAYBOOKS)
    variables = set(re.findall(r"\b(?:binance|maintenance_window)_\w+(?=:)", text))
    assert variables <= {f"binance_{suffix}" for suffix in KNOWN["open_maintenance_window"]}
