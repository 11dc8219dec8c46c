# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each promise of the page "What the answers mean" names tests, and these are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[2]
PAGE = (TESTS.parent / "docs" / "docsite" / "rst" / "guide_answers.rst").read_text(encoding="utf-8")
PROMISES = re.findall(r"^   \* - (?!Promise)(.*?)\n     - (.*?)(?=\n   \* |\n\n)", PAGE, re.MULTILINE | re.DOTALL)


def test_there_are_promises() -> None:
    assert len(PROMISES) > 15


@pytest.mark.parametrize(("promise", "held_by"), PROMISES, ids=[promise[:40] for promise, _held_by in PROMISES])
def test_a_promise_is_held_by_tests_that_are_there(promise: str, held_by: str) -> None:
    files = re.split(r"``(?=[a-z])", held_by)[1:]
    assert files, f"nothing holds: {promise}"
    for file in files:
        path, _end, rest = file.partition("``")
        if not path.endswith(".py"):
            continue
        text = (TESTS / path).read_text(encoding="utf-8")
        for name in re.findall(r"\btest_\w+", rest):
            assert re.search(rf"^def {name}\(", text, re.MULTILINE), f"{path} has no {name}"
