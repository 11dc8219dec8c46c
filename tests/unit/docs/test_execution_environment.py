# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The execution environment: ansible-builder accepts its definition, and finds what the collection needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ansible_builder = pytest.importorskip("ansible_builder")

ROOT = Path(__file__).parents[3]


def test_ansible_builder_makes_a_context_from_the_definition(tmp_path: Path) -> None:
    definition = ROOT / "docs/execution-environment.yml"
    command = [
        sys.executable,
        "-m",
        "ansible_builder",
        "create",
        "--file",
        str(definition),
        "--context",
        str(tmp_path),
        "--output-filename",
        "Containerfile",
    ]
    made = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    collections = yaml.safe_load((tmp_path / "_build/requirements.yml").read_text(encoding="utf-8"))
    assert collections == {"collections": [{"name": "marketops.binance"}]}
    assert "FROM $EE_BASE_IMAGE" in (tmp_path / "Containerfile").read_text(encoding="utf-8")


def test_ansible_builder_finds_what_the_collection_needs(tmp_path: Path) -> None:
    from ansible_builder._target_scripts.introspect import process_collection

    python, system = process_collection(str(ROOT))
    assert [line.split(">=")[0] for line in python] == ["requests", "cryptography"]
    assert system == ["openssh-clients [platform:rpm]", "openssh-client [platform:dpkg]"]
