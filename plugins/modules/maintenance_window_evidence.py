#!/usr/bin/python

# Copyright (c) 2026, marketops.binance contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: maintenance_window_evidence
short_description: Keep the evidence of a maintenance window, and say what it proves
version_added: 1.0.0
author:
  - marketops.binance contributors (@marketops)
description:
  - Adds a step to the evidence of a maintenance window, writes its report anew, and returns what the steps so far
    prove.
  - It is used by the role P(marketops.binance.maintenance_window#role), on the controller. It does not speak to the
    exchange and is given no credentials.
  - Steps are only ever added. The files are replaced at once, and by one process at a time. Evidence that can't be read
    is never overwritten.
attributes:
  check_mode:
    description: Can run in C(check_mode) and return changed status prediction without modifying target.
    support: full
    details:
      - Writes no file. What would have been written is handed from call to call in O(draft).
  diff_mode:
    description: Will return what has changed, or would change in C(check_mode), when in diff mode.
    support: none
  idempotent:
    description:
      - When run twice in a row outside check mode, with the same arguments, the second invocation indicates no change.
    support: none
    details:
      - It is a log. Every call adds a step.
options:
  evidence_dir:
    description:
      - The folder for the evidence of all windows.
    type: path
    required: true
  id:
    description:
      - The name of the window. Letters, digits, dots, hyphens and underscores.
    type: str
    required: true
  account:
    description:
      - The account, best by its name in the inventory.
    type: str
    required: true
  run:
    description:
      - What distinguishes this run of the playbook from all others.
    type: str
    required: true
  action:
    description:
      - Whether this run opens the window or closes it.
    type: str
    choices: [open, close]
    required: true
  step:
    description:
      - What to add. A C(kind), and what a task returned as C(result), or some facts.
    type: dict
    required: true
  draft:
    description:
      - What RV(draft) was in the call before. For check mode, in which nothing is written.
    type: dict
"""

EXAMPLES = r"""
- name: Note what is open
  marketops.binance.maintenance_window_evidence:
    evidence_dir: "{{ playbook_dir }}/evidence"
    id: 2026-11-25
    account: "{{ inventory_hostname }}"
    run: "{{ run_id }}"
    action: open
    step:
      kind: listing
      result: "{{ listed }}"
  delegate_to: localhost
"""

RETURN = r"""
verdict:
  description:
    - V(drained), V(not_drained), V(unknown), V(check_mode), or V(unfinished) while the run lasts or if it was
      interrupted.
  returned: success
  type: str
  sample: drained
sentence:
  description: The verdict in words.
  returned: success
  type: str
  sample: "Drained: 12 of 12 block orders are gone"
next_step:
  description: What to do next.
  returned: success
  type: str
  sample: Go on with the maintenance, and run close_maintenance_window when it is over.
problem:
  description: What kept the run from going on, or an empty string.
  returned: success
  type: str
  sample: ""
stopped:
  description: Whether nothing more may be sent to the exchange in this run.
  returned: success
  type: bool
  sample: false
may_be_open:
  description: The keys of the orders that are open, or may be.
  returned: success
  type: list
  elements: str
  sample: []
remaining:
  description: The same orders in words, each with what is known of it.
  returned: success
  type: list
  elements: str
  sample: []
executed:
  description: The keys of the orders that the counterparty took.
  returned: success
  type: list
  elements: str
  sample: []
appeared:
  description: The keys of the orders that the run's last look showed and none of its looks before.
  returned: success
  type: list
  elements: str
  sample: []
concerned:
  description: How many orders the run has seen open.
  returned: success
  type: int
  sample: 12
began:
  description: When the window began, in milliseconds by the exchange's clock.
  returned: success
  type: int
  sample: 1730170316011
closing:
  description: What closing the window found, in words, or an empty string.
  returned: success
  type: str
  sample: ""
evidence_path:
  description: The evidence.
  returned: success
  type: str
  sample: /srv/runbooks/evidence/2026-11-25/desk_a/evidence.json
report_path:
  description: The report.
  returned: success
  type: str
  sample: /srv/runbooks/evidence/2026-11-25/desk_a/report.html
index_path:
  description: The index of all accounts.
  returned: success
  type: str
  sample: /srv/runbooks/evidence/2026-11-25/index.html
draft:
  description: What would have been written.
  returned: in check mode
  type: dict
  sample: {}
"""

import contextlib
import re
import time
import typing as t

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.marketops.binance.plugins.module_utils._arguments import BadArgument, run
from ansible_collections.marketops.binance.plugins.module_utils._window import (
    ACTIONS,
    CLOSE,
    Window,
    as_evidence,
    assess,
    began,
    closing,
)
from ansible_collections.marketops.binance.plugins.module_utils._window_files import WindowFiles


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "evidence_dir": {"type": "path", "required": True},
            "id": {"type": "str", "required": True},
            "account": {"type": "str", "required": True},
            "run": {"type": "str", "required": True},
            "action": {"type": "str", "choices": list(ACTIONS), "required": True},
            "step": {"type": "dict", "required": True},
            "draft": {"type": "dict"},
        },
        supports_check_mode=True,
    )
    run(module, start)


def start(module: AnsibleModule) -> dict[str, t.Any]:
    """Add the step, and return what the steps prove. Raises ``BadArgument`` if nothing was or can be written."""
    given = module.params
    if not re.match(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z", given["id"]):
        raise BadArgument(
            f"The window's id is {given['id']!r}: use letters, digits, dots, hyphens and underscores, such as "
            "2026-11-25."
        )
    files = WindowFiles(given["evidence_dir"], given["id"], given["account"])
    writing = not module.check_mode
    with _told(files), files.lock() if writing else contextlib.nullcontext():
        window = files.of(given["draft"]) if given["draft"] else files.read()
        if window is None:
            if given["action"] == CLOSE:
                raise BadArgument(_nothing_to_close(files, given))
            window = Window(given["id"], given["account"])
        window.note(given["run"], given["action"], given["step"], module.check_mode, int(time.time() * 1000))
        if writing:
            files.write(window)
    returned = _returned(window, files)
    if not writing:
        returned["draft"] = as_evidence(window)
    return returned


@contextlib.contextmanager
def _told(files: WindowFiles) -> t.Iterator[None]:
    try:
        yield
    except BadArgument:
        raise
    except OSError as problem:
        raise BadArgument(
            f"The evidence can't be kept in {files.evidence.parent}: {problem.strerror}. Mend that, or give another "
            "evidence_dir."
        ) from None
    except ValueError as problem:
        raise BadArgument(
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


def _returned(window: Window, files: WindowFiles) -> dict[str, t.Any]:
    found, closed = assess(window), closing(window)
    return {
        "changed": True,
        "verdict": found.verdict,
        "sentence": found.sentence,
        "next_step": found.next_step,
        "problem": found.problem,
        "stopped": found.stopped,
        "may_be_open": [record.key for record in found.may_be_open],
        "remaining": [f"{record.key} ({record.why})" for record in found.may_be_open],
        "executed": [record.key for record in found.records if record.executed],
        "appeared": list(found.just_appeared),
        "concerned": found.concerned,
        "began": began(window),
        "closing": closed.sentence if closed else "",
        "evidence_path": str(files.evidence),
        "report_path": str(files.report),
        "index_path": str(files.index),
    }


if __name__ == "__main__":
    main()
