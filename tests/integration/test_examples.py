# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Examples that use what only Ansible does: variables, defaults of a group, loops, blocks, delegation.

``unit/docs/test_examples.py`` gives the options of each example to its module, twice.
"""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

from ansible_collections.marketops.binance.tests.exchange.remote import Remote
from ansible_collections.marketops.binance.tests.support.examples import OFFERED, blocks, examples, seed

from .conftest import Play

MODULES = ("binance_time_info", "binance_block_trade_info", "binance_block_order_info", "binance_block_order")
# The pauses that confirm are the subject of other tests.
_PLAY = """
- name: Run the examples
  hosts: desk
  gather_facts: false
  module_defaults:
    marketops.binance.binance_block_order: {confirm_delay: 0.1}
  tasks:
"""
_CREDENTIALS = [
    f"{prefix}binance_api_{name}=\"{{{{ lookup('ansible.builtin.env', 'BINANCE_API_{name.upper()}') }}}}\""
    for prefix in ("", "vault_")
    for name in ("key", "secret")
]


def test_the_examples_run_as_pasted(exchange: Remote, play: Play, tmp_path: Path) -> None:
    seed(exchange)
    (drain,) = (text for text in blocks().values() if "binance.binance_block_order:" in text and "hosts: " in text)
    tasks = [textwrap.indent(examples(module), "    ") for module in MODULES]
    playbook, inventory = tmp_path / "examples.yml", tmp_path / "inventory"
    playbook.write_text(_PLAY + "".join(tasks) + drain)
    local = f"ansible_connection=local ansible_python_interpreter={sys.executable} ansible_pipelining=true"
    inventory.write_text("\n".join([f"desk {local}", f"bastion {local}", "[all:vars]", *_CREDENTIALS, ""]))
    ran = play(playbook, "-i", str(inventory))
    assert ran.returncode == 0, ran.stdout
    ends = {order.key: (order.open, order.ended_by) for order in exchange.orders()}
    assert ends.pop(OFFERED) == (False, "accept")
    # Those on ETHUSDT are created last; the play then drains BTCUSDT.
    assert sorted(ends.values()) == [(False, "cancel")] * (len(ends) - 1) + [(True, None)]
