# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make the simulated exchange new, with open block orders; their keys are returned as ``open_orders``.

With ``quotes_on`` it has as many ordinary orders in place of them, shared out among these symbols.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

from ansible.module_utils.basic import AnsibleModule


def control(url: str, method: str, **arguments: Any) -> Any:
    request = Request(f"{url}/_control/{method}", json.dumps(arguments).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=30) as answer:
        return json.load(answer)["result"]


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "url": {"type": "str", "required": True},
            "limits": {"type": "dict", "required": True},
            "orders": {"type": "int", "required": True},
            "quotes_on": {"type": "list", "elements": "str", "default": []},
        }
    )
    url = module.params["url"]
    control(url, "reset")
    control(url, "set_limits", **module.params["limits"])
    orders, symbols = module.params["orders"], module.params["quotes_on"]
    for symbol in symbols:
        control(url, "seed_option_orders", count=orders // len(symbols), symbol=symbol)
    open_orders = [] if symbols else control(url, "seed_many", count=orders)
    module.exit_json(changed=True, open_orders=open_orders)


if __name__ == "__main__":
    main()
