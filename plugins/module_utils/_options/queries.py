# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the modules that only query have in common."""

from __future__ import annotations

import typing as t
from contextlib import closing

from ansible.module_utils.basic import AnsibleModule

from .._exchange.api import Api, Refused
from .._exchange.stops import Stop, Stopped, internal_stop
from .connection import make_api


def query(module: AnsibleModule, ask: t.Callable[[Api], dict[str, t.Any]]) -> dict[str, t.Any]:
    """The result of ``ask``, with what every query returns. An unreadable answer is never "none"."""
    with closing(make_api(module)) as api:
        try:
            found = ask(api)
        except Stopped as stopped:
            return _failure(stopped.stop, api)
        except Refused as refusal:
            from .._exchange.stop_reasons import query_stop

            return _failure(query_stop(refusal.verdict), api)
        except Exception as error:  # its text may hold a signed URL
            return _failure(internal_stop(error), api)
        return {"changed": False, **found, "read_at": api.clock.now_ms(), "requests": api.requests_made()}


def _failure(stop: Stop, api: Api) -> dict[str, t.Any]:
    return {
        "failed": True,
        "msg": f"Not read. {stop.msg}",
        "error": stop.as_result(),
        "requests": api.requests_made(),
    }
