# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The layers of ``module_utils``: imports point downwards, files stay small, and no code reads English."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._http import transport

COLLECTION = "ansible_collections.marketops.binance.plugins.module_utils."
ROOT = Path(transport.__file__).parents[1]
FILES = sorted(ROOT.rglob("*.py"))
MODULES = sorted((ROOT.parent / "modules").glob("*.py"))

# From the lowest. A layer may import itself and what is below.
LAYERS = ("_http", "_exchange", "_reconcile", "_options", "_ansible.py", "modules")

# Names of what holds a message for people.
TEXTS = frozenset(("msg", "text", "message", "note", "evidence", "fact", "describe", "warnings"))

SEARCHES = ("startswith", "endswith", "find", "index", "count")

# Words of a file format.
MARKS = frozenset(("Proc-Type: 4,ENCRYPTED",))

MAX_LINES = 250


def imports_of(file: Path) -> Iterator[Path]:
    """The files that it imports, as far as they belong to the collection."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom):
            continue
        if node.level:
            folder = file.parents[node.level - 1].joinpath(*(node.module or "").split("."))
        elif f"{node.module}.".startswith(COLLECTION):
            folder = ROOT.joinpath(*f"{node.module}.".removeprefix(COLLECTION).split("."))
        else:
            continue
        for name in node.names:
            candidates = (folder.with_suffix(".py"), folder / f"{name.name}.py")
            yield candidates[0] if candidates[0].is_file() else candidates[1]


def layer_of(file: Path) -> int:
    return LAYERS.index(file.relative_to(ROOT).parts[0] if ROOT in file.parents else "modules")


def name_of(file: Path) -> str:
    return "/".join(file.parts[-2:])


@pytest.mark.parametrize("file", [*FILES, *MODULES], ids=name_of)
def test_imports_point_downwards(file: Path) -> None:
    assert [name_of(path) for path in imports_of(file) if layer_of(path) > layer_of(file)] == []


RUN_ON_A_TARGET = [module for module in MODULES if "def main(" in module.read_text(encoding="utf-8")]


@pytest.mark.parametrize("module", RUN_ON_A_TARGET, ids=name_of)
def test_an_old_python_reads_a_module_up_to_the_sentence_about_it(module: Path) -> None:
    (checker,) = (file for file in FILES if file.name == "_ansible.py")
    assert next(imports_of(module)) == checker
    for file in (module, checker):
        tree = ast.parse(file.read_text(encoding="utf-8"), feature_version=(3, 6))
        assert not any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in tree.body)


def test_no_file_imports_itself_by_way_of_others() -> None:
    imports = {file: set(imports_of(file)) for file in FILES}
    # Files that import nothing that is left are taken away, until none is left but those in a circle.
    while True:
        free = {file for file, imported in imports.items() if not imported & imports.keys()}
        if not free:
            break
        imports = {file: imported for file, imported in imports.items() if file not in free}
    assert [name_of(file) for file in imports] == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_files_stay_small(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_folders_have_no_init_file() -> None:
    # Ansible adds them itself, and its sanity tests want them to be empty.
    assert list(ROOT.rglob("__init__.py")) == []


def is_text(node: ast.expr) -> bool:
    """Whether it is an attribute, a call or an entry of a mapping that holds a message."""
    if isinstance(node, ast.Call):
        return is_text(node.func)
    if isinstance(node, ast.Subscript):
        return isinstance(node.slice, ast.Constant) and node.slice.value in TEXTS
    return isinstance(node, ast.Attribute) and node.attr in TEXTS


def is_words(node: ast.expr) -> bool:
    """Whether it is a text with a blank and a small letter, which only a sentence has."""
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or node.value in MARKS:
        return False
    return " " in node.value.strip() and node.value.upper() != node.value


def decisions_on_words(file: Path) -> Iterator[int]:
    """The lines with a comparison of a message, or with a sentence."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Compare):
            compared = [node.left, *node.comparators]
            literals = any(isinstance(part, ast.Constant) and part.value not in (None, "") for part in compared)
            if any(map(is_words, compared)) or (literals and any(map(is_text, compared))):
                yield node.lineno
        elif isinstance(node, ast.Attribute) and node.attr in SEARCHES and is_text(node.value):
            yield node.lineno


@pytest.mark.parametrize("file", [*FILES, *MODULES], ids=name_of)
def test_nothing_is_decided_by_the_words_of_a_message(file: Path) -> None:
    assert list(decisions_on_words(file)) == []


def test_such_decisions_would_be_found(tmp_path: Path) -> None:
    file = tmp_path / "found.py"
    lines = [
        "'not verified' in case.evidence",
        "verdict.msg == 'x'",
        "verdict.describe().startswith('HTTP')",
        "entry['msg'] != 'y'",
        "text == 'was not sent'",
        "verdict.msg is None or not verdict.msg",
        "state == 'absent'",
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    assert sorted(decisions_on_words(file)) == [1, 2, 3, 4, 5]
