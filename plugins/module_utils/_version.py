# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it can change in any release without notice.

"""The version of the collection, as in ``galaxy.yml``, which modules can't read on a target."""

from __future__ import annotations

VERSION = "1.0.0"
