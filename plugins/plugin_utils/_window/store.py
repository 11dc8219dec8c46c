# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The files of a window: read whole, replaced at once, by one process at a time."""

from __future__ import annotations

import contextlib
import html
import itertools
import json
import os
import time
import typing as t
from pathlib import Path

from .document import index_entry, unread_entry, window_document
from .evidence import Run
from .index import INDEX_SCHEMA, INDEX_VERSION, index_document
from .lock import PATIENCE, lock
from .paths import Paths, folder_name
from .render import render_index, render_report
from .window import Window, read_window

_numbers = itertools.count()


class EvidenceNotWritten(Exception):
    """Nothing was written. ``why`` says why, and the text also what to do before anything was sent."""

    def __init__(self, why: str, advice: str = "") -> None:
        super().__init__(f"{why}. {advice}".rstrip())
        self.why = why


class Store:
    """The evidence of one account in one window. Methods raise ``EvidenceNotWritten``.

    ``accounts``: all of the play. The index has them all, so that it is not good before each has been looked at.
    """

    def __init__(
        self,
        paths: Paths,
        window_id: str,
        account: str,
        holder: str,
        waiting: t.Callable[[str], None] = lambda other: None,
        accounts: t.Collection[str] = (),
    ) -> None:
        self.paths = paths
        self._id, self._account = window_id, account
        self._holder, self._waiting, self._accounts = holder, waiting, accounts
        self.pause: t.Callable[[float], None] = time.sleep

    def read(self) -> Window | None:
        """What was written before; ``None`` if nothing was."""
        with self._explained():
            return self._read()

    def add(self, run: Run, patience: float = PATIENCE) -> Window:
        """Write the evidence with ``run`` as it is now, beside what other runs have written, and the pages."""
        with self._explained():
            self.paths.evidence.parent.mkdir(parents=True, exist_ok=True)
            with lock(self.paths.lock, self._holder, patience, self._waiting, sleep=self.pause):
                window = (self._read() or Window(self._id, self._account)).with_run(run)
                self._write(window)
        return window

    def list_accounts(self) -> None:
        """Put the accounts of the play into the index of a window that was started, if this one may not run."""
        with contextlib.suppress(EvidenceNotWritten), self._explained():
            if self.paths.index_json.exists():
                with lock(self.paths.lock, self._holder, PATIENCE, self._waiting, sleep=self.pause):
                    evidence = self.paths.evidence  # may be why it may not run
                    self._write_index(*([_entry_of(evidence)] if evidence.exists() else []))

    def refused_address(self) -> t.Any:
        """The refusal of the address that another account recorded; ``None`` if there is none."""
        with contextlib.suppress(OSError, ValueError):
            return json.loads(self.paths.refusal.read_text("utf-8"))
        return None

    def write_refusal(self, document: t.Any) -> None:
        with contextlib.suppress(OSError):
            _replace(self.paths.refusal, json.dumps(document))

    def end_refusal(self, account: str) -> None:
        """The exchange answers this account again: what it has recorded holds no longer."""
        refused = self.refused_address()
        if isinstance(refused, dict) and refused.get("account") == account:
            with contextlib.suppress(OSError):
                self.paths.refusal.unlink()

    def _read(self) -> Window | None:
        try:
            text = self.paths.evidence.read_text("utf-8")
        except FileNotFoundError:
            return None
        window = read_window(json.loads(text))
        if (window.id, window.account) != (self._id, self._account):
            raise ValueError(f"it is that of window {window.id} of {window.account}")
        return window

    def _write(self, window: Window) -> None:
        _replace(self.paths.evidence, _json(window_document(window)), durable=True)
        _replace(self.paths.report, _page(lambda: render_report(window), self._id))
        self._write_index(index_entry(window))

    def _write_index(self, *own: t.Any) -> None:
        """``own``: the entry of this account, if it has changed."""
        entries = {**self._entries(), **{entry["folder"]: entry for entry in own}}
        for account in self._accounts:
            folder = folder_name(account)
            entries.setdefault(folder, unread_entry(folder, account))
        index = index_document(self._id, entries)
        _replace(self.paths.index_json, _json(index))
        _replace(self.paths.index, _page(lambda: render_index(index), self._id))

    def _entries(self) -> dict[str, t.Any]:
        """The accounts in the index; those that it lacks are read from their evidence.

        Accounts of earlier plays that were never looked at stay in it until there is evidence of them.
        """
        known: dict[str, t.Any] = {}
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            document = json.loads(self.paths.index_json.read_text("utf-8"))
            own = (INDEX_SCHEMA, INDEX_VERSION, self._id)
            if (document["schema"], document["schema_version"], document["id"]) == own:
                whole = unread_entry("").keys()
                known = {entry["folder"]: entry for entry in document["accounts"] if entry.keys() == whole}
        found = {folder: entry for folder, entry in known.items() if not entry["looked_at"]}
        for path in self.paths.window.glob("*/evidence.json"):
            folder = path.parent.name
            if folder in known and known[folder]["readable"]:
                found[folder] = known[folder]
            else:
                found[folder] = _entry_of(path)
        return found

    @contextlib.contextmanager
    def _explained(self) -> t.Iterator[None]:
        folder = self.paths.evidence.parent
        try:
            yield
        except OSError as problem:
            why = str(problem) if problem.errno is None else problem.strerror
            raise EvidenceNotWritten(
                f"The evidence in {folder} can't be written: {why}", "Fix that, or give another evidence_dir."
            ) from None
        except ValueError as problem:
            raise EvidenceNotWritten(
                f"The evidence in {self.paths.evidence} can't be read, and is not changed: {problem}",
                "Move it away, or give another id.",
            ) from None


def _entry_of(path: Path) -> t.Any:
    folder = path.parent
    try:
        window = read_window(json.loads(path.read_text("utf-8")))
        if (window.id, folder_name(window.account)) != (folder.parent.name, folder.name):
            raise ValueError("it is a copy of other evidence")
        return index_entry(window)
    except (OSError, ValueError):
        return unread_entry(folder.name)


def _page(render: t.Callable[[], str], window_id: str) -> str:
    """The page, or a page that names the bug if it can't be made: the evidence matters more than its looks."""
    try:
        return render()
    except Exception as defect:
        return (
            f"<!DOCTYPE html><title>{html.escape(window_id)}</title><h1>This page could not be made "
            f"({type(defect).__name__}). See evidence.json and index.json.</h1>"
        )


def _json(document: t.Any) -> str:
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _replace(path: Path, text: str, durable: bool = False) -> None:
    """The file has either its old content or the new one, whatever happens. Mode and group follow the folder.

    ``durable``: even if the machine fails. The pages can be made again from the evidence.
    """
    name = path.with_name(f".{path.name}.{os.getpid()}.{next(_numbers)}")
    descriptor = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        with open(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
