# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Prepare a home folder for ansible-test, so that it neither needs the open internet nor writes to the user's home.

Usage: ``ansible_test_home.py HOME``. ansible-test passes hardly any environment variable on to the pip that fills its
virtual environments, and it wants to download pip itself. Hence two files: pip's configuration as it is in force for
the caller, and a script, where ansible-test looks for an earlier download, that takes the pip of this Python.
"""

from __future__ import annotations

import ast
import configparser
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

BOOTSTRAP = """\
import ensurepip

ensurepip.bootstrap(default_pip=True)
"""

# Environment variables that pip honours beside its own, and the option that says the same.
FALLBACKS = {"cert": ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"), "proxy": ("HTTPS_PROXY", "https_proxy")}


def pip(*arguments: str) -> str:
    """Return what pip prints."""
    command = [sys.executable, "-m", "pip", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def pip_configuration() -> configparser.RawConfigParser:
    """Return pip's configuration, whatever files and environment variables it comes from, as one file would give it."""
    configuration = configparser.RawConfigParser()
    # Values of the environment come last, as they prevail over those of files.
    for line in sorted(pip("config", "list").splitlines(), key=lambda line: line.startswith(":env:")):
        name, value = line.split("=", maxsplit=1)
        section, option = name.split(".", maxsplit=1)
        if section == ":env:":
            for other in configuration.sections():
                configuration.remove_option(other, option)
            section = "global"
        if not configuration.has_section(section):
            configuration.add_section(section)
        configuration.set(section, option, ast.literal_eval(value))
    if not configuration.has_section("global"):
        configuration.add_section("global")
    for option, variables in FALLBACKS.items():
        values = [os.environ[variable] for variable in variables if os.environ.get(variable)]
        if values and not configuration.has_option("global", option):
            configuration.set("global", option, values[0])
    configuration.set("global", "quiet", "2")
    configuration.set("global", "cache-dir", pip("cache", "dir").strip())
    return configuration


def expected_pip_version() -> str:
    """Return the version of pip that this ansible-test wants to download; it is part of the file's name."""
    package = importlib.util.find_spec("ansible_test")
    if package is None or package.origin is None:
        sys.exit("ansible-test is not installed")
    source = Path(package.origin).with_name("_internal") / "python_requirements.py"
    match = re.search(r"\bpip='([0-9.]+)'", source.read_text(encoding="utf-8"))
    if not match:
        sys.exit(f"{source} no longer says which pip it downloads")
    return match[1]


def main() -> None:
    home = Path(sys.argv[1])
    os.umask(0o077)  # an index URL may hold a password
    configuration_file = home / ".config" / "pip" / "pip.conf"
    configuration_file.parent.mkdir(parents=True, exist_ok=True)
    with configuration_file.open("w", encoding="utf-8") as file:
        pip_configuration().write(file)
    bootstrap_file = home / ".ansible" / "test" / "cache" / f"get_pip_{expected_pip_version().replace('.', '_')}.py"
    bootstrap_file.parent.mkdir(parents=True, exist_ok=True)
    bootstrap_file.write_text(BOOTSTRAP, encoding="utf-8")
    credentials = Path("~/.netrc").expanduser()  # pip's, for an index that asks for a password
    if credentials.exists() and not (home / ".netrc").exists():
        (home / ".netrc").symlink_to(credentials)


if __name__ == "__main__":
    main()
