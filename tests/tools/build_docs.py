# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Build the collection's HTML documentation; a warning is an error.

Usage: ``build_docs.py FOLDER``, with the collection on Ansible's collections path. The pages are in ``FOLDER/html``.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zlib
from pathlib import Path

COLLECTION = "marketops.binance"
# Where the pages link to in Ansible's own documentation. Sphinx would download that list; the build needs no network.
ANSIBLE = "https://docs.ansible.com/ansible/latest/"
LABELS = {
    "action_plugins": ("plugins/action.html", "Action plugins"),
    "ansible_configuration_settings": ("reference_appendices/config.html", "Ansible Configuration Settings"),
    "common_return_values": ("reference_appendices/common_return_values.html", "Return Values"),
}
CONFIGURATION = f"""\
project = "marketops.binance"
copyright = "marketops.binance contributors"
extensions = ["sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
intersphinx_mapping = {{"ansible": ("{ANSIBLE}", "ansible.inv")}}
html_theme = "sphinx_ansible_theme"
html_show_sphinx = False
html_theme_options = {{"topbar_links": {{}}}}
html_static_path = ["static"]
html_css_files = ["sidebar.css"]
root_doc = "collections/marketops/binance/index"
"""

# The names of modules are longer than the sidebar is wide.
STYLE = ".wy-menu-vertical a { overflow-wrap: anywhere }\n"


def run(*command: str | Path) -> None:
    if subprocess.run(command, check=False).returncode:
        sys.exit(1)


def inventory() -> bytes:
    """The labels as Sphinx reads them."""
    head = "# Sphinx inventory version 2\n# Project: Ansible\n# Version: \n# The remainder is compressed using zlib.\n"
    lines = [
        f"{label} std:label -1 {page}#{label.replace('_', '-')} {title}\n" for label, (page, title) in LABELS.items()
    ]
    return head.encode() + zlib.compress("".join(lines).encode())


def main() -> None:
    folder = Path(sys.argv[1]).absolute()
    source = folder / "rst"
    shutil.rmtree(folder, ignore_errors=True)
    (source / "static").mkdir(mode=0o755, parents=True)
    (source / "static/sidebar.css").write_text(STYLE, encoding="utf-8")
    (source / "conf.py").write_text(CONFIGURATION, encoding="utf-8")
    (source / "ansible.inv").write_bytes(inventory())
    run("antsibull-docs", "collection", "--use-current", "--fail-on-error", "--dest-dir", source, COLLECTION)
    run("sphinx-build", "--fail-on-warning", "--keep-going", "--quiet", "-b", "html", source, folder / "html")
    print(f"Built {folder / 'html/collections/marketops/binance/index.html'}")


if __name__ == "__main__":
    main()
