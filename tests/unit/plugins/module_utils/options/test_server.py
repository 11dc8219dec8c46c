# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The server and its certificates."""

from __future__ import annotations

import pytest

from ansible_collections.marketops.binance.plugins.module_utils._options.checks import BadOption
from ansible_collections.marketops.binance.plugins.module_utils._options.server import read_ca_path


def test_what_can_be_no_path_is_refused() -> None:
    """Newer cores refuse it themselves, when they log the options, so no task can show it."""
    with pytest.raises(BadOption, match=r"ca_path.*not a path"):
        read_ca_path({"ca_path": "/no/such\0file"})
