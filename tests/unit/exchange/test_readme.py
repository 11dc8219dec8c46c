# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.tests.exchange import FAULTS, OptionSwitches, Switches
from ansible_collections.marketops.binance.tests.exchange.controls import CONTROLS
from ansible_collections.marketops.binance.tests.exchange.faults import BULK_KINDS
from ansible_collections.marketops.binance.tests.exchange.limits import Settings
from ansible_collections.marketops.binance.tests.exchange.operations import OPERATION_NAMES
from ansible_collections.marketops.binance.tests.exchange.switch_board import choices_of

README = (Path(__file__).parents[2] / "exchange" / "README.md").read_text(encoding="utf-8")


def first_cells(title: str) -> list[str]:
    """What the table below that title names in its first column."""
    section = README.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    return re.findall(r"`([^`]+)`", " ".join(re.findall(r"^\| ([^|]*) \|", section, re.MULTILINE)))


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Control methods", list(CONTROLS)),
        ("Switches", [switch.name for kind in (Switches, OptionSwitches) for switch in fields(kind)]),
        ("Faults", [*FAULTS, *BULK_KINDS]),
        ("Limits", [setting.name for setting in fields(Settings)]),
    ],
)
def test_tables_are_complete(title: str, names: list[str]) -> None:
    assert sorted(first_cells(title)) == sorted(names)


def test_positions_are_named() -> None:
    for name, positions in {**choices_of(Switches), **choices_of(OptionSwitches)}.items():
        row = next(line for line in README.splitlines() if line.startswith("|") and f"`{name}`" in line.split("|")[1])
        assert all(str(position).lower() in row.lower() for position in positions)


def test_operations_are_named() -> None:
    assert all(f"`{name}`" in README for name in OPERATION_NAMES)
