# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Make the simulated exchange new, with open orders; their keys are returned as ``open_orders``."""

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
        }
    )
    url = module.params["url"]
    control(url, "reset")
    control(url, "set_limits", **module.params["limits"])
    module.exit_json(changed=True, open_orders=control(url, "seed_many", count=module.params["orders"]))


if __name__ == "__main__":
    main()
