# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Give a module its arguments in this process, with every ansible-core from 2.16."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from typing import Any
from unittest import mock

from ansible.module_utils import basic

try:
    from ansible.module_utils.testing import patch_module_args
except ImportError:  # before ansible-core 2.19

    @contextlib.contextmanager
    def patch_module_args(args: dict[str, Any]) -> Iterator[None]:
        encoded = json.dumps({"ANSIBLE_MODULE_ARGS": args}).encode()
        with mock.patch.object(basic, "_ANSIBLE_ARGS", encoded):
            yield


def warning_text(warning: Any) -> str:
    """The text of one entry of a module's ``warnings``: an object since ansible-core 2.19, a text before."""
    text: str = warning if isinstance(warning, str) else warning["event"]["msg"]
    return text


__all__ = ["patch_module_args", "warning_text"]
