# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Ansible module that every module of the collection is: what it hides, and how it ends."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from .checks import BadOption
from .key_material import values_to_mask


class Module(AnsibleModule):  # type: ignore[misc]  # ansible-core has no type information
    """An ``AnsibleModule`` that masks what may be key material, whichever option holds it."""

    def _load_params(self) -> None:
        # Before Ansible checks the options, logs them to the system's log, and quotes them in its errors.
        super()._load_params()
        self.no_log_values.update(values_to_mask(self.argument_spec, self.params, os.environ))


def run(module: AnsibleModule, start: t.Callable[[AnsibleModule], dict[str, t.Any]]) -> None:
    """Do the work of a module and end it with what ``start`` returns; ``failed`` in it decides how."""
    try:
        returned = start(module)
        failed = returned.pop("failed", False)
    except BadOption as problem:
        returned, failed = {"msg": str(problem)}, True
    # Not in the handler: Ansible would add the traceback of the exception that is being handled.
    if failed:
        module.fail_json(**returned)
    else:
        module.exit_json(**returned)
