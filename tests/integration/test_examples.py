# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The modules' examples, run as pasted."""

from __future__ import annotations

import importlib
import sys
import textwrap
from pathlib import Path

import pytest

from ansible_collections.marketops.binance.tests.exchange.remote import Remote

from .conftest import Play

MODULES = ("binance_block_order", "binance_block_order_info", "binance_block_trade_info", "binance_time_info")
KEYS = ("7d046e6e-a429-4335-ab9d-6a681febcde5", "1f4b2a0c-6a3e-4d0e-9d5c-0f3d7f0e7b11")

_PLAY = """
- name: Run the examples
  hosts: desk
  gather_facts: false
  vars:
    binance_api_key: "{{ lookup('ansible.builtin.env', 'BINANCE_API_KEY') }}"
    binance_api_secret: "{{ lookup('ansible.builtin.env', 'BINANCE_API_SECRET') }}"
  tasks:
"""


# The order of another account that the examples accept.
OFFERED = "2c8a1c7e-5e0b-4a55-9a0e-6b0d7b1f3c21"


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_run_as_pasted(exchange: Remote, play: Play, tmp_path: Path, module: str) -> None:
    for key in KEYS:
        exchange.seed(key=key)
    exchange.seed()
    exchange.seed(key=OFFERED, account="other", side="SELL", quantity="1.2", price="2.8")
    text = importlib.import_module(f"ansible_collections.marketops.binance.plugins.modules.{module}").EXAMPLES
    playbook, inventory = tmp_path / "examples.yml", tmp_path / "inventory"
    playbook.write_text(_PLAY + textwrap.indent(text, "    "))
    local = f"ansible_connection=local ansible_python_interpreter={sys.executable}"
    inventory.write_text(f"desk {local}\nbastion {local}\n")
    ran = play(playbook, "-i", str(inventory))
    assert ran.returncode == 0, ran.stdout
    if module == "binance_block_order":
        assert not any(exchange.truth(key).open for key in KEYS)
        assert exchange.truth(OFFERED).ended_by == "accept"
