# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

# Private to this collection: it can change in any release without notice.

"""What the modules have in common that only ask."""

from __future__ import annotations

import typing as t
from contextlib import closing

from ansible.module_utils.basic import AnsibleModule

from ._arguments import make_client
from ._client import Client, Refused
from ._stops import Stop, Stopped, internal_stop


def query(module: AnsibleModule, ask: t.Callable[[Client], dict[str, t.Any]]) -> dict[str, t.Any]:
    """What ``ask`` returns, with what a query has to tell besides. What can't be read is never "none"."""
    with closing(make_client(module)) as client:
        try:
            found = ask(client)
        except Stopped as stopped:
            return _failure(stopped.stop, client)
        except Refused as refusal:
            from ._reasons import query_stop

            return _failure(query_stop(refusal.finding), client)
        except Exception as error:  # its text may hold a signed URL
            return _failure(internal_stop(error), client)
        return {"changed": False, **found, "read_at": client.clock.now_ms(), "requests": client.requests_made()}


def _failure(stop: Stop, client: Client) -> dict[str, t.Any]:
    return {
        "failed": True,
        "msg": f"Not read. {stop.msg}",
        "error": {**stop.as_result(), "final": stop.final},
        "requests": client.requests_made(),
    }
