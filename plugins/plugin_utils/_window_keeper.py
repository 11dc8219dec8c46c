# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Keep the evidence of a maintenance window: add a step to what is there, and say what the steps so far prove."""

from __future__ import annotations

import contextlib
import re
import time
import typing as t

from ._window import CLOSE, OPEN, Record, Window
from ._window_files import WindowFiles
from ._window_page import moment
from ._window_steps import START
from ._window_verdict import as_evidence, assess, closing


class NotKept(Exception):
    """Nothing was written; the text says why, and what to change."""


def keep(given: t.Mapping[str, t.Any], check_mode: bool) -> dict[str, t.Any]:
    """Add the step to what is there. Raises ``NotKept``."""
    if not re.match(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z", given["id"]):
        raise NotKept(
            f"The window's id is {given['id']!r}: use letters, digits, dots, hyphens and underscores, such as "
            "2026-11-25."
        )
    files = WindowFiles(given["evidence_dir"], given["id"], given["account"])
    with _told(files):  # before the lock, which makes folders
        if given["action"] == CLOSE and files.draft(given["draft"]) is None and not files.evidence.exists():
            raise NotKept(_nothing_to_close(files, given))
    with _told(files), contextlib.nullcontext() if check_mode else files.lock():
        window = files.draft(given["draft"]) or files.read() or Window(given["id"], given["account"])
        warnings = _check_start(window, given) if given["step"].get("kind") == START and window.runs else []
        window.note(given["run"], given["action"], given["step"], check_mode, int(time.time() * 1000))
        if not check_mode:
            files.write(window)
    returned = {**_returned(window, files, given["run"]), "warnings": warnings}
    return {**returned, "draft": as_evidence(window)} if check_mode else returned


def _check_start(window: Window, given: t.Mapping[str, t.Any]) -> list[str]:
    """A further run is about what the window is about. Returns warnings; raises ``NotKept``."""
    asked = (given["step"].get("asked") or {}).get("underlyings") or []
    if set(asked) != set(window.underlyings) and (asked or given["action"] == OPEN):
        scope, other = (", ".join(names) or "the whole account" for names in (window.underlyings, asked))
        raise NotKept(
            f"The window {window.id} of {window.account} is about {scope}, and this run asks for {other}. Ask for the "
            "same again, or give another id."
        )
    closed = window.last_close
    if closed and given["action"] == OPEN:
        return [
            f"The window {window.id} was closed by the run of {moment(closed['started'])} UTC, and is opened again. "
            "For another maintenance give another id."
        ]
    return []


@contextlib.contextmanager
def _told(files: WindowFiles) -> t.Iterator[None]:
    try:
        yield
    except OSError as problem:
        raise NotKept(
            f"The evidence can't be kept in {files.evidence.parent}: {problem.strerror}. Mend that, or give another "
            "evidence_dir."
        ) from None
    except ValueError as problem:
        raise NotKept(
            f"The evidence in {files.evidence} can't be added to ({problem}), and is left as it is: move it away, or "
            "give another id."
        ) from None


def _nothing_to_close(files: WindowFiles, given: t.Mapping[str, t.Any]) -> str:
    others = files.others()
    known = f"There is evidence of {', '.join(others[-5:])}." if others else "There is no evidence of any window."
    return (
        f"There is no evidence of the window {given['id']} of {given['account']} in {given['evidence_dir']}. {known} "
        "Give the id under which it was opened, and the same evidence_dir."
    )


def _by_reason(records: t.Sequence[Record]) -> list[str]:
    """The keys, and why they may be open: each reason once, since one stop leaves many orders."""
    keys: dict[str, list[str]] = {}
    for record in records:
        keys.setdefault(record.why, []).append(record.key)
    return [f"{', '.join(found)} ({why})" for why, found in keys.items()]


def _returned(window: Window, files: WindowFiles, run: str) -> dict[str, t.Any]:
    found, closed = assess(window, run), closing(window, run)
    return {
        "changed": False,  # a log of the run is no change of what the run is about
        "verdict": found.verdict,
        "sentence": found.sentence,
        "next_step": found.next_step,
        "problem": found.problem,
        "trades_unread": found.trades_unread,
        "may_send": found.may_send,
        "go_on": found.go_on,
        "may_be_open": [record.key for record in found.may_be_open],
        "remaining": _by_reason(found.may_be_open),
        "executed": found.executed,
        "appeared": list(found.just_appeared),
        "concerned": found.concerned,
        "began": window.began,
        "underlyings": window.underlyings,
        "closing": closed.sentence if closed else "",
        "open_now": [order["block_order_matching_key"] for order in closed.open_now] if closed else [],
        "evidence_path": str(files.evidence),
        "report_path": str(files.report),
        "index_path": str(files.index),
    }
