# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Why a task sends nothing more, in sentences for an operator."""

from __future__ import annotations

import os
import typing as t


class Stop(t.NamedTuple):
    """Why nothing more is sent: whole sentences, and the answer that brought it about, if one did."""

    msg: str
    http_status: int | None = None
    code: int | None = None
    # Whether another task would do harm by going on: after a ban, a refused key, a rate limit, but not a time-out.
    final: bool = True

    def as_result(self) -> dict[str, t.Any]:
        return {"http_status": self.http_status, "code": self.code, "msg": self.msg}


class Stopped(Exception):
    """Nothing more may be sent in this task."""

    def __init__(self, stop: Stop) -> None:
        super().__init__(stop.msg)
        self.stop = stop


def internal_stop(error: BaseException) -> Stop:
    """Something that must not happen. A foreign exception's text is not passed on: it could hold a signed URL."""
    import traceback

    place = traceback.extract_tb(error.__traceback__)[-1]
    return Stop(
        f"A defect of this module stopped the task ({type(error).__name__} in {os.path.basename(place.filename)}, line "
        f"{place.lineno}). Please report it; look at the open orders before anything else.",
    )
