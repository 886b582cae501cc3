"""The AppDir: the program folder with a starter, ready to become an AppImage; and the squashfs that one is made of.

The release workflow puts AppImage's own small runtime in front of the squashfs; here that runtime cannot be had.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Final

from installers import desktop_files
from installers.about import IDENTITY, PROGRAM, about, machine, moment
from installers.debian import settle

_START: Final = f"""#!/bin/sh
# Starts Ingrain from wherever this folder is, mounted or unpacked.
here="$(dirname "$(readlink -f "$0")")"
exec "$here/usr/lib/{PROGRAM}/{PROGRAM}" "$@"
"""


def make(folder: Path, icons: Path, tree: Path, to: Path) -> Path:
    """Lays `tree` anew and packs it. Returns the squashfs."""
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(folder, tree / "usr" / "lib" / PROGRAM, symlinks=True, copy_function=os.link)
    desktop_files.put(tree / "usr", icons)
    desktop_files.copy(desktop_files.LINUX / desktop_files.DESKTOP, tree / desktop_files.DESKTOP)
    desktop_files.copy(icons / f"{PROGRAM}-256.png", tree / f"{IDENTITY}.png")
    (tree / ".DirIcon").symlink_to(f"{IDENTITY}.png")
    settle(tree)
    start = tree / "AppRun"
    start.write_text(_START, encoding="utf-8")
    start.chmod(0o755)
    packed = to / f"{PROGRAM}-{about().version}-{machine()}.squashfs"
    packed.unlink(missing_ok=True)
    when = str(int(moment().timestamp()))
    command = [
        "mksquashfs",
        str(tree),
        str(packed),
        "-root-owned",
        "-noappend",
        "-comp",
        "zstd",
        "-quiet",
        "-no-progress",
    ]
    env = {**os.environ, "SOURCE_DATE_EPOCH": when}
    subprocess.run(command, env=env, check=True)
    return packed
