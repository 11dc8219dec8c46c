# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Results as tables for people, and as files to compare with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Result = Mapping[str, Any]


def previous(folder: Path, plan: str) -> Result | None:
    """The newest result of that plan, if there is one; its file's name says when it was."""
    files = sorted(folder.glob(f"{plan}-*.json"))
    if not files:
        return None
    result: Result = json.loads(files[-1].read_text(encoding="utf-8"))
    return result


def write(folder: Path, result: Result) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{result['plan']}-{result['when']}.json"
    file.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return file


def text(result: Result, before: Result | None) -> str:
    """The tables; ``change`` is against ``before``."""
    blocks = [
        _table(
            ["median of", "repeats", "ms", "change"],
            [
                [
                    name,
                    str(len(result["samples"][name])),
                    f"{seconds * 1000:.0f}",
                    _change(before, "medians", name, seconds),
                ]
                for name, seconds in result["medians"].items()
            ],
        ),
        _table(
            ["orders", "requests", "weight", "per order", "peak MB"],
            [
                [
                    str(cost["orders"]),
                    str(cost["requests"]),
                    str(cost["weight"]),
                    f"{cost['requests'] / cost['orders']:.3g} / {cost['weight'] / cost['orders']:.3g}",
                    f"{cost['peak_mb']:.1f}",
                ]
                for cost in result["costs"]
            ],
        ),
        _table(
            ["figure", "goal", "measured", "", "change"],
            [
                [
                    figure["name"],
                    f"{figure['goal']:.4g}",
                    f"{figure['measured']:.3g}",
                    "ok" if figure["reached"] else "MISSED",
                    _change(before, "measured", figure["name"], figure["measured"]),
                ]
                for figure in result["figures"]
            ],
        ),
    ]
    missed = sum(not figure["reached"] for figure in result["figures"])
    verdict = f"MISSED: {missed} of {len(result['figures'])} figures." if missed else "All figures are reached."
    against = f" Changes are against {before['when']}." if before else ""
    load = f" The machine was not quiet: load {result['load']:.1f} before the run." if result["load"] > 0.5 else ""
    return "\n\n".join([*blocks, verdict + against + load])


def _change(before: Result | None, part: str, name: str, value: float) -> str:
    old = before[part].get(name) if before else None
    if old is None:
        return ""
    return f"{100 * (value / old - 1):+.0f} %" if old else f"{value - old:+.3g}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    lines = [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (head, ["-" * width for width in widths], *rows)
    ]
    return "\n".join(line.rstrip() for line in lines)
