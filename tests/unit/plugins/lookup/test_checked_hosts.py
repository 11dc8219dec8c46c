# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which hosts a playbook refuses."""

from __future__ import annotations

import re
from typing import Any

import pytest
from ansible.errors import AnsibleLookupError
from ansible.parsing.dataloader import DataLoader

from ansible_collections.marketops.binance.plugins.lookup.checked_hosts import LookupModule

GROUPS = {"all": ["desk_a", "desk_b", "other"], "desks": ["desk_a", "desk_b"], "empty": []}


def checked(pattern: Any, limit: str = "") -> Any:
    return LookupModule(loader=DataLoader()).run([pattern], {"groups": GROUPS}, limit=limit)


@pytest.mark.parametrize(
    ("pattern", "limit"),
    [
        ("desk_a,desk_b", ""),
        ("desks:!desk_c", ""),
        ("desk_a, &desks,~x.*", ""),
        ("localhost", "localhost"),
        ("desk[_]*", "desk_b,!desk_x"),
        ("desks", "@failed.retry"),
    ],
)
def test_a_pattern_is_returned(pattern: str, limit: str) -> None:
    (found,) = checked(pattern, limit)
    assert found.replace(",", ":") == pattern.replace(", ", ":").replace(",", ":")


def test_a_list_will_do() -> None:
    assert checked(["desk_a", "desk_b"]) == ["desk_a,desk_b"]


@pytest.mark.parametrize(
    ("pattern", "limit", "sentence"),
    [
        ("desk_a,desk_bb", "", "binance_hosts=desk_a,desk_bb: desk_bb matches no host of the inventory"),
        ("desk_a:desk_bb", "", "binance_hosts=desk_a,desk_bb: desk_bb matches no host of the inventory"),
        (["desk_a", "desk_bb"], "", "binance_hosts=desk_a,desk_bb: desk_bb matches no host"),
        ("desk_a,empty", "", "binance_hosts=desk_a,empty: empty matches no host"),
        ("desks", "desk_a,desk_bb", "--limit=desk_a,desk_bb: desk_bb matches no host"),
        ("desk_bb", "", "binance_hosts=desk_bb matches no host of the inventory, so nothing was done. Correct it"),
        ("desks", "desk_bb", "binance_hosts=desks with --limit desk_bb matches no host"),
        ("desks", "other", "binance_hosts=desks with --limit other matches no host"),
        ("desks,!desks", "", "binance_hosts=desks,!desks matches no host"),
        ("~desk_c", "", "binance_hosts=~desk_c matches no host"),
        (None, "", "binance_hosts has no value, so nothing was done."),
        ("", "", "binance_hosts has no value"),
        ([], "", "binance_hosts has no value"),
    ],
)
def test_what_matches_no_host_is_refused(pattern: Any, limit: str, sentence: str) -> None:
    with pytest.raises(AnsibleLookupError, match=re.escape(sentence)):
        checked(pattern, limit)
