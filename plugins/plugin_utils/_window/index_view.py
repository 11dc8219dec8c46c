# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the template of the index shows."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from .codec import Json, decode
from .report_view import banner_tone
from .verdict import Verdict
from .window import Execution
from .wording import LABELS, NOT_LOOKED_AT, execution_text, moment


@dataclass(frozen=True)
class IndexExecution:
    key: str
    text: str


@dataclass(frozen=True)
class IndexRow:
    account: str
    href: str
    label: str
    tone: str
    sentence: str
    why: list[str]
    may_be_open: str
    open_at_closing: str  # empty before closing
    executed: list[IndexExecution]
    executed_number: str
    as_of: str


@dataclass(frozen=True)
class IndexView:
    id: str
    title: str
    label: str
    tone: str
    headline: str
    as_of: str
    rows: list[IndexRow]


def index_view(document: Json) -> IndexView:
    accounts = document["accounts"]
    number = f"{len(accounts)} account{'' if len(accounts) == 1 else 's'}"
    verdict = Verdict(document["verdict"])
    executed = f"; executions on {document['accounts_executed']}" if document["accounts_executed"] else ""
    rows = [_row(entry) for entry in accounts]
    return IndexView(
        id=document["id"],
        title=f"{LABELS[verdict]} · {document['id']}",
        label=LABELS[verdict],
        tone=banner_tone(verdict, any(row.tone == "warn" for row in rows)),
        headline=f"{document['accounts_good']} of {number} drained or closed{executed}",
        as_of=moment(document["as_of"]),
        rows=rows,
    )


def _row(entry: Json) -> IndexRow:
    verdict, numbers = Verdict(entry["verdict"]), entry["figures"] or {}
    executed, may_be_open = numbers.get("executed"), numbers.get("may_be_open")
    return IndexRow(
        account=entry["account"],
        href=f"{quote(entry['folder'])}/report.html" if entry["readable"] else "",
        label=LABELS[verdict] if entry["readable"] else "NOT READABLE" if entry["looked_at"] else NOT_LOOKED_AT,
        tone=banner_tone(verdict, bool(entry["executed"]) or executed is None),
        sentence=entry["sentence"],
        why=entry["why"][:3],
        may_be_open=_number(may_be_open),
        open_at_closing=_number(numbers.get("open_now")) if entry["closing"] else "",
        executed=[
            IndexExecution(execution.key, execution_text(execution))
            for execution in (decode(Execution, found) for found in entry["executed"])
        ],
        executed_number=_number(executed),
        as_of=moment(numbers.get("as_of")),
    )


def _number(number: int | None) -> str:
    return "not known" if number is None else str(number)
