# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a script with the exchange's official client does: one cancel after another."""

from __future__ import annotations

import json
import sys

from binance_common.configuration import ConfigurationRestAPI
from binance_sdk_derivatives_trading_options.derivatives_trading_options import DerivativesTradingOptions

if __name__ == "__main__":
    job = json.load(sys.stdin)
    client = DerivativesTradingOptions(
        config_rest_api=ConfigurationRestAPI(
            api_key=job["api_key"], api_secret=job["api_secret"], base_path=job["url"], timeout=10000
        )
    )
    for key in job["keys"]:
        client.rest_api.cancel_block_trade_order(block_order_matching_key=key)
