# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What each module imports first: ``Module`` and ``run``, or on a Python that is too old one sentence about it.

An older Python can read this file and the modules, unlike the other files: they do without newer syntax, and without
``from __future__ import annotations``, which Python 3.6 refuses.
"""

import sys

from ansible.module_utils.basic import AnsibleModule

if sys.version_info < (3, 9):  # noqa: UP036

    class _Refusal(AnsibleModule):
        """A module that has no options, and takes only what Ansible itself passes on."""

        def _load_params(self):
            super()._load_params()
            for name in [name for name in self.params if not name.startswith("_ansible_")]:
                del self.params[name]

    _Refusal(argument_spec={}, supports_check_mode=True).fail_json(
        msg="Python {}.{}.{} at {}: marketops.binance needs Python 3.9 or newer on the target. Set "
        "ansible_python_interpreter to one that has the requests library too.".format(
            *sys.version_info[:3], sys.executable
        )
    )

from ._options.module import Module, run

__all__ = ["Module", "run"]
