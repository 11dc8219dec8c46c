# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each guarantee in the guide names tests, and these exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
PAGE = (TESTS.parent / "docs" / "docsite" / "rst" / "guide_guarantees.rst").read_text(encoding="utf-8")
GUARANTEES = re.findall(r"^   \* - (?!Guarantee)(.*?)\n     - (.*?)(?=\n   \* |\n\n)", PAGE, re.MULTILINE | re.DOTALL)


def test_there_are_guarantees() -> None:
    assert len(GUARANTEES) > 20


@pytest.mark.parametrize(
    ("guarantee", "tested_by"), GUARANTEES, ids=[guarantee[:40] for guarantee, _tested_by in GUARANTEES]
)
def test_a_guarantee_names_tests_that_exist(guarantee: str, tested_by: str) -> None:
    files = re.split(r"``(?=[a-z])", tested_by)[1:]
    assert files, f"no test is named for: {guarantee}"
    for file in files:
        path, _end, rest = file.partition("``")
        if not path.endswith(".py"):
            continue
        text = (TESTS / path).read_text(encoding="utf-8")
        for name in re.findall(r"\btest_\w+", rest):
            assert re.search(rf"^def {name}\(", text, re.MULTILINE), f"{path} has no {name}"
