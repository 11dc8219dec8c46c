# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ends the module with one sentence where the target's Python is too old. Each module imports this file first.

An older Python can read this file and the modules, unlike the other files, so both have to do without newer syntax, and
without ``from __future__ import annotations``, which Python 3.6 refuses.
"""

import sys

from ansible.module_utils.basic import AnsibleModule

_OLDEST = (3, 9)


class _Refusal(AnsibleModule):  # type: ignore[misc]  # ansible-core has no type information
    """A module that knows none of its options, and takes only what Ansible itself tells it."""

    def _load_params(self):  # type: ignore[no-untyped-def]
        super()._load_params()
        for name in [name for name in self.params if not name.startswith("_ansible_")]:
            del self.params[name]


if sys.version_info < _OLDEST:
    _Refusal(argument_spec={}, supports_check_mode=True).fail_json(
        msg="Python {}.{}.{} at {}: marketops.binance needs Python {}.{} or newer on the target. Set "
        "ansible_python_interpreter to one that has the requests library too.".format(
            *sys.version_info[:3], sys.executable, *_OLDEST
        )
    )
