# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A plugin for pytest that prints a table at the end of the run: a row and a column for each test.

Tests carry the marker ``cell(row, column)``; a parameter with an id gives the row if the marker does not.
"""

from __future__ import annotations

import pytest

_WORDS = {"passed": "ok", "failed": "FAILED", "skipped": "-"}


class ResultTable:
    """``rows`` maps the id of a row to what is printed for it."""

    def __init__(self, title: str, rows: dict[str, str]) -> None:
        self._title = title
        self._rows = rows
        self._cells: dict[tuple[str, str], str] = {}
        self._columns: list[str] = []
        self._reasons: list[str] = []

    @pytest.hookimpl
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            marker = item.get_closest_marker("cell")
            row = next((name for name in self._rows if name in _ids(item)), None)
            if marker is not None and row is not None:
                item.user_properties += [("row", row), ("column", marker.args[0])]
                if marker.args[0] not in self._columns:
                    self._columns.append(marker.args[0])

    @pytest.hookimpl
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        properties = dict(report.user_properties)
        if "row" not in properties or (report.when != "call" and report.outcome == "passed"):
            return
        cell = (str(properties["row"]), str(properties["column"]))
        word = _WORDS[report.outcome]
        if report.outcome == "skipped" and isinstance(report.longrepr, tuple):
            reason = str(report.longrepr[2]).removeprefix("Skipped: ")
            self._reasons.append(f"{self._rows[cell[0]]}, {cell[1]}: {reason}")
        if report.outcome == "passed":
            word = f"ok {report.duration:.0f} s"
        # A cell of several tests shows the worst.
        if self._cells.get(cell, "ok").startswith("ok") or word == "FAILED":
            self._cells[cell] = word

    @pytest.hookimpl
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        lines = [[self._title, *self._columns]]
        for row, label in self._rows.items():
            cells = [self._cells.get((row, column), "") for column in self._columns]
            if any(cells):
                lines.append([label, *cells])
        widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
        terminalreporter.section("table")
        for line in lines:
            terminalreporter.write_line(
                "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
            )
        for reason in self._reasons:
            terminalreporter.write_line(f"- {reason}")


def _ids(item: pytest.Item) -> list[str]:
    callspec = getattr(item, "callspec", None)
    return [] if callspec is None else callspec._idlist
