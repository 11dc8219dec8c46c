# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where the files of a window are, and the names of windows."""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from ansible import constants

_LONGEST = 200


def folder_name(account: str) -> str:
    """A folder for an account: no two accounts have the same."""
    name = "".join(
        char if re.match(r"[A-Za-z0-9._:@+-]", char) else "".join(f"%{byte:02X}" for byte in char.encode("utf-8"))
        for char in account
    )
    name = re.sub(r"^\.", "%2E", name)
    if len(name) <= _LONGEST:
        return name
    return f"{name[:100]}%-{hashlib.sha256(account.encode('utf-8')).hexdigest()}"


@dataclass(frozen=True)
class Paths:
    """The files of one account in one window."""

    evidence: Path
    report: Path
    index: Path
    index_json: Path
    lock: Path

    @classmethod
    def of(cls, evidence_dir: str | Path, window_id: str, account: str) -> Paths:
        window = Path(evidence_dir) / window_id
        folder = window / folder_name(account)
        return cls(
            folder / "evidence.json",
            folder / "report.html",
            window / "index.html",
            window / "index.json",
            window / ".lock",
        )

    @property
    def window(self) -> Path:
        return self.index.parent

    @property
    def refusal(self) -> Path:
        """Holds the refusal of an address by the exchange, for the other accounts of this run of Ansible."""
        return of_this_run(self.window)


def of_this_run(path: Path) -> Path:
    """A file that stands for ``path``, ends with this run of Ansible, and may be written in check mode too."""
    name = hashlib.sha256(os.fsencode(path)).hexdigest()
    return Path(constants.DEFAULT_LOCAL_TMP) / f"marketops.binance.{name}"


def known_windows(evidence_dir: str | Path, account: str | None = None) -> list[str]:
    """The ids of which there is evidence (of ``account``), the newest last."""
    folder = folder_name(account) if account else "*"
    times: dict[str, float] = {}
    for path in Path(evidence_dir).glob(f"*/{folder}/evidence.json"):
        name = path.parent.parent.name
        try:
            times[name] = max(times.get(name, 0.0), path.stat().st_mtime)
        except OSError:
            continue
    return sorted(times, key=lambda name: (times[name], name))


def known_text(evidence_dir: str | Path, window_id: str, account: str) -> str:
    """Which windows are known there: the closest to an unknown id, and the newest. Empty if none is."""
    known = known_windows(evidence_dir, account)
    if not known:
        return ""
    close = difflib.get_close_matches(window_id, known, n=1, cutoff=0.5)
    words = [f"the closest is {close[0]}"] if close else []
    if known[-1] not in close:
        words.append(f"the newest is {known[-1]}")
    return f"Of the windows known there, {' and '.join(words)}."
