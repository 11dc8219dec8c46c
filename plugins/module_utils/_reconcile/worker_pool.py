# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A worker pool: one job for many subjects, several at a time."""

from __future__ import annotations

import threading
import typing as t

T = t.TypeVar("T")


class WorkerPool:
    """Runs jobs on at most ``size`` threads, the caller's own being one of them."""

    def __init__(self, size: int) -> None:
        self._size = size

    def run(self, job: t.Callable[[T], None], subjects: t.Sequence[T]) -> None:
        """Do ``job`` for every subject, wait for all of them, and only then raise the first error, if any."""
        errors: list[BaseException] = []
        waiting = iter(subjects)

        def work() -> None:
            for subject in waiting:
                try:
                    job(subject)
                except BaseException as error:  # pylint: disable=broad-except
                    errors.append(error)
                    if not isinstance(error, Exception):
                        # After an operator's Ctrl-C no worker starts anything more.
                        for _subject in waiting:
                            pass

        helpers = [threading.Thread(target=work, daemon=True) for _helper in range(min(self._size, len(subjects)) - 1)]
        for helper in helpers:
            helper.start()
        work()
        for helper in helpers:
            helper.join()
        if errors:
            raise errors[0]
