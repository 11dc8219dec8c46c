# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A simulated exchange: a real HTTP server on loopback that speaks the block-trade API of Binance Options."""

from __future__ import annotations

from .accounts import hmac_signature
from .certificates import make_certificates
from .faults import KINDS as FAULTS
from .journal import Entry
from .option_orders import OptionTruth
from .option_switches import OptionSwitches
from .remote import Remote
from .server import Exchange
from .simulation import wait_until_idle
from .switches import Switches, choices
from .world import Truth

__all__ = [
    "FAULTS",
    "Entry",
    "Exchange",
    "OptionSwitches",
    "OptionTruth",
    "Remote",
    "Switches",
    "Truth",
    "choices",
    "hmac_signature",
    "make_certificates",
    "wait_until_idle",
]
