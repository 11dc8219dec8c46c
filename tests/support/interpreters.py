# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The Python interpreters of this machine, and virtual environments of them."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
from pathlib import Path

_WHERE = "import sys; print('%d.%d' % sys.version_info[:2], '%d.%d.%d' % sys.version_info[:3], sys.executable)"
_INSTALL_TIMEOUT = 1200


@functools.cache
def interpreters() -> dict[str, tuple[str, Path]]:
    """Version and path of each minor version of CPython 3: those on PATH first, then those that pyenv has installed.

    A shim of pyenv stands for another file, or for none; the interpreter itself says which.
    """
    root = Path(os.environ.get("PYENV_ROOT") or _user_home() / ".pyenv")
    folders = [Path(folder) for folder in os.get_exec_path()] + sorted(root.glob("versions/*/bin"))
    found: dict[str, tuple[str, Path]] = {}
    for folder in folders:
        for candidate in folder.glob("python3.[0-9]*"):
            minor = candidate.name.removeprefix("python")
            if minor in found or not minor.removeprefix("3.").isdecimal():
                continue
            answer = subprocess.run([candidate, "-c", _WHERE], capture_output=True, encoding="utf-8", check=False)
            says, _space, rest = answer.stdout.strip().partition(" ")
            version, _space, path = rest.partition(" ")
            if answer.returncode == 0 and says == minor and _can_make_environments(path):
                found[minor] = (version, Path(path))
    return found


def _user_home() -> Path:
    """The user's own; HOME is the project's while make runs."""
    import pwd

    return Path(pwd.getpwuid(os.getuid()).pw_dir)


def _can_make_environments(path: str) -> bool:
    check = "import ensurepip, ssl, sys, venv; sys.exit(sys.prefix != sys.base_prefix)"
    return subprocess.run([path, "-c", check], stderr=subprocess.DEVNULL, check=False).returncode == 0


def environment(folder: Path, interpreter: tuple[str, Path], *requirements: str) -> Path:
    """Make a virtual environment with these requirements (arguments of pip) in folder; return its Python.

    One that was made before with the same ones is used again, without a look at the package index.
    """
    version, executable = interpreter
    python = folder / "bin" / "python"
    stamp = folder / "requirements.sha256"
    wanted = hashlib.sha256("\n".join([version, *(_content(text) for text in requirements)]).encode()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return python
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([executable, "-m", "venv", folder], check=True)
    if requirements:
        command: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        command += requirements
        subprocess.run(command, check=True, timeout=_INSTALL_TIMEOUT)
    stamp.write_text(wanted, encoding="ascii")
    return python


def _content(requirement: str) -> str:
    """What a requirement says: a file of requirements says what is in it."""
    path = Path(requirement)
    return path.read_text(encoding="utf-8") if path.is_file() else requirement
