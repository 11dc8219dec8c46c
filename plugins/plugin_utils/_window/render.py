# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The pages of a window, made by Jinja templates. All text is escaped."""

from __future__ import annotations

import functools
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from .codec import Json
from .index_view import index_view
from .report_view import report_view
from .window import Window


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def compile_templates() -> None:
    """Compile the templates. Ansible imports an action before it forks its workers, so once for all accounts."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def render_report(window: Window) -> str:
    """The report of one account."""
    return _environment().get_template("report.html.j2").render(view=report_view(window))


def render_index(document: Json) -> str:
    """The page of all accounts."""
    return _environment().get_template("index.html.j2").render(view=index_view(document))
