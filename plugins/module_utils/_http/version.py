# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The version of the collection, as in ``galaxy.yml``, which modules can't read on a target."""

from __future__ import annotations

VERSION = "1.0.0"
