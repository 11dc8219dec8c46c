# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The local connection, lost as soon as the file is there that the variable ``lost_when`` names."""

from __future__ import annotations

import os
from typing import Any

from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.connection.local import Connection as LocalConnection

DOCUMENTATION = r"""
name: fragile
short_description: The local connection, until it is lost
description: For the tests.
author: marketops.binance contributors (@marketops)
options:
  lost_when:
    description: The connection is lost as soon as this file is there.
    type: str
    vars:
      - name: lost_when
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(LocalConnection):  # type: ignore[misc]  # ansible-core has no type information
    transport = "fragile"

    def exec_command(self, *args: Any, **kwargs: Any) -> Any:
        ran = super().exec_command(*args, **kwargs)
        if os.path.exists(self.get_option("lost_when")):
            raise AnsibleConnectionFailure("the connection was lost")
        return ran
