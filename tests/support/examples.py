# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Everything that the collection shows for pasting: examples of modules, blocks of the documents, playbooks."""

from __future__ import annotations

import importlib
import re
import textwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
MODULES = sorted(path.stem for path in (ROOT / "plugins/modules").glob("binance_*.py"))

_KEYS = ("7d046e6e-a429-4335-ab9d-6a681febcde5", "1f4b2a0c-6a3e-4d0e-9d5c-0f3d7f0e7b11")
_ORDER_ID = "4611875134427365377"
# The order of another account that is accepted.
OFFERED = "2c8a1c7e-5e0b-4a55-9a0e-6b0d7b1f3c21"


def examples(module: str) -> str:
    text: str = importlib.import_module(f"ansible_collections.marketops.binance.plugins.modules.{module}").EXAMPLES
    return text


def blocks() -> dict[str, str]:
    """The blocks of YAML in the documents."""
    found: dict[str, str] = {}
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.rst")]):
        text = path.read_text(encoding="utf-8")
        shown = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
        shown += re.findall(r"^\.\. code-block:: yaml\S*\n\n((?:    .*\n|\n)+)", text, re.MULTILINE)
        found |= {f"{path.name} {number}": textwrap.dedent(block) for number, block in enumerate(shown)}
    return found


def seed(exchange: Any) -> None:
    """Make what the examples are about."""
    for key in _KEYS:
        exchange.seed(key=key)
    exchange.seed(symbol="ETH-261225-4000-P")
    exchange.seed(key=OFFERED, account="other", side="SELL", quantity="1.2", price="2.8")
    exchange.seed_option_order(order_id=_ORDER_ID, client_order_id="first")
    exchange.seed_option_orders(3)  # quote-1, …
