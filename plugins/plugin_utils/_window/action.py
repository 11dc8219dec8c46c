# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the actions of a window share: their options, their lines on the terminal, and the module on the target."""

from __future__ import annotations

import contextlib
import os
import sys
import typing as t

from ansible.errors import AnsibleConnectionFailure, AnsibleError
from ansible.module_utils.common.parameters import remove_values
from ansible.module_utils.common.text.converters import to_text
from ansible.plugins.action import ActionBase
from ansible.release import __version__ as CORE_VERSION
from ansible.utils.display import Display

from .codec import Json
from .evidence import Failure
from .journal import now_ms
from .options import BadOption, Options
from .progress import Progress
from .result import refused
from .session import Refusal, Session
from .steps import shown, unreachable
from .store import EvidenceNotWritten

_SHORTEST_SECRET = 10


class WindowAction(ActionBase):  # type: ignore[misc]  # ansible-core has no type information
    """Runs the module on the target step by step, and keeps the evidence on the controller."""

    _supports_check_mode = True
    _supports_async = False
    _supports_diff = True

    MODULE: str
    SESSION: type[Session]
    JUDGES = True  # whether a run is about all accounts of the play, so that the index has to have them all
    # What is returned beside the reason if the run does not start, so that playbooks can use it.
    REFUSED: t.ClassVar[Json]

    def read_options(self, arguments: Json) -> Options:
        """Raises ``BadOption``."""
        raise NotImplementedError

    def make_target(self, module: TargetModule) -> t.Any:
        """The target that the session uses."""
        raise NotImplementedError

    def run(self, tmp: t.Any = None, task_vars: t.Any = None) -> Json:
        result: Json = super().run(tmp, task_vars)
        del tmp
        variables = _with_interpreter(task_vars or {})
        account = to_text(variables["inventory_hostname"])
        progress = Progress(account, Display())
        try:
            options = self.read_options({name: _plain(value) for name, value in self._task.args.items()})
            session = self.SESSION(
                options,
                account,
                bool(self._task.check_mode),
                CORE_VERSION,
                progress,
                f"{_ansible_run()} {self._task._uuid} {self._address(variables)} "
                f"{options.connection.get('api_url', '')}",
                [to_text(name) for name in variables.get("ansible_play_hosts_all", ())] if self.JUDGES else (),
            )
            module = TargetModule(self, variables, options)
            returned = session.run(self.make_target(module))
        except (BadOption, Refusal, EvidenceNotWritten) as problem:
            return {**result, **refused(str(problem)), **self.REFUSED}
        difference = returned.pop("diff")
        progress.show(returned.pop("block"), failed=returned["failed"])
        if module.facts:
            returned["ansible_facts"] = module.facts
        if self._task.diff:
            returned["diff"] = difference
        return {**result, **returned, "started": True}

    def cleanup(self, force: bool = False) -> None:
        """Ansible removes its files on the target. A lost connection at this point does not change the verdict."""
        with contextlib.suppress(AnsibleConnectionFailure):
            super().cleanup(force)

    def execute(self, options: Json, variables: Json) -> Json:
        """Run the module on the target."""
        returned: Json = self._execute_module(
            module_name=f"marketops.binance.{self.MODULE}", module_args=dict(options), task_vars=variables
        )
        return returned

    def _address(self, variables: Json) -> str:
        """What the exchange sees of the target, as far as it can be known here."""
        if variables.get("binance_serial") is not None:
            return "one after another"
        transport = getattr(self._connection, "transport", "")
        return "controller" if transport == "local" else to_text(self._play_context.remote_addr)


class TargetModule:
    """The module on the target, with the connection options of the task."""

    def __init__(self, action: WindowAction, variables: Json, options: Options) -> None:
        self._action, self._variables, self._options = action, variables, options
        self._secrets = {text for text in options.secrets if len(text) >= _SHORTEST_SECRET}
        self.facts: Json = {}

    def run(self, options: Json) -> Json | Failure:
        """What it returned, without secrets, or why the target could not be reached."""
        try:
            returned = self._action.execute({**self._options.connection, **options}, self._variables)
        except AnsibleConnectionFailure as problem:
            return unreachable(now_ms(), self._shown(problem))
        except AnsibleError as problem:
            returned = {"msg": to_text(problem)}
        self.facts.update(returned.get("ansible_facts") or {})
        return t.cast(Json, remove_values(returned, self._secrets))

    def _shown(self, problem: BaseException) -> str:
        return shown(t.cast(str, remove_values(to_text(problem), self._secrets)))


def _plain(value: t.Any) -> t.Any:
    """The plain value: before ansible-core 2.19, inline vault values are objects of their own."""
    if isinstance(value, (list, tuple)):
        return [_plain(entry) for entry in value]
    return to_text(value) if getattr(value, "__ENCRYPTED__", False) else value


def _with_interpreter(variables: Json) -> Json:
    """Use Ansible's own Python on a localhost in the inventory, as implicit localhost does: it has ``requests``."""
    is_local = variables.get("inventory_hostname") == "localhost"
    if is_local and not variables.get("ansible_python_interpreter"):
        return {**variables, "ansible_python_interpreter": sys.executable}
    return dict(variables)


def _ansible_run() -> str:
    """This run of Ansible: its process ID and start time, since process IDs are reused."""
    parent = os.getppid()
    try:
        with open(f"/proc/{parent}/stat", encoding="utf-8") as file:
            return f"{parent} {file.read().rpartition(')')[2].split()[19]}"
    except (OSError, IndexError):
        return str(parent)
