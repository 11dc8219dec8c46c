# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The commands of the guide are run in the rehearsal's surroundings; what it shows as their output has to be there."""

from __future__ import annotations

import re
import shlex
import textwrap
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.tests.demo.rehearse import STEPS, command, prepare
from ansible_collections.marketops.binance.tests.support.exchange_process import exchange_process

from ..exchange.remote import Remote
from .conftest import run_playbook

GUIDE = Path(__file__).parents[2] / "docs/docsite/rst/guide_maintenance_window.rst"
BLOCK = re.compile(r"^\.\. code-block:: (console|text)\n\n((?:    .*\n|\n)+)", re.MULTILINE)


def scenes() -> list[tuple[list[str], list[str]]]:
    """Each command with the lines that the guide shows below it."""
    found: list[tuple[list[str], list[str]]] = []
    for kind, text in BLOCK.findall(GUIDE.read_text("utf-8")):
        block = textwrap.dedent(text).strip("\n")
        if kind == "console":
            found.append((shlex.split(block.replace("\\\n", "").removeprefix("$ ")), []))
        else:
            found[-1][1].extend(line for line in block.splitlines() if line)
    return found


def test_the_output_in_the_guide_is_real(tmp_path: Path) -> None:
    with exchange_process() as ready:
        prepare(Remote(ready["url"]), tmp_path, ready["accounts"])
        for (_program, _i, inventory, playbook, *arguments), lines in scenes():
            ran = run_playbook(playbook, "-i", inventory, *arguments, folder=tmp_path, environment={})
            output = ran.stdout.replace(str(tmp_path), "/srv")
            assert [line for line in lines if line not in output] == [], output


def test_every_command_of_the_guide_is_in_the_rehearsal() -> None:
    assert len(scenes()) > 5
    rehearsed = [command(step) for _title, step in STEPS]
    assert [scene for scene, _lines in scenes() if tuple(scene) not in rehearsed] == []


@pytest.mark.parametrize("line", [line for _command, lines in scenes() for line in lines])
def test_lines_fit_a_terminal(line: str) -> None:
    assert len(line) <= 100 or "binance_underlying=" in line or "There is no evidence" in line
