# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the page for contributors names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
PATHS = sorted(set(re.findall(r"`((?:\.github|changelogs|docs|meta|plugins|tests)/[\w./-]+)`", PAGE)))
NAMES = {
    "plugins/module_utils/_exchange/codes.py": (
        *("CODES", "Topic", "_REFUSED", "_UNKNOWN"),
        *("_RETRY", "_WAIT", "_stop", "_about"),
    ),
    "plugins/module_utils/_exchange/kind.py": ("Kind", "Order"),
    "plugins/module_utils/_options/states.py": ("_STATES",),
    "plugins/module_utils/_reconcile/decisions.py": ("Outcome",),
    "tests/unit/plugins/module_utils/exchange/test_verdict.py": ("ROWS",),
}


def test_it_names_paths() -> None:
    assert len(PATHS) > 15


@pytest.mark.parametrize("path", PATHS)
def test_a_path_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize(("path", "name"), [(path, name) for path, names in NAMES.items() for name in names])
def test_a_name_is_defined_where_the_page_says(path: str, name: str) -> None:
    assert path in PAGE
    assert f"`{name}" in PAGE
    assert re.search(rf"^(?:class |def )?{name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\bmake ([a-z-]+)", PAGE))))
def test_a_target_of_make_is_there(target: str) -> None:
    assert re.search(rf"^(?:\.PHONY:.* )?{target}\b", MAKEFILE, re.MULTILINE) or target.startswith("lint-")
