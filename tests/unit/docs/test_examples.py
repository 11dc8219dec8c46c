# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation shows to be pasted: it follows the collection's own advice."""

from __future__ import annotations

import importlib
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
CANCEL = "marketops.binance.binance_block_order"
MODULES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("binance_*.py"))


def examples(module: str) -> str:
    text: str = importlib.import_module(f"ansible_collections.marketops.binance.plugins.modules.{module}").EXAMPLES
    return text


def texts() -> dict[str, str]:
    """Everything that may hold tasks."""
    found = {module: examples(module) for module in MODULES}
    for path in [*ROOT.glob("playbooks/*.yml"), *ROOT.glob("plugins/modules/*.yml")]:
        found[path.name] = path.read_text(encoding="utf-8")
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.rst")]:
        text = path.read_text(encoding="utf-8")
        blocks = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
        blocks += re.findall(r"^\.\. code-block:: yaml\S*\n\n((?:    .*\n|\n)+)", text, re.MULTILINE)
        found |= {f"{path.name} {number}": textwrap.dedent(block) for number, block in enumerate(blocks)}
    return found


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
