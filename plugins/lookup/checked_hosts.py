# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: checked_hosts
short_description: Check the hosts of a playbook of this collection
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Returns a pattern for the keyword C(hosts) as it was given, or fails if a part of it matches no host. Ansible itself
    only warns, leaves that part out, and succeeds.
  - It is meant for the playbooks of this collection, and may change at any time.
options:
  _terms:
    description:
      - The pattern. Parts that begin with C(!), C(&) or C(~) may match no host.
    type: raw
    required: true
  limit:
    description:
      - The pattern of C(--limit), which is checked in the same way. Parts that begin with C(@) are not checked.
    type: str
    default: ''
"""

EXAMPLES = r"""
- name: Run on these hosts only if both are in the inventory
  hosts: "{{ lookup('marketops.binance.checked_hosts', 'desk_a,desk_b') }}"
"""

RETURN = r"""
_raw:
  description: The pattern.
  type: list
  elements: str
"""

import typing as t

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.inventory.manager import InventoryManager, split_host_pattern
from ansible.plugins.lookup import LookupBase

_MAY_MATCH_NONE = ("!", "&", "~", "@")
_LOCAL = ("localhost", "127.0.0.1", "::1")


class LookupModule(LookupBase):  # type: ignore[misc]  # ansible-core has no type information
    def run(self, terms: t.Any, variables: t.Any = None, limit: t.Any = "", **kwargs: t.Any) -> list[str]:
        if not all(terms):
            raise AnsibleLookupError(
                "binance_hosts has no value, so nothing was done. Name the hosts, or leave it out for localhost."
            )
        wanted, limits = _parts(terms), _parts(limit)
        inventory = _inventory(self._loader, (variables or {}).get("groups") or {})
        for parts, name in ((wanted, "binance_hosts"), (limits, "--limit")):
            for part in parts if len(parts) > 1 else ():
                if not part.startswith(_MAY_MATCH_NONE) and not _matches(inventory, [part]):
                    raise AnsibleLookupError(
                        f"{name}={','.join(parts)}: {part} matches no host of the inventory, so nothing was done. "
                        "Correct it, and check the inventory (-i)."
                    )
        found = _matches(inventory, wanted)
        if limits and not any(part.startswith("@") for part in limits):
            found &= _matches(inventory, limits)
        if not found:
            with_limit = f" with --limit {','.join(limits)}" if limits else ""
            raise AnsibleLookupError(
                f"binance_hosts={','.join(wanted)}{with_limit} matches no host of the inventory, so nothing was done. "
                "Correct it, and check the inventory (-i)."
            )
        return [",".join(wanted)]


def _parts(pattern: t.Any) -> list[str]:
    return [part for part in split_host_pattern(pattern) if part]


def _inventory(loader: t.Any, groups: t.Mapping[str, t.Sequence[str]]) -> InventoryManager:
    inventory = InventoryManager(loader, parse=False)
    for group, hosts in groups.items():
        inventory.add_group(group)
        for host in hosts:
            inventory.add_host(host, group=group)
    return inventory


def _matches(inventory: InventoryManager, parts: t.Sequence[str]) -> set[str]:
    """The names of the hosts. Without "localhost" in the inventory, Ansible has an implicit one."""
    added = [part for part in parts if not part.startswith(("!", "&"))] or ["all"]
    found = {name for part in added for name in _names(inventory, part)}
    for part in parts:
        if part.startswith("&"):
            found &= _names(inventory, part[1:])
    for part in parts:
        if part.startswith("!"):
            found -= _names(inventory, part[1:])
    return found or {part for part in parts if part in _LOCAL}


def _names(inventory: InventoryManager, part: str) -> set[str]:
    try:
        return {str(host.name) for host in inventory.get_hosts(pattern=[part])}
    except AnsibleError:  # what matches none may be an error (host_pattern_mismatch), and then has a worse message
        return set()
