# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lock of a window's files: one process at a time, with a bounded wait, and with the name of the holder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
import typing as t
from pathlib import Path

PATIENCE = 60.0
_PAUSE, _QUIET = 0.05, 1.0


class Locked(OSError):
    """Another run did not release the lock in time."""


@contextlib.contextmanager
def lock(
    path: Path,
    holder: str,
    patience: float = PATIENCE,
    waiting: t.Callable[[str], None] = lambda other: None,
    now: t.Callable[[], float] = time.monotonic,
    sleep: t.Callable[[float], None] = time.sleep,
) -> t.Iterator[None]:
    """Hold the lock. ``waiting`` is called once, with the holder, if that takes a while. Raises ``Locked``."""
    descriptor = _open(path)
    try:
        started, reported = now(), False
        while not _taken(descriptor):
            waited = now() - started
            if waited >= patience:
                raise Locked(
                    f"another run ({_holder(path)}) has held the lock {path} for more than {patience:g} s. Check "
                    "whether that run hangs, and end it"
                )
            if waited >= _QUIET and not reported:
                reported = True
                waiting(_holder(path))
            sleep(_PAUSE)
        _write(descriptor, holder)
        yield
    finally:
        os.close(descriptor)


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except PermissionError:
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)  # made by another user: enough to hold it


def _taken(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _write(descriptor: int, holder: str) -> None:
    """The name helps others; the lock works without it, for example on a full disk."""
    with contextlib.suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, holder.encode(), 0)


def _holder(path: Path) -> str:
    with contextlib.suppress(OSError):
        return path.read_text("utf-8", "replace").strip()[:200] or "unknown"
    return "unknown"
