# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The practical floor: what an operator would write first. A cancel and a query with ``requests``, and no check."""

from __future__ import annotations

import hashlib
import hmac
import os
import time

import requests
from ansible.module_utils.basic import AnsibleModule

SPEC = {"block_order_matching_key": {"type": "str", "required": True, "no_log": False}}


def call(session: requests.Session, method: str, path: str, key: str) -> object:
    query = f"blockOrderMatchingKey={key}&recvWindow=5000&timestamp={int(time.time() * 1000)}"
    secret = os.environ["BINANCE_API_SECRET"].encode()
    signature = hmac.new(secret, query.encode(), hashlib.sha256).hexdigest()
    url = f"{os.environ['BINANCE_API_URL']}{path}?{query}&signature={signature}"
    answer = session.request(method, url, timeout=10)
    answer.raise_for_status()
    return answer.json()


def main() -> None:
    module = AnsibleModule(argument_spec=SPEC)
    key = module.params["block_order_matching_key"]
    session = requests.Session()
    session.headers["X-MBX-APIKEY"] = os.environ["BINANCE_API_KEY"]
    call(session, "DELETE", "/eapi/v1/block/order/create", key)
    module.exit_json(changed=True, orders=call(session, "GET", "/eapi/v1/block/order/orders", key))


if __name__ == "__main__":
    main()
