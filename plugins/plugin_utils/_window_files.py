# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of a maintenance window: read whole, replaced at once, by one process at a time."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import tempfile
import typing as t
from pathlib import Path

from ._window import Window, from_evidence
from ._window_page import index_page, report_page
from ._window_verdict import as_evidence

_MODE = 0o640


class WindowFiles:
    """``<evidence_dir>/<id>/<account>/evidence.json`` and ``report.html``, ``<evidence_dir>/<id>/index.html``."""

    def __init__(self, evidence_dir: str, window_id: str, account: str) -> None:
        self._id, self._account = window_id, account
        self._top = Path(evidence_dir)
        self._window = self._top / window_id
        folder = self._window / re.sub(r"[^A-Za-z0-9._:@+-]|^\.", "_", account)
        self.evidence, self.report, self.index = (
            folder / "evidence.json",
            folder / "report.html",
            self._window / "index.html",
        )

    @contextlib.contextmanager
    def lock(self) -> t.Iterator[None]:
        """Nobody else changes the window's files meanwhile. Raises ``OSError``."""
        self.evidence.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        with open(self._window / ".lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def read(self) -> Window | None:
        """What was written before; ``None`` if nothing was. Raises ``ValueError`` and ``OSError``."""
        try:
            text = self.evidence.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        window = from_evidence(json.loads(text))
        if not self._is_of(window):
            raise ValueError(f"it is that of the window {window.id} of {window.account}")
        return window

    def draft(self, document: t.Any) -> Window | None:
        """The window in what would have been written, if it is this one. Raises ``ValueError``."""
        window = from_evidence(document) if document else None
        return window if window and self._is_of(window) else None

    def _is_of(self, window: Window) -> bool:
        return (window.id, window.account) == (self._id, self._account)

    def write(self, window: Window) -> None:
        """Write evidence and report anew, and the index of all accounts. Raises ``OSError``."""
        _replace(self.evidence, json.dumps(as_evidence(window), indent=1, ensure_ascii=False) + "\n")
        _replace(self.report, report_page(window))
        _replace(self.index, index_page(self._id, self._accounts()))

    def others(self) -> list[str]:
        """The ids of the windows that there is evidence of for this account."""
        return sorted(
            path.parent.parent.name for path in self._top.glob(f"*/{self.evidence.parent.name}/evidence.json")
        )

    def _accounts(self) -> dict[str, dict[str, t.Any] | None]:
        found: dict[str, dict[str, t.Any] | None] = {}
        for path in self._window.glob("*/evidence.json"):
            found[path.parent.name] = None
            with contextlib.suppress(OSError, ValueError):
                document = json.loads(path.read_text(encoding="utf-8"))
                from_evidence(document)
                found[path.parent.name] = document
        return found


def _replace(path: Path, text: str) -> None:
    """The file has either its old content or the new one, whatever happens."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _MODE)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
