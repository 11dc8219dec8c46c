# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task about settings returns."""

from __future__ import annotations

import typing as t
from collections import Counter

from .._exchange.advice import advice_for
from .._exchange.api import Api
from .._exchange.stops import Stop
from .settings import Outcome, Progress, Reason, Setting, SettingsReconciler

_UNDONE = (Outcome.FAILED, Outcome.NOT_ATTEMPTED)
_WORDS = ((Outcome.CHANGED, "changed"), (Outcome.WOULD_CHANGE, "would be changed"), (Outcome.UNCHANGED, "unchanged"))


def reconcile_settings(api: Api, setting: Setting, underlyings: t.Sequence[str], check_mode: bool) -> dict[str, t.Any]:
    """Reach the wanted settings as far as possible, and return the result."""
    found, stop = SettingsReconciler(api, setting, check_mode).run(underlyings)
    counts = Counter(t.cast(Outcome, progress.outcome) for progress in found)
    undone = [progress for progress in found if progress.outcome in _UNDONE]
    done = ", ".join(f"{counts[outcome]} {word}" for outcome, word in _WORDS if counts[outcome])
    whole = f"{setting.noun} of {len(found)} underlying{'' if len(found) == 1 else 's'}"
    msg = f"{whole.capitalize()}: {done}." if found else "No underlying is selected: the list is empty. Nothing to do."
    if undone:
        reasons = "; ".join(f"{progress.underlying}: {_explain(progress)}" for progress in undone)
        stopped = f"{stop.msg} " if stop else ""
        msg = f"NOT DONE for {len(undone)} of {whole} ({done or 'none done'}). {stopped}{reasons}."
    return {
        "changed": bool(counts[Outcome.WOULD_CHANGE]) or any(progress.changed for progress in found),
        "failed": bool(undone),
        "msg": msg,
        "settings": [_entry(progress, stop) for progress in found],
        "summary": {**{outcome.value: counts[outcome] for outcome in Outcome}, "selected": len(found)},
        "error": stop.as_result() if stop else None,
        "requests": api.requests_made(),
        "diff": {
            "before": "".join(_line(setting, progress, progress.before) for progress in found),
            "after": "".join(_line(setting, progress, progress.after, *progress.notes) for progress in found),
        },
    }


def _entry(progress: Progress, stop: Stop | None) -> dict[str, t.Any]:
    error = None
    if progress.outcome in _UNDONE:
        verdict = progress.verdict
        error = {
            "http_status": verdict.http_status if verdict else None,
            "code": verdict.code if verdict else None,
            "msg": _explain(progress),
        }
        if progress.outcome is Outcome.NOT_ATTEMPTED and stop is not None:
            error = stop.as_error()
    return {
        "underlying": progress.underlying,
        "outcome": t.cast(Outcome, progress.outcome).value,
        "verified": progress.verified,
        "before": progress.before,
        "after": progress.after,
        "requests_sent": progress.sent,
        "reason": progress.reason.value if progress.reason else None,
        "error": error,
    }


def _line(setting: Setting, progress: Progress, values: t.Any, *notes: str) -> str:
    text = setting.describe(values) if values is not None else "unknown"
    return f"{progress.underlying}: {', '.join([text, *notes])}\n"


def _explain(progress: Progress) -> str:
    """Why the settings of an underlying are not as wanted, as the end of a sentence."""
    answer = progress.verdict.describe() if progress.verdict else ""
    advice = advice_for(progress.verdict).rstrip(".")
    text = {
        None: "",
        Reason.INCOMPLETE: progress.msg,
        Reason.NOT_SHOWN: f"the change was acknowledged, but {_shown(progress)}",
        Reason.QUERY_REFUSED: f"the query was refused ({answer}). {advice}".rstrip(". "),
        Reason.REFUSED: f"the change was refused ({answer}). {advice}".rstrip(". "),
        Reason.STOPPED: "no further change was sent" if progress.sent else "nothing was sent",
        Reason.UNKNOWN: f"whether it was applied is not known ({answer or 'no answer'}), and {_shown(progress)}",
        Reason.UNVERIFIED: f"the change was acknowledged, but {_shown(progress)}",
    }[progress.reason]
    if progress.changed and progress.reason in (Reason.QUERY_REFUSED, Reason.REFUSED, Reason.STOPPED, Reason.UNKNOWN):
        text += ". A change before that was acknowledged"
    return text


def _shown(progress: Progress) -> str:
    if progress.after is None:
        return "no query has shown what is set now"
    return "queries still show the old values" if progress.after == progress.before else "queries show other values"
