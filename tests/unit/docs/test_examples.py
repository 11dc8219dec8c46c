# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation shows to be pasted: it follows the collection's own advice."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.marketops.binance.tests.exchange import Exchange
from ansible_collections.marketops.binance.tests.support.examples import MODULES, ROOT, blocks, examples, seed
from ansible_collections.marketops.binance.tests.support.running import DESK, run

CANCEL = "marketops.binance.binance_block_order"


def texts() -> dict[str, str]:
    """Everything that may hold tasks."""
    found = {module: examples(module) for module in MODULES}
    for path in [*ROOT.glob("playbooks/*.yml"), *ROOT.glob("plugins/modules/*.yml")]:
        found[path.name] = path.read_text(encoding="utf-8")
    return found | blocks()


def tasks(document: Any) -> Iterator[dict[str, Any]]:
    """Each mapping in a document, tasks in blocks included."""
    if isinstance(document, list):
        for entry in document:
            yield from tasks(entry)
    elif isinstance(document, dict):
        yield document
        for value in document.values():
            yield from tasks(value)


CANCELS: dict[str, dict[str, Any]] = {
    f"{name}: {task.get('name')}": task[CANCEL]
    for name, text in texts().items()
    for task in tasks(yaml.safe_load(text))
    if isinstance(task.get(CANCEL), dict) and task[CANCEL].get("state", "absent") == "absent"
}


def test_there_are_examples_to_check() -> None:
    assert len(CANCELS) >= 6
    assert any("all_open" in options for options in CANCELS.values())


@pytest.mark.parametrize("where", CANCELS)
def test_a_selection_that_is_not_by_key_is_limited(where: str) -> None:
    options = CANCELS[where]
    assert "block_order_matching_key" in options or "max_orders" in options


@pytest.mark.parametrize("module", MODULES)
def test_examples_need_no_other_variables_than_the_credentials(module: str) -> None:
    text = examples(module)
    registered = set(re.findall(r"register: (\w+)", text))
    used = {re.split(r"\W", expression)[0] for expression in re.findall(r"{{ *(.*?) *}}", text)}
    assert used <= registered | {"binance_api_key", "binance_api_secret", "item"}


USES: dict[str, tuple[str, dict[str, Any]]] = {
    f"{where}: {task.get('name')}": (name.split(".")[-1], task)
    for where, text in ({module: examples(module) for module in MODULES} | blocks()).items()
    for task in tasks(yaml.safe_load(text))
    for name in task
    if re.fullmatch(r"marketops\.binance\.binance_\w+", name)
}


@pytest.mark.parametrize("where", USES)
def test_the_options_are_right_and_a_second_run_changes_nothing(exchange: Exchange, where: str) -> None:
    name, task = USES[where]
    module = importlib.import_module(f"ansible_collections.marketops.binance.plugins.modules.{name}")
    seed(exchange)
    exchange.set_countdown("ETHUSDT", 60_000)
    check_mode = task.get("check_mode", False)
    # There is nothing to reset as long as nothing was triggered.
    first = not name.endswith("_info") and "reset" not in task[f"marketops.binance.{name}"]
    for changed in (first, first and check_mode):
        for item in task.get("loop", [None]):
            options = {
                option: [item] if value == ["{{ item }}"] else value
                for option, value in task[f"marketops.binance.{name}"].items()
                if not option.startswith("api_")
            }
            returned = run(module, {**DESK, "api_url": exchange.url, "check_mode": check_mode, **options})
            assert (returned["failed"], returned["changed"]) == (False, changed), returned["msg"]
