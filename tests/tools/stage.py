# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Mirror the project into a folder whose path Ansible's tools accept: ``…/ansible_collections/<namespace>/<name>``.

Usage: ``stage.py SOURCE STAGE STAMP``. Only what changed is copied, what is gone is deleted, and what tools leave in
the stage is kept. STAMP lists the mirrored files; it is written only if something changed, so that make can use it.
"""

from __future__ import annotations

import filecmp
import shutil
import subprocess
import sys
from pathlib import Path


def project_files(source: Path, stage: Path) -> list[str]:
    """Return the paths, relative to source, of all files that its .gitignore does not exclude.

    The stage's own empty repository is asked, so that it does not matter whether source is a clone, whose it is, or an
    unpacked archive. The tools find that repository too and see in the stage what they would see in a clone.
    """
    subprocess.run(["git", "init", "--quiet", "--template=", str(stage)], check=True)
    command = ["git", f"--git-dir={stage / '.git'}", f"--work-tree={source}", "ls-files", "-z"]
    listing = subprocess.run(
        [*command, "--others", "--exclude-standard"], check=True, cwd=source, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return sorted(filter(None, listing.stdout.split("\0")))


def same(left: Path, right: Path) -> bool:
    """Return whether both are the same file to a tool: text and permissions."""
    return right.is_file() and left.stat().st_mode == right.stat().st_mode and filecmp.cmp(left, right, shallow=True)


def remove_empty_folders(folder: Path, top: Path) -> None:
    """Remove folder and those above it, up to top, as git would; Galaxy's importer takes an empty folder for a role."""
    while folder != top and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def mirror(source: Path, stage: Path, files: list[str], before: list[str]) -> bool:
    """Make stage hold exactly the files, apart from what tools left there; return whether anything changed."""
    gone = set(before) - set(files)
    for name in gone:
        (stage / name).unlink(missing_ok=True)
        remove_empty_folders((stage / name).parent, stage)
    stale = [name for name in files if not same(source / name, stage / name)]
    for name in stale:
        (stage / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(source / name, stage / name)
    return bool(gone or stale)


def main() -> None:
    source, stage, stamp = (Path(argument).absolute() for argument in sys.argv[1:])
    files = project_files(source, stage)
    before = stamp.read_text(encoding="utf-8").splitlines() if stamp.exists() else []
    if mirror(source, stage, files, before) or not stamp.exists():
        stamp.write_text("".join(f"{name}\n" for name in files), encoding="utf-8")


if __name__ == "__main__":
    main()
