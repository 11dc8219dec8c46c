# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The base of every module of the collection: masks secrets, and returns the result."""

from __future__ import annotations

import os
import typing as t

from ansible.module_utils.basic import AnsibleModule

from .checks import BadOption
from .key_material import values_to_mask


class Module(AnsibleModule):  # type: ignore[misc]  # ansible-core has no type information
    """An ``AnsibleModule`` that masks what may be key material, whichever option holds it."""

    def _load_params(self) -> None:
        # This has to run before Ansible checks the options, writes them to the system's log, and quotes them in errors.
        super()._load_params()
        self.no_log_values.update(values_to_mask(self.argument_spec, self.params, os.environ))


def run(module: AnsibleModule, start: t.Callable[[AnsibleModule], dict[str, t.Any]]) -> None:
    """Run ``start`` and end the module with its result; ``failed`` in the result decides how."""
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
