"""The portable archive: the program folder as it is, to unpack anywhere and start. Needs tar and zstd."""

from __future__ import annotations

import subprocess
from pathlib import Path

from installers.about import PROGRAM, about, machine, moment


def make(folder: Path, to: Path) -> Path:
    """Sorted, without owners, all of one time: the same folder gives the same archive."""
    said = about()
    archive = to / f"{PROGRAM}-{said.version}-linux-{machine()}.tar.zst"
    top = f"{PROGRAM}-{said.version}"
    subprocess.run(
        ["tar", "--sort=name", "--owner=0", "--group=0", "--numeric-owner", f"--mtime=@{int(moment().timestamp())}",
         "--use-compress-program=zstd -10 -T0", f"--transform=flags=r;s,^{folder.name},{top},",
         "-C", str(folder.parent), "-cf", str(archive), folder.name],
        check=True,
    )  # fmt: skip
    return archive
