# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""An OpenSSH server on loopback for the user who runs the tests, with keys and settings of its own."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_CONFIGURATION = """\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/user_key.pub
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
PidFile none
LogLevel ERROR
Subsystem sftp internal-sftp
"""
# sshd of a root user wants this folder, which an init system makes at boot.
_SEPARATION = Path("/run/sshd")


def find_sshd() -> str | None:
    """The path of the server: sshd insists on being started by it."""
    folders = [os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"]
    return shutil.which("sshd", path=os.pathsep.join(folders))


class Sshd:
    """A running server."""

    def __init__(self, folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
        self._folder = folder
        self._port = port
        self._process = process

    def variables(self) -> dict[str, Any]:
        """What Ansible needs to know of it."""
        options = f"-F none -o UserKnownHostsFile={self._folder}/known_hosts -o StrictHostKeyChecking=yes"
        return {
            "ansible_connection": "ssh",
            "ansible_host": "127.0.0.1",
            "ansible_port": self._port,
            "ansible_user": getpass.getuser(),
            "ansible_ssh_private_key_file": str(self._folder / "user_key"),
            # Without a connection that outlives its task, each test has its own.
            "ansible_ssh_args": f"{options} -o ControlMaster=no",
        }

    def cut(self) -> int:
        """End all sessions as a lost network would: without a word. Return how many there were."""
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)
        return len(children)


@contextlib.contextmanager
def running_sshd(folder: Path) -> Iterator[Sshd]:
    """Run a server whose files are in folder."""
    executable = find_sshd()
    assert executable is not None
    for name in ("host_key", "user_key"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    public = (folder / "host_key.pub").read_text(encoding="ascii")
    (folder / "known_hosts").write_text(f"[127.0.0.1]:{port} {public}", encoding="ascii")
    configuration = folder / "sshd_config"
    configuration.write_text(_CONFIGURATION.format(port=port, folder=folder), encoding="utf-8")
    made = os.geteuid() == 0 and not _SEPARATION.exists()
    if made:
        _SEPARATION.mkdir(mode=0o755)
    try:
        with subprocess.Popen([executable, "-D", "-e", "-f", configuration]) as process:
            try:
                _wait_for(port, process)
                yield Sshd(folder, port, process)
            finally:
                process.terminate()
    finally:
        if made:
            _SEPARATION.rmdir()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.05)
    raise AssertionError("sshd did not start")
