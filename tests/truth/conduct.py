# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What a task sent: only allowed requests, only for selected orders, and only at allowed times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from ansible_collections.marketops.binance.tests.exchange.journal import Entry

from .excuses import GATEWAY_ANSWERS, GATEWAY_TRIES
from .observation import Run
from .shown import acknowledges, answered, is_final, surely_read

# A tolerance for a busy machine, and for when a slow connection is abandoned.
_SLACK_S = 1.0
# A request that arrives so soon after an answer that forbids it was in flight.
_UNDER_WAY_S = 0.25
_NEEDED = ("cancel", "query", "listing", "trades", "time")


def check_conduct(run: Run) -> Iterator[str]:
    yield from check_requests(run, _NEEDED)
    yield from _cancels(run)
    yield from _max_orders(run)


def check_requests(run: Run, needed: Sequence[str]) -> Iterator[str]:
    """What holds of the requests of every state."""
    yield from _requests(run, needed)
    yield from _trades(run)
    yield from _gateways(run)
    yield from check_patience(run.journal, run.task.concurrency)
    limit = run.task.max_wait + run.task.request_timeout
    if run.seconds > limit + _SLACK_S:
        yield f"the task took {run.seconds:.2f} s, and may take {limit:.2f} s"


def check_signatures(journal: list[Entry]) -> Iterator[str]:
    signatures = Counter(entry.signature for entry in journal if entry.signature)
    if any(count > 1 for count in signatures.values()):
        yield "a signature was sent twice"
    if any(entry.signature_ok is False for entry in journal):
        yield "a signature was wrong"


def _requests(run: Run, needed: Sequence[str]) -> Iterator[str]:
    yield from check_signatures(run.journal)
    strange = {entry.operation for entry in run.journal} - set(needed)
    if strange:
        yield f"nobody wanted this: {strange}"
    keys = run.task.selected_keys
    if keys is not None and len(keys) < 2 and run.asked("listing"):
        yield "all orders were listed for one key"
    if keys is not None and not keys and run.journal:
        yield "something was sent for nothing"
    said = run.returned.get("requests", {})
    if said.get("sent") != len(run.journal) or said.get("weight") != sum(entry.weight for entry in run.journal):
        yield f"{said} are not the {len(run.journal)} requests that arrived"


def _cancels(run: Run) -> Iterator[str]:
    cancels = run.asked("cancel")
    if cancels and run.task.check_mode:
        yield "a cancel was sent in check mode"
    seen_open = {
        said["block_order_matching_key"]
        for said in run.returned.get("orders", ())
        if said["before"] and said["before"]["open"]
    }
    acknowledged: set[str | None] = set()
    for entry in cancels:
        order = run.after.get(entry.key or "")
        if order is None or not run.task.selects(order):
            yield f"a cancel was sent for {entry.key}, which was not selected"
        if entry.key not in seen_open:
            yield f"a cancel was sent for {entry.key}, which was not seen open"
        if entry.key in acknowledged:
            yield f"a further cancel was sent for {entry.key} after one was acknowledged"
        if acknowledges(entry) and surely_read(run, entry):
            acknowledged.add(entry.key)


def _trades(run: Run) -> Iterator[str]:
    """Trades are asked for from the start of the run on, by the exchange's clock, whatever this host's clock does."""
    first = next((entry for entry in run.asked("listing", "query") if answered(entry)), None)
    for entry in run.asked("trades"):
        start = int(entry.parameters.get("startTime") or 0)
        if first is not None and start > first.arrived_ms:
            yield f"request {entry.number} asks for trades from {start - first.arrived_ms} ms after the first query on"


def _gateways(run: Run) -> Iterator[str]:
    tries = Counter((entry.operation, entry.key) for entry in run.journal if entry.fault in GATEWAY_ANSWERS)
    for (operation, key), count in tries.items():
        if count > GATEWAY_TRIES:
            yield f"{operation} {key or ''} was sent {count} times, and a gateway answered each time"


def _max_orders(run: Run) -> Iterator[str]:
    most, cancels = run.task.max_orders, run.asked("cancel")
    if most is None:
        return
    if len({entry.key for entry in cancels}) > most:
        yield "more orders than max_orders were sent a cancel"
    if sum(said["outcome"] == "would_cancel" for said in run.returned.get("orders", ())) > most:
        yield "more orders than max_orders would be cancelled, and the task did not say so"
    began = cancels[0].number if cancels else len(run.journal)
    looked = [entry for entry in run.asked("listing", "query") if answered(entry) and entry.number < began]
    shown = {key for entry in looked for key, status in entry.shown.items() if not is_final(status)}
    selected = shown & {key for key, order in run.after.items() if run.task.selects(order)}
    if cancels and len(selected) > most:
        yield f"max_orders is {most}, {len(selected)} orders were open, and a cancel was sent"


def check_patience(journal: list[Entry], concurrency: int) -> Iterator[str]:
    """Nothing after 418, 403 or 451, nothing before the end of ``Retry-After``, which is 1 s at least."""
    for entry in journal:
        later = [other for other in journal if other.number > entry.number]
        if entry.fault == "ban_text" or entry.http_status in (403, 418, 451):
            pass
        elif entry.http_status == 429:
            later = [other for other in later if other.arrived < entry.arrived + 0.99]
        else:
            continue
        late = [other for other in later if other.arrived > entry.arrived + _UNDER_WAY_S]
        # Each other worker has a request under way, and may send one more while this answer arrives.
        if late or len(later) > 2 * (concurrency - 1):
            yield f"{len(later)} requests were sent in spite of {entry.http_status} to request {entry.number}"
    if any(entry.went_on for entry in journal):
        yield "the exchange noticed that a 429 or 418 was ignored"
