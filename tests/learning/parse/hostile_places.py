"""Paths at which there is no plain file that may be read: each function makes one in a folder and gives its path."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from learning.parse.reasons import Reason

WRITE_ONLY = "*/drivers_probe"  # of the system's own files
LINUX_ONLY = frozenset({"process file"})


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target or path)


def open_socket(path: Path) -> None:
    """Its name must be short, so it is made from inside the folder."""
    before = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


def below_a_file(path: Path) -> str:
    path.write_text("a", encoding="utf-8")
    return str(path / "b.txt")


def huge(start: bytes) -> Callable[[Path], None]:
    """Half a gigabyte with nothing in it: takes no room on the disk."""

    def make(path: Path) -> None:
        with path.open("wb") as file:
            file.write(start)
            file.truncate(500_000_000)

    return make


def unreadable(path: Path) -> str:
    """Root may read everything but what the system itself keeps for writing only."""
    path.write_text("secret words", encoding="utf-8")
    path.chmod(0)
    return str(path if not os.access(path, os.R_OK) else next(_write_only(), path))


def cannot_be_made(kind: str) -> str:
    """Why this machine has no such thing, "" when it has."""
    if kind in LINUX_ONLY and not Path("/proc/self").exists():
        return "no such files here"
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if kind == "unreadable" and root and next(_write_only(), None) is None:
        return "root may read every file here"
    return ""


def _write_only() -> Iterator[Path]:
    return (one for one in Path("/sys/bus").glob(WRITE_ONLY) if not one.stat().st_mode & stat.S_IRUSR)


PLACES: dict[str, tuple[Callable[[Path], str | None], Reason]] = {
    "zero device": (lambda _: "/dev/zero", Reason.NOT_A_FILE),
    "random device": (lambda _: "/dev/urandom", Reason.NOT_A_FILE),
    "pipe": (pipe, Reason.NOT_A_FILE),
    "link to device": (link_to("/dev/zero"), Reason.NOT_A_FILE),
    "link to itself": (link_to(""), Reason.NOT_A_FILE),
    "link to nothing": (link_to("nothing at all"), Reason.MISSING),
    "folder": (Path.mkdir, Reason.NOT_A_FILE),
    "socket": (open_socket, Reason.NOT_A_FILE),
    "missing": (str, Reason.MISSING),
    "odd name": (lambda path: f"{path}\0.txt", Reason.MISSING),
    "below a file": (below_a_file, Reason.MISSING),
    "process file": (lambda _: "/proc/self/environ", Reason.EMPTY),
    "huge text": (huge(b"text\n"), Reason.TOO_LARGE),
    "huge PDF": (huge(b"%PDF-1.7\n"), Reason.TOO_LARGE),
    "unreadable": (unreadable, Reason.NEEDS_PERMISSION),
}
